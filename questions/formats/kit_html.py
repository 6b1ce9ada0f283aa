"""A kit as one HTML file that needs nothing else: its style inside, no script, no fetch."""

import textwrap
from html import escape

from questions.formats import rich
from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)
from questions.formats.kit_style import stylesheet
from questions.formats.text import cleaned
from questions.formats.wording import (
    ANSWER_LINES,
    COPIES,
    NOTE_LINES,
    RATINGS,
    duration,
    filled_sections,
    is_for_interviewer,
    item_facts,
    kit_facts,
    points,
    running_title,
    verdict,
)

# A second wall behind the sanitiser: whatever a text holds, nothing is loaded and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(kit: KitDocument) -> bytes:
    """Return a kit as a UTF-8 document."""
    return page(kit).encode()


def page(kit: KitDocument, extra_style: str = "") -> str:
    """Return a kit as the text of a document, with a style of the caller's after its own."""
    kit = cleaned(kit)
    sections = "\n".join(_section(section, kit) for section in filled_sections(kit))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(running_title(kit))}</title>
<style>{stylesheet()}{extra_style}</style>
</head>
<body class="{kit.copy}">
{_header(kit)}
<main>
{sections}
</main>
</body>
</html>
"""


def _header(kit: KitDocument) -> str:
    facts = "".join(
        f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in kit_facts(kit)
    )
    return f"""<header>
<p class="copy">{COPIES[kit.copy]}</p>
<h1 data-running="{escape(running_title(kit))}">{escape(kit.title)}</h1>
{f'<dl class="facts">{facts}</dl>' if facts else ""}
</header>"""


def _section(section: SectionDocument, kit: KitDocument) -> str:
    budget = duration(section.minutes)
    if budget:
        budget = f' <span class="budget">{budget}</span>'
    items = "\n".join(_item(item, kit) for item in section.items)
    return f"<section>\n<h2>{escape(section.name)}{budget}</h2>\n{items}\n</section>"


def _item(item: ItemDocument, kit: KitDocument) -> str:
    pieces = [
        _asked(item),
        f'<p class="note"><b>Note:</b> {_lines(item.note)}</p>' if item.note else "",
        _choices(item.choices),
        _guidance(item.guidance) if item.guidance else "",
        _room_for_interviewer() if is_for_interviewer(kit) else _room_for_candidate(item),
    ]
    return "<article>\n" + "\n".join(filter(None, pieces)) + "\n</article>"


def _asked(item: ItemDocument) -> str:
    label = textwrap.shorten(f"{item.number}. {rich.words(item.stem)}", 80, placeholder="…")
    return f"""<div class="asked">
<h3 data-label="{escape(label)}">Question {item.number}</h3>
<div class="stem">{rich.html(item.stem)}</div>
{_soft("meta", " · ".join(item_facts(item)))}
</div>"""


def _soft(name: str, text: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""


def _lines(text: str) -> str:
    return rich.breakable(escape(text)).replace("\n", "<br>")


def _choices(choices: tuple[ChoiceDocument, ...]) -> str:
    return f'<ol class="choices">{"".join(map(_choice, choices))}</ol>' if choices else ""


def _choice(choice: ChoiceDocument) -> str:
    said = verdict(choice.is_key)
    why = rich.html(choice.explanation) if choice.explanation else ""
    pieces = [
        f'<span class="letter">{escape(choice.letter)}</span>',
        f'<div class="choice">{rich.html(choice.text)}</div>',
        f'<span class="verdict">{said}</span>' if said else "",
        f'<div class="why">{why}</div>' if why else "",
    ]
    name = "key" if choice.is_key else "choice-item"
    return f'<li class="{name}">{"".join(filter(None, pieces))}</li>'


def _guidance(guidance: GuidanceDocument) -> str:
    answer = rich.html(guidance.answer)
    pieces = [f"<h4>Model answer</h4>\n{answer}" if answer else ""]
    pieces += [f"<h4>{title}</h4>\n{_points(texts)}" for title, texts in points(guidance)]
    pieces.append(_rubric(guidance.rubric) if guidance.rubric else "")
    return "\n".join(filter(None, pieces))


def _points(texts: tuple[RichText, ...]) -> str:
    return f"<ul>{''.join(f'<li>{rich.html(text)}</li>' for text in texts)}</ul>"


def _rubric(rubric: tuple[tuple[str, RichText], ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(rating)}</th><td>{rich.html(text)}</td></tr>'
        for rating, text in rubric
    )
    head = '<tr><th scope="col">Rating</th><th scope="col">What it sounds like</th></tr>'
    return (
        f'<h4>Rubric</h4>\n<table class="rubric"><thead>{head}</thead><tbody>{rows}</tbody></table>'
    )


def _room_for_interviewer() -> str:
    boxes = "".join(f'<span class="box">{rating}</span>' for rating in RATINGS)
    rating = f'<p class="rating"><b>Rating</b> {boxes}</p>'
    return f'<div class="room">{rating}\n<h4>Notes</h4>\n{_ruled(NOTE_LINES)}</div>'


def _room_for_candidate(item: ItemDocument) -> str:
    return "" if item.choices else _ruled(ANSWER_LINES)


def _ruled(count: int) -> str:
    return f'<div class="lines" role="presentation">{"<div></div>" * count}</div>'
