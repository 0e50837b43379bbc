"""The zip container of a workbook, bounded before anything is unpacked for real.

Sizes that the file *declares* are checked first; then every member is inflated in pieces and held to its
declaration, because a reader that trusts the local data would follow a lie.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from isal import isal_zlib
from isal.igzip_lib import IsalError

from app.cases.limits import Limits
from app.findings import LubuError, Place

PIECE = 1 << 20
_LOCAL_HEADER = 30
_FOREIGN = (
    ("xl/workbook.bin", "cases.is-xlsb"),
    ("word/document.xml", "cases.is-word"),
    ("ppt/presentation.xml", "cases.is-other"),
    ("mimetype", "cases.is-ods"),
)


def members(data: bytes, file: str, limits: Limits) -> list[ZipInfo]:
    """The members of an .xlsx whose declarations are within bounds.

    Raises:
        LubuError: not a readable zip, another kind of document, macros, encryption, or too much of anything.
    """
    place = Place(file)
    if data.count(b"PK\x01\x02") > limits.members:
        raise LubuError.of("cases.zip-members", place, limit=limits.members)
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise LubuError.of("cases.zip-damaged", place) from error
    _check_kind({info.filename.lower() for info in infos}, place)
    _check_declared(infos, len(data), limits, place)
    return infos


def _check_kind(names: set[str], place: Place) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise LubuError.of("cases.is-macro", place)
    for name, code in _FOREIGN:
        if name in names:
            raise LubuError.of(code, place)
    if not any(name.startswith("xl/") for name in names):
        raise LubuError.of("cases.is-archive", place)


def _check_declared(infos: list[ZipInfo], size: int, limits: Limits, place: Place) -> None:
    for info in infos:
        if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise LubuError.of("cases.zip-odd", place, member=info.filename)
        if info.file_size > max(limits.ratio_from, limits.ratio * info.compress_size):
            raise LubuError.of("cases.zip-bomb", place, member=info.filename)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked:
        raise LubuError.of("cases.zip-unpacked", place, size=unpacked >> 20, limit=limits.unpacked >> 20)
    if sum(info.compress_size for info in infos) > size:  # members that overlap share their bytes
        raise LubuError.of("cases.zip-bomb", place, member=infos[0].filename)


def inflate(data: bytes, info: ZipInfo, file: str) -> Iterator[bytes]:
    """The member's content in pieces of at most PIECE bytes, never more in all than it declared.

    Raises:
        LubuError: damaged data, or a size other than the declared one.
    """
    found = 0
    try:
        for piece in _pieces(data, info):
            found += len(piece)
            if found > info.file_size:
                raise LubuError.of("cases.zip-bomb", Place(file), member=info.filename)
            yield piece
    except (IsalError, struct.error) as error:  # type: ignore[misc]
        raise LubuError.of("cases.zip-damaged", Place(file)) from error
    if found != info.file_size:
        raise LubuError.of("cases.zip-damaged", Place(file))


def _pieces(data: bytes, info: ZipInfo) -> Iterator[bytes]:
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == ZIP_STORED:
        yield from (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))
        return
    inflater = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS)
    for at in range(0, len(packed), PIECE):
        rest: bytes | memoryview = packed[at : at + PIECE]
        while len(rest) and not inflater.eof:
            yield inflater.decompress(rest, PIECE)
            rest = inflater.unconsumed_tail
    while not inflater.eof:  # output that the last piece of input still holds back
        piece = inflater.decompress(b"", PIECE)
        if not piece:
            break
        yield piece
