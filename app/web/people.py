"""The person at the browser, as Flask-Login wants to know them."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, logout_user

from app.store import users
from app.store.users import User
from app.web import sessions
from app.web.backend import store
from app.web.errors import page
from app.web.extensions import login
from app.web.rights import BUSINESS, HR, OFFICER
from app.web.translate import _


class Person(UserMixin):  # type: ignore[misc]
    """A signed-in user of the store."""

    def __init__(self, user: User) -> None:
        self.id = user.name
        self.name = user.name
        self.display_name = user.display_name
        self.role = str(user.role)
        self.admin = user.admin


def role_label(person: Person) -> str:
    """What the house calls them."""
    if person.admin:
        return _("系统管理员")
    return {OFFICER: _("客户经理"), BUSINESS: _("规则管理"), HR: _("人力资源")}[person.role]


@login.user_loader  # type: ignore[untyped-decorator]
def _load(name: str) -> Person | None:
    """None ends the session: when it has lasted too long, or the person was closed meanwhile."""
    if sessions.is_over():
        return None
    user = users.get(store(), name)
    if user is None or not user.active:
        return None
    sessions.renew()
    return Person(user)


@login.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask_to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return page(401, _("请先登录"), _("登录已失效，请重新登录。"))
    logout_user()
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=target if target != "/" else None))


def init_app(app: Flask) -> None:
    login.session_protection = "strong"
    login.init_app(app)
    app.jinja_env.globals["role_label"] = role_label
