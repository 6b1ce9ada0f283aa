"""ZIP archives from strangers: packages of questions, Word files and spreadsheets are such.

Everything is checked before anything is unpacked, and unpacked in memory alone.
"""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise

from questions.formats.interchange import Unreadable

_MB = 1 << 20
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s22xHH")  # a local header: its mark, the lengths of name and extra
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PLAIN_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold: files, bytes in all and in one file, and how much these shrink.

    `ratio` is unpacked to packed size; it is asked of files over a megabyte.
    """

    entries: int = 25_000
    total: int = 128 * _MB
    entry: int = 64 * _MB
    ratio: int = 200


DEFAULT = Limits()


class SafeArchive:
    """An archive whose directory has been checked; `names` are its files, with / between folders.

    Every read counts against the limit on all bytes.
    """

    def __init__(
        self, packed: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], limits: Limits
    ) -> None:
        self.names = tuple(files)
        self._packed, self._files, self._limits = packed, files, limits
        self._left = limits.total

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def read(self, name: str) -> bytes:
        """Return a file's bytes, checked by its CRC; raises Unreadable."""
        if name not in self._files:
            raise Unreadable(f"The archive lacks the file {shown(name)}.")
        most = min(self._limits.entry, self._left)
        data = self._unpacked(name, most)
        if len(data) > most:
            raise Unreadable(_too_large(self._limits))
        self._left -= len(data)
        return data

    def _unpacked(self, name: str, most: int) -> bytes:
        info = self._files[name]
        try:
            with self._packed.open(info) as file:
                data = file.read(most + 1)
        except _DAMAGED as error:
            raise Unreadable(f"The file {shown(name)} in the archive is damaged.") from error
        if len(data) != min(info.file_size, most + 1):
            raise Unreadable(f"The file {shown(name)} in the archive is cut off.")
        return data

    def verify(self) -> None:
        """Unpack every file once, for a library that opens the archive anew; raises Unreadable.

        Such a library may believe in sizes that the archive states, and these may be lies.
        """
        for name in self.names:
            self.read(name)
        self._left = self._limits.total


def is_archive(data: bytes) -> bool:
    """Say whether bytes begin like a ZIP archive."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def opened(data: bytes, limits: Limits = DEFAULT) -> SafeArchive:
    """Check an archive and return it; raises Unreadable with what is wrong with it."""
    if data.count(_ENTRY) > limits.entries:  # before a directory of millions takes our memory
        raise Unreadable(f"The archive holds more than {limits.entries:,} files.")
    packed = _directory(data)
    infos = packed.infolist()
    files = _named(infos)
    for info in infos:
        _check(info, limits)
    if sum(info.file_size for info in infos) > limits.total:
        raise Unreadable(_too_large(limits))
    _check_places(data, infos, packed.start_dir)
    if files and all(name.lower().endswith((".zip", ".7z", ".rar")) for name in files):
        raise Unreadable("The archive holds nothing but archives: give the one within it.")
    return SafeArchive(packed, files, limits)


def shown(name: str) -> str:
    """Return a name as a message quotes it: short, in one line."""
    plain = "".join(character if character.isprintable() else "�" for character in name)
    return f"“{plain if len(plain) <= 80 else plain[:79] + '…'}”"


def _directory(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGED, ValueError, struct.error) as error:
        raise Unreadable("The archive is damaged: its list of files cannot be read.") from error


def _named(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files by name; raises Unreadable for names that are unsafe or given twice."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.orig_filename.replace("\\", "/")
        if _is_unsafe(name):
            raise Unreadable(f"The archive holds a file with an unsafe name: {shown(name)}.")
        if name in found:
            raise Unreadable(f"The archive holds two files with the name {shown(name)}.")
        found[name] = info
    return {name: info for name, info in found.items() if not name.endswith("/")}


def _is_unsafe(name: str) -> bool:
    return (
        not name
        or name.startswith("/")
        or name[1:2] == ":"
        or ".." in name.split("/")
        or any(character < " " for character in name)
    )


def _check(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = shown(info.filename)
    if info.flag_bits & 0x1:
        raise Unreadable("The archive is encrypted: give one without a password.")
    if stat.S_IFMT(info.external_attr >> 16) not in _PLAIN_KINDS:
        raise Unreadable(f"The archive holds a link or a device instead of a file: {name}.")
    if info.compress_type not in _METHODS:
        raise Unreadable(f"The file {name} in the archive is packed in a way that is not read.")
    if info.file_size > limits.entry:
        raise Unreadable(_too_large(limits))
    if info.file_size > max(_MB, limits.ratio * info.compress_size):
        raise Unreadable(f"The file {name} unpacks to more than {limits.ratio} times its size.")


def _check_places(data: bytes, infos: list[zipfile.ZipInfo], end: int) -> None:
    """Raise Unreadable where two files share bytes, as in archives that unpack without end."""
    places = sorted((info.header_offset, _end(data, info)) for info in infos)
    places.append((end, end))
    if any(stop > start for (_, stop), (start, _) in pairwise(places)):
        raise Unreadable("The archive is damaged or meant to harm: files in it overlap.")


def _end(data: bytes, info: zipfile.ZipInfo) -> int:
    start = info.header_offset
    head = data[start : start + _LOCAL.size] if start >= 0 else b""
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise Unreadable(f"The file {shown(info.filename)} in the archive is damaged.")
    _, name, extra = _LOCAL.unpack(head)
    return start + _LOCAL.size + int(name) + int(extra) + info.compress_size


def _too_large(limits: Limits) -> str:
    return (
        f"The archive unpacks to too much: at most {limits.total // _MB} MB in all "
        f"and {limits.entry // _MB} MB in one file are read."
    )
