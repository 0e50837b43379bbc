"""The Word templates in ``letter_templates/`` as they were first made: ``python -m app.samples.templates``.

From then on legal staff edit the files in Word; running this again overwrites their work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.samples.template_agreements import instalment_agreement, repayment_plan
from app.samples.template_complaint import complaint
from app.samples.template_court import enforcement, payment_order, preservation
from app.samples.template_forms import classification_form, scorecard
from app.samples.template_letters import collection_notice, guarantor_notice
from app.samples.template_notices import acceleration_notice, assignment_notice, last_notice, public_notice
from app.samples.template_plans import debtor_plan
from app.samples.template_portfolio import portfolio_plan

FOLDER = Path(__file__).parents[2] / "letter_templates"

TEMPLATES: dict[str, Callable[[], bytes]] = {
    "逾期贷款催收通知书.docx": collection_notice,
    "担保人履行担保责任通知书.docx": guarantor_notice,
    "贷款提前到期通知书.docx": acceleration_notice,
    "诉前告知书.docx": last_notice,
    "债权转让通知书.docx": assignment_notice,
    "催收公告.docx": public_notice,
    "展期还款协议.docx": instalment_agreement,
    "还款计划书.docx": repayment_plan,
    "支付令申请书.docx": payment_order,
    "民事起诉状.docx": complaint,
    "财产保全申请书.docx": preservation,
    "强制执行申请书.docx": enforcement,
    "债务人清收方案.docx": debtor_plan,
    "清收实施方案.docx": portfolio_plan,
    "五级分类认定表.docx": classification_form,
    "绩效计分卡.docx": scorecard,
}


def write_templates(folder: Path = FOLDER) -> list[Path]:
    """Every sample template, made anew; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / name).write_bytes(make())
    return [folder / name for name in TEMPLATES]


if __name__ == "__main__":
    for written in write_templates():
        sys.stdout.write(f"{written}\n")
