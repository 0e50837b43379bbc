"""The sample letters, word for word: a change in a template or in the spelling shows here first.

After a wanted change: ``LUBU_GOLDEN=write pytest tests/letters/test_golden.py``, then read the difference.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.letters import Money, compile_template
from tests.letters.made import (
    CARD,
    COMPLAINT,
    FORM,
    GUARANTOR,
    NOTICE,
    OTHERS,
    PORTFOLIO,
    card_values,
    letter_values,
    loan,
    portfolio_values,
    template,
    text_of,
)

GOLDEN = Path(__file__).parent / "golden"
CASES = {
    "催收_两笔_有保证人": (NOTICE, letter_values()),
    "催收_一笔_无保证人_无经办人": (
        NOTICE,
        letter_values(loan(1, "100000000", 400), 客户名称="A&B <云岭>商贸有限公司", 保证人=None, 客户经理=None),
    ),
    "担保人_连带责任": (GUARANTOR, letter_values(收件人="李秀兰", 文号="云农信担保通字（2026）第0012号")),
    "担保人_一般保证": (GUARANTOR, letter_values(保证方式="一般保证")),
    "五级分类认定表": (FORM, letter_values(抵押物="云岭县城关镇商铺一间\n（云房权证字第0001号）", 还款意愿=None)),
    "绩效计分卡": (CARD, card_values()),
    "清收实施方案": (PORTFOLIO, portfolio_values()),
    "展期还款协议_减免": (
        "展期还款协议.docx",
        letter_values(
            loan(1, "386425.31", 120, 批准减免金额=Money("1200"), 保证人=None),
            保证人=None,
            保证合同编号=None,
            减免审批文号="云农信减免审〔2026〕8号",
        ),
    ),
    **{name.removesuffix(".docx"): (name, letter_values(loan(1, "386425.31", 120))) for name in OTHERS},
    "民事起诉状_企业_抵押": (
        COMPLAINT,
        letter_values(
            loan(1, "386425.31", 120, 担保方式="抵押", 抵质押合同编号="云农信抵字〔2023〕第000001号"),
            loan(2, "90000", 95, 担保方式="抵押", 年利率=None),
            客户名称="A&B <云岭>商贸有限公司",
            客户类型="小微企业",
            担保方式="抵押",
            保证方式=None,
            保证人=None,
            抵押物="云岭县城关镇商铺一间",
            保证合同编号=None,
            保证合同签订日期=None,
            保证期间届满日=None,
            抵质押人="A&B <云岭>商贸有限公司",
            登记证号="云房他证第0001号",
            剩余期限天数=Decimal(100),
            诉前保全日期=date(2026, 9, 10),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_letter_reads_as_agreed(case):
    name, values = CASES[case]
    text = text_of(compile_template(template(name), name).render(values))
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("LUBU_GOLDEN") == "write":
        path.write_text(text)
    assert text == path.read_text()


def test_every_golden_letter_is_tested():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)
