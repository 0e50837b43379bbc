"""``flask rulebook diff``: what a new version of a rulebook decides differently, and for which cases of a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from app.batches.migration import Comparison, compare_decided
from app.batches.movers import migration_document, migration_lines, mover_document, write_movers
from app.cli import reading
from app.cli.output import DATE, FILE, OUT, as_json_option, in_language, print_json, show, today
from app.decide import compile_rulebook
from app.decide.diff import Difference, compare
from app.decide.diff.words import as_document, detail_text, table_lines
from app.jobs.files import written


@click.command("diff", help="比较规则工作簿的两个版本：哪些情况的结论变了")
@click.argument("old_file", metavar="OLD", type=FILE)
@click.argument("new_file", metavar="NEW", type=FILE)
@click.option("--cases", "cases_file", type=FILE, help="案件文件：再算出多少案件、多少金额从哪个结论变到哪个结论")
@click.option("--sheet", default=None, help="案件文件中的工作表")
@click.option("--movers", "movers_file", type=OUT, help="把迁徙表和变动案件写到这个 .xlsx（与 --cases 一起使用）")
@click.option("--as-of", type=DATE, default=None, help="业务日期，缺省为今天")
@as_json_option
@in_language
def diff(  # noqa: PLR0917 - one argument for each option of the command
    old_file: Path, new_file: Path, cases_file: Path | None, sheet: str | None, movers_file: Path | None,
    as_of: date | None, as_json: bool,
) -> None:  # fmt: skip
    if movers_file and not cases_file:
        raise click.UsageError("--movers 须与 --cases 一起使用")
    old, new = (reading.rulebook(path, as_json) for path in (old_file, new_file))
    difference = compare(old, new)
    comparison = None
    if cases_file:
        day = as_of or today()
        before, after = (
            reading.decided(compile_rulebook(book), cases_file, sheet, day, as_json) for book in (old, new)
        )  # fmt: skip
        comparison = compare_decided(before, after)
        if not as_json:
            show(after.cases.raw.findings)
    if movers_file and comparison:
        with written(movers_file) as stream:
            write_movers(comparison, stream, gettext)
    if as_json:
        print_json(_document(difference, comparison))
        return
    _say_difference(difference)
    if comparison:
        _say_comparison(comparison)


def _say_difference(difference: Difference) -> None:
    if not difference:
        click.echo(gettext("两个版本没有差别。"))
        return
    for table in difference.tables:
        click.secho(gettext("「%(table)s」结论有变：", table=table.table), bold=True)
        for line in table_lines(table, gettext):
            click.echo(f"  {line}")
    if not difference.tables:
        click.echo(gettext("各表在任何情况下的结论都没有变。"))
    if difference.details:
        click.secho(gettext("其他改动："), bold=True)
    for detail in difference.details:
        click.echo(f"  {detail_text(detail, gettext)}")


def _say_comparison(comparison: Comparison) -> None:
    text = gettext("共 %(total)s 件，其中 %(moved)s 件结论有变", total=comparison.count, moved=comparison.moved)
    click.secho(text, bold=True)
    for migration in comparison.migrations:
        click.echo(f"「{migration.conclusion}」")
        for line in migration_lines(migration, gettext):
            click.echo(f"  {line}")


def _document(difference: Difference, comparison: Comparison | None) -> dict[str, Any]:
    document: dict[str, Any] = {"ok": True, "same": not difference, **as_document(difference, gettext)}
    if comparison:
        document["cases"] = {
            "count": comparison.count,
            "moved": comparison.moved,
            "amount_variable": comparison.amount_name,
            "migrations": [migration_document(migration, gettext) for migration in comparison.migrations],
            "movers": [mover_document(mover, gettext) for mover in comparison.movers],
        }
    return document
