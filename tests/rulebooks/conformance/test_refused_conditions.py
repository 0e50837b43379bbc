# ruff: noqa: E501 - one refusal a line
"""What can be read in two ways, or not at all, is refused: with a code, and with the rewrite that was probably meant."""

from __future__ import annotations

import pytest

from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.messages import MESSAGES
from app.values import VarType
from tests.rulebooks.conformance.test_conditions import PARAMETERS

NUMBER, DATE, TEXT, BOOL = VarType.DECIMAL, VarType.DATE, VarType.TEXT, VarType.BOOL
NONE = None

REFUSED: dict[str, list[tuple[VarType, str, str, str | None]]] = {
    "a comma that joins a lower and an upper bound": [
        (NUMBER, ">=30, <50", "bounds-listed", "[30..50)"),
        (NUMBER, "<50、>=30", "bounds-listed", "[30..50)"),
        (NUMBER, ">60 或 <=90", "bounds-listed", "(60..90]"),
        (NUMBER, "90以上，180以下", "bounds-listed", "[90..180]"),
        (DATE, ">2024-01-01,<2024-06-30", "bounds-listed", "(2024-01-01..2024-06-30)"),
    ],
    "two bounds without 且": [(NUMBER, ">=30 <50", "bounds-adjoined", "[30..50)"), (NUMBER, ">=90<=180", "bounds-adjoined", "[90..180]")],
    "two bounds on one side": [(NUMBER, ">90且>100", "bounds-same-side", NONE), (NUMBER, "不满90且不满60", "bounds-same-side", NONE)],
    "what every value meets": [(NUMBER, "<=90,>90", "always-true", NONE), (NUMBER, "not(<=90,>90)", "always-true", NONE)],
    "brackets without a partner": [
        (NUMBER, "[30..90", "range-unbalanced", "[30..90]"),
        (NUMBER, "30..90)", "range-unbalanced", "[30..90)"),
        (NUMBER, "[30..", "range-unbalanced", ">=30"),
        (NUMBER, "(30,", "range-unbalanced", ">30"),
        (TEXT, "not(信用", "range-unbalanced", "not(信用)"),
        (DATE, "[2024-01-01..2024-01-31", "range-unbalanced", "[2024-01-01..2024-01-31]"),
    ],
    "ranges that hold nothing": [
        (NUMBER, "[90..30]", "range-empty", "[30..90]"),
        (NUMBER, "(90..90]", "range-empty", "[90..90]"),
        (NUMBER, "90-30", "range-empty", "[30..90]"),
        (NUMBER, ">90 且 <30", "range-empty", "(30..90)"),
        (DATE, "2024-06-30..2024-01-01", "range-empty", "[2024-01-01..2024-06-30]"),
    ],
    "a unit at one end only": [
        (NUMBER, "1-5万", "scale-unclear", "1万..5万"),
        (NUMBER, "5万~10", "scale-unclear", "5万..10万"),
        (NUMBER, "30-50%", "scale-unclear", "30%..50%"),
    ],
    "a unit the column is not counted in": [(NUMBER, "3个月", "unit-unknown", NONE), (NUMBER, ">2年", "unit-unknown", NONE), (NUMBER, "5W", "unit-unknown", NONE)],
    "other signs": [
        (NUMBER, "=>90", "condition-rewrite", ">=90"),
        (NUMBER, "》90", "condition-rewrite", ">90"),
        (NUMBER, "30 90", "condition-rewrite", "30..90"),
        (NUMBER, "90+", "condition-rewrite", ">=90"),
        (NUMBER, "¥5000", "condition-rewrite", "5000"),
        (NUMBER, "(90)", "condition-rewrite", "90"),
        (NUMBER, "[0;90)", "condition-rewrite", "[0..90)"),
        (NUMBER, '"90"', "condition-rewrite", "90"),
        (NUMBER, "90、", "condition-rewrite", "90"),
        (NUMBER, "天数>90", "condition-rewrite", ">90"),
        (TEXT, "抵押,", "condition-rewrite", "抵押"),
        (BOOL, '"是"', "condition-rewrite", "是"),
    ],
    "numbers that are none": [
        (NUMBER, "007", "leading-zero", NONE),
        (NUMBER, "1,00", "leading-zero", NONE),
        (NUMBER, "1e400", "number-too-large", NONE),
        (NUMBER, "30-60-90", "condition-unclear-number", NONE),
    ],
    "names that are neither a value nor a parameter": [
        (NUMBER, "抵押", "name-unknown", NONE),
        (NUMBER, ">次级天", "name-similar", NONE),
        (NUMBER, ">主办机构", "parameter-type", NONE),
        (DATE, ">今天", "name-unknown", NONE),
    ],
    "dates that are none": [
        (DATE, "2024-02-30", "date-impossible", NONE),
        (DATE, ">2023年2月29日", "date-impossible", NONE),
        (DATE, "2024-01", "condition-rewrite", "[2024-01-01..2024-01-31]"),
        (DATE, "2024年2月", "condition-rewrite", "[2024-02-01..2024-02-29]"),
        (DATE, "2024年", "condition-rewrite", "[2024-01-01..2024-12-31]"),
        (DATE, "<=2024-01-31 23:59:59", "date-with-time", "<=2024-01-31"),
        (DATE, "45322", "condition-unclear-date", NONE),
        (DATE, "31/1/2024", "condition-unclear-date", NONE),
    ],
    "以后 and 以前 do not say whether the day belongs to them": [
        (DATE, "2024年1月31日以后", "day-edge-unclear", ">=2024-01-31"),
        (DATE, "2024-01-31之后", "day-edge-unclear", ">=2024-01-31"),
        (DATE, "2024-01-31前", "day-edge-unclear", "<=2024-01-31"),
        (DATE, "起算日以前", "day-edge-unclear", "<=2024-01-01"),
    ],
    "how far a negation reaches": [
        (TEXT, "非信用,保证", "negation-listed", "not(信用、保证)"),
        (TEXT, "非信用或非保证", "negation-listed", "not(信用、保证)"),
        (NUMBER, "<>30,<>90", "negation-listed", "not(30、90)"),
        (NUMBER, "not(not(30))", "negation-twice", NONE),
    ],
    "whether the second word is contained or the whole value": [
        (TEXT, "包含破产、清算", "text-list-unclear", '包含"破产"、包含"清算"'),
        (TEXT, '包含"破产"或"清算"', "text-list-unclear", '包含"破产"、包含"清算"'),
        (TEXT, '不包含"破产"、"清算"', "text-list-unclear", 'not(包含"破产"、包含"清算")'),
        (TEXT, '以"借"开头,贷', "text-list-unclear", '以"借"开头、以"贷"开头'),
        (TEXT, '包含"破产"且包含"清算"', "text-both", NONE),
    ],
    "wildcards and exceptions": [
        (TEXT, "*破产*", "text-wildcard", '包含"破产"'),
        (TEXT, "借*", "text-wildcard", '以"借"开头'),
        (TEXT, "*号", "text-wildcard", '以"号"结尾'),
        (TEXT, "除信用外", "text-wildcard", "not(信用)"),
        (TEXT, "信用除外", "text-wildcard", "not(信用)"),
        (TEXT, "not 信用", "text-wildcard", "not(信用)"),
    ],
    "lines that no sign joins": [(TEXT, "抵押\n质押", "lines-unclear", "抵押、质押"), (NUMBER, "30\n90", "lines-unclear", "30、90")],
    "order among texts and truths": [(TEXT, ">90", "condition-unclear-text", NONE), (TEXT, "[30..90)", "condition-unclear-text", NONE), (BOOL, ">是", "condition-unclear-bool", NONE)],
    "neither yes nor no": [(BOOL, "也许", "condition-unclear-bool", NONE), (BOOL, "2", "condition-unclear-bool", NONE)],
    "without end": [(NUMBER, "9" * 3000, "condition-too-long", NONE), (TEXT, "长" * 3000, "condition-too-long", NONE)],
}  # fmt: skip

ROWS = [(why, *row) for why, rows in REFUSED.items() for row in rows]


@pytest.mark.parametrize(("why", "kind", "text", "code", "proposal"), ROWS, ids=lambda value: str(value)[:30])
def test_what_is_refused_says_why_and_proposes_a_rewrite(
    why: str, kind: VarType, text: str, code: str, proposal: str | None
) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, kind, PARAMETERS, variable="逾期天数")
    assert refused.value.code == f"rulebooks.{code}", why
    assert refused.value.params.get("proposal") == proposal
    wording = MESSAGES[refused.value.code]
    assert wording.message.format(**refused.value.params)
    said = wording.advice.format(**refused.value.params)
    if proposal is not None:
        assert proposal in said
        parse_condition(proposal, kind, PARAMETERS)
