"""What every command prints alike: findings as lines or as JSON, and the exit status they mean."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from flask_babel import force_locale, gettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app import messages
from app.findings import Finding, LubuError
from app.values import parse_date

FINE, FINDINGS = 0, 1

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


class DateType(click.ParamType[date]):
    """A calendar date as staff write it."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        parsed = value if isinstance(value, date) else parse_date(str(value))
        if parsed is None:
            self.fail(f"“{value}”不是日期，请写成 2026-09-30", param, ctx)
        return parsed


DATE = DateType()
as_json_option = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档")


def today() -> date:
    """The wall clock, read here at the edge and nowhere below."""
    return datetime.now().astimezone().date()


def in_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command in the language of LUBU_LANG (zh or en), and end it with findings where it raises them."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with force_locale("en" if os.environ.get("LUBU_LANG", "zh").startswith("en") else "zh"):
            try:
                return command(*args, **kwargs)
            except LubuError as error:
                stop(error.findings, bool(kwargs.get("as_json")))

    return run


def progress_bars() -> Progress:
    """On the error stream, so that what a command prints can be piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def show(findings: Iterable[Finding]) -> None:
    """Findings as lines on the error stream."""
    for finding in findings:
        colour = {"error": "red", "warning": "yellow", "note": None}[finding.level]
        mark = {"error": gettext("错误"), "warning": gettext("警告"), "note": gettext("提示")}[finding.level]
        click.secho(f"{mark} {messages.as_text(finding, gettext)}", fg=colour, err=True)


def documents(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [messages.as_dict(finding, gettext) for finding in findings]


def print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def stop(findings: Iterable[Finding], as_json: bool = False) -> NoReturn:
    """End with status 1, saying why."""
    found = list(findings)
    if as_json:
        print_json({"ok": False, "findings": documents(found)})
    else:
        show(found)
    sys.exit(FINDINGS)
