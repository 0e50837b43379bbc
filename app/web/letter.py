"""One letter: what it was made from, how it was served, and made again from its record."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.findings import LubuError
from app.jobs import correspondence
from app.letters import from_record
from app.store import batches, deliveries, letters, releases, versions
from app.store.deliveries import Delivery, NewDelivery
from app.store.letters import Letter
from app.store.versions import Kind
from app.web import downloads
from app.web.backend import backend, service, store
from app.web.batches import DayField
from app.web.extensions import limiter
from app.web.formats import flash_findings
from app.web.limits import takes, upload_bytes
from app.web.rights import OFFICER, only
from app.web.translate import _, _l

LONGEST = 100
"""Characters of a name, a mode or a capacity."""

blueprint = Blueprint("letter", __name__, url_prefix="/letters")


_RESULTS = [SelectChoice("1", _l("已送达")), SelectChoice("0", _l("未送达（退回、拒收、查无此人等）"))]


class DeliveryForm(FlaskForm):  # type: ignore[misc]
    delivered_on = DayField(_l("送达日期"), [InputRequired(_l("请填写送达日期，例如 2026-10-08。"))])
    mode = StringField(_l("送达方式"), [InputRequired(_l("请填写送达方式。")), Length(max=LONGEST)])
    served = RadioField(_l("结果"), choices=_RESULTS, default="1")
    signer = StringField(_l("签收人"), [Length(max=LONGEST)])
    capacity = StringField(_l("签收人身份"), [Length(max=LONGEST)])
    note = StringField(_l("说明"), [Length(max=500)])
    scan = FileField(_l("回执扫描件（可不传）"), render_kw={"accept": ".pdf,.png,.jpg,.jpeg"})


class RevokeForm(FlaskForm):  # type: ignore[misc]
    why = StringField(_l("撤销原因"), [InputRequired(_l("请写明原因。")), Length(max=500)])


@blueprint.get("/find")
@only(OFFICER)
def find() -> ResponseReturnValue:
    """From the number printed on a letter to its page; with its check code, whether the two belong together."""
    number = request.args.get("number", "").strip()[:LONGEST]
    code = request.args.get("code", "").strip().upper()[:LONGEST]
    if not number:
        return render_template("letters/find.html", number="", code="", trouble=None)
    try:
        found = correspondence.numbered(store(), number)
        if code and code != correspondence.code_of(found):
            raise LubuError.of("jobs.letter-code", number=number, check=code)
    except LubuError as error:
        return render_template("letters/find.html", number=number, code=code, trouble=error), 404
    if code:
        flash(_("校验码与记录一致：这份文书的内容就是当时制作的内容。"), "success")
    return redirect(url_for(".show", letter_id=found.id))


@blueprint.get("/<int:letter_id>")
@only(OFFICER)
def show(letter_id: int) -> ResponseReturnValue:
    letter = _known(letter_id)
    form = DeliveryForm(formdata=None, delivered_on=backend().today(), mode=_usual_mode(letter))
    return _page(letter, form)


@blueprint.post("/<int:letter_id>/deliveries")
@only(OFFICER)
@takes("max_scan_mb")
@limiter.limit("120/minute")
def deliver(letter_id: int) -> ResponseReturnValue:
    letter = _known(letter_id)
    if not correspondence.released(store(), letter):
        abort(404)
    form = DeliveryForm()
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            service().record_delivery(_new(letter, form), _scan(form), backend().today(), current_user.name)
        except LubuError as error:
            trouble = error
        else:
            flash(_("已登记送达。"), "success")
            return redirect(url_for(".show", letter_id=letter_id))
    return _page(letter, form, trouble), 422


@blueprint.post("/deliveries/<int:delivery_id>/revoke")
@only(OFFICER)
def revoke(delivery_id: int) -> ResponseReturnValue:
    delivery = _delivery(delivery_id)
    form = RevokeForm()
    if not form.validate_on_submit():
        flash(_("没有撤销：请写明原因。"), "danger")
    elif deliveries.revoke(store(), delivery_id, current_user.name, form.why.data.strip()):
        flash(_("已撤销这次送达登记。"), "success")
    return redirect(url_for(".show", letter_id=delivery.letter_id))


@blueprint.get("/deliveries/<int:delivery_id>/scan")
@only(OFFICER)
def scan(delivery_id: int) -> ResponseReturnValue:
    """The scanned receipt, as it was uploaded."""
    kept = _delivery(delivery_id).scan
    path = None if kept is None else correspondence.scan_path(backend().settings, kept)
    if kept is None or path is None:
        abort(404)
    return downloads.send(path, f"{kept.name.rpartition('.')[0] or kept.name}{path.suffix}")


@blueprint.get("/<int:letter_id>/rebuilt.docx")
@only(OFFICER)
@limiter.limit("60/minute")
def rebuilt(letter_id: int) -> ResponseReturnValue:
    """The letter made again from its record; what differs from the original is not handed out."""
    letter = _known(letter_id)
    try:
        data = correspondence.rebuild(store(), letter)
    except LubuError as error:
        flash_findings(error)
        return redirect(url_for(".show", letter_id=letter_id))
    return downloads.send_bytes(data, f"{letter.number or letter.kind}.docx")


def _page(letter: Letter, form: DeliveryForm, trouble: LubuError | None = None) -> str:
    batch = batches.get(store(), letter.batch_id)
    version = versions.get(store(), letter.template) if letter.template else None
    return render_template(
        "letters/show.html",
        letter=letter,
        batch=batch,
        code=correspondence.code_of(letter) if letter.template else "",
        template=version,
        books=releases.get(store(), batch.release_id).of(Kind.RULEBOOK),
        values=sorted((name, given) for name, given in from_record(letter.values).items() if _is_scalar(given)),
        released=correspondence.released(store(), letter),
        deliveries=deliveries.of_letter(store(), letter.id),
        words=service().service_words(batch.id),
        form=form,
        revoking=RevokeForm(formdata=None),
        trouble=trouble,
        limit=upload_bytes("max_scan_mb"),
    )


def _is_scalar(given: object) -> bool:
    """Rows and sums stand in the letter itself."""
    return not isinstance(given, list | dict)


def _usual_mode(letter: Letter) -> str:
    """How it was last served, else the first mode there is: most of a pile go the same way."""
    earlier = deliveries.of_letter(store(), letter.id)
    if earlier:
        return earlier[-1].mode
    modes = service().service_words(letter.batch_id).modes
    return modes[0] if modes else ""


def _new(letter: Letter, form: DeliveryForm) -> NewDelivery:
    def said(name: str) -> str:
        return (form[name].data or "").strip()

    day: date = form.delivered_on.data
    return NewDelivery(
        letter.id, said("mode"), day, form.served.data == "1", said("signer"), said("capacity"), said("note")
    )  # fmt: skip


def _scan(form: DeliveryForm) -> tuple[str, bytes] | None:
    file = form.scan.data
    return (file.filename, file.stream.read()) if file and file.filename else None


def _known(letter_id: int) -> Letter:
    letter = letters.get(store(), letter_id)
    if letter is None:
        abort(404)
    return letter


def _delivery(delivery_id: int) -> Delivery:
    found = deliveries.get(store(), delivery_id)
    if found is None:
        abort(404)
    return found
