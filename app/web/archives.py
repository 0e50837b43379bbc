"""Many files as one zip, written to a temporary file so that its size is known before it is sent."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

IN_MEMORY = 8 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_files(files: Iterable[tuple[str, Path]]) -> IO[bytes]:
    """A stream at its beginning; Word files are compressed already and are stored as they are.

    Raises:
        FileNotFoundError: when a file has gone from the exports folder.
    """
    stream = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - sent, and closed, by Flask
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name, path in files:
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), path.read_bytes())
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream
