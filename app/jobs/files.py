"""Files that appear whole or not at all, names that are safe on every disk, and locks between processes."""

from __future__ import annotations

import fcntl
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from app.letters import safe_name


@contextmanager
def written(path: Path, durable: bool = True) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of *path* when the block ends well; nobody sees half a file.

    Durable: it outlives a power cut from here on. For many files at once pass False and call :func:`settled`
    after the last: waiting for the disk once is a hundred times faster than once a file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as stream:
            yield stream
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path, data: bytes, durable: bool = True) -> None:
    """*data* as the file *path*, in one step."""
    with written(path, durable) as stream:
        stream.write(data)


def swept(folder: Path) -> None:
    """Take away the drafts that a kill left behind; only for folders that nobody else writes to now."""
    for draft in folder.rglob(".*.tmp"):
        draft.unlink()


def settled() -> None:
    """Wait until everything written so far is on the disk."""
    os.sync()


def short_name(text: str) -> str:
    """*text* as part of a file name; three of them stay under the 255 bytes that a file system allows."""
    return safe_name(text)[:24].strip(" .") or "_"


def bare_name(file_name: str) -> str:
    """The last part of what a browser sent, whichever system it runs on."""
    return unicodedata.normalize("NFC", PureWindowsPath(file_name).name)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time; waits for its turn."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Whether this process is the one that holds *path*; does not wait. Freed even by a kill."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
