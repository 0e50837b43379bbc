"""The officer's own table with the conclusions beside it, in the format asked for."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import get_args

from app.batches.recheck import decided_and_checked
from app.batches.written import as_written
from app.cases import hand_back
from app.cases.model import Format
from app.config import Settings
from app.jobs import intake
from app.jobs.catalogue import Catalogue
from app.jobs.files import written
from app.rulebooks.model import Role
from app.store import Store
from app.store.batches import Batch

FORMATS = get_args(Format)


def decided_file(store: Store, settings: Settings, catalogue: Catalogue, batch: Batch, fmt: Format) -> Path:
    """The file of a finished batch, made on the first request: the same rules over the same upload give the same.

    Raises:
        LubuError: when the upload is gone or was changed, or the plain interpreter decides a case otherwise.
    """
    path = (settings.exports_dir / intake.decisions_file(batch)).with_suffix(f".{fmt}")
    if not path.exists():
        pinned = catalogue.pinned(batch.release_id)
        upload = partial(intake.uploaded, settings, batch)
        cases = intake.cases_of(store, settings, pinned, batch)
        sample, seed = settings.recheck_cases, secrets.randbits(32)
        decided = decided_and_checked(pinned.release, cases, batch.as_of, sample, seed)
        with written(path) as stream:
            hand_back(stream, fmt, upload, cases, as_written(decided), pinned.release.role(Role.CASE_ID))
    return path
