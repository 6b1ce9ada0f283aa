"""Markdown as people write it, made ready for the parser: HTML in it, labels, lettered choices."""

import re
from html import unescape

from questions.formats.document.folds import without_fenced_choices, without_fold_indent
from questions.formats.document.labels import label
from questions.formats.document.numbers import with_usual_numbers
from questions.formats.document.other_words import with_usual_labels
from questions.formats.document.source import Source, code_lines, values, without_last_fence
from questions.formats.document.wording import ORDINALS, letter_of, words

#: Marks that stand for tags; characters of private use, which are taken out of what is read.
OPEN, SUMMARY, SUMMARY_END, CLOSE, META = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_MARKS = str.maketrans("", "", OPEN + SUMMARY + SUMMARY_END + CLOSE + META)
_FOLD = re.compile(r"<(/?)(details|summary)\b[^<>]{0,200}>", re.IGNORECASE)
_FOLD_MARKS = {
    ("", "details"): OPEN,
    ("", "summary"): SUMMARY,
    ("/", "summary"): SUMMARY_END,
    ("/", "details"): CLOSE,
}
_HTML_HEADING = re.compile(r"\s{0,3}<h([1-6])\b[^<>]{0,200}>(.{0,2000}?)</h\1>\s*$", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:[ \t/][^<>]{0,500})?>")
_KEPT_TAGS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "tt": "`"}
_DROPPED_TAGS = words(
    "p div span center font br hr a img sup sub small big u section article table tr td th tbody "
    "thead ul ol li blockquote pre nobr ins abbr picture source figure figcaption samp var"
)
_TO_TOP = re.compile(
    r"(?:[^\w\s]\s*){0,4}(?:(?:go|return|jump)\s+)?(?:back\s+)?(?:to\s+)?(?:the\s+)?"
    r"(?:top|table\s+of\s+contents?|toc|contents?|index)(?:\s*[^\w\s]){0,4}",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"<a\s[^<>]{0,200}(?:name|id)\s*=[^<>]{0,200}>\s*(?:</a>)?", re.IGNORECASE)
_LINK_TO = re.compile(r"\]\(#[^()]{0,200}\)")
_JEKYLL = re.compile(r"\{%-?[^{}]{0,200}%\}|\{:[^{}]{0,120}\}")
_REFERENCE = re.compile(r" {0,3}\[[^\[\]]{1,100}\]:\s+\S{1,500}(?:\s+[\"'(].{0,200})?\s*$")
_LETTERED = re.compile(
    r"([ \t]{0,12})(?:\*\*|__)?(\(?)([A-Za-z]|(?<=\()[1-9])([.):])(?:\*\*|__)?([ \t]+\S.*|\S.*)$"
)
_INLINE_CHOICES = re.compile(r"\s{1,8}(?=\(?[B-Hb-h][.)]\s|\([2-9]\)\s)")
_LABELLED = re.compile(r"[ \t]{0,3}[*_]{0,3}[A-Za-z][A-Za-z'’ -]{0,30}[*_]{0,2}[ ]?[:：]")
_ANSWERED = re.compile(r"[ \t]{0,3}[*_]{0,3}(?:ans(?:wer)?|A)\s?\d{0,5}\s?[.):]", re.IGNORECASE)
_ASKED = re.compile(
    r"[ \t]{0,3}[*_]{0,3}(?:q|question)\s?\d{0,5}\s?[.:)]|[ \t]{0,3}[*_]{0,3}q\d{1,5}\b",
    re.IGNORECASE,
)
# “Question: How many? **Answer: 3**”
_SAME_LINE = re.compile(r"\s(?:[*_]{1,3}(?:answer|ans|a)|answer)\s?[*_]{0,3}:", re.IGNORECASE)


def tidied(source: Source) -> Source:
    """Return the lines with marks for folds and metadata, and each label and choice apart."""
    source = without_fenced_choices(_without_comments(source))
    source = without_fold_indent(with_usual_labels(source))
    source = _choices_as_items(with_usual_numbers(without_last_fence(source)))
    within, missing = code_lines(source.lines)
    made = Source(repaired=source.repaired)
    is_list = False
    for place, (line, number) in enumerate(source):
        if place in missing:
            made.add(missing[place], number)
        if within[place]:
            made.add(line, number)
            continue
        line = _JEKYLL.sub("", line) if "{" in line else line
        line = _BREAK.sub("", line).removesuffix("\\")
        is_list = _goes_on(line, is_list)
        if "<" in line and _FOLD.search(line):
            _add_folds(made, line, number, keep_indent=is_list)
        else:
            _add_line(made, line, number)
    if len(source.lines) in missing:
        made.add(missing[len(source.lines)], source.numbers[-1])
    return made


_BREAK = re.compile(r"^[ \t]{0,3}<br\s?/?>[ \t]*(?=\S)", re.IGNORECASE)
_BLANKS = ("&nbsp;", "<br>", "<br/>", "<br />")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")


def _goes_on(line: str, is_list: bool) -> bool:
    """Say whether a list is open after a line, as far as indentation tells."""
    if not line.strip() or line.startswith((" ", "\t")):
        return is_list
    return bool(_ITEM.match(line))


def _add_line(made: Source, line: str, number: int) -> None:
    if is_to_top(line) or _REFERENCE.match(line) or line.strip() in _BLANKS:
        made.add("", number)
        return
    if "<" in line and (heading := _HTML_HEADING.match(line)):
        made.add_apart("#" * int(heading[1]) + " " + heading[2].strip(), number)
        return
    if made.lines and _UNDERLINE.fullmatch(line) and _underline(made, line):
        return
    if not line.isascii() and (bullet := _BULLET.match(line)):
        line = f"{bullet[1] if len(bullet[1]) > 3 else ''}- {line[bullet.end() :]}"
    if line.startswith("#"):
        line = _spaced(line, is_apart=not made.lines or not made.lines[-1].strip())
    if made.lines and made.lines[-1].strip() and _starts_apart(line):
        made.add("", number)
    if _ASKED.match(line) and (answer := _SAME_LINE.search(line)):
        made.add_apart(line[: answer.start()], number)
        line = line[answer.start() :].lstrip()
    made.add(line, number)


_BULLET = re.compile(r"([ \t]{0,12})[•●▪◦‣·][ \t\ufe0f]+")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{3,})\s*")


def _underline(made: Source, line: str) -> bool:
    """Make the line before a heading; False where it is no line of text on its own."""
    text = made.lines[-1].strip()
    before = made.lines[-2].strip() if len(made.lines) > 1 else ""
    if not text or before or not (text[0].isalnum() or text[0] in "\"'(`[*") or _ITEM.match(text):
        return False
    made.lines[-1] = ("# " if "=" in line else "## ") + text
    return True


_UNSPACED = re.compile(r"(#{1,6})(?=[^#\s])")


def _spaced(line: str, is_apart: bool) -> str:
    """Give a heading the space after its marks that CommonMark asks for and people forget."""
    found = _UNSPACED.match(line)
    if not found or (len(found[1]) == 1 and not (is_apart and line[1].isupper())):
        return line
    return f"{found[1]} {line[found.end() :]}"


def _starts_apart(line: str) -> bool:
    if _ASKED.match(line) or _ANSWERED.match(line):
        return True
    return bool(_LABELLED.match(line)) and bool(label(line, needs_colon=True)[0])


def is_to_top(line: str) -> bool:
    """Say whether a line is nothing but a link to the top of the document."""
    if len(line) > 300 or ("#" not in line and "top" not in line.lower()):
        return False
    text = _LINK_TO.sub("", _TAG.sub("", line)).replace("[", "").strip(" \t*_->|")
    return bool(text) and bool(_TO_TOP.fullmatch(unescape(text)))


def _add_folds(made: Source, line: str, number: int, keep_indent: bool) -> None:
    """Put each fold's tags on lines of their own."""
    indent = line[: len(line) - len(line.lstrip())] if keep_indent else ""
    at = ticks = counted = 0
    for found in _FOLD.finditer(line):
        ticks += line.count("`", counted, found.start())
        counted = found.start()
        if ticks % 2:
            continue
        if before := line[at : found.start()].strip():
            _add_line(made, indent + before, number)
        made.add_apart(indent + _FOLD_MARKS[found[1], found[2].lower()], number)
        at = found.end()
    if rest := line[at:].strip():
        _add_line(made, indent + rest, number)


_COMMENT_KEY = re.compile(r"\s*([A-Za-z_ -]{2,20})\s*[:=]\s*(.{1,200})")


def _without_comments(source: Source) -> Source:
    """Leave comments out; “<!-- level: senior -->” becomes a mark."""
    made = Source(repaired=source.repaired)
    comment: list[str] | None = None
    within, _ = code_lines(source.lines)
    for place, (line, number) in enumerate(source):
        text = line.translate(_MARKS) if not line.isascii() else line
        if within[place] and comment is None:
            made.add(text, number)
            continue
        kept, comment = _cut(text, comment, made, number)
        made.add(kept, number)
    return made


def _cut(
    text: str, comment: list[str] | None, made: Source, number: int
) -> tuple[str, list[str] | None]:
    """Cut what is commented out of a line; returns the rest and the comment still open."""
    kept: list[str] = []
    while True:
        if comment is None:
            before, mark, text = text.partition("<!--")
            kept.append(before)
            if not mark:
                return "".join(kept), None
            comment = []
        inside, mark, text = text.partition("-->")
        if sum(map(len, comment)) < 400:
            comment.append(inside)
        if not mark:
            return "".join(kept), comment
        if found := _COMMENT_KEY.fullmatch(" ".join(comment).strip()):
            joined = ",".join(values(found[2].strip()))
            made.add_apart(f"{META}{found[1].strip().lower()}:{joined}", number)
        comment = None


_WORDED = re.compile(
    r"([ \t]{0,12})(?:[-*+] )?(?:\*\*)?(?:(?:option|choice)\s([A-Ha-h1-8])\s?[.):–-]|\(?("
    + "|".join(ORDINALS)
    + r")\s?[.):])(?:\*\*)?\s+(?=\S)",
    re.IGNORECASE,
)


def _with_letters(source: Source) -> Source:
    """Write “Option A: …”, “(ii) …” and “Two) …” as “B) …”, where they begin with the first."""
    lines = list(source.lines)
    within, _ = code_lines(lines)
    awaited = 0
    for place, line in enumerate(lines):
        found = None if within[place] else _WORDED.match(line)
        letter = letter_of(found[2] or found[3]) if found else ""
        if found and letter in ("a", "abcdefgh"[awaited]):
            lines[place] = f"{found[1]}{letter.upper()}) {line[found.end() :]}"
            awaited = "abcdefgh".index(letter) + 1 if letter != "h" else 0
        elif line.strip():
            awaited = 0
    return Source(lines, source.numbers, source.repaired)


def _choices_as_items(source: Source) -> Source:
    """Turn lines “A) …”, “B) …” into list items, which Markdown knows no letters for."""
    source = _with_letters(source)
    made = Source(repaired=source.repaired)
    within, _ = code_lines(source.lines)
    awaited = ""
    for place, (line, number) in enumerate(source):
        found = None if within[place] else _LETTERED.match(line)
        letter = found[3] if found else ""
        if found and letter and letter == awaited:
            made.add(_item(found), number)
            awaited = chr(ord(letter) + 1)
        elif found and letter in {"A", "a", "1"} and _is_first(source, place, letter, within):
            made.add("", number)
            for piece in _INLINE_CHOICES.split(line)[:10]:
                if lettered := _LETTERED.match(piece):
                    made.add(_item(lettered), number)
                    awaited = chr(ord(lettered[3]) + 1)
        elif awaited and line.strip() and not line.startswith((" ", "\t")) and not within[place]:
            awaited = ""
            made.add("", number)
            made.add(line, number)
        else:
            made.add(line, number)
    return made


def _item(found: re.Match[str]) -> str:
    indent = found[1] if len(found[1]) < 4 else "   "
    letter = f"{found[3]})" if found[3].isalpha() else f"({found[3]})"  # “1)” would be a list
    text = found[5].strip()
    if text.count("**") == 1 and found[0].lstrip().startswith("**"):
        text = f"**{text}"  # the bold began before the letter
    return f"{indent}- {letter} {text}"


def _is_first(source: Source, place: int, letter: str, within: list[bool]) -> bool:
    """Say whether “A) …” is followed by “B) …”, on its line or one of the next."""
    line = source.lines[place]
    following = chr(ord(letter) + 1)
    if re.search(rf"\s\(?{following}[.)]\s", line[:2000]):
        return True
    for at in range(place + 1, min(place + 12, len(source.lines))):
        if within[at]:
            continue
        found = _LETTERED.match(source.lines[at])
        if found:
            return found[3] == following
        if source.lines[at].startswith("#"):
            return False
    return False


# “[[source](address)]” and “[[source]](address)”, as people write to show the brackets.
_DOUBLE = re.compile(
    r"\[\[([^\[\]]{1,100})\]\(([^()\s]{1,500})\)\]|\[\[([^\[\]]{1,100})\]\]\(([^()\s]{1,500})\)"
)


def inline(text: str) -> str:
    """Return running text with HTML's tags as Markdown, code left alone."""
    if "[[" in text:
        text = _DOUBLE.sub(lambda one: f"[{one[1] or one[3]}]({one[2] or one[4]})", text)
    if "<" not in text:
        return text
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # a lone mark: what follows it is no code
        pieces[-2:] = ["`".join(pieces[-2:])]
    outside = "".join(pieces[::2]).lower()
    unpaired = {
        name for name in _KEPT_TAGS if outside.count(f"<{name}>") != outside.count(f"</{name}>")
    }
    for place in range(0, len(pieces), 2):
        pieces[place] = _ANCHOR.sub("", pieces[place])
        pieces[place] = _TAG.sub(lambda tag: _as_markdown(tag[0], unpaired), pieces[place])
    return "`".join(pieces).strip()


def _as_markdown(tag: str, unpaired: set[str]) -> str:
    """Return what stands for a tag; tags that are not closed in the same text stand for nothing."""
    name = tag.strip("</>").split()[0].rstrip("/").lower()
    if name in _KEPT_TAGS:
        return "" if name in unpaired else _KEPT_TAGS[name]
    if name == "br":
        return "\n"
    return "" if name in _DROPPED_TAGS else tag
