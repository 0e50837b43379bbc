"""Zip members laid end to end with fixed times, so that the same members give the same bytes.

A letter shares most of its members with every other letter of its template: those are deflated once, into a
:class:`Block`, and copied. Layout as in PKWARE's APPNOTE 4.3, without zip64: a letter stays far below 4 GB.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import deflate

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UTF8_NAMES = 0x800
_DEFLATED = 8
_MIDNIGHT = 0
_FIRST_OF_1980 = 0x21
"""The earliest date a zip can hold (1980-01-01); a letter's own date stands in its text."""

LEVEL = 6
"""libdeflate's level for what is deflated anew in every letter."""
LEVEL_ONCE = 12
"""For what is deflated once per template."""


class Member(NamedTuple):
    """One deflated member."""

    name: str
    crc: int
    size: int
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Members laid out from offset 0 on, with their directory entries."""

    data: bytes
    directory: bytes
    count: int


def member(name: str, data: bytes, level: int = LEVEL) -> Member:
    return Member(name, deflate.crc32(data), len(data), bytes(deflate.deflate_compress(data, level)))


def block(members: Iterable[Member]) -> Block:
    return _append(Block(b"", b"", 0), members)


def pack(first: Block, members: Iterable[Member]) -> bytes:
    """A whole zip file: the members of *first*, then *members*."""
    whole = _append(first, members)
    end = _END.pack(b"PK\5\6", 0, 0, whole.count, whole.count, len(whole.directory), len(whole.data), 0)
    return whole.data + whole.directory + end


def pack_plain(members: Iterable[tuple[str, bytes]], level: int = LEVEL_ONCE) -> bytes:
    """A zip file of *members* (name, content) in their order."""
    return pack(Block(b"", b"", 0), [member(name, data, level) for name, data in members])


def _append(first: Block, members: Iterable[Member]) -> Block:
    data, directory = [first.data], [first.directory]
    offset, count = len(first.data), first.count
    for item in members:
        name = item.name.encode()
        common = (
            _UTF8_NAMES, _DEFLATED, _MIDNIGHT, _FIRST_OF_1980, item.crc, len(item.deflated), item.size, len(name), 0,
        )  # fmt: skip
        head = _LOCAL.pack(b"PK\3\4", _VERSION, *common)
        data += [head, name, item.deflated]
        directory += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *common, 0, 0, 0, 0, offset), name]
        offset += len(head) + len(name) + len(item.deflated)
        count += 1
    return Block(b"".join(data), b"".join(directory), count)
