"""``flask audit verify``: whether the record is whole, and whether batches come again from it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from app.cli.output import FINDINGS, as_json_option, documents, in_language, print_json, progress_bars, show
from app.findings import N_
from app.jobs.redecide import Redecided
from app.jobs.verify import CHECKS, Verified
from app.web.backend import service

group = AppGroup("audit", help="审计：核对记录")

WORDS: Mapping[str, str] = {
    "events": N_("事件"),
    "versions": N_("规则和模板的版本"),
    "releases": N_("发布"),
    "batches": N_("批次的记录"),
    "uploads": N_("上传的文件"),
    "letters": N_("文书"),
    "scorecards": N_("计分卡和汇总表"),
    "scans": N_("送达回执"),
    "batch": N_("按记录重做批次"),
}
"""What is looked at, for people."""


@group.command("verify", help="核对事件、版本和文件是否与记录一致；--batch 按记录重做一批，比较每一笔判定和每一份文书")
@click.option("--batch", "numbers", multiple=True, type=click.IntRange(1), help="批次的号码；可以写几次")
@as_json_option
@with_appcontext
@in_language
def verify(numbers: tuple[int, ...], as_json: bool) -> None:
    with progress_bars() as progress:
        bar = progress.add_task("", total=len(CHECKS) + len(set(numbers)))

        def advanced(what: str) -> None:
            progress.update(bar, advance=1, description=gettext(WORDS[what]))

        verified = service().verify(numbers, advanced)
    if as_json:
        print_json(_document(verified))
    else:
        _report(verified)
    sys.exit(FINDINGS if verified.findings else 0)


def _document(verified: Verified) -> dict[str, object]:
    return {
        "ok": not verified.findings,
        "checked": dict(verified.checked),
        "batches": [_batch(one) for one in verified.batches],
        "last_event": verified.last_event,
        "findings": documents(verified.findings),
    }


def _batch(one: Redecided) -> dict[str, object]:
    return {"batch": one.batch, "cases": one.cases, "letters": one.letters, "ok": not one.findings}


def _report(verified: Verified) -> None:
    for name, count in verified.checked.items():
        click.echo(gettext("核对了%(what)s：%(count)s", what=gettext(WORDS[name]), count=f"{count:,}"))
    for one in verified.batches:
        if not one.findings:
            counts = {"batch": one.batch, "cases": f"{one.cases:,}", "letters": f"{one.letters:,}"}
            click.echo(gettext("第 %(batch)s 批按记录重做：%(cases)s 笔判定、%(letters)s 份文书全部相同", **counts))
    if verified.last_event:
        click.echo(gettext("最后一条事件的哈希（可抄存，供下次核对）：%(hash)s", hash=verified.last_event))
    show(verified.findings)
    count = len(verified.findings)
    click.echo(gettext("没有发现问题") if not count else gettext("共 %(count)s 项", count=count))
