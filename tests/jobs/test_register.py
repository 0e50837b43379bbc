"""The register of services: written for the officer, filled in, and recorded as a whole or not at all."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest

from app import messages
from app.findings import LubuError
from app.jobs.register import HEADINGS
from app.jobs.service import Service
from app.store import audit, batches, deliveries, letters
from app.store.deliveries import NewDelivery
from app.store.letters import Filter
from tests import workbooks
from tests.batches import house

TODAY = date(2026, 10, 20)
DAY = date(2026, 10, 8)
FIRST = 4
"""1-based row of the first letter in the workbook."""
COLUMN = {heading.name: place for place, heading in enumerate(HEADINGS, 1)}


@pytest.fixture
def service(furnished):
    """A house with a word list for the modes, one batch done, letters of which some are stopped."""
    (furnished.rulebooks_dir / "送达.xlsx").write_bytes(modes("直接送达", "邮寄送达", "留置送达（拒收）"))
    service = Service(furnished)
    service.refresh()
    service.run_batch(service.submit_batch("台账.csv", house.loans(16), house.AS_OF, "张三").id)
    yield service
    service.close()


def modes(*words):
    return workbooks.book({"规则": workbooks.stack(
        workbooks.dictionary(("机构", "文本", None, "机构"), ("送达方式", "文本", ",".join(words), "送达方式"),
                         ("签收人身份", "文本", "本人,同住成年家属", "签收人身份"), ("片区", "文本", "城区,乡镇")),
        workbooks.decision_table("片区表", ["机构"], ["片区"], [["P1", "-", "城区"]]),
    )})  # fmt: skip


@pytest.fixture
def batch(service):
    return batches.get(service.store, 1)


def ready(service):
    return letters.page(service.store, 1, Filter(status="ready"), limit=100)


def book(service, batch, chosen=None):
    return openpyxl.load_workbook(io.BytesIO(service.register(batch, chosen or ready(service))))


def fill(opened, line, **cells):
    """Line 0 is the first letter."""
    usual = {
        "送达日期": DAY,
        "送达方式": "邮寄送达",
        "结果": "已送达",
        "签收人": "张某",
        "签收人身份": "本人",
        "说明": None,
    }
    for name, value in {**usual, **cells}.items():
        opened.active.cell(FIRST + line, COLUMN[name]).value = value


def enter(service, batch, opened, name="登记.xlsx"):
    stream = io.BytesIO()
    opened.save(stream)
    return service.enter_register(batch, (name, stream.getvalue()), TODAY, "张三")


def refused(service, batch, opened):
    """(code without package, cell) of everything that was found; nothing may have been kept."""
    before = deliveries.of_batch(service.store, 1)
    with pytest.raises(LubuError) as error:
        enter(service, batch, opened)
    assert deliveries.of_batch(service.store, 1) == before
    assert not audit.events(service.store, what="letters.registered")
    assert all("{" not in messages.as_text(one) for one in error.value.findings)
    return [(one.code.partition(".")[2], one.place.cell) for one in error.value.findings]


class TestWorkbook:
    def test_it_has_a_row_for_every_ready_letter_and_none_for_a_stopped_one(self, service, batch):
        sheet = book(service, batch).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        assert [row[0] for row in rows] == [letter.number for letter in ready(service)]
        assert letters.count(service.store, 1, Filter(status="blocked")) > 0
        assert [row[COLUMN["登记号"] - 1] for row in rows] == [str(letter.id) for letter in ready(service)]
        assert {value for row in rows for value in row[4:10]} == {None}

    def test_what_may_be_chosen_is_what_the_rulebooks_list(self, service, batch):
        opened = book(service, batch)
        lists = {str(rule.sqref)[0]: rule for rule in opened.active.data_validations.dataValidation}
        assert lists["F"].formula1 == "'可选的词'!$A$1:$A$3"
        words = opened["可选的词"]
        assert [cell.value for cell in words["A"]] == ["直接送达", "邮寄送达", "留置送达（拒收）"]
        assert [cell.value for cell in words["B"][:2]] == ["已送达", "未送达"]
        assert [cell.value for cell in words["C"][:2]] == ["本人", "同住成年家属"]
        assert words.sheet_state == "hidden"
        assert lists["E"].type == "date"

    def test_what_is_recorded_stands_beside_the_letter_but_not_what_was_revoked(self, service, batch):
        one, other = ready(service)[:2]
        for letter in (one, other):
            new = NewDelivery(letter.id, "直接送达", DAY, False)
            number = service.record_delivery(new, None, TODAY, "张三")
        deliveries.revoke(service.store, number, "张三", "错了")
        sheet = book(service, batch).active
        said = [sheet.cell(FIRST + line, COLUMN["已登记"]).value for line in (0, 1)]
        assert said == ["2026-10-08 直接送达 未送达", None]

    @pytest.mark.parametrize("name", ["=1+1", "{=1+1}", "http://example.com/"])
    def test_a_name_is_never_a_formula_or_a_link(self, service, batch, name):
        letter = replace(ready(service)[0], customer=name)
        cell = book(service, batch, [letter]).active.cell(FIRST, COLUMN["客户"])
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)

    def test_the_same_letters_give_the_same_file(self, service, batch):
        assert service.register(batch, ready(service)) == service.register(batch, ready(service))


class TestRecording:
    def test_dated_rows_are_recorded_and_the_others_left_alone(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        fill(opened, 2, 结果="未送达", 说明="查无此人", 签收人=None, 签收人身份=None, 送达日期="2026年10月9日")

        entered = enter(service, batch, opened)

        assert (entered.recorded, entered.known, entered.findings) == (2, 0, ())
        one, _other, third = ready(service)[:3]
        kept = deliveries.of_batch(service.store, 1)
        assert kept.keys() == {one.id, third.id}
        [first], [second] = kept[one.id], kept[third.id]
        assert (first.delivered_on, first.mode, first.served, first.signer, first.capacity, first.recorded_by) == (
            DAY, "邮寄送达", True, "张某", "本人", "张三",
        )  # fmt: skip
        assert (second.delivered_on, second.served, second.note) == (date(2026, 10, 9), False, "查无此人")
        [event] = audit.events(service.store, what="letters.registered")
        assert (event.subject, event.details["recorded"], event.details["file"]) == ("1", 2, "登记.xlsx")
        assert len(audit.events(service.store, what="letter.delivered")) == 2

    def test_the_same_file_again_records_nothing_twice(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        enter(service, batch, opened)
        fill(opened, 1)

        again = enter(service, batch, opened)

        assert (again.recorded, again.known, again.findings) == (1, 1, ())
        assert sum(map(len, deliveries.of_batch(service.store, 1).values())) == 2

    def test_what_was_revoked_may_be_recorded_again(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        enter(service, batch, opened)
        deliveries.revoke(service.store, 1, "张三", "错了")
        assert enter(service, batch, opened).recorded == 1

    def test_another_service_on_a_day_that_has_one_is_worth_a_look(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        enter(service, batch, opened)
        fill(opened, 0, 签收人="李某")

        entered = enter(service, batch, opened)

        assert entered.recorded == 1
        assert [(one.code, one.place.cell) for one in entered.findings] == [("jobs.register-day-known", "E4")]

    def test_a_row_that_lacks_only_its_day_is_told(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        fill(opened, 1, 送达日期=None)

        entered = enter(service, batch, opened)

        assert entered.recorded == 1
        assert [(one.code, one.level, one.place.cell) for one in entered.findings] == [
            ("jobs.register-no-day", "warning", "E5")
        ]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
    def test_a_csv_of_one_s_own_needs_the_numbers_only(self, service, batch, encoding):
        stream = io.StringIO()
        rows = [("文号", "送达日期", "送达方式", "结果"), (ready(service)[0].number, "2026/10/8", "直接送达", "已送达")]
        csv.writer(stream).writerows(rows)
        entered = service.enter_register(batch, ("快递.csv", stream.getvalue().encode(encoding)), TODAY, "张三")
        assert entered.recorded == 1

    def test_a_whole_pile_is_recorded_in_one_transaction(self, service, batch, monkeypatch):
        opened = book(service, batch)
        for line in range(3):
            fill(opened, line)
        calls = []
        record = deliveries.record

        def fails_at_the_third(*arguments):
            calls.append(arguments)
            if len(calls) == 3:
                raise RuntimeError("power cut")
            return record(*arguments)

        monkeypatch.setattr(deliveries, "record", fails_at_the_third)
        with pytest.raises(RuntimeError):
            enter(service, batch, opened)
        assert deliveries.of_batch(service.store, 1) == {}
        assert not audit.events(service.store, what="letter.delivered")


class TestRefusing:
    def test_everything_wrong_is_said_with_its_cell_and_nothing_is_kept(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        fill(opened, 1, 送达日期="月底", 送达方式="托梦", 结果="也许", 签收人身份="邻居")
        fill(opened, 2, 送达日期=TODAY + timedelta(1), 送达方式=None)
        fill(opened, 3, 送达日期=date(2026, 9, 1), 签收人="名" * 101)
        opened.active.cell(FIRST + 4, COLUMN["文号"]).value = "云催(2026)9999号"
        fill(opened, 4)

        assert sorted(refused(service, batch, opened)) == sorted([
            ("not-a-date", "E5"), ("delivery-mode", "F5"), ("register-result", "G5"), ("delivery-capacity", "I5"),
            ("delivery-date", "E6"), ("delivery-mode", "F6"),
            ("delivery-date", "E7"), ("register-long", "H7"),
            ("register-unknown", "A8"),
        ])  # fmt: skip

    def test_two_rows_for_one_letter_on_one_day(self, service, batch):
        opened = book(service, batch)
        fill(opened, 0)
        fill(opened, 1, 结果="未送达")
        for name in ("文号", "登记号"):
            opened.active.cell(FIRST + 1, COLUMN[name]).value = opened.active.cell(FIRST, COLUMN[name]).value
        assert refused(service, batch, opened) == [("register-twice", "E5")]
        fill(opened, 1, 结果="未送达", 送达日期=date(2026, 10, 6))
        assert enter(service, batch, opened).recorded == 2

    def test_a_stopped_letter(self, service, batch):
        opened = book(service, batch)
        stopped = letters.page(service.store, 1, Filter(status="blocked"))[0]
        opened.active.cell(FIRST, COLUMN["文号"]).value = None
        opened.active.cell(FIRST, COLUMN["登记号"]).value = str(stopped.id)
        fill(opened, 0)
        assert refused(service, batch, opened) == [("register-blocked", "A4")]

    def test_a_number_and_a_record_that_mean_two_letters_or_none(self, service, batch):
        opened = book(service, batch)
        sheet = opened.active
        sheet.cell(FIRST, COLUMN["登记号"]).value = sheet.cell(FIRST + 1, COLUMN["登记号"]).value
        for name in ("文号", "登记号"):
            sheet.cell(FIRST + 1, COLUMN[name]).value = None
        for line in (0, 1):
            fill(opened, line)
        assert refused(service, batch, opened) == [("register-disagree", "L4"), ("register-no-number", "A5")]

    def test_a_letter_of_another_batch(self, service, batch):
        other = service.run_batch(service.submit_batch("二.csv", house.loans(16), house.AS_OF, "张三").id)
        opened = book(service, other, letters.page(service.store, other.id, Filter(status="ready"), limit=1))
        fill(opened, 0)
        assert refused(service, batch, opened) == [("register-unknown", "A4"), ("register-unknown", "L4")]

    def test_a_table_without_the_columns_or_without_a_date(self, service, batch):
        opened = book(service, batch)
        assert refused(service, batch, opened) == [("register-empty", "")]
        opened.active.delete_cols(COLUMN["送达方式"], 2)
        assert refused(service, batch, opened) == [("register-columns", "")]

    @pytest.mark.parametrize(
        ("name", "data"), [("登记.pdf", b"%PDF-1.7"), ("登记.xlsx", b"PK\x03\x04 broken"), ("登记.csv", b"a,b\n1,2\n")]
    )
    def test_what_is_no_register_at_all(self, service, batch, name, data):
        with pytest.raises(LubuError):
            service.enter_register(batch, (name, data), TODAY, "张三")

    def test_more_than_one_transaction_should_hold(self, service, batch, monkeypatch):
        monkeypatch.setattr("app.jobs.registering.MOST", 1)
        opened = book(service, batch)
        for line in range(2):
            fill(opened, line)
        assert refused(service, batch, opened) == [("register-many", "")]
