"""A small bank, and queries with the questions that a person expects each to find."""

from typing import Any

from questions.models import Question
from tests.base import make_question

MANY_WORDS = " ".join(f"w{n}" for n in range(3_000))

# Name of a question: its stem, then its answer or all of its guidance.
CORPUS: dict[str, tuple[str, str | dict[str, Any]]] = {
    "overfit": (
        "What is overfitting, and how do you detect it?",
        "A model that memorises noise. Compare training loss with validation loss.",
    ),
    "regular": (
        "How does regularisation help a model generalise?",
        "It penalises large weights; see ridge and lasso. Less overfitting.",
    ),
    "gradient": (
        "Explain gradient descent.",
        "Follow the slope of the loss downhill, one learning rate at a time.",
    ),
    "vanish": (
        "Why do gradients vanish in deep networks?",
        "Repeated multiplication; use residual connections or careful initialization.",
    ),
    "cpp": ("When would you choose C++ over Python?", "For latency and control of memory."),
    "csharp": (
        "How does C# handle async tasks?",
        "With a state machine made by the compiler, as on .NET.",
    ),
    "dotnet": (
        "What does the .NET runtime do?",
        "It compiles intermediate language just in time. C# and F# run on it.",
    ),
    "clang": ("Why is C still used?", "Small, fast, everywhere."),
    "agents": (
        "How would you design a multi-agent system?",
        "Give each agent a role; use a shared blackboard.",
    ),
    "ubuntu": (
        "How do you upgrade Ubuntu 20.04 servers?",
        "Snapshot first, then move to 22.04 step by step.",
    ),
    "dont": ("What don't you log in production?", "Passwords, and a user's e-mail address."),
    "emoji": ("Would you ship a 🚀 in a commit message?", "Ask the team. ✅ if they agree."),
    "cjk": ("机器学习是什么？", "从数据中学习。 It learns from data."),
    "cafe": (
        "Review the naïve Bayes classifier of café Zoë.",
        "Independence is assumed; it is a baseline.",
    ),
    "colour": (
        "Which colour space suits image recognition?",
        "It depends: analyse the histogram first.",
    ),
    "color_us": (
        "How do you normalize color histograms?",
        "Divide by the total; behavior differs at the center.",
    ),
    "labels": (
        "What makes modelling with noisy labels hard?",
        "Labelled data is costly; unlabelled data is not. Be precise.",
    ),
    "rag": (
        "What is retrieval-augmented generation (RAG)?",
        "Retrieve documents, then let the model answer from them.",
    ),
    "quote": ('What does "garbage in, garbage out" mean?', "Bad data gives bad models."),
    "mcq": (
        "Which activation outputs a probability distribution?",
        {
            "type": "mcq",
            "answer": "",
            "choices": [
                {"text": "Softmax", "is_key": True, "explanation": "It sums to one."},
                {"text": "Tanh", "explanation": "It squashes."},
            ],
        },
    ),
    "gpt": ("How large is GPT-4o's context window?", "128k tokens; GPT-3.5 had 4,096."),
    "sql": (
        "Is `SELECT * FROM users WHERE id = ?` safe?",
        "Yes: parameters are bound. NULL OR NOT NULL stays data.",
    ),
    "edge": ("What ends a stem with alpha?", "Beta begins this part."),
    "ab": (
        "Design an A/B test.",
        {
            "answer": "Randomise.",
            "look_for": ["sample size", "guardrail metrics"],
            "red_flags": ["peeking early"],
            "follow_ups": ["What is statistical power?"],
            "rubric": {"3": "names novelty effects"},
            "references": ["Kohavi 2020"],
        },
    ),
}

# What is typed; what stems alone find; what stems and guidance find ("=": the same).
# A leading "!" means every question but those named.
QUERIES: list[tuple[str, str, str]] = [
    # words and stems
    ("overfitting", "overfit", "overfit regular"),
    ("overfit", "overfit", "overfit regular"),
    ("OVERFITTING", "overfit", "overfit regular"),
    ("gradient", "gradient vanish", "="),
    ("gradients", "gradient vanish", "="),
    ("gradient descent", "gradient", "="),
    ("descent gradient", "gradient", "="),
    ("gradient gradient", "gradient vanish", "="),
    ("loss", "", "overfit gradient"),
    ("learn", "", "gradient cjk"),
    ("retrieve", "rag", "="),
    ("the slope", "", "gradient"),
    ("what is", "overfit rag", "overfit rag labels ab"),
    ("user", "sql", "sql dont"),
    ("users", "sql", "sql dont"),
    ("alpha beta", "", "edge"),
    ("softmax", "", "mcq"),
    ("guardrail", "", "ab"),
    ("novelty", "", "ab"),
    ("kohavi", "", "ab"),
    ("quantum", "", ""),
    ("gradient quantum", "", ""),
    # phrases
    ('"gradient descent"', "gradient", "="),
    ('"descent gradient"', "", ""),
    ('"learning rate"', "", "gradient"),
    ('"deep networks"', "vanish", "="),
    ('"deep network"', "vanish", "="),
    ('"alpha beta"', "", ""),
    ('"garbage out"', "quote", "="),
    ('"sample size"', "", "ab"),
    ('"sums to one"', "", "mcq"),
    # starts of words
    ("grad*", "gradient vanish", "="),
    ("gradients*", "vanish", "="),
    ("over*", "overfit cpp", "overfit cpp regular"),
    ("colo*", "colour color_us", "="),
    ("20*", "ubuntu", "ubuntu ab"),
    ("128*", "", "gpt"),
    ("22.*", "", "ubuntu"),
    ("C++*", "cpp", "="),
    ("zoë*", "cafe", "="),
    # minus
    ("gradient -vanish", "gradient", "="),
    ('gradient -"deep networks"', "gradient", "="),
    ("model -noise", "regular labels", "regular labels rag quote"),
    ("-gradient", "!gradient vanish", "="),
    ("-grad*", "!gradient vanish", "="),
    ('-"gradient descent"', "!gradient", "="),
    ("-loss", "!", "!overfit gradient"),
    ("gradient -gradient", "", ""),
    ("C++ -Python", "", ""),
    # names that hold signs
    ("C++", "cpp", "="),
    ("c++", "cpp", "="),
    ("C", "clang", "="),
    ("C#", "csharp", "csharp dotnet"),
    ("F#", "", "dotnet"),
    (".NET", "dotnet", "dotnet csharp"),
    ("net", "", ""),
    ("A/B", "ab", "="),
    ("don't", "dont", "="),
    ("don’t", "dont", "="),
    ("dont", "dont", "="),
    ("don", "", ""),
    ("multi-agent", "agents", "="),
    ("multi agent", "agents", "="),
    ("multi -agent", "", ""),
    ("retrieval-augmented", "rag", "="),
    # numbers
    ("20.04", "ubuntu", "="),
    ("22.04", "", "ubuntu"),
    ("20", "", ""),
    ("04", "", ""),
    ('"Ubuntu 20.04"', "ubuntu", "="),
    ("4,096", "", "gpt"),
    ("GPT-4o", "gpt", "="),
    ("GPT-3.5", "", "gpt"),
    # quotes
    ("“garbage in”", "quote", "="),
    ("«garbage out»", "quote", "="),
    ('"gradient descent', "gradient", "="),
    ('gradient"', "gradient vanish", "="),
    ("'gradient'", "gradient vanish", "="),
    # operators are words or signs like any other
    ("OR", "", "vanish sql"),
    ("NOT", "", "labels sql"),
    ("AND", "overfit", "overfit regular cpp dotnet dont"),
    ("NEAR", "", ""),
    ("gradient & descent", "gradient", "="),
    ("gradient | vanish", "vanish", "="),
    ("!gradient", "gradient vanish", "="),
    ("(gradient)", "gradient vanish", "="),
    ("^gradient", "gradient vanish", "="),
    ("gradient:*", "gradient vanish", "="),
    ("stem:gradient", "", ""),
    ("NEAR(gradient descent)", "", ""),
    # emoji, CJK, accents, other forms of one character
    ("🚀", "emoji", "="),
    ("✅", "", "emoji"),
    ("🎉", "", ""),
    ("机器学习", "cjk", "="),
    ("学习", "cjk", "="),
    ("数据", "", "cjk"),
    ("习学", "", ""),
    ("naive", "cafe", "="),
    ("naïve", "cafe", "="),
    ("cafe\u0301", "cafe", "="),
    ("ZOE", "cafe", "="),
    ("ＧＰＴ", "gpt", "="),
    ("ﬁrst", "", "ubuntu colour"),
    # British and American
    ("regularization", "regular", "="),
    ("regularisation", "regular", "="),
    ("generalize", "regular", "="),
    ("memorize", "", "overfit"),
    ("initialisation", "", "vanish"),
    ("normalise", "color_us", "="),
    ("colour", "colour color_us", "="),
    ("color", "colour color_us", "="),
    ("analyze", "", "colour"),
    ("analysing", "", "colour"),
    ("behaviour", "", "color_us"),
    ("centre", "", "color_us"),
    ("modeling", "regular labels", "regular labels overfit rag quote"),
    ("labeled", "labels", "="),
    ("unlabeled", "", "labels"),
    ("precisely", "", "labels"),
    # NUL and very many words
    ("gradient\x00descent", "gradient", "="),
    ("grad* " * 3_000, "gradient vanish", "="),
    (MANY_WORDS, "", ""),
    (f"gradient {MANY_WORDS}", "", ""),
    # the index's own marks are no words
    ("zzend", "", ""),
    ("zroverfitting", "", ""),
    ("zq20", "", ""),
]

NO_WORDS = [
    " ",
    "!!!",
    '"',
    '""',
    '" "',
    "*",
    "**",
    "-",
    "--",
    "-*",
    '-""',
    "…",
    "()",
    ":*",
    "\x00",
]


def make_corpus() -> dict[str, Question]:
    return {
        name: make_question(stem, **(said if isinstance(said, dict) else {"answer": said}))
        for name, (stem, said) in CORPUS.items()
    }


def named(expected: str) -> set[str]:
    """Read one column of QUERIES."""
    if expected.startswith("!"):
        return set(CORPUS) - set(expected[1:].split())
    return set(expected.split())


def expected_of(row: tuple[str, str, str], *, stems_only: bool) -> set[str]:
    _, in_stems, in_all = row
    return named(in_stems if stems_only or in_all == "=" else in_all)
