"""A watched folder: which files in it are whole and new, which are gone for good. Remembers what it has seen."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

SETTLING_SECONDS = 2.0
"""A file that is no zip archive is taken for half-written until it has been left alone so long."""
GONE_SECONDS = 3.0
"""Programs save by deleting and renaming: only a file absent so long is gone."""

_Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole file."""

    file: str
    hash: str
    """Empty for a file that may not be read."""
    path: Path


@dataclass(frozen=True, slots=True)
class Look:
    files: tuple[Seen, ...]
    gone: tuple[str, ...]
    """Names from *expected* that have been absent long enough."""
    unsettled: bool
    """Something is being saved or has just vanished: look again soon."""


@dataclass
class Folder:
    """One folder and one kind of file; keeps hashes by file signature, so that looking often costs little."""

    path: Path
    suffix: str
    _hashes: dict[Path, tuple[_Signature, Seen]] = field(default_factory=dict)
    _absent_since: dict[str, float] = field(default_factory=dict)

    def look(self, expected: frozenset[str], now: float) -> Look:
        """What stands in the folder; *now* in seconds of the file system's clock (``time.time``)."""
        if not self.path.is_dir():
            return Look((), (), unsettled=False)
        paths = sorted(path for path in self.path.iterdir() if self.wanted(path))
        looked = [self._look_at(path, now) for path in paths]
        files = tuple(seen for seen in looked if seen is not None)
        absent = expected - {path.name for path in paths}
        self._absent_since = {file: self._absent_since.get(file, now) for file in absent}
        # An empty folder is a lost mount or a slip, not the wish to withdraw everything.
        gone = sorted(file for file, since in self._absent_since.items() if paths and now - since >= GONE_SECONDS)
        waiting = bool(paths) and len(absent) > len(gone)
        return Look(files, tuple(gone), unsettled=waiting or len(files) < len(paths))

    def wanted(self, path: Path) -> bool:
        return self.wanted_name(path.name) and path.is_file()

    def wanted_name(self, name: str) -> bool:
        """Not the lock files and drafts that office programs and editors leave beside a file."""
        return name.lower().endswith(self.suffix) and not name.startswith(("~", ".", "#"))

    def _look_at(self, path: Path, now: float) -> Seen | None:
        """None while it is being saved (or gone already)."""
        try:
            before = _signature(path)
            known = self._hashes.get(path)
            if known and known[0] == before:
                return known[1]
            data = path.read_bytes()
            if _signature(path) != before:
                return None
            whole = zipfile.is_zipfile(path)
        except PermissionError:  # nobody but the administrator will change that: it is to be shown
            return Seen(path.name, "", path)
        except OSError:  # replaced or locked while we looked: the next look will tell
            return None
        if not whole and abs(now - before[1] / 1e9) < SETTLING_SECONDS:
            return None
        seen = Seen(path.name, hashlib.sha256(data).hexdigest(), path)
        self._hashes[path] = before, seen
        return seen


def _signature(path: Path) -> _Signature:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ino
