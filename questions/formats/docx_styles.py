"""An empty Word document with the styles of a kit, which people may restyle at one place each."""

from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

FONT, CODE_FONT = "Calibri", "Consolas"
#: Between the margins of A4.
TEXT_WIDTH = Mm(170)
TEXT, SOFT, ACCENT, LINE, CODE_GROUND = "1B2027", "59626F", "1F5FBF", "C3C9D1", "F6F7F9"
#: Size, colour and space before, in points, of the styles that the template has.
_HEADINGS = {
    "Title": (22, TEXT, 0),
    "Heading 1": (15, TEXT, 20),
    "Heading 2": (10, ACCENT, 16),
    "Heading 3": (10, SOFT, 10),
    "Heading 5": (10.5, TEXT, 8),
    "Heading 6": (10.5, SOFT, 8),
}


def new_document(title: str, running: str) -> WordDocument:
    """Return an A4 document with a title in its head and "3 of 7" at its foot."""
    document = Document()
    _set_properties(document, title)
    _set_page(document, running)
    _set_fonts(document)
    _add_styles(document)
    return document


def _set_properties(document: WordDocument, title: str) -> None:
    """Keep a title and a language: the template names its maker and a day of 2013."""
    properties = document.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title = title[:255]
    properties.language = "en"


def _set_page(document: WordDocument, running: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header.paragraphs[0].text = running
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _set_fonts(document: WordDocument) -> None:
    _set_font(_paragraph_style(document, "Normal"), FONT, 10.5, TEXT)
    _space(_paragraph_style(document, "Normal"), 0, 4, 1.15)
    for name in ("Header", "Footer"):
        _set_font(_paragraph_style(document, name), FONT, 8.5, SOFT)
    for name, (size, colour, before) in _HEADINGS.items():
        style = _paragraph_style(document, name)
        _set_font(style, FONT, size, colour)
        style.font.bold, style.font.italic = True, False
        _space(style, before, 3, 1.1)
    for borders in document.styles["Title"].element.xpath("w:pPr/w:pBdr"):
        borders.getparent().remove(borders)
    _set_font(_paragraph_style(document, "Quote"), FONT, 10.5, SOFT)


def _set_font(style: CharacterStyle, name: str, size: float, colour: str) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):  # a theme's font would win over the name
        del fonts.attrib[key]
    style.font.name, style.font.size = name, Pt(size)
    fonts.set(qn("w:cs"), name)
    style.font.color.rgb = RGBColor.from_string(colour)


def _space(style: ParagraphStyle, before: float, after: float, line: float) -> None:
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = line


def _add_styles(document: WordDocument) -> None:
    _add_code_styles(document)
    stem = _new_paragraph_style(document, "Stem", 13, TEXT)
    _space(stem, 0, 4, 1.15)
    stem.paragraph_format.keep_with_next = True
    _space(_new_paragraph_style(document, "Meta", 9, SOFT), 0, 4, 1.1)
    choice = _new_paragraph_style(document, "Choice", 10.5, TEXT)
    choice.paragraph_format.left_indent, choice.paragraph_format.first_line_indent = Mm(8), Mm(-8)
    choice.paragraph_format.tab_stops.add_tab_stop(Mm(8))
    explanation = _new_paragraph_style(document, "Explanation", 10, SOFT)
    explanation.paragraph_format.left_indent = Mm(8)
    ruled = _new_paragraph_style(document, "Ruled Line", 14, TEXT)
    _rule(ruled.element.get_or_add_pPr())
    _space(ruled, 0, 0, 1.2)
    link = _new_character_style(document, "Hyperlink")
    link.font.color.rgb, link.font.underline = RGBColor.from_string(ACCENT), True


def _rule(properties: CT_PPr) -> None:
    """Draw a hairline below: "between" is for neighbours, whose borders Word joins to one box."""
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": "4", "space": "1", "color": LINE}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)


def _add_code_styles(document: WordDocument) -> None:
    code = _new_paragraph_style(document, "Code", 9, TEXT, CODE_FONT)
    shade = OxmlElement("w:shd")
    for name, value in {"val": "clear", "color": "auto", "fill": CODE_GROUND}.items():
        shade.set(qn(f"w:{name}"), value)
    code.element.get_or_add_pPr().append(shade)
    code.font.no_proof = True
    _space(code, 3, 6, 1.05)
    inline = _new_character_style(document, "Inline Code")
    inline.font.name, inline.font.size, inline.font.no_proof = CODE_FONT, Pt(9.5), True


def _new_paragraph_style(
    document: WordDocument, name: str, size: float, colour: str, font: str = FONT
) -> ParagraphStyle:
    style = cast("ParagraphStyle", document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    _set_font(style, font, size, colour)
    return style


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    return cast("ParagraphStyle", document.styles[name])


def _new_character_style(document: WordDocument, name: str) -> CharacterStyle:
    return cast("CharacterStyle", document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER))
