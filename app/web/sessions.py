"""Signed-in sessions: cookie flags, the signing key, how long they last."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from app.config import Settings
from app.web.backend import backend
from app.web.rights import is_file

SINCE = "since"
"""When the person signed in, as a timestamp; whatever they do, the session ends ``session_hours`` later."""


class SessionInterface(SecureCookieSessionInterface):
    """Cookies are marked Secure wherever the page came over https; the key is made on the first request.

    Making it only then keeps the stateless commands of the command line from writing to the disk.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def open_session(self, app: Flask, asked: Request) -> SecureCookieSession | None:
        if not app.secret_key:
            app.secret_key = self.settings.session_key()
        return super().open_session(app, asked)

    def get_cookie_secure(self, app: Flask) -> bool:
        return self.settings.https or request.is_secure


def begin() -> None:
    """A new session for a person who has just signed in: nothing of the old one stays."""
    session.clear()
    session[SINCE] = backend().now().timestamp()


def renew() -> None:
    """Send the cookie again with a new timestamp: what counts as idle is judged by its age.

    Not by Flask's *permanent* sessions: for those Flask-Login would not tie the session to its browser, and the
    cookie would outlive the browser window.
    """
    session.modified = True


def is_over() -> bool:
    """Whether it has lasted as long as any session may."""
    since = session.get(SINCE)
    hours = backend().settings.session_hours
    return not isinstance(since, float) or backend().now().timestamp() - since > hours * 3600


def _keep_private(response: Response) -> Response:
    """Pages and downloads are about people: no cache on the way, nor the browser's, keeps them."""
    if not is_file(request.endpoint):
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask, settings: Settings) -> None:
    app.session_interface = SessionInterface(settings)
    app.after_request(_keep_private)
    app.config.update(
        SESSION_COOKIE_NAME="lubu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_idle_minutes),
    )
