"""The first page after signing in: what waits for this person."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.store import batches, releases, scorecards, versions
from app.store.batches import BatchStatus
from app.store.versions import Kind
from app.web.backend import store
from app.web.rights import BUSINESS, HR, OFFICER, signed_in

LATEST = 5
WAITING = 3

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def show() -> ResponseReturnValue:
    release = releases.current(store())
    count = len(release.of(Kind.RULEBOOK)) if release else 0
    return render_template("home.html", release=release, count=count, parts=_parts())


def _parts() -> dict[str, dict[str, object]]:
    """What each of the person's roles is told; an administrator has all of them."""
    made = {OFFICER: _officer, BUSINESS: _business, HR: _hr}
    return {role: part() for role, part in made.items() if current_user.admin or current_user.role == role}


def _officer() -> dict[str, object]:
    """Batches under way; of the last ones those with something left to do: rows to correct, letters to serve."""
    latest = batches.list_batches(store(), limit=LATEST)
    waiting = [batch for batch in latest if batch.status is BatchStatus.DONE and (batch.errors or batch.letters)]
    return {"running": batches.unfinished(store()), "waiting": waiting[:WAITING], "latest": latest}


def _business() -> dict[str, object]:
    release = releases.current(store())
    return {
        "refused": versions.refused(store()),
        "rulebooks": release.of(Kind.RULEBOOK) if release else (),
    }


def _hr() -> dict[str, object]:
    return {"runs": scorecards.runs(store(), limit=LATEST)}
