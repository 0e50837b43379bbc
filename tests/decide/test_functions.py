# ruff: noqa: E501 - one formula a line
"""Every function of 公式: alone, over a column, and beside a spreadsheet."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from app.columns import FAILED, column
from app.decide.columnwise import over_columns
from app.decide.formulas import FormulaPlan
from app.decide.functions import NAMES, EvaluationError
from app.decide.messages import MESSAGES
from app.decide.vectors import NotVectorError
from app.findings import Finding, Place
from app.rulebooks.formula_block import result_type
from app.rulebooks.formulas import parse_formula
from app.rulebooks.functions import ALIASES
from app.rulebooks.model import Formula
from app.values import VarType
from tests.decide.function_table import FUNCTIONS, ROWS, SAME, VALUES, Fault
from tests.workbooks import Formula as Cell
from tests.workbooks import book

KINDS = {str: VarType.TEXT, bool: VarType.BOOL, date: VarType.DATE, Decimal: VarType.DECIMAL}


def plan_of(text: str, expected: Any) -> FormulaPlan:
    expression = parse_formula(text)
    kind = result_type(expression) if expected is None or isinstance(expected, Fault) else KINDS[type(expected)]
    return FormulaPlan(Formula("果", text, expression, kind, Place()), tuple(VALUES), {})


@pytest.mark.parametrize(("function", "text", "expected", "note"), ROWS, ids=lambda value: str(value)[:32])
def test_a_function_gives_what_the_table_says(function: str, text: str, expected: Any, note: str) -> None:
    plan = plan_of(text, expected)
    if not isinstance(expected, Fault):
        result = plan.apply(list(VALUES.values()))
        assert result == expected and type(result) is type(expected), (function, note)
        return
    with pytest.raises(EvaluationError) as raised:
        plan.apply(list(VALUES.values()))
    assert raised.value.code == f"decide.{expected}"
    finding = plan.result(list(VALUES.values()))
    assert isinstance(finding, Finding)
    assert MESSAGES[finding.code].message.format(**finding.params)


@pytest.mark.parametrize(("function", "text", "expected", "note"), ROWS, ids=lambda value: str(value)[:32])
def test_a_column_of_it_gives_the_same_in_every_row(function: str, text: str, expected: Any, note: str) -> None:
    plan = plan_of(text, expected)
    kinds = {name: KINDS.get(type(value), VarType.DECIMAL) for name, value in VALUES.items()}
    columns = [column([value, None, value], kinds[name]) for name, value in VALUES.items()]
    result, errors = plan.column(columns, 3)
    missing = plan.result([None] * len(VALUES))
    for row, wanted in enumerate([plan.result(list(VALUES.values())), missing, plan.result(list(VALUES.values()))]):
        if isinstance(wanted, Finding):
            assert errors[row] == wanted and result.state(row) == FAILED, function
        else:
            assert result.value(row) == wanted, function


def test_every_function_and_every_other_name_stands_in_the_table() -> None:
    said = " ".join(text for rows in FUNCTIONS.values() for text, _expected, _note in rows)
    assert set(FUNCTIONS) - {"operators"} == NAMES
    assert {name for name in NAMES if f"{name}(" not in said} == set()
    aliased = {ALIASES[alias] for alias in ALIASES if f"{alias}(" in said}
    assert aliased == set(NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "=ROUNDUP(本金*利率,2)", "=ROUND(本金/天数,4)", "=INT(天数/30)", "=MOD(天数,30)", "=ROUND(本金,-2)", "=YEAR(借款日)",
        "=EDATE(借款日,3)", "=EOMONTH(到期日,0)", "=WORKDAY(借款日,5)", "=NETWORKDAYS(借款日,到期日)", '=LEFT(姓名,1)&"某"',
        '=TEXT(借款日,"yyyy年m月d日")', "=LEN(姓名)", '=IFS(天数>90,"长",天数>30,"中",TRUE,"短")', "=IFERROR(本金/零,0)",
        '=IF(担保="抵押",本金*0.7,本金)', "=COALESCE(缺,天数)", "=DATE(YEAR(借款日),12,31)", "=本金^2", '=CONCAT(姓名,"-",担保)',
    ],
)  # fmt: skip
def test_nothing_a_bank_writes_is_evaluated_case_by_case(text: str) -> None:
    kinds = {name: KINDS.get(type(value), VarType.DECIMAL) for name, value in VALUES.items()}
    columns = {name: column([value] * 4, kinds[name]) for name, value in VALUES.items()}
    try:
        _, aside = over_columns(parse_formula(text), columns, {}, 4)
    except NotVectorError:
        pytest.fail(f"{text} steps aside")
    assert not aside.any()


@pytest.mark.parametrize(
    "text",
    [
        "=IF(零=0,0,本金/零)", "=IF(天数=0,0,本金/天数)", "=IFERROR(ROUND(本金/零,2),0)", "=MAX(本金/360,天数)", "=COALESCE(本金/天数,0)",
        "=本金/天数+利率/3", "=SUM(本金/天数,本金/7)", "=IFS(零=0,0,TRUE,本金/零)", "=IF(本金/天数>100,1,2)",
        '=IF(本金/天数>100,"高","低")', "=MIN(本金/天数,1)*利率",
    ],
)  # fmt: skip
def test_ratios_and_what_guards_them_are_computed_on_whole_columns(text: str) -> None:
    """An unrounded quotient in IF, MAX or a comparison sent every case through by itself, at 10 µs each."""
    kinds = {name: KINDS.get(type(value), VarType.DECIMAL) for name, value in VALUES.items()}
    columns = {name: column([value] * 4, kinds[name]) for name, value in VALUES.items()}
    expression = parse_formula(text)
    vector, aside = over_columns(expression, columns, {}, 4)
    assert not aside.any()
    kind = VarType.TEXT if vector.kind == "text" else VarType.DECIMAL
    plan = FormulaPlan(Formula("果", text, expression, kind, Place(), None if kind is VarType.TEXT else 4),
                       tuple(VALUES), {})  # fmt: skip
    made, errors = plan.column(list(columns.values()), 4)
    assert not errors and made.value(0) == plan.result(list(VALUES.values()))


def test_each_row_with_an_error_is_alone_with_it() -> None:
    text = "=ROUND(甲/乙, 2)"
    plan = FormulaPlan(Formula("果", text, parse_formula(text), VarType.DECIMAL, Place(), 2), ("甲", "乙"), {})
    divisors = [Decimal(number % 5) for number in range(1000)]
    columns = [column([Decimal(1)] * 1000, VarType.DECIMAL), column(divisors, VarType.DECIMAL)]
    result, errors = plan.column(columns, 1000)
    assert sorted(errors) == list(range(0, 1000, 5))
    assert {error.code for error in errors.values()} == {"decide.formula-zero"}
    assert result.value(3) == Decimal("0.33")
    assert np.count_nonzero(result.states == FAILED) == 200


# --- beside a spreadsheet -------------------------------------------------------------------------------------

ASKED = [(text, expected) for _function, text, expected, note in ROWS if note == SAME]


def computed_by_a_spreadsheet(folder: Path) -> list[Any]:
    """The results of the same formulas in LibreOffice, names put in as cells of the second sheet."""
    names = {name: f"值!$B${row}" for row, name in enumerate(VALUES, 1)}
    rows = []
    for text, _expected in ASKED:
        asked = re.sub("|".join(names), lambda match: names[match[0]], text)
        rows.append([Cell(re.sub(r"\b(IFS|CONCAT|DAYS)\(", r"_xlfn.\1(", asked))])
    source = folder / "公式.xlsx"
    source.write_bytes(book({"式": rows, "值": [[name, value] for name, value in VALUES.items()]}))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=110)
    sheet = openpyxl.load_workbook(io.BytesIO((folder / "out" / "公式.xlsx").read_bytes()), data_only=True)["式"]
    return [sheet.cell(row, 1).value for row in range(1, len(ASKED) + 1)]


@pytest.mark.process
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_says_the_same(tmp_path: Path) -> None:
    answers = computed_by_a_spreadsheet(tmp_path)
    different = [
        (text, expected, answer)
        for (text, expected), answer in zip(ASKED, answers, strict=True)
        if not _alike(expected, answer)
    ]
    assert different == []


def _alike(expected: Any, answer: Any) -> bool:
    if isinstance(expected, Fault):
        return isinstance(answer, str) and answer.startswith("#")
    if isinstance(expected, bool):
        return bool(answer) == expected
    if isinstance(expected, Decimal):
        close = abs(expected) * Decimal("1e-12")
        return isinstance(answer, int | float) and abs(expected - Decimal(str(answer))) <= close
    if isinstance(expected, date):
        serial = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet
        return answer == datetime.combine(expected, datetime.min.time()) or answer == (expected - serial.date()).days
    return (answer or "") == expected
