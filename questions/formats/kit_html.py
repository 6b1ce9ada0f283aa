"""A kit as one HTML file that needs nothing else: its style inside, no script, no fetch."""

from html import escape

from questions.formats.documents import ItemDocument, KitDocument, SectionDocument
from questions.formats.html_parts import document, header, question
from questions.formats.text import cleaned
from questions.formats.wording import (
    ANSWER_LINES,
    COPIES,
    NOTE_LINES,
    RATINGS,
    duration,
    filled_sections,
    is_for_interviewer,
    kit_facts,
    running_title,
)


def write(kit: KitDocument) -> bytes:
    """Return a kit as a UTF-8 document."""
    return page(kit).encode()


def page(kit: KitDocument, extra_style: str = "") -> str:
    """Return a kit as the text of a document, with a style of the caller's after its own."""
    kit = cleaned(kit)
    sections = "\n".join(_section(section, kit) for section in filled_sections(kit))
    head = header(kit.title, running_title(kit), COPIES[kit.copy], kit_facts(kit))
    return document(
        running_title(kit), kit.copy, f"{head}\n<main>\n{sections}\n</main>", extra_style
    )


def _section(section: SectionDocument, kit: KitDocument) -> str:
    budget = duration(section.minutes)
    if budget:
        budget = f' <span class="budget">{budget}</span>'
    items = "\n".join(_item(item, kit) for item in section.items)
    return f"<section>\n<h2>{escape(section.name)}{budget}</h2>\n{items}\n</section>"


def _item(item: ItemDocument, kit: KitDocument) -> str:
    room = _room_for_interviewer() if is_for_interviewer(kit) else _room_for_candidate(item)
    return "<article>\n" + "\n".join(filter(None, [*question(item), room])) + "\n</article>"


def _room_for_interviewer() -> str:
    boxes = "".join(f'<span class="box">{rating}</span>' for rating in RATINGS)
    rating = f'<p class="rating"><b>Rating</b> {boxes}</p>'
    return f'<div class="room">{rating}\n<h4>Notes</h4>\n{_ruled(NOTE_LINES)}</div>'


def _room_for_candidate(item: ItemDocument) -> str:
    return "" if item.choices else _ruled(ANSWER_LINES)


def _ruled(count: int) -> str:
    return f'<div class="lines" role="presentation">{"<div></div>" * count}</div>'
