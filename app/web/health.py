"""Whether the process lives (``/healthz``) and whether it can work (``/readyz``); for supervisors, not people."""

from __future__ import annotations

import sqlite3

import structlog
from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.store import releases
from app.web.backend import store
from app.web.extensions import limiter, talisman
from app.web.rights import anyone

log = structlog.get_logger(__name__)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@anyone
@limiter.exempt
@talisman(force_https=False)  # type: ignore[untyped-decorator]
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@anyone
@limiter.exempt
@talisman(force_https=False)  # type: ignore[untyped-decorator]
def ready() -> ResponseReturnValue:
    """The database answers and rulebooks are in force: a batch sent now would be taken."""
    try:
        release = releases.current_release_id(store())
    except (OSError, sqlite3.Error) as error:
        log.error("the database does not answer", error=str(error))
        return {"status": "unavailable", "database": "unavailable"}, 503
    state = {"status": "ok" if release else "unavailable", "database": "ok", "release": release}
    return state, 200 if release else 503
