"""A kit of twelve questions with everything that pages and files show, in a draft and frozen."""

from questions.actions import kits, people, questions
from questions.actions.questions import Tags
from questions.models import Blueprint, BlueprintQuota, Kit, Question, Role, Skill, User
from questions.rules import content, lifecycle
from questions.rules import kits as rules

QUESTIONS = 12
ANSWER = """The data decide, not habit. **First** look at what is missing, and why:

1. values that never existed,
2. values that were lost on the way.

```python
def share_missing(frame):
    return frame.isna().mean().sort_values(ascending=False)
```

Then compare scores with and without the rows concerned, and say what that cost."""
POINTS = ["Says what would change their mind.", "Measures before choosing.", "Names a limit."]
CHOICES = [
    {"text": "Softmax over all scores", "is_key": True, "explanation": "One distribution."},
    {"text": "A sigmoid on each score", "is_key": False, "explanation": "Separate yes or no."},
    {"text": "Tanh on each score", "is_key": False, "explanation": "Values below zero."},
    {"text": "Scores as they are", "is_key": False, "explanation": "Not between 0 and 1."},
]


def make_kits() -> tuple[User, Kit, Kit]:
    """Store the kit as a draft and frozen; return an administrator and the two."""
    made = people.create_demo_account()
    assert made is not None  # noqa: S101  # the bench's database has no account yet
    user, role = made[0], Role.objects.order_by("pk")[0]
    blueprint = Blueprint.objects.create(name="Bench", role=role, minutes=90, minutes_min=30)
    BlueprintQuota.objects.create(blueprint=blueprint, position=1, least=QUESTIONS)
    asked = [_question(number, role) for number in range(QUESTIONS)]
    draft = kits.create(user, {"name": "Draft", "role": role, "minutes": 90}, blueprint=blueprint)
    draft = kits.change(user, draft, "Filled", lambda contents: _filled(contents, asked))
    return user, draft, kits.freeze(user, kits.duplicate(user, draft))


def _question(number: int, role: Role) -> Question:
    type_ = content.MCQ if number % 4 == 3 else content.OPEN
    level = list(content.LEVELS)[number % 4]
    values = {
        "type": type_,
        "level": level,
        "minutes": 6,
        "stem": f"Case {number}: how would you treat gaps in the data, and what does it cost?",
        "answer": ANSWER,
        "rubric": dict.fromkeys(content.RUBRIC_RATINGS, POINTS[0]),
        "choices": CHOICES if type_ == content.MCQ else [],
        **dict.fromkeys(("look_for", "red_flags", "follow_ups"), POINTS),
    }
    skills = tuple(Skill.objects.order_by("pk")[number : number + 2])
    tags = Tags(skills, (role,))
    return questions.create(None, content.from_json(values), tags, status=lifecycle.APPROVED)


def _filled(contents: rules.Contents, asked: list[Question]) -> rules.Contents:
    for place, question in enumerate(asked):
        contents = rules.add(contents, kits.new_item(question), place * 4 // QUESTIONS)
    return contents
