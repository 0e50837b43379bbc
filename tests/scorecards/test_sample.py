"""The sample bank's third quarter, checked against its ledger line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from app.decide import compile_rulebook
from app.rulebooks import load
from app.samples.recoveries import Recoveries, make_lines, make_recoveries
from app.scorecards import Period, Scorecards, score, scorecard_values
from app.scorecards.scoring import recheck

BOOK = Path(__file__).parents[2] / "rulebooks" / "清收考核.xlsx"
Q3 = Period.parse("2026Q3")

pytestmark = pytest.mark.skipif(not BOOK.exists(), reason="the sample rulebook is not there")


@cache
def cards() -> Scorecards:
    loaded = load(BOOK.read_bytes(), BOOK.name)
    assert loaded.rulebook is not None
    return score(compile_rulebook(loaded.rulebook), [("清收台账.xlsx", make_recoveries())], Q3)


@cache
def lines() -> Recoveries:
    return make_lines()


def expected(officer: str) -> dict[str, Decimal]:
    """The measures of one officer, by the definition in words rather than by column."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    customers: set[str] = set()
    for row in lines().receipts:
        _, who, _, _, customer, day, mode, book, amount, _, _, reversal = row
        if who != officer or day not in Q3 or reversal == "是":  # type: ignore[operator]
            continue
        assert isinstance(amount, Decimal)
        if amount > 0:
            customers.add(str(customer))
            sums["清收笔数"] += 1
        sums["清收金额"] += amount if mode == "现金" else 0
        sums["现金收回金额"] += amount if (mode, book) == ("现金", "表内") else 0
        sums["表外收回金额"] += amount if (mode, book) == ("现金", "表外") else 0
        sums["抵债收回金额"] += amount if mode == "以物抵债" else 0
        sums["盘活金额"] += amount if mode == "重组盘活" else 0
    tasks = [row for row in lines().tasks if row[1] == officer and row[3] in Q3]  # type: ignore[operator]
    faults = [row for row in lines().violations if row[1] == officer and row[3] in Q3]  # type: ignore[operator]
    return {
        **sums, "清收户数": Decimal(len(customers)), "清收金额目标": _sum(tasks, 4), "清收户数目标": _sum(tasks, 5),
        "诉讼办结目标": _sum(tasks, 6), "诉讼办结": _sum(tasks, 7), "违规扣分": _sum(faults, 5),
        "违规次数": Decimal(len(faults)),
    }  # fmt: skip


def _sum(rows: Sequence[tuple[object, ...]], column: int) -> Decimal:
    return sum((Decimal(str(row[column])) for row in rows), Decimal(0))


def test_forty_officers_get_a_card_and_no_line_is_lost() -> None:
    assert len(cards().officers) == 40
    assert not cards().findings
    receipts = next(source for source in cards().measured.sources if source.dataset == "清收明细")
    assert receipts.lines == len(lines().receipts)
    assert receipts.counted == sum(row[5] in Q3 for row in lines().receipts)  # type: ignore[operator]


def test_every_measure_of_every_officer_agrees_with_the_ledger() -> None:
    for officer in cards().officers:
        values = scorecard_values(cards(), officer.id)
        for name, value in expected(officer.id).items():
            assert values[name] == value, (officer.id, name)


def test_points_add_up_to_the_score_and_every_officer_has_grade_and_pay() -> None:
    for officer in cards().officers:
        values = scorecard_values(cards(), officer.id)
        points = [row["得分"] for row in values["指标"] if row["得分"] is not None]
        assert len(points) == 5
        assert sum(points) == values["总得分"]
        assert values["等级"] in ("优秀", "良好", "合格", "不合格")
        assert values["绩效工资"] == values["实发绩效"] >= 0


def test_the_plain_interpreter_pays_everybody_the_same() -> None:
    assert recheck(cards(), sample=40) == []
