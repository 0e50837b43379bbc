"""Records as a chunk brings them."""

from __future__ import annotations

from decimal import Decimal

from app.batches.model import CaseRecord, LetterRecord, PlannedLetter
from app.findings import Finding

TRACE = ({"table": "五级分类", "rules": ["R2"], "cells": "规则!A5:C5", "book": "五级分类", "reads": [], "gives": []},)
UNREADABLE = Finding("error", "cases.unreadable", params={"text": "三百"})
STOPPED = Finding("error", "batches.letter-stopped", params={"case": "C1", "reason": "已过诉讼时效"})


def decision(row: int, **changes: object) -> CaseRecord:
    """Case *row*: every fifth one has an error; outcomes alternate."""
    odd = row % 2 == 1
    outputs = {"五级分类": "次级" if odd else "可疑", "预警信号": ["失联", "涉诉"] if odd else None, "拨备比例": "0.25"}
    fields = {
        "row": row, "source_row": row + 3, "case_id": f"C{row:03d}", "customer_id": f"K{row // 2}",
        "customer": f"客户{row // 2}", "officer": "080101", "officer_name": "张三", "branch": "城关信用社",
        "amount": Decimal("1234.50"), "inputs": {"逾期天数": str(100 + row)}, "outputs": outputs, "trace": TRACE,
        "errors": (UNREADABLE,) if row == 4 else (),
    } | changes  # fmt: skip
    return CaseRecord(**fields)


def planned(no: int, **changes: object) -> PlannedLetter:
    fields = {
        "no": no, "kind": "催收通知书", "customer_id": f"K{no}", "customer": f"客户{no}", "recipient": f"客户{no}",
        "officer": "080101", "branch": "城关信用社", "rows": (no,),
    } | changes  # fmt: skip
    return PlannedLetter(**fields)


def letter(no: int, number: str, **changes: object) -> LetterRecord:
    return LetterRecord(planned(no, **changes), number, None, {"客户名称": f"客户{no}"}, b"docx")


def stopped(no: int) -> LetterRecord:
    return LetterRecord(planned(no), blocked=(STOPPED,))
