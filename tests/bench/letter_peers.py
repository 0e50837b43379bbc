"""The libraries people make letters with, each given the same notice in its own syntax.

docxtpl and ours are handed typed values and spell them; docxtemplater and mailmerge, which know texts only, get them
spelled before the clock starts.
"""

from __future__ import annotations

import importlib
import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import jinja2
from docx import Document
from docx.oxml import parse_xml
from docxtpl import DocxTemplate

from app.letters import compile_template
from app.letters.filters import FILTERS
from app.letters.values import spell
from tests.letters.word import W_SPACE

Values = Mapping[str, Any]
Run = Callable[[Sequence[Values], Path], float]
"""Makes the letters, writes them to a folder as ``0.docx`` …; the seconds it took."""
COLUMNS = ("合同编号", "到期日期", "贷款余额", "欠息", "欠款合计")
GUARANTOR = "保证人{}应当承担保证责任。"
_PACKAGES = ("docxtemplater@3.71.0", "pizzip@3.3.0")
_HERE = Path(__file__).parent


class AbsentError(Exception):
    """The contender cannot take part, and why."""


@dataclass(frozen=True)
class Syntax:
    """How a library writes a field, the rows of a table and a condition."""

    field: Callable[[str], str]
    rows: Callable[[Sequence[str]], Sequence[Sequence[str]]]
    guarantor: str


def _jinja_rows(names: Sequence[str]) -> Sequence[Sequence[str]]:
    return (["{%tr for 笔 in 明细 %}"], [f"{{{{ 笔.{name} }}}}" for name in names], ["{%tr endfor %}"])


def _mustache_rows(names: Sequence[str]) -> Sequence[Sequence[str]]:
    fields = [f"{{{name}}}" for name in names]
    return ([f"{{#明细}}{fields[0]}", *fields[1:-1], f"{fields[-1]}{{/明细}}"],)


JINJA = Syntax("{{{{ {} }}}}".format, _jinja_rows, "{% if 保证人 %}" + GUARANTOR.format("{{ 保证人 }}") + "{% endif %}")
MUSTACHE = Syntax("{{{}}}".format, _mustache_rows, "{#保证人}" + GUARANTOR.format("{保证人}") + "{/保证人}")
MERGE = Syntax("«{}»".format, lambda names: ([f"«{name}»" for name in names],), "«保证人句»")


def notice(syntax: Syntax) -> bytes:
    """A page of text and a table with the 160 styles, the theme and the settings that a document from Word carries."""
    document, field = Document(), syntax.field
    document.sections[0].header.paragraphs[0].text = f"{field('债权人名称')}　{field('文号')}"
    document.add_heading("逾期贷款催收通知书")
    document.add_paragraph(f"{field('客户名称')}（证件号码：{field('证件号码')}）：")
    document.add_paragraph(f"截至{field('业务日期')}，你（单位）在{field('机构名称')}的下列贷款已经逾期：")
    rows = (COLUMNS, *syntax.rows(COLUMNS))
    table = document.add_table(rows=len(rows), cols=len(COLUMNS))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    total = field("合计.欠款合计" if syntax is JINJA else "合计")
    words = "{{ 合计.欠款合计|大写 }}" if syntax is JINJA else field("合计大写")
    document.add_paragraph(f"合计{total}元（{words}）。")
    document.add_paragraph(syntax.guarantor)
    for _ in range(8):
        document.add_paragraph(
            f"请自收到本通知书之日起{field('履行期限天数')}日内清偿全部欠款，逾期将依法提起诉讼。" * 2
        )
    document.add_paragraph(f"{field('落款单位')}　{field('制作日期')}")
    if syntax is MERGE:
        for part in (document.element, document.sections[0].header._element):
            _with_merge_fields(part)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _with_merge_fields(root: Any) -> None:
    """``«name»`` becomes Word's own MERGEFIELD."""
    for run in list(root.iter(f"{{{W_SPACE}}}r")):
        text = "".join(one.text or "" for one in run.iter(f"{{{W_SPACE}}}t"))
        if "«" not in text:
            continue
        for piece in text.replace("«", "\0«").replace("»", "»\0").split("\0"):
            if piece:
                run.addprevious(parse_xml(_merge_markup(piece)))
        run.getparent().remove(run)


def _merge_markup(piece: str) -> str:
    inner = f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>'
    if not piece.startswith("«"):
        return inner.replace("<w:r>", f'<w:r xmlns:w="{W_SPACE}">', 1)
    return f'<w:fldSimple xmlns:w="{W_SPACE}" w:instr=" MERGEFIELD {piece[1:-1]} ">{inner}</w:fldSimple>'


def spelled(values: Values) -> dict[str, Any]:
    """The same values as texts, for libraries that know nothing else."""
    names = (
        "债权人名称",
        "文号",
        "客户名称",
        "证件号码",
        "业务日期",
        "机构名称",
        "保证人",
        "履行期限天数",
        "落款单位",
        "制作日期",
    )
    flat: dict[str, Any] = {name: str(spell(values[name])) for name in names if values[name] is not None}
    flat["明细"] = [{name: str(spell(row[name])) for name in COLUMNS} for row in values["明细"]]
    flat["合计"] = str(spell(values["合计"]["欠款合计"]))
    flat["合计大写"] = FILTERS["大写"](values["合计"]["欠款合计"])
    flat["保证人句"] = GUARANTOR.format(flat["保证人"]) if "保证人" in flat else ""
    return flat


def _one_by_one(make: Callable[[Values], bytes]) -> Run:
    def run(values: Sequence[Values], folder: Path) -> float:
        started = perf_counter()
        for number, one in enumerate(values):
            (folder / f"{number}.docx").write_bytes(make(one))
        return perf_counter() - started

    return run


def ours(data: bytes) -> Run:
    return _one_by_one(compile_template(data, "模板.docx").render)


# docxtpl with an ordinary Jinja environment that only shares our filters and spelling.
ENVIRONMENT = jinja2.Environment(
    autoescape=True, undefined=jinja2.StrictUndefined, finalize=lambda value: str(spell(value))
)
ENVIRONMENT.filters.update(FILTERS)


def docxtpl(data: bytes) -> Run:
    def make(values: Values) -> bytes:
        document = DocxTemplate(io.BytesIO(data))
        document.render(dict(values), jinja_env=ENVIRONMENT, autoescape=True)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()

    return _one_by_one(make)


def mailmerge() -> Run:
    try:
        library = importlib.import_module("mailmerge")
    except ImportError as error:
        raise AbsentError(f"docx-mailmerge2: {error}") from error
    data = notice(MERGE)

    def run(values: Sequence[Values], folder: Path) -> float:
        texts = [spelled(one) for one in values]
        return _one_by_one(lambda one: _merged(library, data, one))(texts, folder)

    return run


def _merged(library: Any, data: bytes, texts: Values) -> bytes:
    with library.MailMerge(io.BytesIO(data)) as document:
        document.merge_rows(COLUMNS[0], texts["明细"])
        document.merge(**{name: text for name, text in texts.items() if isinstance(text, str)})
        saved = io.BytesIO()
        document.write(saved)
        return saved.getvalue()


def docxtemplater() -> Run:
    if not shutil.which("node") or not shutil.which("npm"):
        raise AbsentError("docxtemplater: there is no Node")
    home = Path(tempfile.gettempdir()) / "lubu-bench-docxtemplater"
    if not (home / "node_modules" / "docxtemplater").is_dir():
        home.mkdir(exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(home), *_PACKAGES]
        got = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
        if got.returncode:
            raise AbsentError(f"docxtemplater: npm cannot install it ({got.stderr.strip().splitlines()[-1:]})")
    script = shutil.copy(_HERE / "docxtemplater.js", home)
    (home / "template.docx").write_bytes(notice(MUSTACHE))

    def run(values: Sequence[Values], folder: Path) -> float:
        (home / "values.json").write_text(json.dumps([spelled(one) for one in values], ensure_ascii=False))
        command = ["node", script, str(home / "template.docx"), str(home / "values.json"), str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        return float(done.stdout)

    return run
