"""A rulebook tried on cases: how many, and how much money, move from which conclusion to which; which rules fire."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.batches.migration import Flow, Migration, Standing
from app.batches.movers import standing_text
from app.batches.trial import from_document
from app.findings import LubuError
from app.jobs.trials import AT_ONCE, STAGES, Target
from app.rulebooks.model import Rulebook
from app.store import batches, trials, versions
from app.store.batches import Batch, BatchStatus
from app.store.trials import Trial
from app.store.versions import Kind, Version
from app.values import VarType
from app.web import downloads
from app.web.backend import backend, service, store
from app.web.batches import DayField
from app.web.extensions import limiter
from app.web.limits import takes, upload_bytes
from app.web.rights import BUSINESS, only
from app.web.translate import _, _l

BATCHES_OFFERED = 50
TRIALS_SHOWN = 10

blueprint = Blueprint("trials", __name__, url_prefix="/rulebooks")


class TrialForm(FlaskForm):  # type: ignore[misc]
    """A batch that was decided, or a case file."""

    batch = SelectField(_l("已判定的批次"), coerce=int, default=0)
    file = FileField(_l("或上传一份台账"), render_kw={"accept": ".xlsx,.csv,.jsonl"})
    as_of = DayField(_l("业务日期"), [InputRequired(_l("请填写业务日期，例如 2026-09-30。"))])
    sheet = StringField(_l("工作表（可不填）"), [Length(max=31, message=_l("工作表名最多 %(max)d 个字。"))])

    def __init__(self) -> None:
        super().__init__(as_of=backend().today()) if request.method == "GET" else super().__init__()
        self.batch.choices = [
            SelectChoice(0, _("不选")),
            *(SelectChoice(one.id, _batch_label(one)) for one in _decided()),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        if self.batch.data:
            self.as_of.validators = ()  # a batch has its own business date
        valid = bool(super().validate(extra_validators))
        if valid and not self.batch.data and not self.file.data:
            self.file.errors = [_("请选择一个批次，或上传一份台账。")]
            valid = False
        return valid


@dataclass(frozen=True, eq=False)
class Offer:
    """What a page of a rulebook needs to offer trials."""

    form: TrialForm
    action: str
    done: list[Trial]
    limit: int
    at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a migration table: one outcome before, and where its cases went."""

    old: str
    flows: tuple[Flow | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A migration table in words."""

    migration: Migration
    news: tuple[str, ...]
    lines: tuple[Line, ...]


def offer(rulebook: Rulebook, hash: str, action: str) -> Offer | None:
    """None for a rulebook that scores officers: it decides no cases."""
    if rulebook.measures:
        return None
    done = trials.of_version(store(), rulebook.file, hash, limit=TRIALS_SHOWN)
    return Offer(TrialForm(), action, done, upload_bytes("max_upload_mb"))


@blueprint.route("/loads/<int:load_id>/trial", methods=["GET", "POST"])
@only(BUSINESS)
@takes("max_upload_mb")
@limiter.limit("10/minute", methods=["POST"])
def of_load(load_id: int) -> ResponseReturnValue:
    """Try an offered workbook against what it replaced or would replace."""
    load = versions.load(store(), load_id)
    if load is None or load.kind is not Kind.RULEBOOK:
        abort(404)
    back = url_for("loads.show", load_id=load_id)
    return _try(Target(load.file, load.hash, service().desk.beside(load)), back)


@blueprint.route("/versions/<version>/trial", methods=["GET", "POST"])
@only(BUSINESS)
@takes("max_upload_mb")
@limiter.limit("10/minute", methods=["POST"])
def of_version(version: str) -> ResponseReturnValue:
    """Try a stored version against another one (``?old=``), or against none: then only its rules are counted."""
    known, old = _version(version), request.args.get("old", "")
    if old:
        _version(old)
    return _try(Target(known.file, known.hash, old), url_for("rulebooks.version", version=version))


def _try(target: Target, back: str) -> ResponseReturnValue:
    form, trouble = TrialForm(), None
    if form.validate_on_submit():
        try:
            trial = _submit(form, target)
        except LubuError as error:
            trouble = error
        else:
            return redirect(url_for(".show", trial_id=trial.id))
    offered = Offer(form, request.full_path.rstrip("?"), [], upload_bytes("max_upload_mb"))
    answer = render_template("rulebooks/try.html", target=target, back=back, trial=offered, trouble=trouble)
    return answer, 422 if trouble or form.errors else 200


def _submit(form: TrialForm, target: Target) -> Trial:
    if form.batch.data:
        return service().desk.try_batch(target, form.batch.data, current_user.name)
    upload = form.file.data
    return service().desk.try_file(
        target, upload.filename, upload.stream.read(), form.as_of.data, current_user.name,
        sheet=(form.sheet.data or "").strip() or None,
    )  # fmt: skip


@blueprint.get("/trials/<int:trial_id>")
@only(BUSINESS)
def show(trial_id: int) -> ResponseReturnValue:
    trial = _known(trial_id)
    result = from_document(trial.result) if trial.status is BatchStatus.DONE else None
    comparison = result.comparison if result else None
    grids = [_grid(migration) for migration in comparison.migrations] if comparison else []
    grids.sort(key=lambda grid: grid.migration.conclusion != versions.stem(trial.rulebook))  # what it is about
    tables = {block.table for block in result.coverage if len(block.fired) > 1} if result else set()
    return render_template(
        "rulebooks/trial.html",
        trial=trial,
        result=result,
        comparison=comparison,
        own=[grid for grid in grids if grid.migration.conclusion in result.own] if result else (),
        others=[grid for grid in grids if grid.migration.conclusion not in result.own] if result else (),
        tables=tables,
        old=versions.get(store(), trial.old) if trial.old else None,
        new=versions.get(store(), trial.new),
        share=trial.stage / STAGES,
        words=_stage(trial),
        standing=_words,
    )


@blueprint.get("/trials/<int:trial_id>/progress")
@only(BUSINESS)
def progress(trial_id: int) -> ResponseReturnValue:
    """How far the work is, for the page that waits; asked once a second."""
    trial = _known(trial_id)
    done = STAGES if trial.finished else trial.stage
    return {"done": done, "total": STAGES, "finished": trial.finished, "text": _stage(trial)}


@blueprint.get("/trials/<int:trial_id>/result.xlsx")
@only(BUSINESS)
@limiter.limit("30/minute")
def workbook(trial_id: int) -> ResponseReturnValue:
    """Migration tables, every case that moves with its old and new rules, and how often each rule fired."""
    path = downloads.exported(_known(trial_id).workbook)
    return downloads.send(path, path.name)


def _grid(migration: Migration) -> Grid:
    flows = {(flow.old, flow.new): flow for flow in migration.flows}
    news = migration.news
    lines = (Line(_words(old), tuple(flows.get((old, new)) for new in news)) for old in migration.olds)
    return Grid(migration, tuple(map(_words, news)), tuple(lines))


def _words(standing: Standing) -> str:
    return standing_text(standing, VarType.TEXT, _)


def _stage(trial: Trial) -> str:
    if trial.status is BatchStatus.UPLOADED:
        return _("等待处理")
    told = (_("正在读取台账"), _("正在判定"), _("正在判定"), _("正在比较"), _("正在写出结果"))
    return told[min(trial.stage, STAGES - 1)]


def _decided() -> list[Batch]:
    return batches.list_batches(store(), limit=BATCHES_OFFERED, status=BatchStatus.DONE)


def _batch_label(batch: Batch) -> str:
    return _(
        "%(name)s（%(day)s，%(cases)s 笔）", name=batch.name, day=batch.as_of.isoformat(), cases=f"{batch.cases:,}"
    )


def _known(trial_id: int) -> Trial:
    try:
        return trials.get(store(), trial_id)
    except LookupError:
        abort(404)


def _version(hash: str) -> Version:
    found = versions.get(store(), hash)
    if found is None or found.kind is not Kind.RULEBOOK:
        abort(404)
    return found
