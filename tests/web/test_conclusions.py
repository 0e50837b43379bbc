"""Which conclusions sum a batch up, and in which order their values stand."""

from __future__ import annotations

from app.rulebooks import load
from app.web.conclusions import Conclusion, conclusions_of, distribution
from tests.workbooks import book, decision_table, dictionary, stack

CLASSES = "正常,关注,次级"


def test_only_what_is_finally_concluded_counts() -> None:
    rows = stack(
        dictionary(
            ("天数", "整数"), ("底线", "文本", CLASSES), ("分类", "文本", CLASSES), ("比例", "百分比"),
            ("理由", "文本", "", "阻断理由"),
        ),
        decision_table("底线表", ["天数"], ["底线"], [["R1", ">90", "次级"], ["R2", "<=90", "正常"]]),
        decision_table("分类表", ["底线"], ["分类", "理由"], [["R1", "-", "关注", "一个理由"]]),
        decision_table("比例表", ["分类"], ["比例"], [["R1", "-", "2%"]]),
        decision_table("策略表", ["天数"], ["策略"], [["R1", ">0", "电话"], ["R2", "<=0", "短信"]]),
    )  # fmt: skip
    rulebook = load(book({"规则": rows}), "规则.xlsx").rulebook
    assert rulebook is not None
    assert [conclusion.name for conclusion in conclusions_of([rulebook])] == ["策略"]


def test_values_stand_in_the_order_of_the_rulebook_and_no_hit_last() -> None:
    conclusion = Conclusion("分类", "规则", ("正常", "关注", "次级"))
    found = distribution(conclusion, {"次级": 9, "": 3, "正常": 5, "别的": 1})
    assert found is not None
    assert [bar.label for bar in found.bars] == ["正常", "次级", "别的", ""]
    assert [bar.length for bar in found.bars] == [55.56, 100.0, 11.11, 33.33]


def test_free_text_and_nothing_at_all_give_no_chart() -> None:
    conclusion = Conclusion("依据", "规则")
    assert distribution(conclusion, {str(number): 1 for number in range(13)}) is None
    assert distribution(conclusion, {"": 10}) is None
    assert distribution(conclusion, {}) is None
