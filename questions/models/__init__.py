"""The data model; one file for each noun."""

from questions.models.asked import AskedEntry
from questions.models.audit import AuditEntry
from questions.models.blueprints import AssemblyRun, Blueprint, BlueprintQuota
from questions.models.candidates import Candidate
from questions.models.kits import Kit, KitChange, KitItem, KitSection
from questions.models.people import Token, User
from questions.models.question_drafts import QuestionDraft
from questions.models.questions import Choice, Question, QuestionVersion
from questions.models.search import BankChange, BankVersion, SearchText, StoredIndex
from questions.models.taxonomy import Role, RoleSkill, Skill, Source

__all__ = [
    "AskedEntry",
    "AssemblyRun",
    "AuditEntry",
    "BankChange",
    "BankVersion",
    "Blueprint",
    "BlueprintQuota",
    "Candidate",
    "Choice",
    "Kit",
    "KitChange",
    "KitItem",
    "KitSection",
    "Question",
    "QuestionDraft",
    "QuestionVersion",
    "Role",
    "RoleSkill",
    "SearchText",
    "Skill",
    "Source",
    "StoredIndex",
    "Token",
    "User",
]
