"""``flask rulebook test``: the workbook's own test cases, and which rules they and a case file make fire."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from app.batches.model import DecidedCases
from app.cli import reading
from app.cli.output import DATE, FILE, FINDINGS, as_json_option, documents, in_language, print_json, show, today
from app.decide import TestReport, compile_rulebook, run_tests
from app.decide.coverage import RuleCoverage, coverage_by_cases


@click.command("test", help="运行工作簿自带的测试用例，并列出没有被测到（和没有被案件命中）的规则")
@click.argument("book", type=FILE)
@click.option("--cases", "cases_file", type=FILE, help="案件文件：再算出每条规则命中多少件、哪些从未命中")
@click.option("--sheet", default=None, help="案件文件中的工作表")
@click.option("--as-of", type=DATE, default=None, help="业务日期，缺省为今天；写明日期的用例按自己的日期")
@as_json_option
@in_language
def test(book: Path, cases_file: Path | None, sheet: str | None, as_of: date | None, as_json: bool) -> None:
    compiled = compile_rulebook(reading.rulebook(book, as_json))
    day = as_of or today()
    report = run_tests(compiled, day)
    decided = reading.decided(compiled, cases_file, sheet, day, as_json) if cases_file else None
    if as_json:
        print_json(_document(report, decided))
    else:
        _say_tests(report)
        if decided is not None:
            _say_cases(decided)
    sys.exit(FINDINGS if report.findings or (decided and decided.errors) else 0)


def _say_tests(report: TestReport) -> None:
    show(report.findings)
    total = len(report.results)
    click.echo(gettext("测试用例 %(passed)s/%(total)s 通过", passed=report.passed, total=total))
    for block in report.coverage:
        if block.silent:
            click.echo(gettext("「%(table)s」未被测到的规则：", table=block.table) + "、".join(block.silent))


def _say_cases(decided: DecidedCases) -> None:
    show((*decided.cases.raw.findings, *decided.cases.findings))
    wrong, total = len(decided.errors), len(decided)
    click.secho(gettext("案件 %(total)s 件，其中 %(wrong)s 件有错误", total=total, wrong=wrong), bold=True)
    for block in _coverage(decided):
        click.echo(gettext("「%(table)s」", table=block.table))
        for rule, cells, times in block.rules:
            text = gettext("%(rule)s（%(cells)s）：%(times)s 件", rule=rule, cells=cells, times=f"{times:,}")
            click.secho(f"  {text}", fg=None if times else "yellow")
        for label, times in ((gettext("未命中"), block.missed), (gettext("无法判定"), block.undecided)):
            if times:
                click.echo("  " + gettext("%(label)s：%(times)s 件", label=label, times=f"{times:,}"))


def _coverage(decided: DecidedCases) -> Iterable[RuleCoverage]:
    return [block for part in decided.parts for block in coverage_by_cases(part)]


def _document(report: TestReport, decided: DecidedCases | None) -> dict[str, Any]:
    tests = [
        {"name": result.case.name, "passed": result.passed, "findings": documents(result.findings)}
        for result in report.results
    ]
    document: dict[str, Any] = {
        "ok": not report.findings,
        "tests": tests,
        "coverage": [{"table": block.table, "fired": block.fired, "silent": block.silent} for block in report.coverage],
    }
    if decided is not None:
        document["cases"] = {
            "as_of": decided.as_of.isoformat(),
            "count": len(decided),
            "errors": len(decided.errors),
            "coverage": [_block_document(block) for block in _coverage(decided)],
        }
    return document


def _block_document(block: RuleCoverage) -> dict[str, Any]:
    return {
        "table": block.table,
        "fired": block.fired,
        "silent": block.silent,
        "missed": block.missed,
        "undecided": block.undecided,
    }
