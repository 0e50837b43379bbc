"""送达登记表: a workbook of a batch's letters in which an officer writes down how each was served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.findings import Place
from app.jobs.correspondence import Words
from app.rulebooks.model import Variable
from app.store.batches import Batch
from app.store.deliveries import Delivery
from app.store.letters import Letter
from app.values import VarType

TITLE = "送达登记表"
NUMBER, DAY, MODE, RESULT, SIGNER, CAPACITY, NOTE = (
    "文号", "送达日期", "送达方式", "结果", "签收人", "签收人身份", "说明",
)  # fmt: skip
KIND, CUSTOMER, RECIPIENT, KNOWN, ID = "文书", "客户", "收件人", "已登记", "登记号"
SERVED, NOT_SERVED = "已送达", "未送达"
RESULTS: Mapping[str, bool] = {SERVED: True, NOT_SERVED: False}

_HELP = "只填黄色的列；填了“送达日期”的行才会登记，其余的行不动。填好后在批次的文书页上传。“登记号”请勿改动。"
_WORDS_SHEET = "可选的词"
_HEAD = 2
"""0-based row of the headings: a title and a line of help stand above."""
_LATEST = date(2100, 1, 1)
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a document property without a zone; a clock would make files differ


@dataclass(frozen=True, slots=True)
class Heading:
    name: str
    width: int
    """In characters."""
    type: VarType = VarType.TEXT
    filled_in: bool = False
    """By the officer."""


HEADINGS: tuple[Heading, ...] = (
    Heading(NUMBER, 28), Heading(KIND, 24), Heading(CUSTOMER, 26), Heading(RECIPIENT, 26),
    Heading(DAY, 13, VarType.DATE, True), Heading(MODE, 12, filled_in=True), Heading(RESULT, 9, filled_in=True),
    Heading(SIGNER, 12, filled_in=True), Heading(CAPACITY, 16, filled_in=True), Heading(NOTE, 24, filled_in=True),
    Heading(KNOWN, 48), Heading(ID, 9),
)  # fmt: skip

VARIABLES: Mapping[str, Variable] = {one.name: Variable(one.name, one.type, Place()) for one in HEADINGS}
"""How an uploaded register is read."""


def write_register(
    batch: Batch, letters: Sequence[Letter], known: Mapping[int, Sequence[Delivery]], words: Words
) -> bytes:
    """The workbook (.xlsx): a row for each letter, with what is already recorded of it; *known*: by letter."""
    stream = BytesIO()
    with Workbook(stream, _SAFE) as book:
        book.set_properties({"created": _CREATED, "title": TITLE})
        styles = _Styles(book)
        sheet = book.add_worksheet(TITLE)
        _write_head(sheet, batch, styles)
        for line, letter in enumerate(letters, _HEAD + 1):
            _write_letter(sheet, line, letter, known.get(letter.id, ()), styles)
        _offer_words(book, sheet, words, len(letters))
        _guard_dates(sheet, batch.as_of, len(letters))
        _arrange(sheet, len(letters))
    return stream.getvalue()


class _Styles:
    def __init__(self, book: Workbook) -> None:
        head: dict[str, Any] = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.help = book.add_format({"font_color": "#555555"})
        self.head = {True: book.add_format({**head, "bg_color": "#FFE699"}),
                     False: book.add_format({**head, "bg_color": "#E8EEF4"})}  # fmt: skip
        self.given = book.add_format({"border": 1})
        self.done = book.add_format({"border": 1, "font_color": "#7F7F7F"})
        self.day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "bg_color": "#FFFBEB"})
        self.blank = book.add_format({"border": 1, "num_format": "@", "bg_color": "#FFFBEB"})


def _write_head(sheet: Worksheet, batch: Batch, styles: _Styles) -> None:
    sheet.write_string(0, 0, f"{TITLE}　{batch.name}", styles.title)
    sheet.write_string(1, 0, _HELP, styles.help)
    for column, heading in enumerate(HEADINGS):
        sheet.set_column(column, column, heading.width)
        sheet.write_string(_HEAD, column, heading.name, styles.head[heading.filled_in])


def _write_letter(
    sheet: Worksheet, line: int, letter: Letter, known: Sequence[Delivery], styles: _Styles
) -> None:  # fmt: skip
    standing = [one for one in known if one.revoked_at is None]
    texts = {
        NUMBER: letter.number or "", KIND: letter.kind, CUSTOMER: letter.customer, RECIPIENT: letter.recipient,
        KNOWN: "；".join(map(_known_text, standing)), ID: str(letter.id),
    }  # fmt: skip
    given = styles.done if standing else styles.given
    for column, heading in enumerate(HEADINGS):
        if heading.filled_in:
            sheet.write_blank(line, column, None, styles.day if heading.type is VarType.DATE else styles.blank)
        elif texts[heading.name]:
            sheet.write_string(line, column, texts[heading.name], given)  # whatever it begins with, it is no formula
        else:
            sheet.write_blank(line, column, None, given)


def _known_text(one: Delivery) -> str:
    """``2026-10-08 邮寄送达 已送达``."""
    return f"{one.delivered_on.isoformat()} {one.mode} {SERVED if one.served else NOT_SERVED}"


def _offer_words(book: Workbook, sheet: Worksheet, words: Words, count: int) -> None:
    """Drop-down lists; the words stand on a hidden sheet, so neither their number nor a comma in one matters."""
    lists = {MODE: words.modes, RESULT: tuple(RESULTS), CAPACITY: words.capacities}
    hidden = book.add_worksheet(_WORDS_SHEET)
    hidden.hide()
    for place, (name, offered) in enumerate(lists.items()):
        for line, word in enumerate(offered):
            hidden.write_string(line, place, word)
        if offered:
            letter = "ABC"[place]
            _validate(sheet, name, count, {
                "validate": "list", "source": f"='{_WORDS_SHEET}'!${letter}$1:${letter}${len(offered)}",
                "error_title": "不在可选项里", "error_message": "请从下拉框里选一个。",
            })  # fmt: skip


def _guard_dates(sheet: Worksheet, first: date, count: int) -> None:
    _validate(sheet, DAY, count, {
        "validate": "date", "criteria": "between", "minimum": first, "maximum": _LATEST,
        "error_title": "日期不对",
        "error_message": f"请写成 2026-10-08 这样的日期，不早于文书日期 {first.isoformat()}。",
    })  # fmt: skip


def _validate(sheet: Worksheet, name: str, count: int, rule: dict[str, Any]) -> None:
    column = next(place for place, heading in enumerate(HEADINGS) if heading.name == name)
    if count:
        sheet.data_validation(_HEAD + 1, column, _HEAD + count, column, rule)


def _arrange(sheet: Worksheet, count: int) -> None:
    last = _HEAD + max(1, count)
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.autofilter(_HEAD, 0, last, len(HEADINGS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{_HEAD + 2}:L{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
