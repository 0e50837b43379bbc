"""Rulebooks in force as tables, their versions, new ones offered, and loads that were refused."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app.jobs import service
from app.store import releases, versions
from app.store.releases import Item
from app.store.versions import Kind, Version
from app.web import downloads
from app.web.backend import backend, store
from app.web.blocks import blocks_of
from app.web.extensions import limiter
from app.web.rights import BUSINESS, only

LOADS_SHOWN = 20

blueprint = Blueprint("rulebooks", __name__, url_prefix="/rulebooks")


class RulebookForm(FlaskForm):
    file = FileField(_l("规则簿"), [FileRequired(_l("请选择规则簿文件。"))], render_kw={"accept": ".xlsx"})


@blueprint.get("/")
@only(BUSINESS)
def index() -> ResponseReturnValue:
    release = releases.current(store())
    return render_template(
        "rulebooks/index.html",
        release=release,
        rulebooks=[(item, backend().rulebook(item.hash)) for item in _in_force(Kind.RULEBOOK)],
        templates=_in_force(Kind.TEMPLATE),
        refused=versions.refused(store()),
        loads=versions.loads(store(), limit=LOADS_SHOWN),
    )


@blueprint.get("/<name>/")
@only(BUSINESS)
def show(name: str) -> ResponseReturnValue:
    """The version in force."""
    item = next((item for item in _in_force(Kind.RULEBOOK) if item.name == name), None)
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


@blueprint.get("/versions/<version>.xlsx")
@only(BUSINESS)
def workbook(version: str) -> ResponseReturnValue:
    """The workbook exactly as it was loaded."""
    known = _known(version)
    return downloads.send_bytes(versions.data(store(), version), known.file)


@blueprint.get("/loads/<int:load_id>")
@only(BUSINESS)
def load(load_id: int) -> ResponseReturnValue:
    """One attempt to load a file, with everything that was found."""
    found = versions.load(store(), load_id)
    if found is None:
        abort(404)
    return render_template("rulebooks/load.html", load=found)


@blueprint.route("/upload", methods=["GET", "POST"])
@only(BUSINESS)
@limiter.limit("30/minute", methods=["POST"])
def upload() -> ResponseReturnValue:
    form = RulebookForm()
    if form.validate_on_submit():
        return _offer(form)
    limit = backend().settings.max_rulebook_mb << 20
    return render_template("rulebooks/upload.html", form=form, limit=limit), 422 if form.errors else 200


def _offer(form: RulebookForm) -> ResponseReturnValue:
    file = form.file.data
    raise NotImplementedError


def _page(version: str) -> ResponseReturnValue:
    known = _known(version)
    book = backend().rulebook(version)
    return render_template(
        "rulebooks/show.html",
        version=known,
        rulebook=book,
        blocks=blocks_of(book, backend().sheets(version)),
        in_force=version in _hashes(),
    )


def _known(version: str) -> Version:
    known = versions.get(store(), version)
    if known is None or known.kind is not Kind.RULEBOOK:
        abort(404)
    return known


def _in_force(kind: Kind) -> tuple[Item, ...]:
    release = releases.current(store())
    return release.of(kind) if release else ()


def _hashes() -> frozenset[str]:
    return frozenset(item.hash for item in _in_force(Kind.RULEBOOK))
