"""What the served letters share: title and number, numbered terms, the account, the closing, the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.shared import Pt

from app.samples import template_layout as layout
from app.samples.template_layout import BODY, BOX, BOX_HEAD, BOX_ITEM, BOX_LEFT, HEAD, LEFT, LINE, TEXT, Look, Page, add
from app.samples.template_tables import Cell, add_row, add_table, add_tag_row

PAGE = Page()
_ACCOUNT = ("户　名：{{ 还款账户名 }}", "账　号：{{ 还款账号 }}", "开户行：{{ 开户行 }}")
_SERVICE = "□当面送达　□邮寄送达　□留置送达　□公证送达　□公告送达"
_CAPACITY = "□本人　□法定代表人\n□委托代理人　□其他"
_SIGNATURE = "签名或盖章"
_DATE = "　　年　　月　　日"


def new_letter(title: str) -> Any:
    """A letter with a number of its own."""
    document = layout.new_document(title, PAGE)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", "{{ 文号 }}", PAGE, code=True)
    add(document, title, layout.TITLE)
    add(document, "{{ 文号 }}", layout.NUMBER)
    return document


def new_paper(title: str, page: Page = PAGE) -> Any:
    """An agreement or an application: its title is in the header instead of a number."""
    document = layout.new_document(title, page)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", title, page, code=True)
    add(document, title, layout.TITLE)
    return document


def add_terms(document: Any, terms: Sequence[tuple[str, str]], *, last: bool = False) -> None:
    """*last* holds the final one together with the closing, so that the seal never has a page to itself."""
    for place, (lead, text) in enumerate(terms, start=1):
        add(document, text, BODY, lead=lead, keep=last and place == len(terms))


def add_if(document: Any, condition: str, text: str, look: Look) -> None:
    add(document, f"{{%p if {condition} %}}", layout.NOTE)
    add(document, text, look, keep=True)
    add(document, "{%p endif %}", layout.NOTE)


def add_account(document: Any, lead: str, hint: str) -> None:
    add(document, hint, LINE, lead=lead, keep=True)
    for place, text in enumerate(_ACCOUNT, start=1):
        add(document, text, LINE, keep=place < len(_ACCOUNT))


def add_closing(document: Any, words: str = "特此通知。") -> None:
    add(document, words, BODY, keep=True)
    add(document, "联系人：{{ 客户经理|空白 }}（{{ 机构名称 }}）", LINE, keep=True)
    add(document, "联系电话：{{ 联系电话_债权人 }}", LINE, keep=True)
    issuer = add(document, "{{ 落款单位 }}（盖章）", layout.ISSUER, keep=True, right_gap=12)
    issuer.paragraph_format.space_before = Pt(12)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)


def add_receipt(document: Any, title: str, debtor: str, guarantor: str) -> None:
    """Who received it, in which capacity, when and how: a sheet of its own that goes back to the file."""
    add(document, "送达回执", layout.SUBTITLE, keep=True).paragraph_format.page_break_before = True
    about = f"《{title}》（{{{{ 文号 }}}}）已送达下列签收人，签收人已阅知全部内容。"
    add(document, about, BOX_LEFT, keep=True)
    table = add_table(document, (24, 46, 43, 43))
    rows: tuple[tuple[float, tuple[str, str, str, str]], ...] = (
        (12, ("", "债权人（送达人）", debtor, "保证人")),
        (14, ("名　称", "{{ 债权人名称 }}", "{{ 客户名称 }}", guarantor)),
        (34, (_SIGNATURE, "", "", "")),
        (16, ("经办人或\n签收人身份", "经办人：", _CAPACITY, _CAPACITY)),
        (14, ("日　期", _DATE, _DATE, _DATE)),
    )
    for height, (name, *texts) in rows:
        cells = [Cell(name, BOX_HEAD), *(Cell(text, BOX if name else BOX_HEAD) for text in texts)]
        add_row(table, cells, height=height, keep=True)
    add_row(table, [Cell("送达方式", BOX_HEAD), Cell(_SERVICE, BOX, 3)], height=14, keep=True)
    add_row(table, [Cell("备　注", BOX_HEAD), Cell("", BOX, 3)], height=20)


def add_form(
    document: Any, rows: Sequence[tuple[str, str]], *, label: float = 36, page: Page = PAGE, keep: bool = False
) -> Any:
    """Label and content, side by side; a row without content is a heading over both, or a ``{%tr … %}`` of its own."""
    table = add_table(document, (label, page.width - label))
    for name, text in rows:
        if name.startswith("{%tr"):
            add_tag_row(table, name)
        elif text:
            add_row(table, [Cell(name, BOX_HEAD), Cell(text, BOX_ITEM)], height=9, keep=keep)
        else:
            add_row(table, [Cell(name, BOX_HEAD, 2)], height=9, keep=True)
    return table


def add_lines(document: Any, headings: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> None:
    """A table for what the handler lists, whole on one page: headings with widths in millimetres, then the fields."""
    table = add_table(document, [width for _, width in headings])
    add_row(table, [Cell(heading, HEAD) for heading, _ in headings], head=True, keep=True)
    for place, row in enumerate(rows, start=1):
        add_row(table, [Cell(text, TEXT) for text in row], height=8, keep=place < len(rows))


def add_seals(document: Any, parties: Sequence[tuple[str, str]]) -> None:
    """Who signs an agreement: (party, name) side by side, each with a place for seal, signature and date."""
    table = add_table(document, [PAGE.width / len(parties)] * len(parties))
    add_row(table, [Cell(party, BOX_HEAD) for party, _ in parties], height=9, keep=True)
    add_row(table, [Cell(name, BOX) for _, name in parties], height=12, keep=True)
    signature = "（签名或盖章、捺印）\n\n\n\n法定代表人或授权代理人：\n\n　　　　年　　月　　日"
    add_row(table, [Cell(signature, LEFT)] * len(parties), height=44)


def add_filing(document: Any, applicant: str = "申请人") -> None:
    """To which court, by whom, when."""
    add(document, "此致", BODY, keep=True)
    add(document, "{{ 管辖法院|空白(12) }}", layout.PLAIN, keep=True)
    signed = add(document, f"{applicant}（盖章）：{{{{ 债权人名称 }}}}", layout.ISSUER, keep=True)
    signed.paragraph_format.space_before = Pt(12)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)
