"""Case batches: upload, progress, what came out, and why."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from app.cases.model import Format
from app.findings import LubuError
from app.jobs.decided import FORMATS
from app.store import batches, decisions, letters, releases
from app.store.batches import Batch, BatchStatus
from app.store.decisions import Filter
from app.store.versions import Kind
from app.web import downloads
from app.web.backend import backend, service, store
from app.web.extensions import limiter
from app.web.formats import flash_findings
from app.web.limits import takes, upload_bytes
from app.web.pages import page_of
from app.web.progress import words
from app.web.reasons import parts_of, spelled
from app.web.rights import OFFICER, only
from app.web.translate import _, _l

ERRORS_SHOWN = 10
COLUMNS = 4
"""Conclusions beside each case in the list; all of them stand on its own page."""
BATCHES_PER_PAGE = 25

blueprint = Blueprint("batches", __name__, url_prefix="/batches")


class DayField(DateField):  # type: ignore[misc]
    """A date, asked for in words where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请写成 2026-09-30 这样的日期。")) from None


class BatchForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("案件文件"), [FileRequired(_l("请选择案件文件。"))], render_kw={"accept": ".xlsx,.csv,.jsonl"})
    as_of = DayField(_l("业务日期"), [InputRequired(_l("请填写业务日期，例如 2026-09-30。"))])
    name = StringField(_l("批次名称"), [Length(max=80, message=_l("名称最多 %(max)d 个字。"))])
    sheet = StringField(_l("工作表（可不填）"), [Length(max=31, message=_l("工作表名最多 %(max)d 个字。"))])


@blueprint.get("/")
@only(OFFICER)
def index() -> ResponseReturnValue:
    mine = request.args.get("mine", "") == "1"
    owner = current_user.name if mine else ""
    page = page_of(batches.count(store(), created_by=owner), {"mine": "1" if mine else ""}, BATCHES_PER_PAGE)
    found = batches.list_batches(store(), limit=page.per_page, offset=page.offset, created_by=owner)
    return render_template("batches/index.html", batches=found, page=page, mine=mine)


@blueprint.route("/new", methods=["GET", "POST"])
@only(OFFICER)
@takes("max_upload_mb")
@limiter.limit("30/minute", methods=["POST"])
def new() -> ResponseReturnValue:
    form = BatchForm(as_of=backend().today()) if request.method == "GET" else BatchForm()
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            batch = _submit(form)
        except LubuError as error:
            trouble = error
        else:
            flash(_("批次“%(name)s”已提交。", name=batch.name), "success")
            return redirect(url_for(".show", batch_id=batch.id))
    answer = render_template(
        "batches/new.html", form=form, trouble=trouble, release=releases.current(store()),
        limit=upload_bytes("max_upload_mb"),
    )  # fmt: skip
    return answer, 422 if trouble or form.errors else 200


def _submit(form: BatchForm) -> Batch:
    upload = form.file.data
    return service().submit_batch(
        upload.filename, upload.stream.read(), form.as_of.data, current_user.name,
        name=(form.name.data or "").strip(), sheet=(form.sheet.data or "").strip() or None,
    )  # fmt: skip


@blueprint.get("/<int:batch_id>")
@only(OFFICER)
def show(batch_id: int) -> ResponseReturnValue:
    batch = _known(batch_id)
    finished = batch.status is BatchStatus.DONE
    return render_template(
        "batches/show.html",
        batch=batch,
        progress=batches.progress(store(), batch_id),
        formats=FORMATS,
        books=releases.get(store(), batch.release_id).of(Kind.RULEBOOK),
        distributions=backend().distributions(batch_id) if finished else (),
        letters=letters.kinds(store(), batch_id) if finished else {},
        troubled=decisions.page(store(), batch_id, Filter(errors=True), limit=ERRORS_SHOWN) if finished else (),
    )


@blueprint.get("/<int:batch_id>/progress")
@only(OFFICER)
def progress(batch_id: int) -> ResponseReturnValue:
    """How far the work is, for the page that waits; asked once a second."""
    _known(batch_id)
    now = batches.progress(store(), batch_id)
    finished = now.status in (BatchStatus.DONE, BatchStatus.FAILED)
    return {"done": now.share, "total": 1, "finished": finished, "text": words(now)}


@blueprint.get("/<int:batch_id>/decisions")
@only(OFFICER)
def decided(batch_id: int) -> ResponseReturnValue:
    batch = _finished(batch_id)
    only_these = _filter()
    page = page_of(decisions.count(store(), batch_id, only_these), {"batch_id": batch_id, **_asked()})
    distributions = backend().distributions(batch_id)
    return render_template(
        "batches/decisions.html",
        batch=batch,
        decisions=decisions.page(store(), batch_id, only_these, limit=page.per_page, offset=page.offset),
        page=page,
        asked=_asked(),
        distributions=distributions,
        columns=[found.conclusion.name for found in distributions[:COLUMNS]],
    )


def _asked() -> dict[str, str]:
    """The filters in the address."""
    return {name: request.args.get(name, "")[:200] for name in ("outcome", "q", "errors")}


def _filter() -> Filter:
    asked = _asked()
    conclusion, equals, value = asked["outcome"].partition("=")
    return Filter((conclusion, value) if equals else None, asked["errors"] == "1", asked["q"].strip())


@blueprint.get("/<int:batch_id>/decisions/<int:row>")
@only(OFFICER)
def decision(batch_id: int, row: int) -> ResponseReturnValue:
    batch = _finished(batch_id)
    found = decisions.get(store(), batch_id, row)
    if found is None:
        abort(404)
    release = releases.get(store(), batch.release_id)
    versions = {item.name: item.hash for item in release.of(Kind.RULEBOOK)}
    books = backend().deciding(release)
    related = (
        letters.page(store(), batch_id, letters.Filter(customer_id=found.customer_id)) if found.customer_id else []
    )
    return render_template(
        "batches/decision.html",
        batch=batch,
        decision=found,
        parts=parts_of(found, versions, backend().rulebook),
        letters=[letter for letter in related if row in letter.rows],
        outcomes=spelled(found.outputs, books),
        main=[one.conclusion.name for one in backend().distributions(batch_id)],
        inputs=spelled(found.inputs, books),
    )


@blueprint.get("/<int:batch_id>/decided.<any(xlsx, csv, jsonl):fmt>")
@only(OFFICER)
@limiter.limit("30/minute")
def download(batch_id: int, fmt: Format) -> ResponseReturnValue:
    """The officer's own table with the conclusions, the rules and the errors beside it."""
    batch = _finished(batch_id)
    path = service().decided_file(batch, fmt)
    return downloads.send(path, path.name)


@blueprint.post("/<int:batch_id>/retry")
@only(OFFICER)
@limiter.limit("10/minute")
def retry(batch_id: int) -> ResponseReturnValue:
    """Have a failed batch run again from where it stopped."""
    batch = _known(batch_id)
    try:
        service().retry_batch(batch.id, current_user.name)
    except LubuError as error:
        flash_findings(error)
    return redirect(url_for(".show", batch_id=batch_id))


def _known(batch_id: int) -> Batch:
    try:
        return batches.get(store(), batch_id)
    except LookupError:
        abort(404)


def _finished(batch_id: int) -> Batch:
    """Nothing of a batch is shown before all of it is released."""
    batch = _known(batch_id)
    if batch.status is not BatchStatus.DONE:
        abort(404)
    return batch
