"""The data model; one file for each noun."""

from questions.models.audit import AuditEntry
from questions.models.people import Token, User
from questions.models.questions import Choice, Question, QuestionVersion
from questions.models.search import SearchText
from questions.models.taxonomy import Role, RoleSkill, Skill, Source

__all__ = [
    "AuditEntry",
    "Choice",
    "Question",
    "QuestionVersion",
    "Role",
    "RoleSkill",
    "SearchText",
    "Skill",
    "Source",
    "Token",
    "User",
]
