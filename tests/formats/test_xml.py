"""XML that is sound, broken or meant to harm."""

import pytest

from questions.formats import xml
from questions.formats.interchange import Unreadable


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        xml.parsed(data)
    return refused.value


def test_knows_lines_and_namespaces() -> None:
    root = xml.parsed(b'<a xmlns="urn:x">\n\n<b/>\n<c/></a>')
    assert [(xml.local(one), getattr(one, "line", 0)) for one in root.iter()] == [
        ("a", 1),
        ("b", 3),
        ("c", 4),
    ]
    assert xml.namespace(root) == "urn:x"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_reads_the_encoding_that_a_document_states(encoding: str) -> None:
    stated = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?><a>é</a>"
    assert xml.parsed(stated.encode(encoding)).text == "é"


def test_keeps_the_notes_that_are_asked_for() -> None:
    root = xml.parsed(b"<a><?note one?><b><?other two?></b></a>", note="note")
    assert root.attrib == {"note": "one"}
    assert root[0].attrib == {}


BILLION = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'
REMOTE = b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'


@pytest.mark.parametrize("data", [BILLION, FILE, REMOTE, b"\n<!DOCTYPE html><html/>"])
def test_refuses_document_types(data: bytes) -> None:
    refused = refusal(data)
    assert "has a DOCTYPE" in refused.message
    assert refused.line == data.count(b"\n") + 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a>\n<b></a>", "mismatched tag in line 2"),
        (b"<a>&nbsp;</a>", "undefined entity in line 1"),
        (b"<a>\xff</a>", "invalid token"),
        (b"<a>\x00</a>", "invalid token"),
        (b"<a>\xed\xa0\x80</a>", "invalid token"),
        (b"", "no element found"),
        (b"words", "syntax error"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "an encoding that is read"),
        (b"<a>" * 101 + b"</a>" * 101, "more than 100 deep"),
    ],
)
def test_says_what_is_wrong(data: bytes, reason: str) -> None:
    assert reason in refusal(data).message


def test_refuses_more_elements_than_a_list_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 10)
    assert "more than 10 elements" in refusal(b"<a>" + b"<b/>" * 10 + b"</a>").message
