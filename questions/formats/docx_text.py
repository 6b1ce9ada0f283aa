"""Rendered texts as paragraphs, lists, code and tables of a Word document.

Reads the HTML that pages show, block by block; what it does not know becomes its text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, groupby, takewhile
from typing import TypeAlias

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.shared import Mm, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element as Element

from questions.formats import rich
from questions.formats.documents import RichText
from questions.formats.docx_styles import TEXT_WIDTH
from questions.formats.kit_style import LIGHT_CODE
from questions.formats.palette import Ink, inks

MAX_COLUMNS = 63  # Word's limit
MAX_DEPTH = 3  # of the list styles that Word has
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Word calls a file damaged when a link in it is no URI.
_URI = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2000}")
_ALIGNMENTS = {
    "align-right": WD_ALIGN_PARAGRAPH.RIGHT,
    "align-center": WD_ALIGN_PARAGRAPH.CENTER,
}
_HEADING_STYLES = {"h5": "Heading 5", "h6": "Heading 6"}

Piece: TypeAlias = str | Element


@dataclass(frozen=True)
class _Look:
    """What the elements around a piece of text make of it."""

    bold: bool = False
    italic: bool = False
    code: bool = False


class TextWriter:
    """Writes texts at the end of a document."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self._body = document._body
        self._end = document.element.body[-1]  # the page's size and margins

    def paragraph(self, text: str = "", style: str = "Normal") -> Paragraph:
        """Write a paragraph and return it.

        python-docx goes through all paragraphs for the place of a new one, and through all styles.
        """
        element = OxmlElement("w:p")
        self._end.addprevious(element)
        paragraph = Paragraph(element, self._body)
        if text:
            paragraph.add_run(text)
        if style != "Normal":
            paragraph._p.style = style_id(style)
        return paragraph

    def table(self, rows: int, columns: int) -> Table:
        """Write an empty table over the page's width and return it."""
        element = CT_Tbl.new_tbl(rows, columns, TEXT_WIDTH)
        self._end.addprevious(element)
        element.tblPr.style = style_id("Table Grid")
        return Table(element, self._body)

    def blocks(self, text: RichText, style: str = "Normal") -> None:
        """Write a text's blocks, its paragraphs in `style`."""
        root = rich.blocks(text)
        if rich.is_visible(root):
            self._flow(rich.pieces(root), style, 0)

    def line(self, text: RichText, style: str, *, before: str = "") -> Paragraph:
        """Write a text as one paragraph and return it."""
        paragraph = self.paragraph(before, style)
        write_inline(paragraph, rich.pieces(rich.blocks(text)))
        return paragraph

    def _flow(self, pieces: Iterable[Piece], style: str, depth: int) -> None:
        """Write blocks, and what stands between them as paragraphs."""
        for is_block, group in groupby(pieces, _is_block):
            if is_block:
                for block in group:
                    self._block(block, style, depth)
            else:
                self._paragraph(list(group), style)

    def _paragraph(self, pieces: list[Piece], style: str) -> None:
        if any(not isinstance(piece, str) or piece.strip() for piece in pieces):
            write_inline(self.paragraph(style=style), pieces)

    def _block(self, block: Element, style: str, depth: int) -> None:
        if block.tag == "pre":
            self._code(block, style, depth)
        elif block.tag in ("ul", "ol"):
            self._list(block, depth + 1)
        elif block.tag == "table":
            self._table(block)
        elif block.tag == "hr":
            self.paragraph(style="Ruled Line")
        elif block.tag == "blockquote":
            self._flow(rich.pieces(block), "Quote", depth)
        else:
            self._flow(rich.pieces(block), _HEADING_STYLES.get(block.tag, style), depth)

    def _code(self, block: Element, style: str, depth: int) -> None:
        """Write code in one paragraph, so that Word copies it as it was typed."""
        is_code = block.get("class") != "plain"
        paragraph = self.paragraph(style="Code" if is_code else style)
        if depth:
            paragraph.paragraph_format.left_indent = Mm(6.35 * depth)
        tokens = list(_tokens(block, None))
        for place, (text, ink) in enumerate(tokens, start=1):
            run = paragraph.add_run(text.removesuffix("\n") if place == len(tokens) else text)
            if ink:
                run.font.color.rgb = RGBColor.from_string(ink.color)
                run.bold, run.italic = ink.bold or None, ink.italic or None

    def _list(self, block: Element, depth: int) -> None:
        level = min(depth, MAX_DEPTH)
        suffix = "" if level == 1 else f" {level}"
        style = ("List Number" if block.tag == "ol" else "List Bullet") + suffix
        numbering = self._new_numbering(style, block.get("start")) if block.tag == "ol" else None
        for item in block.iterchildren("li"):
            lead, rest = _split_item(item)
            paragraph = self.paragraph(style=style)
            if numbering is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
            write_inline(paragraph, lead)
            self._flow(rest, f"List Continue{suffix}", depth)

    def _new_numbering(self, style: str, start: str | None) -> int:
        """Return the id of a numbering that begins anew; a style alone counts through the file."""
        numberings = self.document.part.numbering_part.element
        (styled,) = self.document.styles[style].element.xpath("w:pPr/w:numPr/w:numId/@w:val")
        (abstract,) = numberings.xpath(f"w:num[@w:numId='{styled}']/w:abstractNumId/@w:val")
        numbering = numberings.add_num(int(abstract))
        first = int(start) if start and re.fullmatch("[0-9]{1,9}", start) else 1
        numbering.add_lvlOverride(ilvl=0).add_startOverride(first)
        return int(numbering.numId)

    def _table(self, block: Element) -> None:
        rows = [list(row.iterchildren("td", "th"))[:MAX_COLUMNS] for row in block.iter("tr")]
        columns = max(map(len, rows), default=0)
        if not columns:
            return
        table = self.table(len(rows), columns)
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, source in zip(row.cells, cells, strict=False):
                _fill_cell(cell.paragraphs[0], source)
        repeat_first_row(table.rows[0]._tr)
        self.paragraph(style="Meta")


def style_id(name: str) -> str:
    """Return what a style is called within the file."""
    return name.replace(" ", "")


def repeat_first_row(row: Element) -> None:
    """Repeat a table's first row on each page; screen readers take it for the header."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def write_inline(paragraph: Paragraph, pieces: Iterable[Piece], look: _Look = _Look()) -> None:
    """Write text with its emphasis, code and links at the end of a paragraph."""
    at_start = not paragraph._p.r_lst
    for piece in pieces:
        if isinstance(piece, str):
            text = _SPACE.sub(" ", piece)
            _add_run(paragraph, text.lstrip(" ") if at_start else text, look)
        elif piece.tag == "br":
            paragraph.add_run().add_break()
        elif piece.tag == "a" and _URI.fullmatch(piece.get("href", "")):
            _add_link(paragraph, piece)
        else:
            write_inline(paragraph, rich.pieces(piece), _looked(piece, look))
        at_start = not isinstance(piece, str) and piece.tag == "br"


def _is_block(piece: Piece) -> bool:
    return not isinstance(piece, str) and piece.tag in rich.BLOCKS


def _split_item(item: Element) -> tuple[list[Piece], list[Piece]]:
    """Return what stands beside an item's bullet, and what follows below."""
    pieces = list(dropwhile(_is_space, rich.pieces(item)))
    if pieces and not isinstance(pieces[0], str) and pieces[0].tag == "p":
        return list(rich.pieces(pieces[0])), pieces[1:]
    lead = list(takewhile(lambda piece: not _is_block(piece), pieces))
    rest = pieces[len(lead) :]
    while lead and _is_space(lead[-1]):
        lead.pop()
    return lead, rest


def _is_space(piece: Piece) -> bool:
    return isinstance(piece, str) and not piece.strip()


def _tokens(element: Element, ink: Ink | None) -> Iterator[tuple[str, Ink | None]]:
    """Yield the pieces of highlighted code, each with its ink."""
    for piece in rich.pieces(element):
        if isinstance(piece, str):
            yield piece, ink
        else:
            yield from _tokens(piece, inks(LIGHT_CODE).get(piece.get("class", ""), ink))


def _fill_cell(paragraph: Paragraph, cell: Element) -> None:
    paragraph.alignment = _ALIGNMENTS.get(cell.get("class", ""), WD_ALIGN_PARAGRAPH.LEFT)
    write_inline(paragraph, rich.pieces(cell), _Look(bold=cell.tag == "th"))


def _looked(element: Element, look: _Look) -> _Look:
    if element.tag in ("strong", "b"):
        return replace(look, bold=True)
    if element.tag in ("em", "i"):
        return replace(look, italic=True)
    return replace(look, code=True) if element.tag == "code" else look


def _add_run(paragraph: Paragraph, text: str, look: _Look) -> None:
    if not text:
        return
    run = paragraph.add_run(text)
    if look.code:
        run._r.style = style_id("Inline Code")
    run.bold, run.italic = look.bold or None, look.italic or None


def _add_link(paragraph: Paragraph, element: Element) -> None:
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(
        element.get("href"), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link.set(qn("r:id"), target)
    run = OxmlElement("w:r")
    link.append(run)
    paragraph._p.append(link)
    Run(run, paragraph).text = _SPACE.sub(" ", "".join(element.itertext()))
    Run(run, paragraph).style = "Hyperlink"
