"""``flask rulebook check | decide | diff | test``: rulebooks without a service and without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app import messages
from app.batches.cases import decide_cases
from app.batches.check import decided_before
from app.batches.plainly import decide_plainly
from app.batches.release import make_release
from app.batches.written import as_written, only
from app.cases import hand_back, read_cases
from app.cases.model import Format
from app.cli import rulebook_dmn
from app.cli.output import (
    DATE,
    FILE,
    FINDINGS,
    OUT,
    as_json_option,
    documents,
    in_language,
    print_json,
    show,
    stop,
    today,
)
from app.cli.rulebook_diff import diff
from app.cli.rulebook_new import new
from app.cli.rulebook_test import test
from app.decide import CompiledRulebook, compile_rulebook, run_tests
from app.findings import Finding, errors
from app.jobs.files import written
from app.rulebooks import Loaded, load
from app.rulebooks.annotate import annotate as annotate_workbook
from app.rulebooks.model import Role

group = AppGroup("rulebook", help="规则工作簿：检查、判定、测试、比较版本、导出、导入")
group.add_command(rulebook_dmn.export)
group.add_command(rulebook_dmn.import_)
group.add_command(diff)
group.add_command(test)
group.add_command(new)

FORMATS: dict[str, Format] = {".xlsx": "xlsx", ".csv": "csv", ".jsonl": "jsonl"}


@group.command("check", help="检查规则工作簿，一次列出全部问题")
@click.argument("books", nargs=-1, required=True, type=FILE)
@click.option("--annotate", "annotated", type=OUT, help="把批注后的工作簿写到这个文件（只能检查一本时使用）")
@as_json_option
@in_language
def check(books: tuple[Path, ...], annotated: Path | None, as_json: bool) -> None:
    if annotated and len(books) != 1:
        raise click.UsageError("--annotate 只能与一本工作簿一起使用")
    found: list[Finding] = []
    for path in books:
        data = path.read_bytes()
        findings = _findings(load(data, path.name))
        found += findings
        if annotated:
            with written(annotated) as stream:
                stream.write(annotate_workbook(data, findings, _words))
        if not as_json:
            _say(path, findings)
    bad = bool(errors(found))
    if as_json:
        print_json({"ok": not bad, "findings": documents(found)})
    sys.exit(FINDINGS if bad else 0)


@group.command("decide", help="用规则工作簿判定一份案件文件")
@click.argument("book", type=FILE)
@click.argument("cases_file", metavar="CASES", type=FILE)
@click.option("-o", "--output", "out", required=True, type=OUT, help="结果文件 (.xlsx .csv .jsonl)")
@click.option("--as-of", type=DATE, default=None, help="业务日期，缺省为今天")
@click.option("--engine", type=click.Choice(["cells", "plain"]), default="cells", show_default=True)
@click.option("--sheet", default=None, help="案件文件中的工作表")
@click.option("--table", default=None, help="只输出这张表的结论")
@click.option("--force", is_flag=True, help="检查发现重叠或测试未通过时仍然判定")
@in_language
def decide(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    book: Path, cases_file: Path, out: Path, as_of: date | None, engine: str, sheet: str | None, table: str | None,
    force: bool,
) -> None:  # fmt: skip
    if out.suffix.lower() not in FORMATS:
        raise click.UsageError("结果文件须以 .xlsx、.csv 或 .jsonl 结尾")
    compiled = _compiled(book, force)
    if not force:
        _refuse(run_tests(compiled, as_of or today()).findings)
    release = make_release([compiled])
    if table is not None:
        _known(table, [shape.table for shape in compiled.shapes])
    data = cases_file.read_bytes()
    cases = read_cases(data, cases_file.name, release.inputs, sheet)
    show((*cases.raw.findings, *cases.findings, *decided_before(release, cases)))
    _refuse(errors(cases.findings))
    day = as_of or today()
    plainly = engine == "plain"
    decided = decide_plainly(release, cases, day) if plainly else as_written(decide_cases(release, cases, day))
    if table is not None:
        decided = only(decided, release, table)
    id_variable = release.role(Role.CASE_ID)
    with written(out) as stream:
        note = hand_back(stream, FORMATS[out.suffix.lower()], lambda: data, cases, decided, id_variable)
    show([note] if note else [])
    wrong = sum(error is not None for error in decided.errors)
    click.echo(gettext("判定 %(total)s 件，其中 %(wrong)s 件有错误 → %(out)s", total=len(cases), wrong=wrong, out=out))
    sys.exit(FINDINGS if wrong else 0)


def _known(table: str, tables: Sequence[str]) -> None:
    if table not in tables:
        raise click.UsageError(f"规则工作簿里没有“{table}”，可以写：{'、'.join(tables)}")


def _words(finding: Finding) -> str:
    return f"{messages.message(finding, gettext)} {messages.advice(finding, gettext)}".strip()


def _findings(loaded: Loaded) -> list[Finding]:
    """Everything loading finds: reading, analysis, and the workbook's own tests."""
    found = list(loaded.findings)
    if loaded.rulebook is not None and not errors(loaded.reading):
        compiled = compile_rulebook(loaded.rulebook)
        found += (*compiled.notes, *run_tests(compiled, today()).findings)
    return found


def _say(path: Path, findings: Iterable[Finding]) -> None:
    found = list(findings)
    show(found)
    counts = {level: sum(finding.level == level for finding in found) for level in ("error", "warning", "note")}
    if not found:
        click.echo(gettext("%(file)s：没有发现问题", file=path))
        return
    text = gettext("%(file)s：%(error)s 个错误，%(warning)s 个警告，%(note)s 个提示", file=path, **counts)
    click.echo(text)


def _compiled(path: Path, force: bool) -> CompiledRulebook:
    loaded = load(path.read_bytes(), path.name)
    if loaded.rulebook is None:
        stop(loaded.findings)
    if not force:
        _refuse(errors(loaded.findings))
    return compile_rulebook(loaded.rulebook)


def _refuse(findings: Iterable[Finding]) -> None:
    found = list(findings)
    if found:
        stop(found)
