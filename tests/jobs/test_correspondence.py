"""Letters after they were made: rebuilt from their number alone, served, receipted; and what that moves."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from app.findings import LubuError
from app.jobs import correspondence
from app.jobs.correspondence import Words, scan_path
from app.jobs.service import Service
from app.store import audit, decisions, deliveries, letters
from app.store.deliveries import NewDelivery
from app.store.letters import Filter
from tests.batches import house
from tests.batches.house import DUN

TODAY = date(2026, 10, 20)
PDF = b"%PDF-1.7 receipt"


@pytest.fixture
def service(furnished):
    """A house whose letters record their service in 最近送达日."""
    (furnished.rulebooks_dir / "文书.xlsx").write_bytes(house.served_papers())
    service = Service(furnished)
    service.refresh()
    yield service
    service.close()


@pytest.fixture
def done(service):
    return service.run_batch(submit(service, house.AS_OF).id)


def submit(service, day):
    return service.submit_batch("台账.csv", house.loans(6), day, "张三")


def ready(service, batch):
    return letters.page(service.store, batch.id, Filter(status="ready"), limit=100)


def serve(service, letter, day=house.AS_OF, scan=None, **changes):
    fields = {"mode": "邮寄送达", "served": True, "signer": "张某", "capacity": "本人"} | changes
    return service.record_delivery(NewDelivery(letter.id, delivered_on=day, **fields), scan, TODAY, "张三")


def refused(call, *arguments, **options):
    with pytest.raises(LubuError) as error:
        call(*arguments, **options)
    return [finding.code for finding in error.value.findings]


class TestRebuilding:
    def test_a_letter_comes_back_from_its_number_with_the_same_bytes(self, service, done):
        for letter in ready(service, done):
            found, data = service.rebuild_letter(letter.number)
            assert found.id == letter.id
            assert data == (service.settings.exports_dir / letter.file).read_bytes()

    def test_a_new_template_in_force_changes_no_old_letter(self, service, done):
        letter = ready(service, done)[0]
        service.offer_template(f"{DUN}.docx", house.template(DUN, "新的一段"), "李强")
        _found, data = service.rebuild_letter(letter.number)
        assert hashlib.sha256(data).hexdigest() == letter.sha256

    def test_a_number_nobody_gave_out_is_refused(self, service, done):
        assert refused(service.rebuild_letter, "云催(2026)9999号") == ["jobs.letter-unknown"]

    def test_a_record_that_was_changed_is_noticed(self, service, done):
        letter = ready(service, done)[0]
        service.store.execute("UPDATE letters SET \"values\" = replace(\"values\", '客户', '顾客')")
        assert refused(service.rebuild_letter, letter.number) == ["jobs.letter-differs"]

    def test_the_check_code_follows_from_the_record(self, service, done):
        one, other = ready(service, done)[:2]
        assert correspondence.code_of(one) != correspondence.code_of(other)


class TestServing:
    def test_a_delivery_is_kept_with_its_receipt(self, service, done):
        letter = ready(service, done)[0]
        number = serve(service, letter, scan=("回执.PDF", PDF))
        [kept] = deliveries.of_letter(service.store, letter.id)
        assert (kept.id, kept.mode, kept.signer, kept.counts) == (number, "邮寄送达", "张某", True)
        assert kept.scan.name == "回执.PDF"
        assert scan_path(service.settings, kept.scan).read_bytes() == PDF
        assert audit.events(service.store, what="letter.delivered")[0].who == "张三"

    def test_a_receipt_that_was_changed_on_the_disk_is_not_shown(self, service, done):
        letter = ready(service, done)[0]
        serve(service, letter, scan=("回执.pdf", PDF))
        [kept] = deliveries.of_letter(service.store, letter.id)
        scan_path(service.settings, kept.scan).write_bytes(PDF + b"!")
        assert scan_path(service.settings, kept.scan) is None

    def test_everything_wrong_is_said_at_once_and_nothing_is_kept(self, service, done):
        letter = ready(service, done)[0]
        wrong = refused(serve, service, letter, TODAY + timedelta(1), scan=("x.pdf", b"MZ"), mode="托梦")
        assert wrong == ["jobs.delivery-date", "jobs.delivery-mode", "jobs.scan-kind"]
        assert refused(serve, service, letter, house.AS_OF - timedelta(1)) == ["jobs.delivery-date"]
        assert deliveries.of_letter(service.store, letter.id) == []
        assert not (service.settings.instance_dir / correspondence.SCANS).exists()

    def test_who_may_have_signed_is_the_rulebooks_business(self, service, done):
        letter = ready(service, done)[0]
        words = Words((), ("本人", "同住成年家属"))
        new = NewDelivery(letter.id, "直接送达", house.AS_OF, True, capacity="邻居")
        call = correspondence.record_delivery
        wrong = refused(call, service.store, service.settings, new, None, words, today=TODAY, by="张三")
        assert wrong == ["jobs.delivery-capacity"]

    def test_a_letter_that_was_never_made_cannot_be_served(self, service, done):
        new = NewDelivery(999, "邮寄送达", house.AS_OF, True)
        assert refused(service.record_delivery, new, None, TODAY, "张三") == ["jobs.delivery-no-letter"]


class TestMovedDates:
    def limitation(self, service, batch):
        return {one.case_id: one.outputs["时效"] for one in decisions.page(service.store, batch.id)}

    def test_a_recorded_service_moves_the_date_of_later_batches(self, service, done):
        letter = ready(service, done)[0]
        about = {decisions.get(service.store, done.id, row).case_id for row in letter.rows}
        serve(service, letter, date(2026, 10, 8))
        before, after = (service.run_batch(submit(service, day).id) for day in (house.AS_OF, date(2026, 10, 31)))
        assert set(self.limitation(service, before).values()) == {"未中断"}
        assert {case for case, said in self.limitation(service, after).items() if said == "已中断"} == about
        [moved] = deliveries.moved(service.store, after.id, min(about))
        assert (moved.variable, moved.date, moved.letter_id) == ("最近送达日", date(2026, 10, 8), letter.id)

    def test_a_failed_attempt_and_a_revoked_service_move_nothing(self, service, done):
        one, other = ready(service, done)[:2]
        serve(service, one, served=False)
        wrong = serve(service, other)
        assert deliveries.revoke(service.store, wrong, "李强", "登记错了人")
        assert not deliveries.revoke(service.store, wrong, "李强", "再撤一次")
        later = service.run_batch(submit(service, TODAY).id)
        assert set(self.limitation(service, later).values()) == {"未中断"}

    def test_a_batch_keeps_the_dates_it_was_submitted_with(self, service, done):
        letter = ready(service, done)[0]
        number = serve(service, letter)
        waiting = submit(service, TODAY)
        deliveries.revoke(service.store, number, "李强", "登记错了人")
        finished = service.run_batch(waiting.id)
        assert "已中断" in self.limitation(service, finished).values()

    def test_the_last_of_several_services_counts(self, service, done):
        letter = ready(service, done)[0]
        for day in (date(2026, 10, 12), date(2026, 10, 5)):
            serve(service, letter, day)
        batch = submit(service, TODAY)
        assert {one.date for one in deliveries.moved(service.store, batch.id)} == {date(2026, 10, 12)}
