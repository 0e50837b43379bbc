"""Chinese by default, English on request; the choice is kept in a cookie."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, request
from flask.typing import ResponseReturnValue

from app.config import Settings
from app.web.extensions import babel
from app.web.redirects import back
from app.web.rights import anyone

LANGUAGES = {"zh": "中文", "en": "English"}
"""Chinese is the source text of every message, so only English has a catalogue."""

COOKIE = "language"
_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def current_language() -> str:
    """``zh`` or ``en``; a browser's own preference does not count, the house speaks Chinese."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else "zh"


@blueprint.post("/language/<code>")
@anyone
def switch(code: str) -> ResponseReturnValue:
    """Remember the language and go back to the page the person was on."""
    answer = redirect(back())
    if code in LANGUAGES:
        answer.set_cookie(COOKIE, code, max_age=_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


def init_app(app: Flask, settings: Settings) -> None:
    babel.init_app(app, default_locale="zh", default_timezone=settings.timezone, locale_selector=current_language)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, current_language=current_language)
    app.register_blueprint(blueprint)
