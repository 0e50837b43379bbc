"""The block 数据字典: what each variable is called, its type, its values and its part in the product."""

from __future__ import annotations

from difflib import get_close_matches

from app.rulebooks.domains import read_domain
from app.rulebooks.model import Role, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.records import Record, Shape, parts_of, records, yes
from app.rulebooks.sheets import Block
from app.rulebooks.spellings import Spellings
from app.rulebooks.typed import Column, value_of
from app.values import VarType, fold

SHAPE = Shape(
    ("数据字典", "字典", "glossary", "data dictionary"),
    {
        "变量": ("名称", "变量名", "变量名称", "variable", "name", "指标名称"),
        "类型": ("数据类型", "type"),
        "单位": ("unit",),
        "取值范围": ("取值", "允许值", "值域", "allowed values", "values"),
        "别名": ("其他名称", "alias", "aliases"),
        "必填": ("是否必填", "required"),
        "默认值": ("缺省值", "default"),
        "用途": ("role",),
        "说明": ("备注", "note", "description"),
    },
    ("变量", "类型"),
)

_TYPES = {
    VarType.TEXT: ("文本", "文字", "字符", "字符串", "text", "string"),
    VarType.INTEGER: ("整数", "整型", "integer", "int"),
    VarType.DECIMAL: ("小数", "数字", "数值", "number", "decimal"),
    VarType.MONEY: ("金额", "货币", "money", "amount"),
    VarType.PERCENT: ("百分比", "百分数", "比例", "比率", "percent"),
    VarType.DATE: ("日期", "date"),
    VarType.BOOL: ("是否", "布尔", "是/否", "boolean", "bool"),
}
TYPE_WORDS = {word: kind for kind, words in _TYPES.items() for word in words}


def type_of(record: Record, name: str, reading: Reading) -> VarType | None:
    """The type a cell names; a word that names none is reported."""
    word = record.folded(name).lower()
    kind = TYPE_WORDS.get(word)
    if kind is None and word:
        reading.error(
            "type-unknown", record.at(name), text=record.text(name), known="、".join(kind.value for kind in VarType)
        )
    return kind


def read_dictionary(block: Block, reading: Reading) -> None:
    """Declare every variable of the block."""
    reading.dictionary = True
    for record in records(block, SHAPE, reading):
        variable = _variable(record, reading)
        if variable is None:
            continue
        earlier = reading.variables.get(variable.name)
        if earlier is not None:
            reading.error("variable-twice", record.place, variable=variable.name, other=earlier.place.cell)
            continue
        _check_aliases(variable, record, reading)
        reading.declare(variable)


def _variable(record: Record, reading: Reading) -> Variable | None:
    name = record.folded("变量")
    if not name:
        reading.error("name-blank", record.place, column="变量")
        return None
    kind = type_of(record, "类型", reading)
    if kind is None:
        if record["类型"].blank:
            reading.error("type-blank", record.place, variable=name)
        kind = VarType.TEXT
    unit = record.folded("单位")
    domain, limits = read_domain(
        record["取值范围"], kind, record.block, reading, unit if kind is not VarType.PERCENT else ""
    )
    words = tuple(str(value) for value in domain or ()) if kind is VarType.TEXT else ()
    default = value_of(record["默认值"], Column(name, kind, unit, Spellings(words)), record.block, reading)
    if domain and default is not None and default not in domain:
        reading.error(
            "value-outside",
            record.at("默认值"),
            text=record.text("默认值"),
            variable=name,
            domain="、".join(map(str, domain)),
        )
    roles = parts_of(record.text("用途"))
    _check_roles(roles, record, reading)
    return Variable(
        name,
        kind,
        record.place,
        unit,
        domain,
        limits,
        tuple(alias for alias in parts_of(record.text("别名")) if fold(alias) != name),
        yes(record, "必填", reading),
        default,
        roles,
        Role.ORDERED in roles,
        record.text("说明"),
    )


def _check_roles(roles: tuple[str, ...], record: Record, reading: Reading) -> None:
    known = {role.value for role in Role}
    for role in roles:
        if role in known:
            continue
        similar = next(iter(get_close_matches(role, known, 1, 0.75)), "")
        if similar:
            reading.warn("role-similar", record.at("用途"), text=role, similar=similar)
        else:
            _note_once(role, record, reading)


def _note_once(role: str, record: Record, reading: Reading) -> None:
    """A word of the bank's own, said once."""
    said = any(f.code == "rulebooks.role-unknown" and f.params["text"] == role for f in reading.findings)
    if not said:
        reading.note("role-unknown", record.at("用途"), text=role)


def _check_aliases(variable: Variable, record: Record, reading: Reading) -> None:
    for heading in variable.headings:
        other = reading.headings.get(fold(heading))
        if other is not None:
            reading.error("alias-taken", record.place, alias=heading, variable=variable.name, other=other)
