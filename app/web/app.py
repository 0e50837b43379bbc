"""The application, put together step by step."""

from __future__ import annotations

import jinja2
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.web import (
    auth,
    backend,
    batches,
    errors,
    formats,
    health,
    home,
    language,
    letters,
    menu,
    people,
    rights,
    rulebooks,
    scorecards,
    sessions,
)
from app.web.extensions import bootstrap, csrf, limiter, talisman

BLUEPRINTS = (home, auth, batches, letters, rulebooks, scorecards, health)

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # Bootstrap's stylesheet carries its small pictures as data
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
FORM_OVERHEAD = 1 << 20
"""Bytes that a form may have beside its file."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application; without *settings* those of the environment count. Opens nothing on the disk yet."""
    settings = settings or Settings()
    app = Flask(__name__)
    for configure in (
        _configure_limits,
        _configure_pages,
        _configure_security,
        _configure_people,
        _configure_errors,
        _configure_blueprints,
    ):
        configure(app, settings)
    return app


def _configure_limits(app: Flask, settings: Settings) -> None:
    """Nothing is read beyond these bounds."""
    largest = max(settings.max_upload_mb, settings.max_rulebook_mb)
    app.config.update(
        MAX_CONTENT_LENGTH=(largest << 20) + FORM_OVERHEAD,
        MAX_FORM_MEMORY_SIZE=FORM_OVERHEAD // 2,
        MAX_FORM_PARTS=100,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )


def _configure_pages(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    bootstrap.init_app(app)
    backend.init_app(app, settings)
    formats.init_app(app)
    menu.init_app(app)
    language.init_app(app, settings)


def _configure_security(app: Flask, settings: Settings) -> None:
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, settings.proxies, settings.proxies, settings.proxies, settings.proxies
        )
    app.config.update(WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600, RATELIMIT_HEADERS_ENABLED=False)
    csrf.init_app(app)
    limiter.init_app(app)
    talisman.init_app(
        app,
        content_security_policy=CONTENT_SECURITY_POLICY,
        force_https=settings.https,
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        frame_options="DENY",
        referrer_policy="same-origin",
    )


def _configure_people(app: Flask, settings: Settings) -> None:
    sessions.init_app(app, settings)
    people.init_app(app)
    rights.init_app(app)


def _configure_errors(app: Flask, settings: Settings) -> None:
    errors.init_app(app)


def _configure_blueprints(app: Flask, settings: Settings) -> None:
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
