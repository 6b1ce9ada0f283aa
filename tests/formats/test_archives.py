"""Archives that are sound, damaged or meant to harm."""

import io
import stat
import struct
import time
import warnings
import zipfile
from collections.abc import Callable

import pytest

from questions.formats.archives import Limits, is_archive, opened
from questions.formats.interchange import Unreadable

SMALL = Limits(entries=5, total=1 << 20, entry=1 << 19)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def packed_as(info: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name given twice
        archive.writestr("a.txt", b"a")
        archive.writestr(info, content)
    return data.getvalue()


def refusal(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(Unreadable) as refused:
        opened(data, limits).verify()
    return refused.value.message


def test_reads_files_by_name() -> None:
    data = packed({"folder/a.txt": b"one", "b.txt": b"two", "empty/": b""})
    archive = opened(data)
    assert is_archive(data)
    assert archive.names == ("folder/a.txt", "b.txt")
    assert "b.txt" in archive
    assert archive.read("folder/a.txt") == b"one"
    archive.verify()
    assert archive.read("b.txt") == b"two"


def test_takes_backslashes_for_slashes() -> None:
    data = packed_as(zipfile.ZipInfo("folder/b.txt")).replace(b"folder/", b"folder\\")
    assert opened(data).names == ("a.txt", "folder/b.txt")


def test_says_which_file_is_not_there() -> None:
    with pytest.raises(Unreadable, match=r"lacks the file “c\.txt”"):
        opened(packed({"a.txt": b"a"})).read("c.txt")


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:/up.txt", "..\\up.txt", "a\nb"]
)
def test_refuses_names_that_lead_out(name: str) -> None:
    assert "unsafe name" in refusal(packed_as(zipfile.ZipInfo(name)))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_refuses_links_and_devices(kind: int) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    assert "a link or a device" in refusal(packed_as(info))


def test_refuses_a_name_given_twice() -> None:
    assert "two files with the name “a.txt”" in refusal(packed_as(zipfile.ZipInfo("a.txt")))


def test_refuses_encryption() -> None:
    data = bytearray(packed({"a.txt": b"a"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_refuses_rare_ways_of_packing(method: int) -> None:
    assert "packed in a way" in refusal(packed({"a.txt": b"a" * 99}, method))


def test_refuses_what_unpacks_to_too_much() -> None:
    assert "at most 1 MB in all" in refusal(packed({f"{n}": bytes(400_000) for n in range(3)}))
    assert "0 MB in one file" in refusal(packed({"a": bytes(600_000)}))
    bomb = packed({"a": bytes(3 << 20)})
    assert "more than 200 times" in refusal(bomb, Limits())


def test_refuses_too_many_files() -> None:
    assert "more than 5 files" in refusal(packed({f"{n}.txt": b"" for n in range(6)}))


def test_refuses_many_files_before_it_lists_them() -> None:
    data = packed({"a": b"a"}) + b"PK\x01\x02" * 2_000_000
    start = time.process_time()
    assert "more than 25,000 files" in refusal(data, Limits())
    assert time.process_time() - start < 1


def test_refuses_files_that_share_bytes() -> None:
    """As in archives whose entries all point at one great file."""
    data = bytearray(packed({"a.txt": b"aaaa", "b.txt": b"aaaa"}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    assert "overlap" in refusal(bytes(data))


def test_refuses_a_lie_about_a_size() -> None:
    data = bytearray(packed({"a.txt": b"a" * 5000}))
    entry = data.index(b"PK\x01\x02")
    for size in (10, 9000):
        data[entry + 24 : entry + 28] = struct.pack("<I", size)
        assert refusal(bytes(data)) in (
            "The file “a.txt” in the archive is damaged.",
            "The file “a.txt” in the archive is cut off.",
        )


def test_refuses_a_wrong_checksum() -> None:
    data = packed({"a.txt": b"good words"}, zipfile.ZIP_STORED).replace(
        b"good words", b"evil words"
    )
    assert refusal(data) == "The file “a.txt” in the archive is damaged."


def test_counts_what_is_read_again() -> None:
    archive = opened(packed({"a.txt": b"a" * 400_000}), SMALL)
    for _ in range(2):
        archive.read("a.txt")
    with pytest.raises(Unreadable, match="too much"):
        archive.read("a.txt")


def test_refuses_archives_in_archives() -> None:
    assert "give the one within" in refusal(packed({"inner.zip": packed({"a": b"a"})}))


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_start(data: bytes) -> bytes:
    return data.replace(b"PK\x03\x04", b"PK\x00\x00")


def _of_noise(data: bytes) -> bytes:
    return b"PK\x03\x04" + bytes(range(256))


@pytest.mark.parametrize("damaged", [_cut, _without_start, _of_noise])
def test_refuses_what_is_damaged(damaged: Callable[[bytes], bytes]) -> None:
    assert "damaged" in refusal(damaged(packed({"a.txt": b"a" * 100})))
