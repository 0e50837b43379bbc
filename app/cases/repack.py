"""A workbook's package written anew: members nobody touched are copied as they lie, deflated and all.

zipfile can do neither: it inflates what it copies and deflates on one core only.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from isal import isal_zlib

from app.cases.ahead import ahead
from app.findings import LubuError

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LARGE_LOCAL = struct.Struct("<2H2Q")
_LARGE_CENTRAL = struct.Struct("<2H3Q")
_LARGE_END = struct.Struct("<4sQ2H2L4Q")
_LARGE_END_AT = struct.Struct("<4sLQL")
_MOST = 0xFFFF_FFFF
"""Sizes and places beyond it, and those that may be, stand in 64 bits (ZIP64)."""
_ELSEWHERE = 0xFFFF_FFFF
"""Says in 32 bits that the 64 bits are asked."""
_UTF8_NAME = 0x800
_VERSION, _LARGE_VERSION = 20, 45
_LEVEL = 1
"""Sheets shrink sixfold at this level, as with zlib's own in a third of the time."""
_LAST_BLOCK = b"\x03\x00"
"""An empty block with the mark of the last: ends a stream whose blocks were deflated apart."""
_LARGE_ROWS = 200_000
_LARGEST = 16 << 30
"""No sheet that makes sense comes to more; one text in a million cells could."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The content of a member, as it lies in the package."""

    content: bytes | memoryview
    method: int
    checksum: int
    size: int
    """Unpacked."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The content of a member, in blocks yet to be deflated."""

    blocks: Iterable[bytes]
    large: bool = False
    """They may come to more than 4 GB, as a million rows do; some programs would rather not hear of that."""


def is_large(rows: int) -> bool:
    """Whether a sheet of so many rows may come to more than 4 GB."""
    return rows > _LARGE_ROWS


def stored(content: bytes) -> Packed:
    """Content that is not worth deflating."""
    return Packed(content, ZIP_STORED, isal_zlib.crc32(content), len(content))


def repack(stream: BinaryIO, data: bytes, infos: Sequence[ZipInfo], changed: Mapping[str, Packed | Unpacked]) -> None:
    """Write the package *data* with some members' content changed, in the same order and with the same dates.

    *stream* can seek: what a member comes to is known, and put before it, when it has been written.

    Raises:
        LubuError: a member comes to more than a workbook can hold.
    """
    begin = stream.tell()
    directory = [_member(stream, info, changed.get(info.filename) or _as_it_lies(data, info), begin) for info in infos]
    start = stream.tell() - begin
    tail = b"".join(directory)
    stream.write(tail)
    count, size = len(infos), len(tail)
    if start > _MOST:
        stream.write(
            _LARGE_END.pack(b"PK\x06\x06", 44, _LARGE_VERSION, _LARGE_VERSION, 0, 0, count, count, size, start)
        )
        stream.write(_LARGE_END_AT.pack(b"PK\x06\x07", 0, start + size, 1))
    stream.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, _ELSEWHERE if start > _MOST else start, 0))


def _member(stream: BinaryIO, info: ZipInfo, content: Packed | Unpacked, begin: int) -> bytes:
    """Write a member; returns its entry of the directory."""
    method = ZIP_DEFLATED if isinstance(content, Unpacked) else content.method
    large = isinstance(content, Unpacked) and content.large
    name, flags = _name(info)
    date, time = _date(info)
    at = stream.tell()
    stream.write(bytes(_LOCAL.size) + name + bytes(_LARGE_LOCAL.size if large else 0))
    checksum, packed, size = _write(stream, content)
    end = stream.tell()
    extra = _LARGE_LOCAL.pack(1, 16, size, packed) if large else b""
    told = (_ELSEWHERE, _ELSEWHERE) if large else (packed, size)
    version = _LARGE_VERSION if large else _VERSION
    stream.seek(at)
    stream.write(
        _LOCAL.pack(b"PK\x03\x04", version, flags, method, time, date, checksum, *told, len(name), len(extra))
        + name
        + extra
    )
    stream.seek(end)
    place = at - begin
    if large := max(packed, size, place) > _MOST:
        told, extra = (_ELSEWHERE, _ELSEWHERE), _LARGE_CENTRAL.pack(1, 24, size, packed, place)
    else:
        told, extra = (packed, size), b""
    return (
        _CENTRAL.pack(
            b"PK\x01\x02", info.create_version | info.create_system << 8, _LARGE_VERSION if large else version, flags,
            method, time, date, checksum, *told, len(name), len(extra), 0, 0, info.internal_attr, info.external_attr,
            _ELSEWHERE if large else place,
        ) + name + extra
    )  # fmt: skip


def _write(stream: BinaryIO, content: Packed | Unpacked) -> tuple[int, int, int]:
    """Checksum, packed and unpacked size of what was written."""
    if isinstance(content, Unpacked):
        return _write_deflated(stream, content.blocks, _LARGEST if content.large else _MOST)
    stream.write(content.content)
    return content.checksum, len(content.content), content.size


def _write_deflated(stream: BinaryIO, blocks: Iterable[bytes], most: int) -> tuple[int, int, int]:
    """Deflate *blocks* one after the other into one stream, on as many cores as there are; the same bytes each time."""
    checksum = size = packed = 0

    def counted() -> Iterator[bytes]:
        nonlocal checksum, size
        for block in blocks:
            checksum, size = isal_zlib.crc32(block, checksum), size + len(block)
            if size > most:
                raise LubuError.of("cases.written-too-large", size=most >> 30)
            yield block

    for deflated in ahead(_deflate, counted()):
        packed += stream.write(deflated)
    return checksum, packed + stream.write(_LAST_BLOCK), size


def _deflate(block: bytes) -> bytes:
    """Blocks of a stream that ends at a whole byte and goes on."""
    deflater = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
    deflated: bytes = deflater.compress(block) + deflater.flush(isal_zlib.Z_SYNC_FLUSH)
    return deflated


def _as_it_lies(data: bytes, info: ZipInfo) -> Packed:
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + name_length + extra_length
    content = memoryview(data)[start : start + info.compress_size]
    return Packed(content, info.compress_type, info.CRC, info.file_size)


def _name(info: ZipInfo) -> tuple[bytes, int]:
    """The name's own bytes and the flag that tells their encoding."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename.encode(), _UTF8_NAME
    return info.orig_filename.encode("cp437"), 0


def _date(info: ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return (max(year, 1980) - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
