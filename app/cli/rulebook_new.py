"""``flask rulebook new``: a commented workbook to begin with."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import gettext

from app.cli.output import FILE, OUT, in_language
from app.findings import errors
from app.jobs.files import written
from app.rulebooks.model import Rulebook
from app.rulebooks.reader import read_rulebook
from app.samples.starter import Kind, starter_from_cases, starter_from_rulebook, starter_workbook


@click.command("new", help="新建一本带批注、下拉框和例子的起步工作簿；--from 用已有的规则簿或台账起草数据字典")
@click.argument("name", required=False)
@click.option("-o", "--output", "out", required=True, type=OUT, help="新工作簿 (.xlsx)")
@click.option(
    "--from", "source", type=FILE, help="规则簿：同样的数据字典，表只留表头；台账 (.xlsx .csv .jsonl)：按各列起草"
)
@click.option("--sheet", default=None, help="台账中的工作表")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default=None, help="例子的种类，缺省为判定")
@in_language
def new(name: str | None, out: Path, source: Path | None, sheet: str | None, kind: str | None) -> None:
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("新工作簿须以 .xlsx 结尾")
    if source and kind:
        raise click.UsageError("--kind 选的是例子，与 --from 只能用一个")
    if sheet and not source:
        raise click.UsageError("--sheet 只在 --from 台账时使用")
    title = name or out.stem
    data = _made(title, source, sheet) if source else starter_workbook(title, Kind(kind or Kind.DECISIONS))
    with written(out) as stream:
        stream.write(data)
    click.echo(gettext("新工作簿 → %(out)s：先读“填写说明”，填好后用 flask rulebook check 检查", out=out))


def _made(title: str, source: Path, sheet: str | None) -> bytes:
    data = source.read_bytes()
    rulebook = None if sheet or source.suffix.lower() != ".xlsx" else _rulebook(data, source.name)
    if rulebook is not None:
        return starter_from_rulebook(title, rulebook)
    return starter_from_cases(title, data, source.name, sheet)


def _rulebook(data: bytes, file: str) -> Rulebook | None:
    """The file as a rulebook, faults or not; None for a ledger: it has no 数据字典, and no table without a fault."""
    read = read_rulebook(data, file)
    if read.draft is None:
        return None
    declared = any(not variable.inferred for variable in read.draft.variables.values())
    return read.draft if declared or not errors(read.findings) else None
