"""What the schemas of QTI ask of packages beyond what a reader of ours would notice."""

import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from questions.formats.interchange import Bank, Entry, Hints, Written
from questions.formats.qti import read, write_qti3, write_qti21
from tests.formats.question_banks import bank

Write = Callable[[Bank], Written]
WRITERS = pytest.mark.parametrize("write", [write_qti3, write_qti21])
TABLE = "Compare:\n\n| Model | Error |\n|---|---|"


def files(data: bytes) -> dict[str, Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: ElementTree.XML(archive.read(name)) for name in archive.namelist()}


def names(element: Element) -> list[str]:
    """Return what the parts of an element are called."""
    return [part.tag.rpartition("}")[2] for part in element]


@WRITERS
def test_metadata_of_qti_stand_before_those_of_lom(write: Write) -> None:
    manifest = files(write(bank()).data)["imsmanifest.xml"]
    [resources] = [one for one in manifest if one.tag.endswith("}resources")]
    assert len(resources)
    for resource in resources:
        assert names(resource) == ["metadata", "file"]
        assert names(resource[0]) == ["qtiMetadata", "lom"]


@WRITERS
@pytest.mark.parametrize("text", [TABLE, f"{TABLE}\n| A | 0.1 |", f"> {TABLE}\n\n- a\n\n{TABLE}"])
def test_every_table_has_a_body(write: Write, text: str) -> None:
    data = write(Bank((Entry(text, answer="Yes."),))).data
    [item] = [root for name, root in files(data).items() if name.startswith("items/")]
    tables = [one for one in item.iter() if one.tag.endswith("}table")]
    assert tables
    for table in tables:
        assert names(table)[-1] == "tbody"
        assert all(names(part) for part in table)
    [back] = read(data, Hints()).entries
    assert back.stem == text
