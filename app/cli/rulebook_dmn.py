"""``flask rulebook export | import``: decision tables to and from other tools (DMN)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask_babel import gettext

from app.cli.output import FILE, FINDINGS, FINE, OUT, as_json_option, documents, in_language, print_json, show, stop
from app.findings import Finding, LubuError, Place
from app.jobs.files import written
from app.rulebooks import load
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.losses import losses, without_worst
from app.rulebooks.dmn.reading import read_dmn
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.dmn.writing import write_dmn
from app.rulebooks.model import Rulebook


@click.command("export", help="把规则工作簿的决策表导出给别的工具：DMN 1.3 文件或 Excel")
@click.argument("book", type=FILE)
@click.option("-o", "--output", "out", required=True, type=OUT, help="导出的文件 (.dmn .xlsx)")
@as_json_option
@in_language
def export(book: Path, out: Path, as_json: bool) -> None:
    suffix = out.suffix.lower()
    if suffix not in (".dmn", ".xlsx"):
        raise click.UsageError("导出的文件须以 .dmn 或 .xlsx 结尾")
    loaded = load(book.read_bytes(), book.name)
    if loaded.rulebook is None:
        stop(loaded.reading, as_json)
    rulebook = loaded.rulebook
    if not rulebook.tables:
        raise LubuError.of("rulebooks.dmn-no-table", Place(book.name))
    findings = list(losses(rulebook))
    if suffix == ".dmn":
        data = write_dmn(rulebook)
    else:
        workbook = write_workbook(without_worst(rulebook))
        data = workbook.data
        findings += workbook.findings
    _save(out, data)
    _end(findings, len(rulebook.tables), out, as_json)


@click.command("import", help="把别的工具的决策表（DMN 1.1 至 1.5）变成规则工作簿")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("-o", "--output", "out", required=True, type=OUT, help="规则工作簿 (.xlsx)")
@as_json_option
@in_language
def import_(source: Path, out: Path, as_json: bool) -> None:
    if out.suffix.lower() != ".xlsx" or source.suffix.lower() not in (".dmn", ".xml"):
        raise click.UsageError("把 .dmn 文件变成 .xlsx 工作簿")
    imported = read_dmn(source.read_bytes(), source.name)
    if imported.rulebook is None:
        stop(imported.findings, as_json)
    workbook = write_workbook(imported.rulebook)
    _save(out, workbook.data)
    findings = [*imported.findings, *workbook.findings, *_checked(imported.rulebook, workbook.data, out.name)]
    _end(findings, len(imported.rulebook.tables), out, as_json)


def _checked(rulebook: Rulebook, data: bytes, name: str) -> list[Finding]:
    """Read the new workbook as any other: what it does not say as the file did is found now, not later."""
    loaded = load(data, name)
    found = [finding for finding in loaded.reading if finding.is_error]
    return found if loaded.rulebook is None else [*found, *differences(rulebook, loaded.rulebook)]


def _save(out: Path, data: bytes) -> None:
    with written(out) as stream:
        stream.write(data)


def _end(findings: Iterable[Finding], tables: int, out: Path, as_json: bool) -> None:
    """Status 1 where anything was not taken over; notes only tell."""
    found = list(findings)
    lost = any(finding.level != "note" for finding in found)
    if as_json:
        print_json({"ok": not lost, "tables": tables, "findings": documents(found)})
    else:
        show(found)
        click.echo(gettext("%(tables)s 张决策表 → %(out)s", tables=tables, out=out))
    sys.exit(FINDINGS if lost else FINE)
