"""The versions of a Word template: drafts that were only checked, the one in force, and those before it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.store import versions
from app.store.versions import Kind
from app.web import downloads
from app.web.backend import backend, store
from app.web.rights import BUSINESS, only

blueprint = Blueprint("letter_templates", __name__, url_prefix="/rulebooks/templates")


@blueprint.get("/<name>/")
@only(BUSINESS)
def history(name: str) -> ResponseReturnValue:
    """Draft, in force, archived."""
    found, drafts = versions.history(store(), Kind.TEMPLATE, name), versions.drafts(store(), Kind.TEMPLATE, name)
    if not found and not drafts:
        abort(404)
    in_force = {item.hash for item in backend().in_force(Kind.TEMPLATE) if item.name == name}
    return render_template(
        "rulebooks/template.html", name=name, versions=found, drafts=drafts, in_force=in_force
    )  # fmt: skip


@blueprint.get("/versions/<version>.docx")
@only(BUSINESS)
def document(version: str) -> ResponseReturnValue:
    """The template exactly as it was loaded."""
    known = versions.get(store(), version)
    if known is None or known.kind is not Kind.TEMPLATE:
        abort(404)
    return downloads.send_bytes(versions.data(store(), version), known.file)
