"""Drafts to entries: texts, keys, levels, skills, flags."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questions.formats.document.blocks import CODE, LIST, PARAGRAPH, RULE, TABLE, Node, markdown
from questions.formats.document.drafts import (
    ANSWER,
    BODY,
    STEM,
    Draft,
    item_text,
    keyed,
    keyed_by_list,
)
from questions.formats.document.labels import is_mcq_heading
from questions.formats.document.levels import (
    is_level_heading,
    level_in,
    sign_level,
    signs_in,
    tagged_level,
    topic,
)
from questions.formats.document.plain import is_links, leading_bold, links, plain
from questions.formats.document.source import Source
from questions.formats.document.wording import without_signs
from questions.formats.interchange import MCQ, OPEN, Entry, EntryChoice

_POINTS = ("look_for", "red_flags", "follow_ups", "references")
_NEEDS_CODE = re.compile(
    r"(?:following|below|this|the)\s+(?:\w+\s+){0,2}(?:code|snippet|program|function|output|query|"
    r"statements?|example|script|expression|log|class|play|task)|\boutputs?\b|\bprints?(?:ed)?\b|"
    r"evaluates?|returned|this\s+(?:work|do|mean)|wrong\s+with\s+(?:this|it)\b|value\s+of|happens?\s+when|following",
    re.IGNORECASE,
)
_NEEDS_LIST = re.compile(r"\bthe\s+following\b|\bthese\b.{0,60}\?$", re.IGNORECASE)
_SHORT_POINT = 60
_SKILL_KEYS = ("tags", "tag", "skills", "skill", "topic", "topics", "category", "categories")
_LEVEL_KEYS = ("level", "difficulty", "seniority", "expertise")


@dataclass
class Context:
    """What is known of the document as a whole."""

    source: Source
    head: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    level: str = ""
    title: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    has_lines: bool = True


def entry(draft: Draft, context: Context, number: int = 1) -> Entry | None:
    """Return the question that a draft has become, the nth; None for one without a text."""
    _sort(draft)
    keys_rest = _find_keys(draft) if draft.choices else None
    level, text = _level(draft, context)
    text, sources = _without_sources(text)
    stem = _stem(draft, text)
    if not plain(stem):
        return None
    answer = keys_rest if keys_rest is not None else _text(draft.parts.get(ANSWER, []))
    if hint := _text(draft.parts.get("hint", [])):
        answer = f"{answer}\n\n**Hint:** {hint}".strip()
    answer, references = _without_references(answer)
    if draft.choices:
        answer, more = _without_links(answer)
        references = more + references
    type_ = MCQ if draft.choices or _is_mcq(draft) else OPEN
    points = {part: _points(draft.parts.get(part, []), part) for part in _POINTS}
    return Entry(
        stem=stem,
        type=type_,
        level=level,
        answer=answer,
        minutes=_minutes(draft),
        choices=tuple(
            EntryChoice(
                _choice_text(choice.text, choice.code), choice.is_key, _text(choice.explanation)
            )
            for choice in draft.choices
        ),
        skills=_skills(draft, context),
        roles=_words(draft.said.get("roles", ""), context.head, ("role", "roles")),
        line=draft.start if context.has_lines else None,
        place="" if context.has_lines else f"question {number}",
        flags=_flags(draft, type_, answer, context),
        look_for=points["look_for"],
        red_flags=points["red_flags"],
        follow_ups=points["follow_ups"],
        references=points["references"] + references + sources,
    )


def _is_mcq(draft: Draft) -> bool:
    has_answer = any(draft.parts.get(part) for part in (ANSWER, "look_for"))
    return draft.asks_for_choices and not has_answer


def _text(nodes: list[Node]) -> str:
    while nodes and nodes[-1].kind == RULE:
        nodes = nodes[:-1]
    return markdown(nodes)


def _choice_text(text: str, code: list[Node]) -> str:
    return "\n\n".join(filter(None, (text, markdown(code))))


def _sort(draft: Draft) -> None:
    """Give what followed the question to its stem or to its answer."""
    body = draft.parts.pop(BODY, [])
    body = [node for node in body if node.kind != PARAGRAPH or node.text.strip()]
    stem = draft.parts.setdefault(STEM, [])
    if not plain(draft.text) and body:
        stem.append(body.pop(0))
    while body and body[0].kind in {CODE, LIST, TABLE} and _belongs(draft, body):
        stem.append(body.pop(0))
    answer = draft.parts.get(ANSWER)
    if answer and body and len(_text(body)) < 1500 and not draft.choices:
        labelled = next((at for at, node in enumerate(body) if _is_labelled(node)), len(body))
        stem.extend(body[:labelled])
        draft.parts[ANSWER] = [*body[labelled:], *answer]
    elif body:
        draft.parts[ANSWER] = [*body, *(answer or [])]


def _is_labelled(node: Node) -> bool:
    """Say whether a paragraph begins with a label, whatever it says: what follows may tell much."""
    bold, rest = leading_bold(node.text) if node.kind == PARAGRAPH else ("", "")
    return bold.endswith(":") or (bool(bold) and rest.startswith(":"))


def _belongs(draft: Draft, body: list[Node]) -> bool:
    """Say whether a block right after the question is what it asks about."""
    if draft.carrier == "fold":  # its summary is the whole question
        return False
    text = plain(draft.text)
    if draft.parts.get(STEM):
        return body[0].kind == CODE and len(body) > 1 and text.endswith(":")
    if text.endswith((":", "：")):
        return True
    if body[0].kind == LIST and _NEEDS_LIST.search(text[-300:]):
        return all(len(item_text(item)) < _SHORT_POINT for item in body[0].children)
    return body[0].kind == CODE and bool(_NEEDS_CODE.search(text[-300:]))


def _stem(draft: Draft, text: str) -> str:
    stem = "\n\n".join(filter(None, (text, _text(draft.parts.get(STEM, [])))))
    return stem.strip()


def _find_keys(draft: Draft) -> str:
    """Mark the keys that the answer names; returns the rest of the answer."""
    nodes = draft.parts.get(ANSWER, [])
    for place, node in enumerate(nodes[:3]):
        if node.kind == LIST and keyed_by_list(draft, node):
            return _text([*nodes[:place], *nodes[place + 1 :]])
        if node.kind != PARAGRAPH:
            continue
        rest = keyed(draft, node.text)
        if rest is not None:
            kept = [Node(PARAGRAPH, node.start, node.end, rest)] if rest else []
            return _text([*nodes[:place], *kept, *nodes[place + 1 :]])
    if not any(choice.is_key for choice in draft.choices):
        _mark_bold(draft)
    return _text(nodes)


def _mark_bold(draft: Draft) -> None:
    """Take the one choice in bold for the right one."""
    bold = [choice for choice in draft.choices if re.fullmatch(r"\*\*.+\*\*", choice.text)]
    if len(bold) == 1 and len(draft.choices) > 1:
        bold[0].is_key, bold[0].text = True, bold[0].text[2:-2]


def _level(draft: Draft, context: Context) -> tuple[str, str]:
    """Return a question's level and its text without the tag that says it."""
    level, text = tagged_level(draft.text)
    signs = signs_in(text[-24:]) or draft.signs
    if signs and not level:
        level = sign_level(signs, context.meanings)
    text = _without_last_signs(text) if signs else text
    said = next((draft.said[key] for key in _LEVEL_KEYS if key in draft.said), "")
    if said and (stated := _said_level(said, context)):
        return stated, text
    if level:
        return level, text
    for group in reversed(draft.groups):
        bare = plain(group)
        if group == context.title and _BASICS.search(bare):
            continue
        if level := level_in(bare) or sign_level(signs_in(bare), context.meanings):
            return level, text
    return context.level, text


def _without_last_signs(text: str) -> str:
    bare = without_signs(text)
    return bare if not text.rstrip().endswith(("?", ".")) or len(bare) >= len(text) - 1 else text


_BASICS = re.compile(r"\bbasics\b", re.IGNORECASE)  # a title’s “Python Basics” is its subject
_STEPS = ("basic", "intermediate", "advanced", "expert")


def _said_level(said: str, context: Context) -> str:
    bare = said.strip(" ()")
    if bare.isdigit():  # counted from 0, as people who write for programs do
        return _STEPS[min(int(bare), 3)]
    return level_in(said) or sign_level(signs_in(said), context.meanings)


def _minutes(draft: Draft) -> int | None:
    found = re.search(r"(\d{1,3})\s*(?:m|min|minutes|mins)?\b", draft.said.get("minutes", ""))
    return int(found[1]) if found and 0 < int(found[1]) < 500 else None


def _words(said: str, head: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> tuple[str, ...]:
    listed = tuple(word.strip(" `*#()[]") for word in re.split(r"[,;|]", said))
    listed += tuple(value for key in keys for value in head.get(key, ()))
    return tuple(dict.fromkeys(word for word in listed if word and len(word) <= 60))


def _skills(draft: Draft, context: Context) -> tuple[str, ...]:
    said = ",".join(draft.said[key] for key in _SKILL_KEYS if key in draft.said)
    if found := _words(said, context.head, _SKILL_KEYS):
        return found
    for group in reversed(draft.groups):
        bare = plain(group)
        if group == context.title or level_in(bare) or is_mcq_heading(bare):
            if is_level_heading(bare) and group != context.title:
                continue
            break
        if name := topic(bare):
            return (name,)
    return ()


def _points(nodes: list[Node], part: str) -> tuple[str, ...]:
    """Return the points of a part: items of its lists, sentences of guidance, whole paragraphs."""
    is_guidance = part in {"look_for", "red_flags"}
    found: list[str] = []
    for node in nodes:
        if node.kind == LIST:
            found.extend(_item_points(node))
        elif text := markdown([node]):
            found.extend(_sentences(text) if is_guidance and node.kind == PARAGRAPH else [text])
    return tuple(point for point in found if point)


def _item_points(node: Node) -> list[str]:
    return [
        item_text(item).strip() if len(item.children) == 1 else markdown(item.children)
        for item in node.children
    ]


def _sentences(text: str) -> list[str]:
    pieces = re.split(r"(?<=[a-z)][.!?])\s+(?=[A-Z])", text)
    return [piece.strip() for piece in pieces if piece.strip()]


_REFERENCES = re.compile(
    r"\n*^[#>*_ \t-]{0,6}(?:useful |additional |more )?(?:resources?|references?|links?|sources?|"
    r"read more|learn more|further reading|see also)[*_ ]{0,3}:?[*_ ]{0,3}$",
    re.IGNORECASE | re.MULTILINE,
)


def _without_references(answer: str) -> tuple[str, tuple[str, ...]]:
    """Take what is nothing but links off an answer's end."""
    if "[" not in answer and "http" not in answer:
        return answer, ()
    lines = answer.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_links(_bare_line(lines[end - 1]))):
        end -= 1
    taken = [_bare_line(line) for line in lines[end:] if line.strip()]
    if not taken:
        return answer, ()
    kept = _REFERENCES.sub("", "\n".join(lines[max(end - 1, 0) : end]))
    rest = "\n".join([*lines[: max(end - 1, 0)], kept]).rstrip()
    return rest, tuple(_reference(line) for line in taken)


_SOURCE = re.compile(
    r"\s*\[(?:src|source|ref|link|answer|solution|video|article|here)\s?\d{0,2}\]\([^()\s]{1,500}\)\s*$",
    re.IGNORECASE,
)


def _without_sources(text: str) -> tuple[str, tuple[str, ...]]:
    """Take links such as “[source](…)” off the end of a question."""
    taken: list[str] = []
    while found := _SOURCE.search(text[-600:]):
        taken.insert(0, found[0].strip())
        text = text[: len(text) - len(found[0])].rstrip()
    return text, tuple(taken)


def _without_links(answer: str) -> tuple[str, tuple[str, ...]]:
    """Take paragraphs of links alone out of an explanation."""
    pieces = answer.split("\n\n")
    is_link = [is_links(_bare_line(piece)) and "\n" not in piece for piece in pieces]
    kept = [piece for piece, is_one in zip(pieces, is_link, strict=True) if not is_one]
    taken = [piece for piece, is_one in zip(pieces, is_link, strict=True) if is_one]
    return "\n\n".join(kept), tuple(_reference(_bare_line(piece)) for piece in taken)


def _bare_line(line: str) -> str:
    return re.sub(r"^[\s>]{0,12}(?:[-*+•]|\d{1,3}[.)])?\s+|^\s+", "", line, count=1).strip()


def _reference(line: str) -> str:
    found = links(line)
    return line if len(found) != 1 else f"[{found[0][0]}]({found[0][1]})" if found[0][1] else line


def _flags(draft: Draft, type_: str, answer: str, context: Context) -> tuple[str, ...]:
    flags = []
    if type_ == MCQ and not draft.choices:
        flags.append("no_choices")
    elif type_ == MCQ and not any(choice.is_key for choice in draft.choices):
        flags.append("no_key")
    if type_ == OPEN and not answer and not draft.parts.get("look_for"):
        flags.append("no_answer")
    if context.source.is_repaired(draft.start, max(draft.end, draft.start + 1)):
        flags.append("repaired")
    return tuple(flags)
