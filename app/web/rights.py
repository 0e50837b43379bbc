"""Who may open which page: every view says so, and a view that says nothing is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.web.extensions import login

View = TypeVar("View", bound=Callable[..., Any])

OFFICER = "officer"
BUSINESS = "business"
HR = "hr"
ROLES = (OFFICER, BUSINESS, HR)

ANYONE = "anyone"
"""Also people who are not signed in."""

_FILES = frozenset({"static", "bootstrap.static"})


def is_file(endpoint: str | None) -> bool:
    """Whether an endpoint serves files of the program: stylesheets, scripts, pictures."""
    return endpoint in _FILES


def anyone(view: View) -> View:
    """A page that needs no sign-in."""
    view.rights = frozenset({ANYONE})  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """A page for everybody who is signed in."""
    view.rights = frozenset(ROLES)  # type: ignore[attr-defined]
    return view


def only(*roles: str) -> Callable[[View], View]:
    """A page for some roles; an administrator of any role may open every page."""

    def mark(view: View) -> View:
        view.rights = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def rights_of(app: Flask, endpoint: str) -> frozenset[str]:
    """The roles that may open an endpoint; empty where its view names none."""
    if is_file(endpoint):
        return frozenset({ANYONE})
    rights: frozenset[str] = getattr(app.view_functions[endpoint], "rights", frozenset())
    return rights


def may(endpoint: str) -> bool:
    """Whether the person at the browser may open an endpoint; menus show only what opens."""
    rights = rights_of(current_app, endpoint)
    if ANYONE in rights or not current_user.is_authenticated:
        return ANYONE in rights
    return bool(rights) and (current_user.admin or current_user.role in rights)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or may(request.endpoint):
        return None  # an address that does not exist is answered with 404 by Flask itself
    if not current_user.is_authenticated:
        answer: ResponseReturnValue = login.unauthorized()
        return answer
    return abort(403)


def init_app(app: Flask) -> None:
    app.before_request(_guard)
    app.jinja_env.globals["may"] = may
