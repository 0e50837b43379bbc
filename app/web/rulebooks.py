"""Rulebooks in force as tables, their versions, two of them compared, and new ones offered."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.findings import LubuError
from app.jobs.loading import Outcome
from app.store import releases, versions
from app.store.versions import Kind, Version
from app.web import downloads, trials
from app.web.backend import backend, service, store
from app.web.blocks import blocks_of, sheet_names
from app.web.differences import told
from app.web.extensions import limiter
from app.web.limits import takes, upload_bytes
from app.web.rights import BUSINESS, only
from app.web.translate import _l

LOADS_SHOWN = 20
CHECK, ENACT = "check", "enact"
"""What becomes of an upload without errors."""

blueprint = Blueprint("rulebooks", __name__, url_prefix="/rulebooks")


class RulebookForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("文件"), [FileRequired(_l("请选择文件。"))], render_kw={"accept": ".xlsx,.docx"})
    mode = RadioField(
        _l("检查之后"),
        choices=[SelectChoice(CHECK, _l("只检查，不生效")), SelectChoice(ENACT, _l("没有错误即刻生效"))],
        default=ENACT,
    )


@blueprint.get("/")
@only(BUSINESS)
def index() -> ResponseReturnValue:
    release = releases.current(store())
    return render_template(
        "rulebooks/index.html",
        release=release,
        rulebooks=[(item, backend().rulebook(item.hash)) for item in backend().in_force(Kind.RULEBOOK)],
        templates=backend().in_force(Kind.TEMPLATE),
        refused=versions.refused(store()),
        loads=versions.loads(store(), limit=LOADS_SHOWN),
    )


@blueprint.get("/<name>/")
@only(BUSINESS)
def show(name: str) -> ResponseReturnValue:
    """The version in force."""
    item = next((item for item in backend().in_force(Kind.RULEBOOK) if item.name == name), None)
    if item is None:
        abort(404)
    return _page(item.hash)


@blueprint.get("/versions/<version>")
@only(BUSINESS)
def version(version: str) -> ResponseReturnValue:
    """Any version, in force or not: old decisions point here."""
    return _page(version)


@blueprint.get("/<name>/history")
@only(BUSINESS)
def history(name: str) -> ResponseReturnValue:
    found = versions.history(store(), Kind.RULEBOOK, name)
    if not found:
        abort(404)
    return render_template("rulebooks/history.html", name=name, versions=found, in_force=_hashes())


@blueprint.get("/versions/<version>/workbook.xlsx")
@only(BUSINESS)
def workbook(version: str) -> ResponseReturnValue:
    """The workbook exactly as it was loaded."""
    known = _known(version)
    return downloads.send_bytes(versions.data(store(), version), known.file)


@blueprint.get("/<name>/compare")
@only(BUSINESS)
@limiter.limit("30/minute")
def compare(name: str) -> ResponseReturnValue:
    """Any two versions of a rulebook (``?old=…&new=…``), in words."""
    known = {one.hash: one for one in versions.history(store(), Kind.RULEBOOK, name)}
    old, new = (known.get(request.args.get(side, "")) for side in ("old", "new"))
    if old is None or new is None:
        abort(404)
    difference = service().desk.compare(old.hash, new.hash)
    book = service().desk.rulebook(new.hash)
    action = url_for("trials.of_version", version=new.hash, old=old.hash)
    return render_template(
        "rulebooks/compare.html",
        name=name,
        old=old,
        new=new,
        groups=told(difference) if difference is not None else None,
        trial=trials.offer(book, new.hash, action) if book else None,
        versions=list(known.values()),
        in_force=_hashes(),
    )


@blueprint.route("/upload", methods=["GET", "POST"])
@only(BUSINESS)
@takes("max_rulebook_mb")
@limiter.limit("30/minute", methods=["POST"])
def upload() -> ResponseReturnValue:
    form = RulebookForm()
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            outcome = _offer(form)
        except LubuError as error:
            trouble = error
        else:
            return redirect(url_for("loads.show", load_id=outcome.load.id))
    limit = upload_bytes("max_rulebook_mb")
    answer = render_template("rulebooks/upload.html", form=form, trouble=trouble, limit=limit)
    return answer, 422 if trouble or form.errors else 200


def _offer(form: RulebookForm) -> Outcome:
    """Take or check the file, by its name a workbook or a Word template, or say why not."""
    file = form.file.data
    offer = service().offer_template if file.filename.lower().endswith(".docx") else service().offer_rulebook
    check_only = form.mode.data == CHECK
    return offer(file.filename, file.stream.read(), current_user.name, check_only=check_only)


def _page(version: str) -> ResponseReturnValue:
    known = _known(version)
    book = backend().rulebook(version)
    before = _before(known)
    inspection = service().desk.inspect_version(version, before.hash if before else "")
    return render_template(
        "rulebooks/show.html",
        version=known,
        rulebook=book,
        blocks=blocks_of(book, sheet_names(versions.data(store(), version))),
        in_force=version in _hashes(),
        inspection=inspection,
        before=before,
        groups=told(inspection.difference) if inspection.difference is not None else None,
        trial=trials.offer(book, version, url_for("trials.of_version", version=version)),
    )


def _before(known: Version) -> Version | None:
    """The version that was loaded before it."""
    history = versions.history(store(), Kind.RULEBOOK, known.name)
    return next((one for one in history if one.loaded_at < known.loaded_at), None)


def _known(version: str) -> Version:
    known = versions.get(store(), version)
    if known is None or known.kind is not Kind.RULEBOOK:
        abort(404)
    return known


def _hashes() -> frozenset[str]:
    return frozenset(item.hash for item in backend().in_force(Kind.RULEBOOK))
