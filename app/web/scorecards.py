"""Scorecards by period: made from recoveries, downloaded one by one or all at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.findings import LubuError
from app.rulebooks.model import Role, Rulebook
from app.store import scorecards
from app.store.scorecards import ScorecardRun, StoredScorecard
from app.values import VarType
from app.web import downloads
from app.web.backend import backend, service, store
from app.web.extensions import limiter
from app.web.limits import takes, upload_bytes
from app.web.periods import last_quarter
from app.web.reasons import written
from app.web.rights import HR, only
from app.web.translate import _, _l

MOST_FILES = 20

blueprint = Blueprint("scorecards", __name__, url_prefix="/scorecards")


class ScorecardForm(FlaskForm):  # type: ignore[misc]
    period = StringField(
        _l("考核期"),
        [InputRequired(_l("请填写考核期，例如 2026Q3。")), Length(max=10, message=_l("考核期最多 %(max)d 个字符。"))],
    )
    book = SelectField(_l("考核规则"))
    files = MultipleFileField(
        _l("清收台账"),
        [FileRequired(_l("请选择清收台账文件。")), Length(max=MOST_FILES, message=_l("一次最多 %(max)d 份文件。"))],
        render_kw={"accept": ".xlsx,.csv,.jsonl"},
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A conclusion that the list of cards shows."""

    name: str
    type: VarType
    places: int | None

    def text(self, card: StoredScorecard) -> str:
        """Empty where the card has no such value."""
        given = card.values.get(self.name)
        if isinstance(given, str) and self.type.is_number and self.type is not VarType.PERCENT and self.places:
            return f"{Decimal(given):,.{self.places}f}"
        return written(given, self.type)


@blueprint.get("/")
@only(HR)
def index() -> ResponseReturnValue:
    return render_template("scorecards/index.html", runs=scorecards.runs(store()))


@blueprint.route("/new", methods=["GET", "POST"])
@only(HR)
@takes("max_upload_mb")
@limiter.limit("20/minute", methods=["POST"])
def new() -> ResponseReturnValue:
    form, books = ScorecardForm(period=last_quarter(backend().today())), backend().scoring()
    form.book.choices = books
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            run = _make(form)
        except LubuError as error:
            trouble = error
        else:
            return redirect(url_for(".show", run_id=run.id))
    limit = upload_bytes("max_upload_mb")
    answer = render_template("scorecards/new.html", form=form, books=books, trouble=trouble, limit=limit)
    return answer, 422 if trouble or form.errors else 200


def _make(form: ScorecardForm) -> ScorecardRun:
    files = [(upload.filename, upload.stream.read()) for upload in form.files.data]
    return service().make_scorecards(files, form.period.data.strip(), current_user.name, book=form.book.data or "")


@blueprint.get("/<int:run_id>")
@only(HR)
def show(run_id: int) -> ResponseReturnValue:
    run = _known(run_id)
    book = backend().rulebook(run.rulebook)
    cards = sorted(scorecards.cards(store(), run_id), key=lambda card: card.officer)
    return render_template("scorecards/show.html", run=run, cards=cards, columns=_columns(book), rulebook=book)


def _columns(book: Rulebook) -> list[Column]:
    """Score, grade and pay, by the bank's own names; numbers as exact as their formulas round them."""
    places = {formula.variable: formula.decimals for formula in book.formulas}
    found = [variable for role in (Role.SCORE, Role.GRADE, Role.PAY) for variable in book.with_role(role)]
    return [Column(variable.name, variable.type, places.get(variable.name)) for variable in found]


@blueprint.get("/<int:run_id>/cards/<int:card_id>.docx")
@only(HR)
def card(run_id: int, card_id: int) -> ResponseReturnValue:
    _known(run_id)
    found = scorecards.card(store(), card_id)
    if found is None or found.run_id != run_id:
        abort(404)
    path = downloads.exported(found.file)
    return downloads.send(path, path.name)


@blueprint.get("/<int:run_id>/cards.zip")
@only(HR)
@limiter.limit("10/minute")
def everything(run_id: int) -> ResponseReturnValue:
    run = _known(run_id)
    cards = scorecards.cards(store(), run_id)
    files = ((Path(card.file).name, downloads.exported(card.file)) for card in cards)
    return downloads.send_zip(files, _("%(period)s-绩效计分卡.zip", period=run.period))


@blueprint.get("/<int:run_id>/summary.xlsx")
@only(HR)
def summary(run_id: int) -> ResponseReturnValue:
    run = _known(run_id)
    path = downloads.exported(run.summary)
    return downloads.send(path, path.name)


def _known(run_id: int) -> ScorecardRun:
    try:
        return scorecards.get_run(store(), run_id)
    except LookupError:
        abort(404)
