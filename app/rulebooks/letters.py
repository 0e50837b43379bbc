"""The block 文书目录: the letters a rulebook may call for, and which template makes each."""

from __future__ import annotations

import re
from pathlib import PurePath

from app.rulebooks.model import WHOLE_BATCH, LetterKind
from app.rulebooks.reading import Reading, near
from app.rulebooks.records import Record, Shape, records
from app.rulebooks.sheets import Block
from app.values import VarType

SHAPE = Shape(
    ("文书目录", "文书清单", "letters"),
    {
        "文书": ("名称", "文书名称", "letter", "name"),
        "模板": ("模板文件", "template"),
        "文号": ("文号格式", "编号", "number"),
        "收件人": ("送达对象", "recipient"),
        "送达记入": ("送达日期记入", "served"),
        "说明": ("备注", "note"),
    },
    ("文书", "模板"),
)

_WHOLE_BATCH_WORDS = ("整批", "(整批)", "whole batch")

_PATTERN = re.compile(r"\{(年|序号(?::[1-9])?)\}")


def read_letters(block: Block, reading: Reading, templates: frozenset[str] | None) -> list[LetterKind]:
    """Every row; templates are checked against *templates* where it is known which there are."""
    seen: dict[str, LetterKind] = {}
    for record in records(block, SHAPE, reading):
        letter = _letter(record, reading, templates)
        if letter is None:
            continue
        if letter.name in seen:
            reading.error("letter-twice", letter.place, name=letter.name, other=seen[letter.name].place.cell)
        seen.setdefault(letter.name, letter)
    return list(seen.values())


def _letter(record: Record, reading: Reading, templates: frozenset[str] | None) -> LetterKind | None:
    name, template = record.text("文书"), record.text("模板")
    if not name or not template:
        reading.error("name-blank", record.place, column="文书" if not name else "模板")
        return None
    _check_template(template, record, reading, templates)
    _check_pattern(record, reading)
    of_batch = record.folded("收件人").lower() in _WHOLE_BATCH_WORDS
    recipient = WHOLE_BATCH if of_batch else _variable("收件人", record, reading)
    served = _variable("送达记入", record, reading)
    known = reading.variable(served) if served else None
    if known is not None and known.type is not VarType.DATE:
        reading.error("letter-served-type", record.at("送达记入"), variable=served, type=known.type.value)
    note = record.text("说明")
    return LetterKind(name, template, record.text("文号"), recipient, record.place, note, served)


def _variable(column: str, record: Record, reading: Reading) -> str:
    """The variable a cell names; blank where it is."""
    name = reading.canonical(record.folded(column)) if not record[column].blank else ""
    if name and reading.variable(name) is None:
        similar = reading.similar(name)
        code = "variable-similar" if similar else "variable-unknown"
        reading.error(code, record.at(column), variable=name, similar=similar)
    return name


def _check_template(template: str, record: Record, reading: Reading, templates: frozenset[str] | None) -> None:
    if "/" in template or "\\" in template or not template.lower().endswith(".docx"):
        reading.error("template-name", record.at("模板"), template=template)
    elif templates is not None and template not in templates:
        stems = {PurePath(name).stem: name for name in templates}
        similar = stems.get(near(PurePath(template).stem, stems), "")
        code = "template-similar" if similar else "template-unknown"
        reading.error(code, record.at("模板"), template=template, similar=similar)


def _check_pattern(record: Record, reading: Reading) -> None:
    """Only {年} and {序号:N} are filled in; a number without {序号} would repeat."""
    pattern = record.text("文号")
    if not pattern:
        return
    rest = _PATTERN.sub("", pattern)
    if "{" in rest or "}" in rest:
        reading.error("number-pattern", record.at("文号"), pattern=pattern)
    elif "{序号" not in pattern:
        reading.error("number-without-sequence", record.at("文号"), pattern=pattern)
