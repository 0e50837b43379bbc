"""The second opinion that every chunk gets: two engines, and what is told where they differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import messages
from app.batches.recheck import recheck
from app.columns import EncodedColumn
from app.findings import Finding
from tests.batches import house
from tests.batches.house import decided, loan

RELEASE = house.release(letters={})


def test_both_engines_agree_on_the_whole_ledger():
    result = decided([loan(number) for number in range(300)], RELEASE)

    assert recheck(result, 300, seed=1) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "-3", "0", "90", "91", "270", "9999", "三百", "1.5"]),
                          st.sampled_from(["", "有意愿", "恶意拖欠", "不知道"]),
                          st.sampled_from(["", "王保", "王保、李证"]), st.sampled_from(["是", "否", "", "也许"])),
                min_size=1, max_size=8))  # fmt: skip
def test_both_engines_agree_on_any_row_good_or_bad(cells):
    names = ("逾期天数", "还款意愿", "保证人", "是否破产")
    rows = [loan(number, **dict(zip(names, row, strict=True))) for number, row in enumerate(cells)]

    assert recheck(decided(rows, RELEASE), len(rows), seed=0) == []


def lying(result, row, table="五级分类表", output="五级分类", word="正常"):
    """The same decisions, but for one conclusion of one case."""
    at, part = next((at, part) for at, part in enumerate(result.parts) if table in part.fired)
    column = part.outputs[output]
    codes = column.codes.copy()
    codes[row] = len(column.values)
    wrong = EncodedColumn(codes, (*column.values, word))
    parts = list(result.parts)
    parts[at] = replace(part, outputs={**part.outputs, output: wrong})
    return replace(result, parts=tuple(parts))


def test_a_wrong_decision_is_found_with_both_ways_to_it():
    result = decided([loan(number, 逾期天数=200) for number in range(20)], RELEASE)

    [found] = recheck(lying(result, 7), 20, seed=3)

    assert (found.code, found.place.row, found.params["case"]) == ("batches.recheck-difference", 9, "J00007")
    assert found.params["where"] == "《分级》“五级分类表”"
    assert found.params["cells"] == "《分级》五级分类表：逾期天数=200 → R3（规则!A17:C17） → 五级分类=正常"
    assert found.params["plain"] == "《分级》五级分类表：逾期天数=200 → R3（规则!A17:C17） → 五级分类=次级"
    assert found.params["same"] == "—"


def test_blocks_that_both_decided_alike_are_told_once_and_those_behind_not_at_all():
    result = decided([loan(2, 逾期天数=200)], RELEASE)

    [found] = recheck(lying(result, 0, "清收策略表", "清收措施", "提醒"), 1, seed=0)

    assert "《分级》五级分类表：逾期天数=200 → R3" in found.params["same"]
    assert "五级分类=次级，还款意愿=— → S4" in found.params["cells"]
    assert found.params["cells"].endswith("→ 清收措施=提醒")
    assert found.params["plain"].endswith("→ 清收措施=电话")


def test_an_error_that_only_one_of_them_found_is_told():
    result = decided([loan(0, 逾期天数=200)], RELEASE)
    error = Finding("error", "decide.unique-overlap", params={"table": "五级分类表", "rules": "R3、R4"})
    part = replace(result.parts[0], errors={0: (error,)})

    [found] = recheck(replace(result, parts=(part, *result.parts[1:])), 1, seed=0)

    assert "R3、R4" in found.params["cells"]
    assert found.params["plain"] == "—"
    assert "五级分类=次级" in found.params["same"]


def test_a_difference_reads_as_sentences():
    result = decided([loan(0, 逾期天数="三百"), loan(1, 逾期天数=200)], RELEASE)

    [found] = recheck(lying(result, 1), 2, seed=0)

    said = messages.message(found)
    assert said.startswith("第 3 行（案件 J00001）复核不一致，从《分级》“五级分类表”开始不同。本次判定：")
    assert "五级分类=正常" in said
    assert "五级分类=次级" in said


def test_the_sample_is_as_large_as_asked_and_changes_with_the_seed():
    result = decided([loan(number) for number in range(50)], RELEASE)
    asked = []

    class Watched(list):
        def __getitem__(self, row):
            asked.append(row)
            return super().__getitem__(row)

    for seed in (1, 2):
        watched = replace(result.parts[0], errors=_Reading(asked))
        recheck(replace(result, parts=(watched, *result.parts[1:])), 10, seed=seed)
    assert len(asked) == 20
    assert set(asked[:10]) != set(asked[10:])


class _Reading(dict):
    """Notes which rows are asked for."""

    def __init__(self, asked):
        super().__init__()
        self.asked = asked

    def get(self, row, default=None):
        self.asked.append(row)
        return default


@pytest.mark.parametrize("count", [0, 1])
def test_few_or_no_cases_are_no_special_case(count):
    assert recheck(decided([loan(number) for number in range(count)], RELEASE), 50, seed=0) == []
