"""A QR code as a small black-and-white PNG, in the time of a letter.

segno draws any code, in some milliseconds. For the lengths that letters have, one mask and one level of correction
(M, 15 %) are enough, and then a code is linear: each byte of the text turns the same modules (ISO/IEC 18004: the
Reed–Solomon bytes are sums in GF(256), the mask is fixed). So what each byte turns is reckoned once per size, from
segno's own drawing on, and a code is the sum of what its bytes turn.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from typing import NamedTuple

import deflate
import segno

_MASK = 2
_QUIET = 4
"""Modules of white around a code: the standard's least."""
_SCALE = 8
"""Pixels of a module: a byte of the picture each way."""
_MAX_BYTES = 2_000


class _Size(NamedTuple):
    """How a version at level M parts its bytes."""

    version: int
    blocks: int
    data: int
    """Bytes of text and heading in each block."""
    correction: int
    """Bytes of correction behind them."""

    @property
    def modules(self) -> int:
        return 17 + 4 * self.version

    @property
    def capacity(self) -> int:
        """Bytes of text: two go to the mode, the length and the end."""
        return self.blocks * self.data - 2


_SIZES = (_Size(4, 2, 32, 18), _Size(5, 2, 43, 24), _Size(6, 4, 27, 16))
"""Those of ISO/IEC 18004, table 9, whose blocks are all alike and which have one alignment pattern."""


def code_png(text: str) -> bytes:
    """The code of *text*; the same bytes for the same text.

    Raises:
        ValueError: for a text too long for any code that a telephone would read.
    """
    data = text.encode()
    if len(data) > _MAX_BYTES:
        raise ValueError(f"{len(data)} bytes")
    size = next((size for size in _SIZES if len(data) <= size.capacity), None)
    if size is None:
        return _png([bytes(row) for row in _drawn(data).matrix])
    modules = size.modules
    bits = f"{_modules(data, size):0{modules * modules}b}".encode().translate(_BITS)
    return _png([bits[start : start + modules] for start in range(0, modules * modules, modules)])


def _drawn(data: bytes, version: int | None = None) -> segno.QRCode:
    return segno.make(data, error="m", version=version, mode="byte", mask=_MASK, boost_error=False, micro=False)


def _modules(data: bytes, size: _Size) -> int:
    """All modules, row after row, the first in the highest bit."""
    blank, turned = _tables(size)
    return reduce(int.__xor__, (turns[byte] for turns, byte in zip(turned, _codewords(data, size), strict=True)), blank)


def _codewords(data: bytes, size: _Size) -> bytes:
    """Mode, length, text, end and padding, as segno has it: readers stop at the end."""
    count = len(data)
    head = (0b0100 << 8 | count) << 8 * count | int.from_bytes(data)
    filled = (head << 4).to_bytes(count + 2)
    padding = b"\x00" + b"\xec\x11" * size.capacity
    return filled + padding[: size.capacity - count]


@lru_cache(maxsize=len(_SIZES))
def _tables(size: _Size) -> tuple[int, list[list[int]]]:
    """The drawing of no bytes at all, and for each place of a codeword what each of its 256 values turns."""
    places = list(_places(size.modules))
    highest = size.modules * size.modules - 1
    turned: list[list[int]] = []
    for number in range(size.blocks * size.data):
        units = [_spread(_final(number, 1 << bit, size), places, highest) for bit in range(8)]
        turns = [0] * 256
        for value in range(1, 256):
            low = value & -value
            turns[value] = turns[value ^ low] ^ units[low.bit_length() - 1]
        turned.append(turns)
    sample = _codewords(b"0", size)
    rows = b"".join(bytes(row) for row in _drawn(b"0", size.version).matrix)
    drawn = int(rows.translate(_DIGITS), 2)
    blank = reduce(int.__xor__, (turns[byte] for turns, byte in zip(turned, sample, strict=True)), drawn)
    return blank, turned


def _final(number: int, value: int, size: _Size) -> Iterator[tuple[int, int]]:
    """Where codeword *number* alone and its correction stand in the whole message: (place, byte)."""
    block, within = divmod(number, size.data)
    yield within * size.blocks + block, value
    correction = [_times(value, byte) for byte in _remainder(size.data - 1 - within, size.correction)]
    for place, byte in enumerate(correction):
        yield size.blocks * size.data + place * size.blocks + block, byte


def _spread(message: Iterator[tuple[int, int]], places: Sequence[int], highest: int) -> int:
    """The modules that bytes turn, as bits of one number."""
    turned = 0
    for place, byte in message:
        for bit in range(8):
            if byte >> (7 - bit) & 1:
                turned |= 1 << (highest - places[place * 8 + bit])
    return turned


def _places(modules: int) -> Iterator[int]:
    """The modules that hold data, in the order they are filled: two columns at a time, from the right, up and down."""
    upwards = True
    for right in (*range(modules - 1, 6, -2), 5, 3, 1):
        for row in range(modules - 1, -1, -1) if upwards else range(modules):
            for column in (right, right - 1):
                if not _is_pattern(row, column, modules):
                    yield row * modules + column
        upwards = not upwards


def _is_pattern(row: int, column: int, modules: int) -> bool:
    """Finders with the format beside them, timing lines, and the alignment pattern."""
    far = modules - 8
    corner = (row < 9 and (column < 9 or column >= far)) or (row >= far and column < 9)
    aligned = abs(row - (modules - 7)) <= 2 and abs(column - (modules - 7)) <= 2
    return corner or row == 6 or column == 6 or aligned


@lru_cache(maxsize=256)
def _remainder(behind: int, degree: int) -> list[int]:
    """The correction of a byte 1 with *behind* bytes after it in its block."""
    generator = _generator(degree)
    if not behind:
        return generator
    first, *rest = _remainder(behind - 1, degree)
    return [left ^ _times(first, right) for left, right in zip([*rest, 0], generator, strict=True)]


@lru_cache(maxsize=len(_SIZES))
def _generator(degree: int) -> list[int]:
    """The generator polynomial without its leading 1, highest power first."""
    polynomial = [1]
    root = 1
    for _ in range(degree):
        longer = [*polynomial, 0]
        for place, factor in enumerate(polynomial, start=1):
            longer[place] ^= _times(factor, root)
        polynomial, root = longer, _times(root, 2)
    return polynomial[1:]


def _times(left: int, right: int) -> int:
    """In GF(256) with x⁸ + x⁴ + x³ + x² + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = left << 1 ^ (0x11D if left & 0x80 else 0)
        right >>= 1
    return product


_BITS = bytes.maketrans(b"01", b"\x00\x01")
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
_PIXELS = bytes.maketrans(b"\x00\x01", b"\xff\x00")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _png(rows: Sequence[bytes]) -> bytes:
    """*rows* of modules, 1 for black, with white around, one bit a pixel."""
    edge = b"\xff" * _QUIET
    lines = [edge + row.translate(_PIXELS) + edge for row in rows]
    white = b"\xff" * len(lines[0])
    around = [white] * _QUIET
    # Filter 0 before the first line of pixels of each module, filter 2 (as the line above) before the others.
    repeated = (b"\x02" + bytes(len(white))) * (_SCALE - 1)
    pixels = b"".join(b"\x00" + line + repeated for line in (*around, *lines, *around))
    header = struct.pack(">2L5B", len(white) * 8, len(white) * 8, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", bytes(deflate.zlib_compress(pixels, 6))), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
