"""``flask serve`` and ``flask work``: the pages and the worker, one process group on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.cli.output import in_language
from app.cli.people import first_people
from app.config import PROJECT
from app.jobs import worker
from app.web.backend import backend

GRACE = 20.0
"""Seconds that gunicorn and the worker have to end what they are doing."""


@click.command("work", help="后台进程：判定批次、生成文书、监视规则目录")
@with_appcontext
@in_language
def work() -> None:
    worker.work(backend().settings)


@click.command("serve", help="启动网页与后台进程")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32), help="网页进程数")
@with_appcontext
@in_language
def serve(host: str, port: int, workers: int) -> None:
    people = first_people(backend().store)
    if people:
        click.echo(gettext("已建立登录用户，密码只显示这一次："))
    for person, password in people:
        click.echo(f"  {person.name:<10}{password}   {person.display_name}")
    click.echo(gettext("请打开 http://%(host)s:%(port)s （按 Ctrl+C 停止）", host=host, port=port))
    sys.exit(_supervise([_gunicorn(host, port, workers), _worker()]))


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}", "--workers", str(workers),
        "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "15", "--timeout", "120",
        "--no-control-socket",  # it would open a socket beside the one we ask for
        "--access-logfile", os.environ.get("LUBU_ACCESS_LOG", "/dev/null"), "--log-level", "warning",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "work"]


def _supervise(commands: Sequence[Sequence[str]]) -> int:
    """Keep all processes running; when one dies it is started again, when we are stopped they all end.

    A worker that dies loses nothing (its batch goes on where it stood), so starting it again is always right;
    one that dies five times within a minute ends the service with its status.
    """
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    children = [_start(command) for command in commands]
    deaths: list[float] = []
    status = 0
    while not stopping:
        time.sleep(0.2)
        for place, child in enumerate(children):
            if child.poll() is not None and not stopping:
                now = time.monotonic()
                deaths = [moment for moment in deaths if now - moment < 60] + [now]
                if len(deaths) >= 5:
                    status, stopping = child.returncode or 1, True
                    break
                children[place] = _start(commands[place])
    _end(children)
    return status


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own keeps the terminal's Ctrl+C from reaching the children before we pass it on.
    return subprocess.Popen(command, cwd=Path(PROJECT), start_new_session=True)  # noqa: S603 - our own commands


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
