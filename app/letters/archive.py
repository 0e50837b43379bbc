"""Many letters as one zip file, written while they are made, under names that every system can unpack."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

MAX_NAME = 80
"""Characters; with a suffix still below the 255 bytes a Linux file system allows for Chinese names."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"[A-Za-z0-9]{1,5}")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def safe_name(text: str) -> str:
    """*text* as the stem of a file name on Windows, macOS and Linux; never empty, never a path."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")[:MAX_NAME].strip(" .")
    if not name:
        return "_"
    return f"_{name}" if _RESERVED.match(name) else name


class UniqueNames:
    """Gives each file of a folder a name of its own; capitals do not make a difference (Windows)."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, wanted: str) -> str:
        """``张三.docx``, then ``张三 (2).docx``."""
        stem, dot, suffix = wanted.rpartition(".")
        if not (dot and _SUFFIX.fullmatch(suffix)):
            stem, dot, suffix = wanted, "", ""
        safe = safe_name(stem)
        name, number = f"{safe}{dot}{suffix}", 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{safe} ({number}){dot}{suffix}"
        self._taken.add(name.casefold())
        return name


def stream_letters(letters: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A zip file in pieces, about one a letter; *letters* are (file name, content), any number of any total size.

    The letters are stored, not deflated: a .docx is deflated already.
    """
    sink = _Sink()
    names = UniqueNames()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in letters:
            archive.writestr(zipfile.ZipInfo(names.name(name), _EPOCH), content)
            yield sink.take()
    yield sink.take()


def write_zip(stream: BinaryIO, letters: Iterable[tuple[str, bytes]]) -> None:
    """The same, written to *stream*."""
    for piece in stream_letters(letters):
        stream.write(piece)


class _Sink(io.RawIOBase):
    """What the zip writer has written and nobody has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
