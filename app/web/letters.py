"""Letters of a batch: the list, one, all as a zip; and those that were stopped, with the reason."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.jobs.correspondence import released
from app.store import batches, deliveries, letters
from app.store.batches import Batch, BatchStatus
from app.store.letters import Filter, Letter, LetterStatus
from app.web import downloads
from app.web.backend import store
from app.web.extensions import limiter
from app.web.pages import page_of
from app.web.rights import OFFICER, only
from app.web.translate import _

MOST = 1_000_000

blueprint = Blueprint("letters", __name__)


@blueprint.get("/batches/<int:batch_id>/letters")
@only(OFFICER)
def index(batch_id: int) -> ResponseReturnValue:
    batch = _finished(batch_id)
    asked = {name: request.args.get(name, "")[:200] for name in ("status", "kind", "q")}
    only_these = _filter(asked)
    page = page_of(letters.count(store(), batch_id, only_these), {"batch_id": batch_id, **asked})
    shown = letters.page(store(), batch_id, only_these, limit=page.per_page, offset=page.offset)
    return render_template(
        "letters/index.html",
        batch=batch,
        letters=shown,
        served=deliveries.served_on(store(), [letter.id for letter in shown]),
        kinds=letters.kinds(store(), batch_id),
        page=page,
        asked=asked,
    )


@blueprint.get("/batches/<int:batch_id>/letters.zip")
@only(OFFICER)
@limiter.limit("10/minute")
def everything(batch_id: int) -> ResponseReturnValue:
    """Every letter that is ready, or those that the filters of the list leave."""
    batch = _finished(batch_id)
    asked = {name: request.args.get(name, "")[:200] for name in ("kind", "q")}
    only_these = _filter({**asked, "status": LetterStatus.READY})
    ready = letters.page(store(), batch_id, only_these, limit=MOST)
    if not ready:
        abort(404)
    files = ((_file_name(letter), downloads.exported(letter.file)) for letter in ready)
    return downloads.send_zip(files, _("%(batch)s-文书.zip", batch=batch.name))


@blueprint.get("/letters/<int:letter_id>.docx")
@only(OFFICER)
def download(letter_id: int) -> ResponseReturnValue:
    letter = letters.get(store(), letter_id)
    if letter is None or not released(store(), letter):
        abort(404)
    path = downloads.exported(letter.file)
    return downloads.send(path, path.name)


def _file_name(letter: Letter) -> str:
    """Sorts by kind, then by the order of the case file."""
    return f"{letter.kind}-{Path(letter.file or '').name}"


def _finished(batch_id: int) -> Batch:
    try:
        batch = batches.get(store(), batch_id)
    except LookupError:
        abort(404)
    if batch.status is not BatchStatus.DONE:
        abort(404)
    return batch


def _filter(asked: dict[str, str]) -> Filter:
    status = asked["status"] if asked["status"] in set(LetterStatus) else ""
    return Filter(status=status, kind=asked["kind"], text=asked["q"].strip())
