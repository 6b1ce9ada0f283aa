"""The parts of an HTML document that kits and lists of questions share."""

from html import escape

from questions.formats import rich
from questions.formats.documents import ChoiceDocument, GuidanceDocument, ItemDocument, RichText
from questions.formats.kit_style import stylesheet
from questions.formats.wording import item_facts, points, shortened, verdict

# A second wall behind the sanitiser: whatever a text holds, nothing is loaded and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def document(title: str, kind: str, body: str, extra_style: str = "") -> str:
    """Return a page that needs nothing else, with its style inside; `kind` is its body's class.

    `extra_style` comes after its own.
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{stylesheet()}{extra_style}</style>
</head>
<body class="{kind}">
{body}
</body>
</html>
"""


def header(title: str, running: str, copy: str, facts: list[tuple[str, str]]) -> str:
    """Return a document's title; `running` and `copy` stand at the head of printed pages."""
    terms = "".join(
        f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in facts
    )
    return f"""<header>
<p class="copy">{copy}</p>
<h1 data-running="{escape(running)}">{escape(title)}</h1>
{f'<dl class="facts">{terms}</dl>' if terms else ""}
</header>"""


def question(item: ItemDocument) -> list[str]:
    """Return what is asked, its choices and its guidance, as far as there are any."""
    pieces = [
        _asked(item),
        f'<p class="note"><b>Note:</b> {_lines(item.note)}</p>' if item.note else "",
        _choices(item.choices),
        _guidance(item.guidance) if item.guidance else "",
    ]
    return list(filter(None, pieces))


def _asked(item: ItemDocument) -> str:
    label = shortened(f"{item.number}. {rich.words(item.stem)}")
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
