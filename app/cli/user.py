"""``flask user add | list``: people who may sign in."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli.output import in_language
from app.store import users
from app.web.backend import store

group = AppGroup("user", help="登录用户")

ROLES = [role.value for role in users.Role]


@group.command("add", help="新增用户；不给 --password 时生成一个并打印一次")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="officer 客户经理、business 业务、hr 人力")
@click.option("--display", default="", help="显示的姓名")
@click.option("--officer-id", default="", help="台账中的工号（客户经理）")
@click.option("--admin", is_flag=True, help="同时是管理员，可看全部页面")
@click.option("--password", default=None, help="密码（命令行会留下痕迹，宜由系统生成）")
@in_language
def add(name: str, role: str, display: str, officer_id: str, admin: bool, password: str | None) -> None:
    chosen = password or users.generate_password()
    users.add(store(), name, role, chosen, display_name=display, officer_id=officer_id, admin=admin)
    click.echo(gettext("已新增用户 %(name)s（%(role)s）", name=name, role=role))
    if password is None:
        click.echo(gettext("密码：%(password)s（只显示这一次）", password=chosen))


@group.command("list", help="列出用户")
@in_language
def list_users() -> None:
    for user in users.list_users(store()):
        state = gettext("启用") if user.active else gettext("停用")
        click.echo(f"{user.name}\t{user.role}\t{user.display_name}\t{state}")
