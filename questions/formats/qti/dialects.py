"""The two ways of saying the same: QTI 2.1 in camelCase, QTI 3.0 with qti- and hyphens."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from questions.formats.text import printable

XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOM = "http://ltsc.ieee.org/xsd/LOM"
_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Dialect:
    """A version of QTI as it is written: its namespaces, each with the place of its schema."""

    version: str
    package: str
    schema_version: str
    item: tuple[str, str]
    manifest: tuple[str, str]
    metadata: tuple[str, str]
    lom_schema: str
    resource: str
    is_hyphenated: bool

    def tag(self, name: str, attributes: Mapping[str, str], *content: str) -> str:
        """Return an element of QTI, named in camelCase, around XML content."""
        given = {self._attribute(key): value for key, value in attributes.items()}
        return tag(self._element(name), given, *content)

    def block(self, *content: str) -> str:
        """Return content as QTI 3.0 wants it within feedback and rubrics."""
        return tag("qti-content-body", {}, *content) if self.is_hyphenated else "".join(content)

    def _element(self, name: str) -> str:
        return f"qti-{_hyphenated(name)}" if self.is_hyphenated else name

    def _attribute(self, name: str) -> str:
        # xmlns:…, xsi:schemaLocation and xml:lang are not QTI's own.
        return _hyphenated(name) if self.is_hyphenated and ":" not in name else name


QTI21 = Dialect(
    version="2.1",
    package="QTIv2.1 Package",
    schema_version="1.0.0",
    item=(
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    ),
    manifest=(
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    ),
    metadata=(
        "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_metadata_v2p1p1.xsd",
    ),
    lom_schema="http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd",
    resource="imsqti_item_xmlv2p1",
    is_hyphenated=False,
)
QTI3 = Dialect(
    version="3.0",
    package="QTI Package",
    schema_version="3.0.0",
    item=(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    ),
    manifest=(
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    ),
    metadata=(
        "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_metadatav3p0_v1p0.xsd",
    ),
    lom_schema="https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
    resource="imsqti_item_xmlv3p0",
    is_hyphenated=True,
)


def tag(name: str, attributes: Mapping[str, str], *content: str) -> str:
    """Return an element around content that is XML already."""
    given = "".join(f" {key}={quoted(value)}" for key, value in attributes.items())
    return f"<{name}{given}>{''.join(content)}</{name}>" if content else f"<{name}{given}/>"


def quoted(value: str) -> str:
    """Return a text as the value of an attribute, its quotes included."""
    return quoteattr(printable(value))


def plain(text: str) -> str:
    """Return a text as XML, without the characters that XML cannot hold."""
    return escape(printable(text))


def _hyphenated(name: str) -> str:
    return _HUMP.sub("-", name).lower()
