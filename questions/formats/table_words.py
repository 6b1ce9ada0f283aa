"""The words that people head their tables with, and those that they fill them with."""

import re
import unicodedata
from functools import lru_cache

MAX_CHOICES = 12
LETTERS = "abcdefghijkl"

#: What a column may hold, with a name for people.
FIELDS = {
    "stem": "Question",
    "type": "Type",
    "level": "Level",
    "status": "Status",
    "minutes": "Minutes",
    "seconds": "Seconds",
    "difficulty_adjustment": "Difficulty adjustment",
    "skills": "Skills",
    "topic": "Topic (a skill)",
    "tags": "Tags (skills)",
    "roles": "Roles",
    "source": "Source",
    "source_ref": "Place in the source",
    "choices": "Choices in one cell",
    "distractors": "Wrong choices in one cell",
    "keys": "Right choices",
    "answer": "Answer",
    "explanation": "Explanation (goes with the answer)",
    "look_for": "What to look for",
    "red_flags": "Red flags",
    "follow_ups": "Follow-ups",
    "references": "References",
    "rubric_1": "Rubric: rating 1",
    "rubric_3": "Rubric: rating 3",
    "rubric_5": "Rubric: rating 5",
    "uid": "Identifier",
    **{f"choice_{n}": f"Choice {letter.upper()}" for n, letter in enumerate(LETTERS, start=1)},
    **{
        f"explanation_{n}": f"Explanation of choice {letter.upper()}"
        for n, letter in enumerate(LETTERS, start=1)
    },
}

_HEADINGS: dict[str, tuple[str, ...]] = {
    "stem": (
        *("stem", "question", "questions", "prompt", "question text", "question stem", "query"),
        *("interview question", "interview questions", "question title", "question prompt"),
        *("item", "item text", "item stem", "problem", "problem statement", "front", "frage"),
        *("pregunta", "domanda", "q", "statement"),
    ),
    "type": ("type", "question type", "kind", "item type", "format", "question format", "typ"),
    "level": (
        *("level", "difficulty", "difficulty level", "seniority", "seniority level", "complexity"),
        *("experience", "experience level", "grade", "skill level", "stufe", "nivel", "niveau"),
    ),
    "status": ("status", "state", "review status"),
    "minutes": (
        *("minutes", "time", "duration", "mins", "min", "time minutes", "time in minutes"),
        *(
            "estimated time",
            "time estimate",
            "est time",
            "time limit",
            "time allowed",
            "time min",
            "time mins",
        ),
    ),
    "seconds": (
        *("seconds", "secs", "sec", "time seconds", "time in seconds", "time sec", "time s"),
        *("time limit sec", "time limit seconds", "time limit in seconds", "time limit s"),
    ),
    "difficulty_adjustment": ("difficulty adjustment", "adjustment"),
    "skills": (
        *("skills", "skill", "competency", "competencies", "competence", "skill tested"),
        *("skills tested", "skill area", "capability"),
    ),
    "topic": (
        *("topic", "topics", "category", "categories", "subject", "area", "domain", "technology"),
        *("subtopic", "sub topic", "theme", "section", "thema", "tema"),
    ),
    "tags": ("tags", "tag", "keywords", "keyword", "labels", "label"),
    "roles": ("roles", "role", "job", "job role", "job title", "position", "profile"),
    "source": ("source", "origin", "quelle"),
    "source_ref": ("source ref", "source reference", "place in the source"),
    "choices": (
        *("choices", "options", "answer options", "answer choices", "possible answers"),
        *("alternatives", "multiple choice options", "option", "choice"),
    ),
    "distractors": (
        *("distractors", "wrong answers", "incorrect answers", "wrong choices", "wrong options"),
        *("incorrect options", "incorrect choices"),
    ),
    "keys": (
        *("keys", "key", "correct answer", "correct answers", "correct", "correct option"),
        *("correct options", "correct choice", "correct choices", "right answer", "answer key"),
        *("right answers", "correct option number", "correct response", "right choice"),
        *("right choices", "correct index", "solution key"),
    ),
    "answer": (
        *("answer", "answers", "model answer", "sample answer", "expected answer", "solution"),
        *("ideal answer", "suggested answer", "example answer", "reference answer", "response"),
        *(
            "answer text",
            "good answer",
            "ans",
            "back",
            "antwort",
            "respuesta",
            "reponse",
            "risposta",
        ),
    ),
    "explanation": (
        *("explanation", "explanations", "rationale", "feedback", "answer explanation", "why"),
        *("justification", "general feedback", "reasoning", "comment"),
    ),
    "look_for": (
        *("look for", "what to look for", "looking for", "criteria", "evaluation criteria"),
        *("key points", "expected points", "what good looks like", "signals", "green flags"),
        *("positive signals", "assessment criteria", "scoring criteria"),
    ),
    "red_flags": ("red flags", "red flag", "warning signs", "negative signals", "bad answer"),
    "follow_ups": (
        *("follow ups", "follow up", "followups", "followup", "follow up questions", "probes"),
        *("follow up question", "probing questions"),
    ),
    "references": (
        *("references", "reference", "links", "link", "further reading", "url", "reading"),
    ),
    "rubric_1": ("rubric 1", "rating 1", "score 1", "rubric rating 1", "poor", "poor answer"),
    "rubric_3": ("rubric 3", "rating 3", "score 3", "rubric rating 3", "average answer"),
    "rubric_5": ("rubric 5", "rating 5", "score 5", "rubric rating 5", "excellent answer"),
    "uid": ("uid", "uuid", "identifier", "id", "question id"),
}
_FIELD_OF = {word: field for field, words in _HEADINGS.items() for word in words}
_FIELD_OF |= {f"{label}".lower(): field for field, label in FIELDS.items()}

_NUMBER = r"([a-l]|1[0-2]|[1-9])"
_CHOICE = re.compile(
    rf"(?:(?:answer |mcq )?(?:option|opt|choice|alternative|answer|ans|response))? ?{_NUMBER}"
)
_WRONG = re.compile(
    r"(?:wrong|incorrect|distractor|false)(?: answers?| options?| choices?)? ?([0-9]|1[0-2])"
)
#: What may follow a heading: “Question - max 120 characters”, “Tags (with commas)”.
_AFTER = re.compile(r"\s*(?:\(|\[|:|\s[-–—]\s|/).*", re.DOTALL)
_WHY = re.compile(
    rf"(?:explanation|feedback|rationale|why) (?:option |choice |answer )?{_NUMBER}"
    rf"|(?:option|choice|answer) {_NUMBER} (?:explanation|feedback|rationale)"
)

_LEVELS = {
    "basic": (
        *("basic", "basics", "easy", "beginner", "beginners", "junior", "jr", "entry", "novice"),
        *("entry level", "fundamental", "fundamentals", "elementary", "simple", "intern", "low"),
        *("trainee", "very easy", "starter", "introductory", "1", "l1", "🟢", "einfach", "leicht"),
    ),
    "intermediate": (
        *("intermediate", "medium", "mid", "mid level", "middle", "moderate", "regular", "normal"),
        *("associate", "average", "med", "2", "l2", "🟡", "mittel"),
    ),
    "advanced": (
        *("advanced", "hard", "senior", "sr", "difficult", "complex", "high", "challenging"),
        *("proficient", "experienced", "3", "l3", "🟠", "🔴", "schwer"),
    ),
    "expert": (
        *("expert", "experts", "very hard", "very difficult", "lead", "principal", "staff"),
        *("architect", "master", "extreme", "specialist", "4", "l4", "⚫"),
    ),
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words}
_FILLERS = {
    *("level", "levels", "question", "questions", "interview", "difficulty", "developer", "round"),
    *("developers", "engineer", "engineers", "candidates", "candidate"),
}
_STATUSES = {
    "draft": ("draft", "new", "todo", "work in progress", "wip"),
    "in_review": ("in review", "review", "pending", "to review", "submitted", "in_review"),
    "approved": ("approved", "active", "published", "live", "final", "ready", "done"),
    "retired": ("retired", "archived", "inactive", "obsolete", "deprecated", "withdrawn"),
}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}
_TYPES = {
    "open": (
        *("open", "open ended", "essay", "text", "free text", "descriptive", "subjective"),
        *("short answer", "long answer", "short text", "long text", "open question"),
    ),
    "mcq": (
        *("mcq", "multiple choice", "single choice", "multiple answer", "multiple response"),
        *("choice", "objective", "multiple choice question", "checkbox", "radio", "mcsa", "mcma"),
        *("single select", "multi select", "multiple select", "single answer", "quiz", "dropdown"),
    ),
    "true_false": ("true false", "truefalse", "true or false", "t f", "boolean", "yes no"),
}
_TYPE_OF = {word: type_ for type_, words in _TYPES.items() for word in words}


@lru_cache(maxsize=2_000)
def plain(text: str) -> str:
    """Return a heading or word as it is compared: lower case, words between single spaces."""
    folded = unicodedata.normalize("NFKD", text[:200]).casefold()
    letters = (c for c in folded if not unicodedata.combining(c))
    kept = "".join(c if c.isalnum() or c in "🟢🟡🟠🔴⚫" else " " for c in letters)
    return " ".join(kept.split())


def field_of(heading: str) -> str:
    """Return the field that a heading stands for, "" for none that we know.

    A column that holds a wrong choice is "wrong_0", "wrong_1" …; what explains a heading is left
    out where it is not known with it.
    """
    said = heading.replace("(s)", "s")
    return _field(said) or _field(_AFTER.sub("", said))


def _field(heading: str) -> str:
    words = plain(heading)
    if field := _FIELD_OF.get(words) or _FIELD_OF.get(heading.strip().lower()):
        return field
    if found := _WHY.fullmatch(words):
        return f"explanation_{_number(found[1] or found[2])}"
    if found := _WRONG.fullmatch(words):
        return f"wrong_{found[1]}"
    if found := _CHOICE.fullmatch(words):
        return f"choice_{_number(found[1])}"
    return ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else LETTERS.index(text) + 1


def level_of(text: str) -> str:
    """Return the level that a word or a few stand for, "" where they do not say one."""
    words = plain(text)
    if words in _LEVEL_OF:
        return _LEVEL_OF[words]
    rest = [word for word in words.split() if word not in _FILLERS]
    return _LEVEL_OF.get(" ".join(rest)) or _only({_LEVEL_OF.get(word, "") for word in rest})


def _only(found: set[str]) -> str:
    return found.pop() if len(found) == 1 else ""


def status_of(text: str) -> str:
    """Return the status that a word stands for, "" where it says none."""
    return _STATUS_OF.get(plain(text), "")


def type_of(text: str) -> str:
    """Return "open", "mcq" or "true_false", "" where a word says none of them."""
    return _TYPE_OF.get(plain(text), "")


_CLOCK = re.compile(r"(\d{1,4}):(\d\d)(?::(\d\d))?(?:\.\d+)?")
_AMOUNT = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,6})?) ?"
    r"(h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|[’']|)(?![^\W\d])[.,;]?\s*",
    re.IGNORECASE,
)
_SECONDS = {"h": 3600, "m": 60, "’": 60, "'": 60, "s": 1}
_RANGE = re.compile(
    r"^\d{1,3} ?[a-z]{0,7} ?(?:-|–|—|to) ?(?=\d{1,3} ?[a-z]{0,7}\.?$)", re.IGNORECASE
)


def minutes_of(text: str, unit: str = "m") -> int | None:
    """Return whole minutes, rounded up, of "5", "5 min", "90 s", "1h 30m", "0:05:00", "5–10 min".

    `unit` ("m" or "s") is that of a bare number. None where the text is no time.
    """
    said = _RANGE.sub("", text[:60].strip().lstrip("~≈<≤ "))
    if found := _CLOCK.fullmatch(said):
        first, second, third = int(found[1]), int(found[2]), found[3]
        seconds = first * 60 + second if third is None else first * 3600 + second * 60 + int(third)
        return -(-seconds // 60) or None
    parts = list(_AMOUNT.finditer(said))
    is_bare = len(parts) > 1 and not all(part[2] for part in parts)
    if not parts or is_bare or "".join(part[0] for part in parts) != said:
        return None
    amounts = [(float(part[1].replace(",", ".")), part[2][:1].lower()) for part in parts]
    total = sum(amount * _SECONDS[kind or unit] for amount, kind in amounts)
    return int(-(-total // 60)) or None
