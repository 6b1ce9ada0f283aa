"""Files made to harm: they take time or memory, lead out of the file, or are not what they say."""

import io
import json
import random
import zipfile
from collections.abc import Iterator, Mapping

File = tuple[str, bytes]  # a name and what is in it

_MB = 1 << 20
_QTI = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def every() -> Iterator[File]:
    """Yield the files, each of them once."""
    yield from _xml()
    yield from _archives()
    yield from _spreadsheets()
    yield from _word()
    yield from _markdown()
    yield from _texts()
    yield from _misnamed()


def archive(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of files by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


def docx(body: str, relations: str = "", **more: bytes) -> bytes:
    """Return a Word document of paragraphs, with relations to other parts or to the outside."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    document = f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'
    return archive(
        _office("word/document.xml", main)
        | {
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _relations(relations),
            **more,
        }
    )


def xlsx(sheet: str, strings: str = "") -> bytes:
    """Return a spreadsheet with one sheet."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheets = '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets>'
    told = (
        f'<Relationship Id="rId1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_R}/sharedStrings" Target="sharedStrings.xml"/>'
    )
    return archive(
        _office("xl/workbook.xml", main)
        | {
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": _relations(told),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}">{sheet}</worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_S}">{strings}</sst>',
        }
    )


def _office(part: str, kind: str) -> dict[str, bytes | str]:
    target = f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="{part}"/>'
    types = f'<Default Extension="rels" ContentType="application/{_RELATIONS[-13:]}+xml"/>'
    types += '<Default Extension="xml" ContentType="application/xml"/>'
    types += f'<Override PartName="/{part}" ContentType="{kind}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{types}</Types>',
        "_rels/.rels": _relations(target),
    }


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">{content}</Relationships>'


def _xml() -> Iterator[File]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    yield "laughs.xml", f"{doctype}{_QTI}>&a11;</assessmentItem>".encode()
    long = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'
    yield "quadratic.xml", f"{long}{_QTI}>{'&a;' * 50_000}</assessmentItem>".encode()
    file = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield "file.xml", f"{file}{_QTI}>&a;</assessmentItem>".encode()
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    yield "attributes.xml", f"{_QTI} {attributes}/>".encode()
    yield "nested.xml", f"{_QTI}>{'<p>' * 500_000}".encode()
    yield "many.xml", f"{_QTI}>{'<p/>' * 200_000}</assessmentItem>".encode()
    yield "namespaces.xml", f"{_QTI}>{''.join(f'<p{n}/>' for n in range(150_000))}".encode()
    quiz = "<quiz>" + '<question type="essay">' * 80_000
    yield "moodle.xml", quiz.encode()
    answers = "<answer fraction='100'><text>a</text></answer>" * 40_000
    text = "<questiontext format='html'><text>&lt;p&gt;a&lt;/p&gt;</text></questiontext>"
    question = f'<question type="multichoice">{text}{answers}</question>'
    yield "answers.xml", f"<quiz>{question}</quiz>".encode()


def _archives() -> Iterator[File]:
    yield "bomb.zip", _bomb(60)
    yield "up.zip", archive({"imsmanifest.xml": "<manifest/>", "../../up.xml": "<a/>"})
    yield "many.zip", archive({"imsmanifest.xml": "<manifest/>"}) + b"PK\x01\x02" * 400_000
    items = {f"i{n}.xml": f"{_QTI}/>" for n in range(3000)}
    listed = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{name}"/>' for name in items)
    manifest = f"<manifest><resources>{listed * 4}</resources></manifest>"
    yield "items.zip", archive({"imsmanifest.xml": manifest} | items)
    yield "nested.zip", archive({"a.zip": archive({"b.zip": b""})})
    refs = "".join(f'<assessmentSectionRef href="s{n}.xml"/>' for n in range(100))
    test = '<resource type="imsqti_test_xmlv2p1" href="s0.xml"/>'
    sections = {f"s{n}.xml": f"<assessmentSection>{refs}</assessmentSection>" for n in range(100)}
    yield "circle.zip", archive({"imsmanifest.xml": f"<manifest>{test}</manifest>"} | sections)


def _bomb(megabytes: int) -> bytes:
    data = io.BytesIO()
    packed = zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED)
    with packed, packed.open("imsmanifest.xml", "w") as file:
        for _ in range(megabytes):
            file.write(b" " * _MB)
    return data.getvalue()


def _spreadsheets() -> Iterator[File]:
    corners = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    yield "corners.xlsx", xlsx(corners)
    lie = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    yield "dimension.xlsx", xlsx(lie + "</sheetData>")
    cells = "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 30_000))
    string = f"<si><t>{'long ' * 4000}</t></si>"
    yield "strings.xlsx", xlsx(f"<sheetData><row r='1'>{cells}</row></sheetData>", string)
    yield "count.xlsx", xlsx("<sheetData/>", "<si><t/></si>" * 2_000_000)
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "merged.xlsx", xlsx(lie + "</sheetData>" + merged)


def _word() -> Iterator[File]:
    image = (
        f"<w:p><w:r><w:t>What is it?</w:t></w:r></w:p><w:p><w:r>{_linked_image('rId9')}</w:r></w:p>"
    )
    for name, target in (("file", "file:///etc/passwd"), ("web", "http://127.0.0.1:9/x.png")):
        outside = (
            f'<Relationship Id="rId9" Type="{_R}/image" Target="{target}" TargetMode="External"/>'
        )
        yield f"{name}.docx", docx(image, outside)
    words = "<w:p><w:r><w:t>What is it?</w:t></w:r></w:p>"
    yield "long.docx", docx(words * 60_000)
    yield "tables.docx", docx("<w:tbl><w:tr><w:tc>" * 3000 + words)
    doctype = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts = _office("word/document.xml", "application/xml")
    yield "entity.docx", archive(parts | {"word/document.xml": f"{doctype}<a>&a;</a>"})


def _linked_image(name: str) -> str:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    blip = f'<a:blip xmlns:a="{a}" r:link="{name}"/>'
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    pic = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    shown = f'<pic:pic xmlns:pic="{pic}"><pic:blipFill>{blip}</pic:blipFill></pic:pic>'
    graphic = f'<a:graphic xmlns:a="{a}"><a:graphicData>{shown}</a:graphicData></a:graphic>'
    return f'<w:drawing><wp:inline xmlns:wp="{wp}">{graphic}</wp:inline></w:drawing>'


def _markdown() -> Iterator[File]:
    for name, text in {
        "brackets": "[" * 200_000,
        "links": "[a](" * 100_000,
        "images": "![" * 100_000 + "](" * 100_000,
        "stars": "*a **b " * 100_000,
        "underscores": "_a__" * 100_000,
        "quotes": "> " * 100_000 + "What?",
        "lists": "\n".join(f"{' ' * (2 * n)}- a" for n in range(1400)),
        "flat": "- " * 300_000,
        "backticks": " ".join("`" * n for n in range(1, 1400)),
        "fences": "```\n" * 50_000,
        "table": f"|{'a|' * 2000}\n|{'-|' * 2000}\n" + f"|{'b|' * 2000}\n" * 40,
        "comments": "<!-- " * 200_000,
        "tags": "<details><summary>" * 15_000,
        "entities": "&#x" * 300_000,
        "references": "".join(f"[{n}]: /a\n" for n in range(60_000)),
        "headings": "# What is it?\n" * 12_000,
        "choices": "## Which?\n" + "- [x] a\n" * 20_000,
        "front": "---\n" + "a: &a [*a, *a]\n" * 10_000 + "---\n",
        "escapes": "\\" * 1_000_000,
    }.items():
        yield f"{name}.md", text.encode()
    yield "nested.html", b"<div>" * 200_000
    yield "tables.html", b"<table><tr><td>" * 60_000
    yield "attributes.html", b"<p " + b"a=b " * 300_000 + b">"


def _texts() -> Iterator[File]:
    yield "quote.csv", b'question,answer\n"' + b"a," * _MB
    yield "wide.csv", b"question," * 200_000 + b"\n" + b"a," * 200_000
    yield "long.csv", b"question;answer\n" + b"What?;" * 10 + b"\n" * _MB
    yield "deep.json", b"[" * 500_000
    yield "number.json", b'{"questions": [{"stem": ' + b"9" * _MB + b"}]}"
    yield "many.json", json.dumps({"questions": [{}] * 300_000}).encode()
    yield "braces.gift", b"What {" * 200_000
    yield "answers.gift", b"Which?{" + b"~a" * 400_000 + b"}"
    yield "escapes.gift", b"::a::" + b"\\" * 999_999 + b"{=a}"
    yield "choices.txt", b"Which?\n" + b"A. a\n" * 50_000 + b"ANSWER: A\n"
    yield "answers.txt", b"ANSWER: A\n" * 30_000
    yield "one.txt", b"a" * (2 * _MB)
    yield "lines.txt", b"What is it?\n" * 40_000
    yield "surrogates.txt", "What is it? ".encode("utf-16-le") + b"\x00\xd8" * _MB
    yield "noughts.md", b"What is it?\n" + b"\x00" * _MB


def _misnamed() -> Iterator[File]:
    noise = random.Random(1).randbytes(200_000)  # noqa: S311  # the same noise each time
    picture = b"\x89PNG\r\n\x1a\n" + noise
    for name in ("a.xlsx", "a.docx", "a.csv", "a.md", "a.zip", "a.xml", "a.json"):
        yield name, picture
    yield "pdf.md", b"%PDF-1.7\n" + noise
    yield "zip.csv", archive({"a": noise})
    yield "docx.xlsx", docx("<w:p><w:r><w:t>What is it?</w:t></w:r></w:p>")
    yield "xlsx.docx", xlsx("<sheetData/>")
    yield "noise.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise
    yield "noise.zip", b"PK\x03\x04" + noise
    yield "empty.md", b""
    yield "one.json", b"{"
