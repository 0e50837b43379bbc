"""Signing in and out, and one's own password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.findings import LubuError
from app.store import users
from app.store.users import LockOut, User
from app.web import sessions
from app.web.backend import backend, store
from app.web.extensions import limiter
from app.web.formats import advice, message
from app.web.people import Person
from app.web.redirects import back
from app.web.rights import anyone, signed_in
from app.web.translate import _, _l

LONGEST_PASSWORD = 256

blueprint = Blueprint("auth", __name__)


class SignInForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        _l("用户名"),
        [InputRequired(_l("请填写用户名。")), Length(max=64, message=_l("用户名或密码不正确。"))],
        render_kw={"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码。")), Length(max=LONGEST_PASSWORD, message=_l("用户名或密码不正确。"))],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    current = PasswordField(
        _l("现用密码"), [InputRequired(_l("请填写现用密码。"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        _l("新密码"),
        [
            InputRequired(_l("请填写新密码。")),
            Length(users.MIN_PASSWORD, LONGEST_PASSWORD, _l("请使用 %(min)d 至 %(max)d 个字符。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一次新密码"),
        [EqualTo("new", _l("两次输入的新密码不一致。"))],
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
@anyone
@limiter.limit("60/minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(back())
    form = SignInForm()
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            user = _authenticate(form.name.data.strip(), form.password.data)
        except LubuError as error:
            trouble = error
        else:
            sessions.begin()
            login_user(Person(user))
            return redirect(back())
    status = 401 if trouble else 200
    return render_template("auth/sign_in.html", form=form, trouble=trouble, next=request.values.get("next", "")), status


def _authenticate(name: str, password: str) -> User:
    settings = backend().settings
    lock_out = LockOut(settings.lock_out_attempts, settings.lock_out_minutes)
    return users.authenticate(store(), name, password, address=request.remote_addr or "", lock_out=lock_out)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash(_("已退出登录。"), "success")
    return redirect(url_for("auth.sign_in"))


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
@limiter.limit("10/minute", methods=["POST"])
def account() -> ResponseReturnValue:
    """Change one's own password; the current one is asked for, and guessing it locks as signing in does."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            _authenticate(current_user.name, form.current.data)
            users.set_password(store(), current_user.name, form.new.data, by=current_user.name)
        except LubuError as error:
            finding = error.findings[0]
            form.current.errors = [*form.current.errors, f"{message(finding)} {advice(finding)}"]
        else:
            flash(_("密码已修改。"), "success")
            return redirect(url_for("home.show"))
    return render_template("auth/account.html", form=form)
