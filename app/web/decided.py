"""The officer's own table with the conclusions beside it, in the format asked for."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from app.batches.cases import decide_cases
from app.batches.written import as_written
from app.cases import hand_back
from app.cases.model import Format
from app.jobs import intake
from app.jobs.files import written
from app.jobs.service import Service
from app.rulebooks.model import Role
from app.store.batches import Batch

FORMATS = get_args(Format)


def decided_file(service: Service, batch: Batch, fmt: Format) -> Path:
    """The file of a finished batch, made on the first request: the same rules over the same upload give the same.

    Raises:
        LubuError: when the upload is gone or was changed.
    """
    path = (service.settings.exports_dir / intake.decisions_file(batch)).with_suffix(f".{fmt}")
    if not path.exists():
        pinned = service.catalogue.pinned(batch.release_id)
        data = intake.uploaded(service.settings, batch)
        cases = intake.cases_of(service.store, service.settings, pinned, batch)
        decided = decide_cases(pinned.release, cases, batch.as_of)
        with written(path) as stream:
            hand_back(stream, fmt, data, cases, as_written(decided), pinned.release.role(Role.CASE_ID))
    return path
