"""Rulebooks in force as tables, their versions, new ones offered, and loads that were refused."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app.decide.diff import compare
from app.decide.diff.words import lines
from app.findings import LubuError
from app.jobs.loading import Outcome
from app.rulebooks.model import Rulebook
from app.store import releases, versions
from app.store.versions import Kind, Load, Version
from app.web import downloads, refused
from app.web.backend import backend, service, store
from app.web.blocks import blocks_of, sheet_names
from app.web.extensions import limiter
from app.web.limits import takes, upload_bytes
from app.web.rights import BUSINESS, only
from app.web.translate import _, _l

LOADS_SHOWN = 20

blueprint = Blueprint("rulebooks", __name__, url_prefix="/rulebooks")


class RulebookForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("文件"), [FileRequired(_l("请选择文件。"))], render_kw={"accept": ".xlsx,.docx"})


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


@blueprint.get("/loads/<int:load_id>")
@only(BUSINESS)
def load(load_id: int) -> ResponseReturnValue:
    """One attempt to load a file, with everything that was found."""
    found = _load(load_id)
    kept = refused.content(backend().settings, found) is not None
    return render_template("rulebooks/load.html", load=found, kept=kept)


@blueprint.get("/loads/<int:load_id>/annotated.xlsx")
@only(BUSINESS)
@limiter.limit("30/minute")
def annotated(load_id: int) -> ResponseReturnValue:
    """The refused workbook with every finding at its cell."""
    found = _load(load_id)
    data = refused.content(backend().settings, found)
    if data is None:
        abort(404)
    stem = found.file.rpartition(".")[0]
    return downloads.send_bytes(refused.annotated(data, found), _("%(name)s-标注.xlsx", name=stem))


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
            return redirect(url_for(".load", load_id=outcome.load.id))
    limit = upload_bytes("max_rulebook_mb")
    answer = render_template("rulebooks/upload.html", form=form, trouble=trouble, limit=limit)
    return answer, 422 if trouble or form.errors else 200


def _offer(form: RulebookForm) -> Outcome:
    """Take the file, by its name a workbook or a Word template, or say why not."""
    file = form.file.data
    data = file.stream.read()
    offer = service().offer_template if file.filename.lower().endswith(".docx") else service().offer_rulebook
    outcome = offer(file.filename, data, current_user.name)
    if not outcome.accepted:
        refused.keep(backend().settings, outcome.load, data)
    return outcome


def _load(load_id: int) -> Load:
    found = versions.load(store(), load_id)
    if found is None:
        abort(404)
    return found


def _page(version: str) -> ResponseReturnValue:
    known = _known(version)
    book = backend().rulebook(version)
    return render_template(
        "rulebooks/show.html",
        version=known,
        rulebook=book,
        blocks=blocks_of(book, sheet_names(versions.data(store(), version))),
        in_force=version in _hashes(),
        changes=_changes(known, book),
    )


def _changes(known: Version, book: Rulebook) -> list[str] | None:
    """What the version changed, in words, against the one before it; None where there is none to compare with."""
    before = next(
        (one for one in versions.history(store(), Kind.RULEBOOK, known.name) if one.loaded_at < known.loaded_at), None
    )
    if before is None:
        return None
    try:
        old = backend().rulebook(before.hash)
    except LookupError:  # today's reader no longer accepts it
        return None
    return list(lines(compare(old, book), _))


def _known(version: str) -> Version:
    known = versions.get(store(), version)
    if known is None or known.kind is not Kind.RULEBOOK:
        abort(404)
    return known


def _hashes() -> frozenset[str]:
    return frozenset(item.hash for item in backend().in_force(Kind.RULEBOOK))
