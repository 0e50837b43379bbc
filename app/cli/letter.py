"""``flask letter check | render``: Word templates without a service and without a database."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from app.batches.context import field_names
from app.batches.release import make_release
from app.cli.output import (
    FILE,
    FINDINGS,
    OUT,
    as_json_option,
    documents,
    in_language,
    print_json,
    progress_bars,
    show,
    stop,
)
from app.decide import compile_rulebook
from app.findings import Finding, LubuError, errors
from app.jobs import bounded, offers
from app.jobs.correspondence import code_of
from app.jobs.files import short_name, write, written
from app.jobs.pdf import Job, convert
from app.letters import (
    CompiledTemplate,
    FieldNames,
    PrintFile,
    compile_template,
    read_values,
    write_zip,
)
from app.rulebooks import load
from app.store.letters import Letter
from app.store.versions import Kind
from app.web.backend import backend, service

group = AppGroup("letter", help="Word 文书模板：检查、生成")


@group.command("check", help="检查文书模板，一次列出全部问题")
@click.argument("template", type=FILE)
@click.option("--rulebook", "book", type=FILE, default=None, help="用这本工作簿的数据字典核对字段")
@click.option("--annotate", "annotated", type=OUT, help="把带批注的模板写到这个文件")
@as_json_option
@in_language
def check(template: Path, book: Path | None, annotated: Path | None, as_json: bool) -> None:
    data = template.read_bytes()
    findings = bounded.check(data, template.name, _fields(book, template.name) if book else None)
    bad = bool(errors(findings))
    if annotated:
        write(annotated, offers.annotated(Kind.TEMPLATE, template.name, data, findings))
    if as_json:
        print_json({"ok": not bad, "findings": documents(findings)})
    else:
        show(findings)
        click.echo(gettext("没有发现问题") if not findings else gettext("共 %(count)s 项", count=len(findings)))
    sys.exit(FINDINGS if bad else 0)


@group.command("render", help="用一组或多组值生成文书")
@click.argument("template", type=FILE)
@click.argument("values", type=FILE)
@click.option("-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="OUT.docx、OUT.zip 或目录")
@click.option("--print-file", "together", is_flag=True, help="全部文书合为一个打印文件 OUT.docx，页眉页码各归各")
@in_language
def render(template: Path, values: Path, out: Path, together: bool) -> None:
    single = out.suffix.lower() == ".docx"
    if together and not single:
        raise click.UsageError("打印文件请输出到 .docx")
    compiled = compile_template(template.read_bytes(), template.name)
    contexts = read_values(values.read_bytes(), values.name)
    if together:
        _print_together(compiled, contexts, out)
        return
    if single and len(contexts) != 1:
        raise click.UsageError("多组值请输出到 .zip 或目录")
    made, failures = _rendered(compiled, contexts)
    if single:
        for _, data in made:
            write(out, data)
    elif out.suffix.lower() == ".zip":
        with written(out) as stream:
            write_zip(stream, made)
    else:
        for name, data in made:
            write(out / f"{name}.docx", data)
    _tell(len(made), len(contexts), out)
    if failures:
        stop(failures)


@group.command("pdf", help="用 LibreOffice 把 Word 文书转成 PDF，几份同时进行")
@click.argument("documents", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="目录")
@with_appcontext
@in_language
def pdf(documents: tuple[Path, ...], out: Path) -> None:
    twice = [stem for stem, count in Counter(path.stem for path in documents).items() if count > 1]
    if twice:
        raise click.UsageError(f"文件名重复，PDF 会互相覆盖：{'、'.join(twice)}")
    jobs = [Job(path, out / f"{path.stem}.pdf") for path in documents]
    with progress_bars() as progress:
        bar = progress.add_task(gettext("转成 PDF"), total=len(jobs))
        findings = convert(jobs, backend().settings, advanced=lambda done: progress.update(bar, completed=done))
    _tell(len(jobs) - len(findings), len(jobs), out)
    if findings:
        stop(findings)


@group.command("rebuild", help="只凭文号重做一份文书，与当时的字节完全相同")
@click.argument("number")
@click.option("-o", "--output", "out", type=OUT, default=None, help="缺省为 文号.docx")
@as_json_option
@with_appcontext
@in_language
def rebuild(number: str, out: Path | None, as_json: bool) -> None:
    letter, data = service().rebuild_letter(number)
    target = out or Path(f"{short_name(number)}.docx")
    write(target, data)
    if as_json:
        print_json(_record(letter, target))
    else:
        click.echo(
            gettext("%(number)s → %(out)s，sha256 与记录一致：%(hash)s", number=number, out=target, hash=letter.sha256)
        )


def _record(letter: Letter, out: Path) -> dict[str, object]:
    return {
        "number": letter.number, "kind": letter.kind, "customer": letter.customer, "recipient": letter.recipient,
        "batch": letter.batch_id, "template": letter.template, "sha256": letter.sha256, "made_at": letter.made_at,
        "code": code_of(letter), "file": str(out),
    }  # fmt: skip


def _print_together(compiled: CompiledTemplate, contexts: list[dict[str, Any]], out: Path) -> None:
    """One file for the printer; what keeps the template itself out of it is said once."""
    made, failures = PrintFile(), []
    for number, context in enumerate(contexts, 1):
        try:
            made.add(compiled, context)
        except LubuError as error:
            if made.is_refused(compiled):
                stop(error.findings)
            failures += _numbered(error, number)
    if len(made) or not contexts:
        write(out, made.to_bytes())
    _tell(len(made), len(contexts), out)
    if failures:
        stop(failures)


def _rendered(
    compiled: CompiledTemplate, contexts: list[dict[str, Any]]
) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """Letters by number; one bad set of values stops its own letter only."""
    made: list[tuple[str, bytes]] = []
    failures: list[Finding] = []
    for number, context in enumerate(contexts, 1):
        try:
            made.append((f"{number:04d}", compiled.render(context)))
        except LubuError as error:
            failures += _numbered(error, number)
    return made, failures


def _tell(made: int, wanted: int, out: Path) -> None:
    click.echo(gettext("生成 %(made)s 份，%(failed)s 份失败 → %(out)s", made=made, failed=wanted - made, out=out))


def _numbered(error: LubuError, number: int) -> list[Finding]:
    """Its findings with the number of the letter they stopped."""
    return [replace(finding, place=replace(finding.place, row=number)) for finding in error.findings]


def _fields(book: Path, template: str) -> FieldNames:
    loaded = load(book.read_bytes(), book.name)
    if loaded.rulebook is None:
        stop(loaded.findings)
    return field_names(make_release([compile_rulebook(loaded.rulebook)]), template)
