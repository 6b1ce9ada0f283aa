"""The data model; one file for each noun."""

from questions.models.asked import AskedEntry
from questions.models.audit import AuditEntry
from questions.models.blueprints import AssemblyRun, Blueprint, BlueprintQuota
from questions.models.bulk import BulkChange, BulkItem
from questions.models.candidates import Candidate
from questions.models.duplicates import DuplicateCheck, DuplicatePair, QuestionMerge
from questions.models.exports import Export, ExportPart
from questions.models.idempotency import IdempotencyKey
from questions.models.invitations import Invitation
from questions.models.kits import Kit, KitChange, KitItem, KitSection
from questions.models.people import Token, User
from questions.models.question_batches import QuestionBatch
from questions.models.question_drafts import QuestionDraft
from questions.models.questions import Choice, Question, QuestionVersion
from questions.models.recent import RecentQuestions
from questions.models.saved_views import SavedView
from questions.models.search import BankChange, BankVersion, SearchText, StoredIndex
from questions.models.tallies import Tally
from questions.models.taxonomy import Role, RoleSkill, Skill, Source
from questions.models.transfers import ColumnMapping, Import, ImportFile, ImportItem
from questions.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookTry

__all__ = [
    "AskedEntry",
    "AssemblyRun",
    "AuditEntry",
    "BankChange",
    "BankVersion",
    "Blueprint",
    "BlueprintQuota",
    "BulkChange",
    "BulkItem",
    "Candidate",
    "Choice",
    "ColumnMapping",
    "DuplicateCheck",
    "DuplicatePair",
    "Export",
    "ExportPart",
    "IdempotencyKey",
    "Import",
    "ImportFile",
    "ImportItem",
    "Invitation",
    "Kit",
    "KitChange",
    "KitItem",
    "KitSection",
    "Question",
    "QuestionBatch",
    "QuestionDraft",
    "QuestionMerge",
    "QuestionVersion",
    "RecentQuestions",
    "Role",
    "RoleSkill",
    "SavedView",
    "SearchText",
    "Skill",
    "Source",
    "StoredIndex",
    "Tally",
    "Token",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookTry",
]
