"""A file of items, or a package of such files with its manifest, as questions."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from questions.formats import archives, xml
from questions.formats.archives import SafeArchive
from questions.formats.interchange import Entry, Hints, Reading, Skipped, Unreadable
from questions.formats.qti import elements, items, metadata
from questions.formats.qti.metadata import About
from questions.formats.qti.texts import NOTE

MANIFEST = "imsmanifest.xml"
_OLD = "This is QTI 1: QTI 2.1, 2.2 and 3.0 are read."
_VERSION = re.compile(r"v?(\d)p(\d)")


@dataclass(frozen=True)
class _Listed:
    """A file that a manifest or a test names."""

    name: str
    about: About


def read(data: bytes, hints: Hints) -> Reading:
    """Return the questions of an item file or a content package; raises Unreadable."""
    if archives.is_archive(data):
        return _package(archives.opened(data))
    root = _root(data, "The file")
    found = _items(root)
    if not found:
        _refuse(root)
    return _reading((items.question(one, About()) for one in found), root)


def _package(archive: SafeArchive) -> Reading:
    manifest = min(
        (name for name in archive.names if posixpath.basename(name).lower() == MANIFEST),
        key=lambda name: name.count("/"),
        default="",
    )
    if not manifest:
        return _unlisted(archive)
    root = _root(archive.read(manifest), f"The package’s {MANIFEST}")
    listed = list(_listed(archive, root, posixpath.dirname(manifest)))
    if not listed:
        _refuse(root)
    return _reading(_questions(archive, listed), root)


def _unlisted(archive: SafeArchive) -> Reading:
    """Read a plain archive of item files."""
    named = [_Listed(name, About()) for name in archive.names if name.lower().endswith(".xml")]
    found = [one for one in _questions(archive, named) if _is_about_an_item(one)]
    if not any(isinstance(one, Entry) for one in found):
        raise Unreadable(f"This is no QTI package: it holds no {MANIFEST} and no items.")
    note = f"The package has no {MANIFEST}: every item file in it was read."
    return _reading(found, None, (note,))


def _is_about_an_item(found: Entry | Skipped) -> bool:
    return isinstance(found, Entry) or found.reason != _NO_ITEM


_NO_ITEM = "The file holds no item."


def _listed(archive: SafeArchive, manifest: Element, folder: str) -> Iterator[_Listed]:
    """Yield the items of a package: in the order of its tests, then in that of the manifest."""
    resources = list(elements.within(manifest, "resource"))
    known = {
        _path(folder, elements.attribute(one, "href")): metadata.read(one)
        for one in resources
        if _is_of(one, "item")
    }
    tests = (
        _path(folder, elements.attribute(one, "href")) for one in resources if _is_of(one, "test")
    )
    ordered = [name for test in tests for name in _referred(archive, test)]
    for name in dict.fromkeys([*ordered, *known]):
        yield _Listed(name, known.get(name, About()))


def _is_of(resource: Element, kind: str) -> bool:
    name = elements.attribute(resource, "type").lower()
    return (
        name.startswith("imsqti_") and kind in name and bool(elements.attribute(resource, "href"))
    )


def _referred(archive: SafeArchive, test: str) -> Iterator[str]:
    """Yield the items that a test refers to, also through its sections; a broken test has none."""
    seen, waiting = set(), [test]
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in archive:
            continue
        seen.add(name)
        try:
            root = _root(archive.read(name), name)
        except Unreadable:
            continue
        folder = posixpath.dirname(name)
        for one in elements.within(root, "assessmentitemref", "assessmentsectionref"):
            path = _path(folder, elements.attribute(one, "href"))
            if elements.kind(one) == "assessmentsectionref":
                waiting.append(path)
            else:
                yield path


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href).replace("\\", "/")))


def _questions(archive: SafeArchive, listed: Iterable[_Listed]) -> Iterator[Entry | Skipped]:
    for one in listed:
        try:
            root = _root(archive.read(one.name), "The file")
        except Unreadable as refusal:
            yield Skipped(refusal.message, place=one.name)
            continue
        found = _items(root)
        yield from (items.question(item, one.about, place=one.name) for item in found)
        if not found:
            yield Skipped(_NO_ITEM, place=one.name)


def _root(data: bytes, name: str) -> xml.Element:
    return xml.parsed(data, name, note=NOTE)


def _items(root: Element) -> list[Element]:
    return [one for one in root.iter() if elements.kind(one) == "assessmentitem"]


def _refuse(root: Element) -> NoReturn:
    """Raise Unreadable for a document without items, with what it is instead."""
    types = [elements.attribute(one, "type").lower() for one in root.iter()]
    if elements.kind(root) == "questestinterop" or any("xmlv1" in one for one in types):
        raise Unreadable(_OLD)
    if elements.kind(root) in ("assessmenttest", "assessmentsection"):
        raise Unreadable("This is a test that refers to items in other files: give the package.")
    if elements.kind(root) == "manifest":
        raise Unreadable("The package’s manifest lists no items.")
    raise Unreadable("This XML is not QTI: it holds no assessment item.", 1)


def _reading(
    found: Iterable[Entry | Skipped], root: Element | None, notes: tuple[str, ...] = ()
) -> Reading:
    every = list(found)
    entries = tuple(one for one in every if isinstance(one, Entry))
    skipped = tuple(one for one in every if isinstance(one, Skipped))
    version = "" if root is None else _version(root)
    told = (f"This is QTI {version}.",) if version else ()
    return Reading(entries, skipped, notes=(*told, *notes))


def _version(root: Element) -> str:
    """Return the version that a document says it is of, "" when it says none."""
    said = [xml.namespace(root), *(elements.attribute(one, "type") for one in root.iter())]
    for text in said:
        if "imsqti" in text and (match := _VERSION.search(text)):
            return f"{match[1]}.{match[2]}"
    return ""
