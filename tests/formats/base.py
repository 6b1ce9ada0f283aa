"""A kit with everything in it, its marked twin, and a look at everything that a file holds."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pypdf

from questions import markup
from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)

CODE = (
    'def total(rows: list[int]) -> int:\n    # a < b && c > d ]]>\n\n    return  sum(rows)  # "ok"'
)
ANSWER = f"""Sum them with **care** and *thought*, with `sum(rows)`:

```python
{CODE}
```

1. First
    - nested one
    - nested two
2. Second

| Case | Result |
|:-----|-------:|
| none | 0      |
| `a | b` | 1 |

> Quoted

### Why

See [the manual](https://example.org/a?b=1&c=2).

1. Anew
"""


def blocks(text: str) -> RichText:
    """Return a text as a page renders it."""
    return RichText(text, str(markup.render(text)))


def line(text: str) -> RichText:
    """Return a text of one line as a page renders it."""
    return RichText(text, str(markup.render_inline(text)))


def open_item(**values: Any) -> ItemDocument:
    guidance = GuidanceDocument(
        answer=blocks(ANSWER),
        look_for=(line("Names the **empty** list"),),
        red_flags=(line("Says `reduce` is needed"),),
        follow_ups=(line("And for 10⁹ rows?"), line("In SQL?")),
        references=(line("The manual, chapter 3"),),
        rubric=(("1", line("Guesses")), ("3", line("Sums")), ("5", line("Sums and *tests*"))),
    )
    given: dict[str, Any] = {"number": 1, "type": "open", "level": "Advanced", "minutes": 8}
    given |= {"skills": ("Python", "Testing"), "version": 2, "uid": "0831485f"}
    given |= {"note": "Ask this first.", "guidance": guidance}
    given["stem"] = blocks(f"How do you add up rows?\n\n```python\n{CODE}\n```")
    return ItemDocument(**given | values)


def mcq_item(**values: Any) -> ItemDocument:
    choices = (
        ChoiceDocument("A", line("Softmax, `p`"), True, blocks("It sums to one.")),
        ChoiceDocument("B", line("Tanh & co"), False, blocks("It is *signed*.")),
    )
    given: dict[str, Any] = {"number": 2, "type": "mcq", "choices": choices}
    given |= {"stem": blocks("Which one?"), "guidance": GuidanceDocument(blocks("Softmax."))}
    return ItemDocument(**given | values)


def kit(*sections: SectionDocument, **values: Any) -> KitDocument:
    """Return an interviewer's copy, by default of two sections with a question each."""
    two = (SectionDocument("Core", 20, (open_item(),)), SectionDocument("End", None, (mcq_item(),)))
    given: dict[str, Any] = {"title": "Second round", "candidate": "Ada Obi", "role": "Designer"}
    given |= {"level": "Senior", "minutes": 45, "round": 2, "date": "2026-11-24"}
    return KitDocument(copy="interviewer", sections=sections or two, **given | values)


def kit_of(text: RichText) -> KitDocument:
    """Return a kit that says one text in every place."""
    guidance = GuidanceDocument(text, (text,), (text,), (text,), (text,), (("1", text),))
    choice = ChoiceDocument("A", text, True, text)
    plain = text.markdown
    item = ItemDocument(
        1, text, "mcq", (choice,), plain, 5, (plain,), plain, 1, plain, guidance=guidance
    )
    return kit(
        SectionDocument(plain, 5, (item,)),
        **dict.fromkeys(("title", "candidate", "role", "level", "date"), plain),
    )


@dataclass
class Marks:
    """The markers in a kit: what a candidate's copy may hold, and what it must not."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def show(self, name: str) -> str:
        self.shown.append(f"mk{name}x")
        return self.shown[-1]

    def hide(self, name: str) -> str:
        self.hidden.append(f"mk{name}x")
        return self.hidden[-1]

    def hide_number(self) -> int:
        self.hidden.append(str(790_019 + 1_111 * len(self.hidden)))
        return int(self.hidden[-1])


def planted() -> tuple[KitDocument, Marks]:
    """Return an interviewer's copy with a marker in each of its fields."""
    marks = Marks()
    guidance = GuidanceDocument(
        answer=blocks(marks.hide("answer")),
        look_for=(line(marks.hide("lookfor")), line(marks.hide("lookforagain"))),
        red_flags=(line(marks.hide("redflag")),),
        follow_ups=(line(marks.hide("followup")),),
        references=(line(marks.hide("reference")),),
        rubric=tuple((rating, line(marks.hide(f"rubric{rating}"))) for rating in "135"),
    )
    choices = tuple(
        ChoiceDocument(
            letter,
            line(marks.show(f"choice{letter}")),
            letter == "B",
            blocks(marks.hide(f"why{letter}")),
        )
        for letter in "ABC"
    )
    item = ItemDocument(
        1,
        blocks(f"{marks.show('stem')}\n\n```python\n{marks.show('code')} = 1\n```"),
        "mcq",
        choices,
        level=marks.hide("level"),
        minutes=marks.hide_number(),
        skills=(marks.hide("skill"), marks.hide("skillagain")),
        note=marks.hide("note"),
        version=marks.hide_number(),
        uid=marks.hide("uid"),
        guidance=guidance,
    )
    return KitDocument(
        marks.hide("title"),
        "interviewer",
        marks.show("candidate"),
        marks.show("role"),
        marks.hide("kitlevel"),
        marks.hide_number(),
        2,
        marks.show("date"),
        (SectionDocument(marks.show("section"), marks.hide_number(), (item,)),),
    ), marks


def found(data: bytes, markers: Iterable[str]) -> list[str]:
    """Return the markers that a file, unpacked, holds in any spelling that its parts may use."""
    parts = unpacked(data)
    return [marker for marker in markers if any(s in part for s in spelt(marker) for part in parts)]


def spelt(marker: str) -> list[bytes]:
    plain = [marker.lower().encode(code) for code in ("utf-8", "utf-16-be", "utf-16-le")]
    return plain + [text.hex().encode() for text in plain]


def unpacked(data: bytes) -> list[bytes]:
    """Return a file's bytes, and those of what is packed in it, in lower case."""
    parts = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
            parts += [name.encode() for name in archive.namelist()]
    elif data.startswith(b"%PDF"):
        parts += pdf_parts(pypdf.PdfReader(io.BytesIO(data)))
    return [part.lower() for part in parts]


def pdf_parts(reader: pypdf.PdfReader) -> list[bytes]:
    """Return a PDF's streams inflated, its strings, its metadata and the text of its pages."""
    parts = ["".join(page.extract_text().split()).encode() for page in reader.pages]
    parts.append(str(reader.metadata).encode())
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(number)
        if isinstance(found, pypdf.generic.StreamObject):
            parts.append(found.get_data())
        parts.append(str(found).encode())
    return parts
