"""The application, put together step by step."""

from __future__ import annotations

import jinja2
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import logs
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
    letter,
    letter_templates,
    letters,
    limits,
    loads,
    menu,
    people,
    rights,
    rulebooks,
    scorecards,
    sessions,
    starters,
    trials,
)
from app.web.extensions import bootstrap, csrf, limiter, talisman

BLUEPRINTS = (
    home,
    auth,
    batches,
    letters,
    letter,
    rulebooks,
    starters,
    loads,
    letter_templates,
    trials,
    scorecards,
    health,
)

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


def create_app(settings: Settings | None = None) -> Flask:
    """The application; without *settings* those of the environment count. Opens nothing on the disk yet."""
    settings = settings or Settings()
    logs.configure(settings.log_level)
    app = Flask(__name__)
    for configure in (
        _configure_pages,
        _configure_headers,
        _configure_people,
        _configure_forms,
        _configure_blueprints,
    ):
        configure(app, settings)
    return app


def _configure_pages(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, SEND_FILE_MAX_AGE_DEFAULT=3600)
    bootstrap.init_app(app)
    backend.init_app(app, settings)
    formats.init_app(app)
    menu.init_app(app)
    language.init_app(app, settings)
    errors.init_app(app)


def _configure_headers(app: Flask, settings: Settings) -> None:
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, count)  # type: ignore[method-assign]
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
    """Before the forms, so that nothing is read of an upload that its sender may not make."""
    sessions.init_app(app, settings)
    people.init_app(app)
    rights.init_app(app)


def _configure_forms(app: Flask, settings: Settings) -> None:
    limits.init_app(app, settings)
    limiter.init_app(app)
    app.config["WTF_CSRF_TIME_LIMIT"] = settings.session_hours * 3600
    csrf.init_app(app)


def _configure_blueprints(app: Flask, settings: Settings) -> None:
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
