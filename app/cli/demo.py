"""``flask demo``: the whole main job on the sample portfolio, through the same service as the pages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from rich.progress import Progress

from app.cli.output import in_language, progress_bars, stop
from app.jobs.intake import export_folder
from app.jobs.service import Service
from app.samples.portfolio import make_portfolio
from app.samples.recoveries import make_recoveries
from app.store import batches, letters, scorecards
from app.store.batches import Batch, BatchStatus
from app.store.scorecards import ScorecardRun
from app.web.backend import backend

AS_OF = date(2026, 9, 30)
PERIOD = "2026Q3"
BY = "demo"


@dataclass(frozen=True)
class Made:
    """What the demo leaves behind."""

    batch: Batch
    scorecards: ScorecardRun
    folder: Path
    seconds: float


@click.command("demo", help="用示例台账走完全程：判定、文书、计分卡，结果在 exports/demo/")
@click.option("--loans", default=5000, show_default=True, type=click.IntRange(10, 200_000), help="示例贷款笔数")
@with_appcontext
@in_language
def command(loans: int) -> None:
    started = time.monotonic()
    service = Service(backend().settings, backend().store)
    try:
        with progress_bars() as progress:
            batch, run = _run(service, progress, loans)
            folder = _collect(service, progress, batch, run)
        _report(service, Made(batch, run, folder, time.monotonic() - started))
    finally:
        service.close()


def _run(service: Service, progress: Progress, loans: int) -> tuple[Batch, ScorecardRun]:
    with _step(progress, gettext("读取规则与模板")):
        refused = [outcome for outcome in service.refresh().outcomes if not outcome.accepted]
        if refused:
            stop(finding for outcome in refused for finding in outcome.findings)
    with _step(progress, gettext("生成示例台账")):
        portfolio = make_portfolio(loans, AS_OF)
    with _step(progress, gettext("读取台账")):
        batch = service.submit_batch("示例台账.xlsx", portfolio, AS_OF, BY, name=gettext("示例台账"), queued=False)
    deciding = progress.add_task(gettext("判定"), total=batch.cases)
    writing = progress.add_task(gettext("生成文书"), total=None)

    def advanced(batch_id: int) -> None:
        now = batches.progress(service.store, batch_id)
        progress.update(deciding, completed=now.cases_done)
        progress.update(writing, completed=now.letters_done, total=now.letters or None)

    batch = service.run_batch(batch.id, advanced=advanced)
    if batch.status is not BatchStatus.DONE:
        stop(batch.findings)
    with _step(progress, gettext("生成计分卡")):
        run = service.make_scorecards([("清收台账.xlsx", make_recoveries())], PERIOD, BY)
    return batch, run


@contextmanager
def _step(progress: Progress, name: str) -> Iterator[None]:
    task = progress.add_task(name, total=1)
    yield
    progress.update(task, completed=1)


def _collect(service: Service, progress: Progress, batch: Batch, run: ScorecardRun) -> Path:
    """Copies of everything made, in three folders that a person can open."""
    exports = service.settings.exports_dir
    folder = exports / "demo"
    files = [("decisions", path) for path in sorted((exports / export_folder(batch)).glob("*.xlsx"))]
    kept = letters.page(service.store, batch.id, limit=batch.letters + batch.blocked)
    files += [("letters", exports / letter.file) for letter in kept if letter.file]
    files += [("scorecards", exports / card.file) for card in scorecards.cards(service.store, run.id)]
    files.append(("scorecards", exports / run.summary))
    task = progress.add_task(gettext("放入 exports/demo"), total=len(files))
    for part in ("decisions", "letters", "scorecards"):
        shutil.rmtree(folder / part, ignore_errors=True)
        (folder / part).mkdir(parents=True)
    for part, path in files:
        name = f"{path.parent.name}-{path.name}" if part == "letters" else path.name
        shutil.copyfile(path, folder / part / name)
        progress.advance(task)
    return folder


def _report(service: Service, made: Made) -> None:
    """Five lines: decisions, letters, scorecards, where they are, what to do next."""
    batch = made.batch
    cards = len(scorecards.cards(service.store, made.scorecards.id))
    click.echo(
        gettext("判定：%(cases)s 笔贷款，%(errors)s 笔有错误（各有说明）", cases=batch.cases, errors=batch.errors)
    )
    ready = batch.letters
    click.echo(
        gettext("文书：%(ready)s 份可送达，%(blocked)s 份被阻断（各有依据）", ready=ready, blocked=batch.blocked)
    )
    click.echo(gettext("计分卡：%(cards)s 份，另有人力资源汇总表", cards=cards))
    click.echo(gettext("全部在 %(folder)s，用时 %(seconds)s 秒", folder=made.folder, seconds=f"{made.seconds:.1f}"))
    click.echo(gettext("运行 make run 后可在浏览器中查看"))
