"""GIFT, Moodle's text format: choice and essay questions in and out, others told by name.

The grammar is Moodle's: questions are parted by blank lines, `//` begins a comment, a backslash
takes the meaning of `:#={}~`, and the first pair of braces holds the answers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from questions.formats import moodle_terms as terms
from questions.formats.encodings import decoded
from questions.formats.interchange import (
    MCQ,
    OPEN,
    Bank,
    Entry,
    EntryChoice,
    Hints,
    Loss,
    QuestionFormat,
    Reading,
    Skipped,
    Unreadable,
    Written,
)
from questions.formats.losses import counted
from questions.formats.text import cleaned, in_lines
from questions.formats.to_markdown import FORMATS, has_pictures

#: In characters, pictures within HTML included.
MAX_QUESTION = 1_000_000

# Escaped characters become control characters, which no text that was decoded holds.
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_HIDDEN = dict(zip("\\:#={}~n", "\x01\x02\x03\x04\x05\x06\x07\x08", strict=True))
_SHOWN = str.maketrans("".join(_HIDDEN.values()), "\\:#={}~\n")
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\:#={}~"} | {"\n": "\\n"})

_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"%(-?)-*+([0-9]{1,3}+(?:\.[0-9]{0,9})?)%")
_IN_COMMENT = re.compile(r"\[(id|tag):((?:\\\]|[^\]\n])*+)(\]?)")
_CATEGORY = "$CATEGORY:"
_SAMPLE = 1 << 16
_ANSWERS = re.compile(r"(?<!\\)\{\s*+(?:[=~]|#?[-0-9.]|(?:T|F|TRUE|FALSE)\s*+[#}]|####|\})")

_MISSING = "_____"
_TAKEN = "only choice, true/false and essay questions are taken."


@dataclass(frozen=True)
class _Block:
    """What stands between blank lines: its text, the line that begins in, and its comments."""

    line: int
    text: str
    comments: str


@dataclass(frozen=True)
class _Text:
    """A text as Markdown, in the format that it was found in."""

    markdown: str
    format: str
    has_pictures: bool


class _Refused(Exception):
    """A question that cannot be taken; the message is a sentence."""


def recognise(data: bytes, name: str) -> int:
    """Tell how surely a file is GIFT."""
    try:
        text, _ = decoded(data[:_SAMPLE])
    except Unreadable:
        return 0
    if re.search(r"^\$CATEGORY:", text, re.MULTILINE):
        return 95
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    answered = sum(bool(_ANSWERS.search(block)) for block in blocks)
    if not answered or answered * 2 < sum(not block.lstrip().startswith("//") for block in blocks):
        return 0  # braces here and there, as in a list about code
    is_named = name.lower().endswith(".gift")
    titled = re.search(r"^[ \t]*::[^\n:]+::", text, re.MULTILINE)
    return 95 if is_named or titled else 70 if re.search(r"\{\s*+[=~]", text) else 30


def read(data: bytes, hints: Hints) -> Reading:
    """Return the choice and essay questions of a GIFT file, the others as skipped.

    Raises Unreadable for what is no text and for more than MAX_QUESTIONS questions.
    """
    text, note = decoded(data)
    found: list[Entry | Skipped] = []
    category, true_false = "", 0
    for block in _blocks(text):
        if len(found) >= terms.MAX_QUESTIONS:
            raise Unreadable(terms.TOO_MANY, block.line)
        asked = block
        if block.text.startswith(_CATEGORY):
            named, _, rest = block.text.removeprefix(_CATEGORY).partition("\n")
            category, asked = named.strip(), _block(block.line + 1, rest, block.comments)
        if asked.text:
            found.append(_question(asked, category))
            true_false += isinstance(found[-1], Entry) and _is_true_false(asked)
    entries = tuple(one for one in found if isinstance(one, Entry))
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    notes = (note, terms.true_false_note(true_false))
    return Reading(entries, skipped, notes=tuple(filter(None, notes)))


def _blocks(text: str) -> Iterator[_Block]:
    """Yield what stands between blank lines, comments aside."""
    lines: list[str] = []
    comments: list[str] = []
    for number, line in terms.numbered_lines(f"{text}\n"):
        if not line.strip():
            if lines:
                yield _block(number - len(lines), "\n".join(lines), "\n".join(comments))
            lines, comments = [], []
        elif line.lstrip().startswith("//"):
            comments.append(line)
            lines.append("")
        else:
            lines.append(line)


def _block(line: int, text: str, comments: str) -> _Block:
    begun = len(text) - len(text.lstrip())
    return _Block(line + text.count("\n", 0, begun), text.strip(), comments)


def _question(block: _Block, category: str) -> Entry | Skipped:
    excerpt = " ".join(block.text[:200].split())[:100]
    if len(block.text) > MAX_QUESTION:
        reason = f"It is longer than {MAX_QUESTION:,} characters."
        return Skipped(reason, line=block.line, excerpt=excerpt)
    text = _ESCAPE.sub(lambda found: _HIDDEN[found[1]], block.text)
    name, text = _named(text)
    try:
        entry = _entry(name, text)
    except _Refused as refusal:
        told = f"“{name}”: {refusal}" if name else str(refusal)
        return Skipped(told, line=block.line, excerpt=excerpt)
    number, tags = _commented(block.comments)
    return terms.placed(entry, block.line, number, tags, category)


def _named(text: str) -> tuple[str, str]:
    """Return the name that `::` hold, and what follows it."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (" ".join(_restored(name).split())[:100], rest.strip()) if colons else ("", name)


def _commented(comments: str) -> tuple[str, list[str]]:
    """Return the first id and the tags that comments hold, as in [id:7] [tag:loops]."""
    found: dict[str, list[str]] = {"id": [], "tag": []}
    for name, value, end in _IN_COMMENT.findall(comments):
        if end and value.strip():
            found[name].append(value.replace("\\]", "]").strip())
    return "".join(found["id"][:1]), found["tag"]


def _entry(name: str, text: str) -> Entry:
    """Return what a question says; raises _Refused."""
    asked, answers = _split(text)
    before, hashes, after = answers.rpartition("####")
    answers, general = (before.strip(), after) if hashes else (answers.strip(), "")
    stem = _text(asked, "moodle")
    feedback = _text(general, stem.format)
    entry = Entry(stem.markdown or name, answer=feedback.markdown)
    if not entry.stem:
        raise _Refused("It has no text.")
    flags = {"pictures"} if stem.has_pictures or feedback.has_pictures else set()
    if not answers:
        flags |= set() if entry.answer else {"no_answer"}
        return replace(entry, type=OPEN, flags=tuple(sorted(flags)))
    choices, found = _choices(answers, stem.format)
    return replace(entry, type=MCQ, choices=choices, flags=tuple(sorted(flags | found)))


def _split(text: str) -> tuple[str, str]:
    """Return a question without its answers, a blank in their place, and what the braces hold."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise _Refused(f"Without answers in braces it is a description; {_TAKEN}")
    if start < 0 or end < start:
        raise _Refused(
            "Its braces do not match. Write \\{ and \\} for those that are text, and leave no blank"
            " line between { and }."
        )
    before, answers, after = text[:start], text[start + 1 : end], text[end + 1 :]
    if "{" in after or "}" in after:
        raise _Refused("It has braces after its answers. Part questions by a blank line.")
    return (f"{before}{_MISSING}{after}" if after.strip() else before), answers


def _choices(answers: str, default: str) -> tuple[tuple[EntryChoice, ...], set[str]]:
    """Return the choices and the flags that they ask for; raises _Refused for other answers."""
    if _true_false(answers):
        return _true_and_false(answers, default), set()
    _refuse_other_types(answers)
    first, *pieces = answers.replace("=", "~=").split("~")
    if first.strip():
        raise _Refused("Something stands before the first choice: begin each with = or ~.")
    if len(pieces) > terms.MAX_CHOICES:
        raise _Refused(terms.TOO_MANY_CHOICES)
    found = [_choice(piece.strip(), default) for piece in pieces]
    found = [one for one in found if one[1].markdown]
    if len(found) < 2:
        raise _Refused(terms.TOO_FEW_CHOICES)
    weights, texts, reasons = zip(*found, strict=True)
    single = "=" in answers
    keys = terms.keyed(weights, single=single)
    choices = tuple(
        EntryChoice(text.markdown, key, reason.markdown)
        for text, key, reason in zip(texts, keys, reasons, strict=True)
    )
    shown = any(text.has_pictures for text in (*texts, *reasons))
    return choices, terms.choice_flags(weights, single=single) | ({"pictures"} if shown else set())


def _refuse_other_types(answers: str) -> None:
    if answers.startswith("#"):
        raise _Refused(f"It is a numerical question; {_TAKEN}")
    if "~" not in answers and "=" in answers and "->" in answers:
        raise _Refused(f"It is a matching question; {_TAKEN}")
    if "~" not in answers:
        raise _Refused(f"It is a short-answer question; {_TAKEN}")


def _choice(piece: str, default: str) -> tuple[float, _Text, _Text]:
    """Return what a choice earns in per cent, its text and its feedback."""
    weight = 0.0
    if piece.startswith("="):
        weight, piece = 100.0, piece[1:]
    elif found := _WEIGHT.match(piece):
        weight, piece = float(found[1] + found[2]), piece[found.end() :]
    text, _, feedback = piece.partition("#")
    return weight, _text(text, default), _text(feedback, default)


def _is_true_false(block: _Block) -> bool:
    return bool(re.search(r"(?<!\\)\{\s*+(?:T|F|TRUE|FALSE)\s*+[#}]", block.text))


def _true_false(answers: str) -> bool:
    return answers.partition("#")[0].strip() in ("T", "TRUE", "F", "FALSE")


def _true_and_false(answers: str, default: str) -> tuple[EntryChoice, ...]:
    """Return the two choices; the feedback for a wrong answer comes before that for the right."""
    right, wrong_text, right_text = [*answers.split("#", 2), "", ""][:3]
    is_true = right.strip().startswith("T")
    told = {True: _text(right_text, default), False: _text(wrong_text, default)}
    return (
        EntryChoice("True", is_true, told[is_true].markdown),
        EntryChoice("False", not is_true, told[not is_true].markdown),
    )


def _text(part: str, default: str) -> _Text:
    part = part.strip()
    named = _FORMAT.match(part)
    format_ = named[1] if named else default
    text = _restored(part[named.end() :] if named else part).strip()
    shows = format_ != "plain" and has_pictures(text)
    return _Text(FORMATS[format_](text), format_, shows)


def _restored(text: str) -> str:
    return text.translate(_SHOWN)


def write(bank: Bank) -> Written:
    """Return a bank's questions as GIFT in UTF-8, each under the category of its level and skill.

    Its texts are Markdown; where a question is filed stands in tags before it.
    """
    return Written(b"".join(parts(bank, bank.questions)), losses(bank))


def parts(bank: Bank, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield questions as `write` puts them, as they come."""
    return in_lines(_written_blocks(entries))


def losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what GIFT leaves out."""
    bank = cleaned(bank)
    found = terms.losses(bank)
    for field, label in terms.GUIDANCE.items():
        reason = f"GIFT has no place for {label}."
        found += counted(bank, field, reason, attrgetter(field))
    return tuple(found)


def _written_blocks(entries: Iterable[Entry]) -> Iterator[str]:
    category = ""
    for entry in map(cleaned, entries):
        path = terms.category_of(entry)
        if path != category:
            yield f"{_CATEGORY} {path}\n"
        category = path
        yield _written(entry)


def _written(entry: Entry) -> str:
    number = [("id", terms.idnumber(entry))] if terms.idnumber(entry) else []
    pairs = [*number, *(("tag", tag) for tag in terms.tags_of(entry))]
    told = " ".join(f"[{name}:{_bracketed(value)}]" for name, value in pairs)
    answer = f"####{_feedback(entry.answer)}" if entry.answer.strip() else ""
    if terms.kind(entry) == MCQ:
        lines = [*_written_choices(entry), *([answer] if answer else [])]
        answer = "\n" + "".join(f"\t{line}\n" for line in lines)
    name = _escaped(terms.name_of(entry.stem))
    comment = f"// {told}\n" if told else ""
    return f"{comment}::{name}::[markdown]{_escaped(entry.stem)}{{{answer}}}\n"


def _written_choices(entry: Entry) -> Iterator[str]:
    choices = terms.filled(entry.choices)
    fractions = terms.fractions(choices)
    for choice, fraction in zip(choices, fractions, strict=True):
        mark = {"100": "=", "0": "~"}.get(fraction, f"~%{fraction}%")
        # Else such a text would be taken for a format or a weight.
        kind = "[markdown]" if choice.text.lstrip().startswith(("[", "%")) else ""
        feedback = f"#{_feedback(choice.explanation)}" if choice.explanation.strip() else ""
        yield f"{mark}{kind}{_escaped(choice.text)}{feedback}"


def _bracketed(value: str) -> str:
    return value.replace("]", "\\]")


def _feedback(text: str) -> str:
    return ("[markdown]" if text.lstrip().startswith("[") else "") + _escaped(text)


def _escaped(text: str) -> str:
    return text.strip().translate(_SPECIAL)


FORMAT = QuestionFormat(
    *("gift", "GIFT", "txt", "text/plain; charset=utf-8"), recognise, read, write, losses, parts
)
