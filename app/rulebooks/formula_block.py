"""The block 公式: variables that are computed."""

from __future__ import annotations

from decimal import Decimal

from app.rulebooks.dictionary import type_of
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.rulebooks.formulas import is_word, parse_formula
from app.rulebooks.functions import DATE_RESULTS, TEXT_RESULTS, TRUTH_RESULTS
from app.rulebooks.model import Formula, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.records import Record, Shape, records
from app.rulebooks.refusals import ConditionError
from app.rulebooks.sheets import Block
from app.values import VarType, to_text

SHAPE = Shape(
    ("公式", "计算公式", "formulas"),
    {
        "变量": ("名称", "指标", "结果", "variable", "name"),
        "公式": ("计算公式", "表达式", "formula", "expression"),
        "类型": ("type",),
        "小数位": ("小数位数", "位数", "decimals"),
        "说明": ("备注", "依据", "单位说明", "note"),
        "单位": ("unit",),
    },
    ("变量", "公式"),
)


def read_formulas(block: Block, reading: Reading) -> list[Formula]:
    """Parse every row; types that are not written down are settled by :func:`settle`."""
    known = (*reading.variables, *reading.parameters, *reading.measured)
    odd = {name for name in known if not is_word(name)}
    found = [_formula(record, odd, reading) for record in records(block, SHAPE, reading)]
    return [formula for formula in found if formula is not None]


def _formula(record: Record, odd: set[str], reading: Reading) -> Formula | None:
    name = reading.canonical(record.folded("变量"))
    if not name:
        reading.error("name-blank", record.place, column="变量")
        return None
    text = formula_text(record)
    if not text:
        reading.error("formula-blank", record.at("公式"), variable=name)
        return None
    reading.spend(text, record.at("公式"))
    try:
        expression = parse_formula(text, odd)
    except ConditionError as error:
        reading.error(error.code.removeprefix("rulebooks."), record.at("公式"), **error.params, variable=name)
        return None
    if not is_word(name):
        odd.add(name)  # the formulas below may read it
    kind = _type(name, record, expression, reading)
    declared = reading.variables.get(name)
    if declared is None:
        note = record.text("说明")
        inferred = record["类型"].blank
        reading.declare(Variable(name, kind, record.place, record.folded("单位"), note=note, inferred=inferred))
    return Formula(name, text, expression, kind, record.at("公式"), _decimals(record, reading), record.text("说明"))


def formula_text(record: Record) -> str:
    """What is written in the cell; a cell that Excel took for a formula of its own gives its text, not its value."""
    cell = record["公式"]
    return f"={cell.formula}" if cell.formula else to_text(cell.value).strip()


def _type(name: str, record: Record, expression: Expression, reading: Reading) -> VarType:
    """The row's own type, else the dictionary's, else what the formula computes (reported)."""
    stated = type_of(record, "类型", reading)
    declared = reading.variables.get(name)
    if stated is not None:
        if declared is not None and declared.type is not stated:
            reading.error(
                "type-differs", record.at("类型"), variable=name, type=stated.value, other=declared.type.value,
                cell=declared.place.cell,
            )  # fmt: skip
        return stated
    if declared is not None:
        return declared.type
    guessed = result_type(expression)
    reading.note("type-inferred", record.place, variable=name, type=guessed.value)
    return guessed


def result_type(expression: Expression) -> VarType:
    """What a formula computes, as far as its outermost operation tells."""
    if isinstance(expression, Constant):
        kinds = {str: VarType.TEXT, bool: VarType.BOOL}
        return kinds.get(type(expression.value), VarType.DECIMAL)
    if isinstance(expression, Binary):
        if expression.operator == "&":
            return VarType.TEXT
        return VarType.BOOL if expression.operator in ("=", "<>", "<", "<=", ">", ">=") else VarType.DECIMAL
    if isinstance(expression, Call):
        return _call_type(expression)
    return VarType.DECIMAL if isinstance(expression, Unary | Name) else VarType.TEXT


def _call_type(expression: Call) -> VarType:
    if expression.function in TEXT_RESULTS:
        return VarType.TEXT
    if expression.function in DATE_RESULTS:
        return VarType.DATE
    if expression.function in TRUTH_RESULTS:
        return VarType.BOOL
    if expression.function in ("IF", "IFS"):
        return result_type(expression.arguments[1])
    return result_type(expression.arguments[0]) if expression.function in ("IFERROR", "COALESCE") else VarType.DECIMAL


def _decimals(record: Record, reading: Reading) -> int | None:
    cell = record["小数位"]
    if cell.blank:
        return None
    value = cell.value
    if isinstance(value, str) and value.strip().isdigit():
        value = Decimal(value.strip())
    if isinstance(value, Decimal) and value == value.to_integral_value() and 0 <= value <= 10:
        return int(value)
    reading.error("decimals-unclear", record.at("小数位"), text=cell.text)
    return None
