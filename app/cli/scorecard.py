"""``flask scorecard make``: scorecards from recoveries, without a service and without a database."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.batches.cards import make_cards
from app.cli.output import FILE, FINDINGS, in_language, show, stop, today
from app.decide import compile_rulebook
from app.findings import errors
from app.jobs.files import written
from app.letters import compile_template, safe_name
from app.rulebooks import load
from app.scorecards import Period, Scorecards, score, write_summary
from app.web.backend import backend

group = AppGroup("scorecard", help="清收人员绩效计分卡")


@group.command("make", help="按考核工作簿给清收台账计分，每人一份 Word，另有一份 Excel 汇总")
@click.argument("book", type=FILE)
@click.argument("recoveries", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="目录")
@click.option("--period", default=None, help="考核期：2026Q3、2026-07、2026H1 或 2026，缺省为上一季度")
@click.option("--template", type=FILE, default=None, help="计分卡模板，缺省为 letter_templates/ 中的绩效计分卡")
@in_language
def make(book: Path, recoveries: tuple[Path, ...], out: Path, period: str | None, template: Path | None) -> None:
    loaded = load(book.read_bytes(), book.name)
    if loaded.rulebook is None or errors(loaded.findings):
        stop(loaded.findings)
    chosen = Period.parse(period) if period else _quarter_before(today())
    files = [(path.name, path.read_bytes()) for path in recoveries]
    scorecards = score(compile_rulebook(loaded.rulebook), files, chosen)
    settings = backend().settings
    path = template or settings.templates_dir / settings.scorecard_template
    made = write_cards(scorecards, path, out)
    show(scorecards.findings)
    click.echo(gettext("%(period)s：%(made)s 份计分卡 → %(out)s", period=chosen.label, made=made, out=out))
    sys.exit(FINDINGS if errors(scorecards.findings) else 0)


def write_cards(scorecards: Scorecards, template: Path, out: Path) -> int:
    """Write every card and the summary; returns the number of cards."""
    compiled = compile_template(template.read_bytes(), template.name)
    count = 0
    for card in make_cards(scorecards, compiled):
        with written(out / f"{safe_name(card.officer.id)}-{safe_name(card.officer.name)}.docx") as stream:
            stream.write(card.data)
        count += 1
    with written(out / f"绩效汇总-{scorecards.period.key}.xlsx") as stream:
        write_summary(scorecards, stream)
    return count


def _quarter_before(day: date) -> Period:
    """The last quarter that is complete."""
    return Period.quarter_of(Period.quarter_of(day).first - timedelta(days=1))
