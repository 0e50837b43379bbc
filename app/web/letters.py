"""Letters of a batch: the list, one, all as a zip; and those that were stopped, with the reason."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app.findings import LubuError
from app.jobs.correspondence import released
from app.jobs.pdf_letters import file_of
from app.store import batches, deliveries, letters, pdf_runs
from app.store.batches import Batch, BatchStatus
from app.store.letters import Filter, Letter, LetterStatus
from app.web import downloads
from app.web.backend import backend, service, store
from app.web.extensions import limiter
from app.web.formats import flash_findings
from app.web.limits import takes, upload_bytes
from app.web.pages import page_of
from app.web.progress import pdf_words
from app.web.rights import OFFICER, only
from app.web.translate import _, _l

MOST = 1_000_000
FINDINGS_SHOWN = 500
"""Of an uploaded register; the others are counted."""

blueprint = Blueprint("letters", __name__)


class RegisterForm(FlaskForm):  # type: ignore[misc]
    file = FileField(
        _l("填好的送达登记表"), [FileRequired(_l("请选择填好的送达登记表。"))], render_kw={"accept": ".xlsx,.csv"}
    )


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
        pdf=pdf_runs.find(store(), batch_id),
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


@blueprint.get("/batches/<int:batch_id>/letters/register.xlsx")
@only(OFFICER)
@limiter.limit("30/minute")
def register_workbook(batch_id: int) -> ResponseReturnValue:
    """送达登记表 of the letters that are ready, or of those that the filters of the list leave."""
    batch = _finished(batch_id)
    asked = {name: request.args.get(name, "")[:200] for name in ("kind", "q")}
    ready = letters.page(store(), batch_id, _filter({**asked, "status": LetterStatus.READY}), limit=MOST)
    if not ready:
        abort(404)
    return downloads.send_bytes(service().register(batch, ready), _("%(batch)s-送达登记表.xlsx", batch=batch.name))


@blueprint.route("/batches/<int:batch_id>/letters/register", methods=["GET", "POST"])
@only(OFFICER)
@takes("max_upload_mb")
@limiter.limit("30/minute", methods=["POST"])
def register(batch_id: int) -> ResponseReturnValue:
    """Many services at once: the register is downloaded, filled in, and uploaded again."""
    batch = _finished(batch_id)
    form, trouble, entered = RegisterForm(), None, None
    if form.validate_on_submit():
        upload = form.file.data
        file = (upload.filename, upload.stream.read())
        try:
            entered = service().enter_register(batch, file, backend().today(), current_user.name)
        except LubuError as error:
            trouble = error
    answer = render_template(
        "letters/register.html", batch=batch, form=form, trouble=trouble, entered=entered, shown=FINDINGS_SHOWN,
        asked={name: request.args.get(name, "")[:200] for name in ("kind", "q")}, limit=upload_bytes("max_upload_mb"),
    )  # fmt: skip
    return answer, 422 if trouble or form.errors else 200


@blueprint.post("/batches/<int:batch_id>/letters/pdf")
@only(OFFICER)
@limiter.limit("10/minute")
def make_pdf(batch_id: int) -> ResponseReturnValue:
    """Have every letter made into PDF by the worker."""
    _finished(batch_id)
    try:
        service().ask_for_pdf(batch_id, current_user.name)
    except LubuError as error:
        flash_findings(error)
    return redirect(url_for(".index", batch_id=batch_id))


@blueprint.get("/batches/<int:batch_id>/letters/pdf")
@only(OFFICER)
def pdf_progress(batch_id: int) -> ResponseReturnValue:
    """How far the PDFs are, for the page that waits."""
    run = pdf_runs.find(store(), batch_id)
    if run is None:
        abort(404)
    return {"done": run.done / run.total, "total": 1, "finished": run.finished, "text": pdf_words(run)}


@blueprint.get("/batches/<int:batch_id>/letters-pdf.zip")
@only(OFFICER)
@limiter.limit("10/minute")
def every_pdf(batch_id: int) -> ResponseReturnValue:
    """The PDFs of all letters; those that could not be converted are left out, as the page says."""
    batch = _finished(batch_id)
    ready = letters.page(store(), batch_id, Filter(status=LetterStatus.READY), limit=MOST)
    folder = backend().settings.exports_dir
    named = [(f"{Path(_file_name(letter)).stem}.pdf", folder / file_of(letter)) for letter in ready]
    made = [(name, path) for name, path in named if path.is_file()]
    run = pdf_runs.find(store(), batch_id)
    if not made or run is None or not run.finished:
        abort(404)
    return downloads.send_zip(made, _("%(batch)s-文书PDF.zip", batch=batch.name))


@blueprint.get("/letters/<int:letter_id>.pdf")
@only(OFFICER)
@limiter.limit("20/minute")
def download_pdf(letter_id: int) -> ResponseReturnValue:
    """One letter as PDF, made now if it was not before."""
    letter = letters.get(store(), letter_id)
    if letter is None or not released(store(), letter):
        abort(404)
    downloads.exported(letter.file)
    try:
        path = service().letter_pdf(letter)
    except LubuError as error:
        flash_findings(error)
        return redirect(url_for("letter.show", letter_id=letter_id))
    return downloads.send(path, f"{Path(letter.file or '').stem}.pdf")


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
