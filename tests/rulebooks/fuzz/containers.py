"""Damage to the file as a file: cut, overwritten, renamed, packed with bad intentions."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

from tests.rulebooks.fuzz.seeds import packages
from tests.workbooks import replace_part

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def truncated(rng: random.Random) -> bytes:
    data = rng.choice(packages())
    return data[: rng.randrange(len(data))]


def overwritten(rng: random.Random) -> bytes:
    """A few bytes here and there."""
    data = bytearray(rng.choice(packages()))
    for _ in range(rng.randrange(1, 30)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def blotted(rng: random.Random) -> bytes:
    """A run of zeros, or of another part of the file."""
    data = bytearray(rng.choice(packages()))
    start, length = rng.randrange(len(data)), rng.randrange(1, 4000)
    other = rng.randrange(len(data))
    data[start : start + length] = rng.choice([b"\0" * length, data[other : other + length], b""])
    return bytes(data)


def not_a_workbook(rng: random.Random) -> bytes:
    heads = [b"%PDF-1.7\n", b"<html><table>", b"", b"PK", b"PK\x03\x04", b"{\\rtf1", b"\x1f\x8b\x08", b"\x89PNG\r\n",
             "逾期天数,五级分类\n".encode("gbk"), b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>"]  # fmt: skip
    return rng.choice(heads) + rng.randbytes(rng.randrange(3000))


def old_xls(rng: random.Random) -> bytes:
    name = rng.choice(["Workbook", "Book", "EncryptedPackage", "EncryptionInfo", "_VBA_PROJECT"])
    return OLE + rng.randbytes(rng.randrange(504)) + name.encode("utf-16-le") + rng.randbytes(rng.randrange(4000))


def macros(rng: random.Random) -> bytes:
    name = rng.choice(["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/workbook.bin", "xl/macrosheets/sheet1.xml"])
    return replace_part(rng.choice(packages()), name, lambda _old: rng.randbytes(500))


def renamed_archive(rng: random.Random) -> bytes:
    """Another zip under the name of a workbook."""
    names = [["word/document.xml", "[Content_Types].xml"], ["content.xml", "mimetype"], ["a.txt"], [],
             ["xl/workbook.xml"], ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]]  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in rng.choice(names):
            archive.writestr(name, rng.choice([b"", b"<x/>", b"<?xml version='1.0'?><workbook/>", rng.randbytes(99)]))
    return stream.getvalue()


def bomb(rng: random.Random) -> bytes:
    """A part of many megabytes that packs to little, or a great many parts."""
    stream = io.BytesIO(rng.choice(packages()))
    part = rng.choice(["xl/media/a.bin", "xl/sharedStrings2.xml", "xl/worksheets/sheet99.xml", "docProps/big.xml"])
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=rng.choice([1, 9])) as archive:
        if rng.random() < 0.3:
            for number in range(rng.randrange(900, 1500)):
                archive.writestr(f"xl/parts/{number}.xml", b"<a/>")
        else:
            unit = rng.choice([b" ", b"<a/>", b"\0", b"<c/>", rng.randbytes(3000)])
            with archive.open(part, "w") as target:
                for _ in range(rng.randrange(1, 100)):
                    target.write((unit * ((1 << 20) // len(unit) + 1))[: 1 << 20])
    return stream.getvalue()


def nested(rng: random.Random) -> bytes:
    """The workbook inside a workbook, or behind or before other bytes."""
    data = rng.choice(packages())
    kind = rng.randrange(3)
    if kind == 0:
        return replace_part(data, "xl/embeddings/inner.xlsx", lambda _old: data)
    return rng.randbytes(rng.randrange(2000)) + data if kind == 1 else data + rng.randbytes(rng.randrange(70_000))


def lying_directory(rng: random.Random) -> bytes:
    """Sizes, checksums, flags, methods or names of the zip directory changed."""
    data = bytearray(rng.choice(packages()))
    marks = [at for at in range(len(data) - 46) if data[at : at + 4] == b"PK\x01\x02"]
    for at in rng.sample(marks, min(len(marks), rng.randrange(1, 4))):
        offset, size = rng.choice(
            [(6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4), (46, 1)]
        )
        value = rng.choice([0, 1, 0x7F, 0xFFFF, 0xFFFFFFFF, rng.randrange(1 << 32)]) & ((1 << 8 * size) - 1)
        data[at + offset : at + offset + size] = value.to_bytes(size, "little")
    return bytes(data)


def odd_members(rng: random.Random) -> bytes:
    """Names that climb out of the folder, are absolute, hold NUL, come twice or differ only in case."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(rng.choice(packages())))
    names = source.namelist()
    odd = rng.choice(names)
    turned = [
        f"../../{odd}",
        f"/{odd}",
        odd.replace("/", "\\"),
        odd.upper(),
        odd + "\x01",
        odd + "/",
        "a" * 5000,
        "盘:",
    ]
    with zipfile.ZipFile(stream, "w", rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as target:
        for name in names:
            target.writestr(rng.choice(turned) if name == odd and rng.random() < 0.5 else name, source.read(name))
        if rng.random() < 0.6:
            target.writestr(rng.choice(turned), source.read(odd))
    return stream.getvalue()


def twice(rng: random.Random) -> bytes:
    """The same name twice: readers disagree on which of them counts."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(rng.choice(packages())))
    again = rng.choice(source.namelist())
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr(f"{again[:-1]}\x7f", rng.choice([b"", b"<x/>", source.read(again)]))
    data = stream.getvalue()
    return data.replace(f"{again[:-1]}\x7f".encode(), again.encode())


def bad_deflate(rng: random.Random) -> bytes:
    """Sound directory, unsound streams."""
    data = bytearray(rng.choice(packages()))
    starts = [at for at in range(len(data) - 30) if data[at : at + 4] == b"PK\x03\x04"]
    at = rng.choice(starts)
    name, extra = struct.unpack_from("<HH", data, at + 26)
    body = at + 30 + name + extra
    junk = rng.choice([b"\0" * 40, b"\xff" * 40, zlib.compress(b"x" * 999), rng.randbytes(40)])
    data[body : body + len(junk)] = junk
    return bytes(data)


KINDS = (
    truncated, overwritten, blotted, not_a_workbook, old_xls, macros, renamed_archive, bomb, nested, lying_directory,
    odd_members, twice, bad_deflate,
)  # fmt: skip
