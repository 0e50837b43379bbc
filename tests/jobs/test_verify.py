"""The record looked into: whole when nobody touched it, and whatever was touched is found and named."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app import messages
from app.config import Settings
from app.jobs.correspondence import SCANS
from app.jobs.service import Service
from app.store import batches, decisions, deliveries, letters
from app.store.deliveries import NewDelivery
from app.store.letters import Filter
from tests.batches import house

TODAY = date(2026, 10, 20)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Two batches, the second with a date moved by a service of the first; then other rules came into force."""
    settings = Settings(
        root=tmp_path_factory.mktemp("house"), processes=1, chunk_cases=10, chunk_letters=5, recheck_cases=3,
        secret_key="test", _env_file=None,
    )  # fmt: skip
    books = house.workbooks(**{"文书.xlsx": house.served_papers()})
    for folder, files in ((settings.rulebooks_dir, books), (settings.templates_dir, house.templates())):
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    service = Service(settings)
    service.refresh()
    rows = [house.loan(number) for number in range(24)]
    rows[5] = house.loan(5, 逾期天数="很多天")
    first = service.run_batch(service.submit_batch("一.csv", house.ledger(rows), house.AS_OF, "张三").id)
    letter = letters.page(service.store, first.id, Filter(status="ready"))[0]
    new = NewDelivery(letter.id, "邮寄送达", house.AS_OF, True)
    service.record_delivery(new, ("回执.pdf", b"%PDF-1.7 receipt"), TODAY, "张三")
    service.run_batch(service.submit_batch("二.csv", house.ledger(rows), TODAY, "张三").id)
    assert service.offer_rulebook("分级.xlsx", house.classes(60), "李强").accepted
    assert service.offer_template(f"{house.DUN}.docx", house.template(house.DUN, "新的一段"), "李强").accepted
    deliveries.revoke(service.store, 1, "李强", "登记错了人")
    service.store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    service.close()
    return settings


@pytest.fixture
def service(finished, tmp_path):
    """A copy that a test may spoil."""
    shutil.copytree(finished.root, tmp_path, dirs_exist_ok=True)
    service = Service(finished.model_copy(update={"root": tmp_path}))
    yield service
    service.close()


def found(service, *numbers):
    return [finding.code.removeprefix("jobs.audit-") for finding in service.verify(numbers).findings]


def tamper(service, sql, *params):
    with service.store.atomic():
        for trigger in ("events_stay", "events_remain"):
            service.store.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        assert service.store.execute(sql, params)


class TestWhole:
    def test_nothing_is_found_and_everything_was_looked_at(self, service):
        verified = service.verify()

        assert verified.findings == ()
        assert {name for name, count in verified.checked.items() if not count} == {"scorecards"}, "none were made here"
        assert (verified.checked["batches"], verified.checked["uploads"], verified.checked["scans"]) == (2, 1, 1)
        made = sum(batches.get(service.store, number).letters for number in (1, 2))
        assert verified.checked["letters"] == made > 10

    def test_decisions_and_letters_come_again_after_newer_rules_and_templates_came_into_force(self, service):
        current = service.submit_batch("三.csv", house.ledger([house.loan(2, 逾期天数=80)]), TODAY, "张三")
        other = service.run_batch(current.id)
        assert decisions.get(service.store, other.id, 0).outputs["五级分类"] == "次级", "other rules are in force"

        verified = service.verify([1, 2])

        assert verified.findings == ()
        assert [(one.batch, one.cases) for one in verified.batches] == [(1, 24), (2, 24)]

    def test_the_dates_a_batch_took_belong_to_its_record_whatever_was_revoked_since(self, service):
        moved = [one.case_id for one in decisions.page(service.store, 2) if one.outputs["时效"] == "已中断"]
        assert moved
        assert found(service, 2) == []

    def test_a_batch_that_is_not_there_or_not_done_is_named(self, service):
        waiting = service.submit_batch("三.csv", house.loans(2), TODAY, "张三")
        assert found(service, 99, waiting.id) == ["no-batch", "unfinished"]


class TestTouched:
    @pytest.mark.parametrize(
        ("sql", "codes"),
        [
            ("UPDATE events SET who = '丁' WHERE id = 3", ["event"]),
            ("DELETE FROM events WHERE id = 3", ["event"]),
            ("UPDATE versions SET data = x'00' WHERE file = '策略.xlsx'", ["version"]),
            ("DELETE FROM release_items WHERE release_id = 1 AND position = 0", ["release"]),
            ("UPDATE batches SET as_of = '2026-01-01' WHERE id = 1", ["batch"]),
            ("UPDATE batches SET release_id = 2 WHERE id = 1", ["batch"]),
            ("UPDATE moved_dates SET date = '2026-10-01'", ["batch"]),
            ("UPDATE letters SET number = '云催(2026)9999号' WHERE id = 1", ["batch"]),
        ],
    )
    def test_a_row_of_the_database(self, service, sql, codes):
        tamper(service, sql)
        assert found(service) == codes

    @pytest.mark.parametrize("what", ["changed", "missing"])
    @pytest.mark.parametrize("folder", ["uploads", "letters", SCANS])
    def test_a_file_on_the_disk(self, service, folder, what):
        settings = service.settings
        pattern = {"uploads": "*.csv", "letters": "batches/1/letters/*/*.docx", SCANS: "*.pdf"}[folder]
        base = {"uploads": settings.uploads_dir, "letters": settings.exports_dir, SCANS: settings.instance_dir / SCANS}
        path = sorted(base[folder].glob(pattern))[0]
        if what == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes() + b"!")

        [finding] = service.verify().findings

        assert finding.code == f"jobs.audit-{what}"
        assert finding.place.file.endswith(path.name)


class TestDecidedAgain:
    def test_a_changed_conclusion_is_told_with_case_table_and_both_outcomes(self, service):
        case = decisions.get(service.store, 1, 6)
        tamper(
            service,
            "UPDATE decisions SET outputs = json_set(outputs, '$.五级分类', '正常') WHERE batch_id = 1 AND row = 6",
        )

        [finding] = service.verify([1]).findings

        said = messages.message(finding)
        assert (finding.code, finding.params["case"], finding.params["table"]) == (
            "jobs.audit-decision", case.case_id, "五级分类表",
        )  # fmt: skip
        assert "→ 五级分类=正常；按记录重做是" in said
        assert f"→ 五级分类={case.outputs['五级分类']}" in said

    @pytest.mark.parametrize(
        ("sql", "codes"),
        [
            ("UPDATE traces SET steps = replace(steps, 'R3', 'R9')", {"decision"}),
            ("UPDATE decisions SET inputs = json_set(inputs, '$.欠息', '1') WHERE row = 6 AND batch_id = 1", {"value"}),
            ("UPDATE decisions SET customer = '别人' WHERE batch_id = 1 AND row = 6", {"value"}),
            ("UPDATE decisions SET errors = NULL WHERE batch_id = 1 AND row = 5", {"value"}),
            ("UPDATE decisions SET outputs = json_set(outputs, '$.多', '1') WHERE row = 6 AND batch_id = 1", {"value"}),
            ("DELETE FROM decisions WHERE batch_id = 1 AND row = 6", {"case-lost"}),
            ("UPDATE decisions SET row = 60 WHERE batch_id = 1 AND row = 6", {"case-lost", "case-extra"}),
            ("UPDATE letters SET recipient = '别人' WHERE batch_id = 1 AND no = 1", {"letter-other"}),
            ("UPDATE letters SET rows = '[0]' WHERE batch_id = 1 AND no = 1", {"letter-other"}),
        ],
    )  # fmt: skip
    def test_whatever_else_was_changed_is_found(self, service, sql, codes):
        tamper(service, sql)
        assert set(found(service, 1)) == codes

    def test_a_letter_whose_values_were_changed_no_longer_follows_from_the_decisions(self, service):
        number = letters.page(service.store, 1, Filter(status="ready"))[0].id
        tamper(service, "UPDATE letters SET \"values\" = replace(\"values\", '客户', '顾客') WHERE id = ?", number)
        assert [finding.code for finding in service.verify([1]).findings] == [
            "jobs.audit-letter-values", "jobs.letter-differs",
        ]  # fmt: skip

    def test_a_letter_too_many_or_too_few_is_found(self, service):
        tamper(service, "UPDATE letters SET no = 900 WHERE batch_id = 1 AND no = 1")
        assert found(service, 1) == ["batch", "letter-lost", "letter-extra"]

    def test_a_changed_upload_cannot_be_decided_again(self, service):
        for path in service.settings.uploads_dir.iterdir():
            path.write_bytes(path.read_bytes().replace("客户1".encode(), "客户9".encode()))
        assert found(service, 1) == ["changed", "jobs.upload-changed"]

    def test_many_differences_are_counted_behind_the_first_ones(self, service, monkeypatch):
        monkeypatch.setattr("app.jobs.redecide.LISTED", 3)
        tamper(service, "UPDATE decisions SET customer = '别人' WHERE batch_id = 1")

        *told, more = service.verify([1]).findings

        assert [finding.code for finding in told] == ["jobs.audit-value"] * 3
        assert (more.code, more.params["count"]) == ("jobs.audit-more", 21)


def test_every_finding_has_words(service):
    tamper(service, "UPDATE decisions SET row = 60 WHERE batch_id = 1 AND row = 6")
    tamper(service, "UPDATE letters SET no = 900 WHERE batch_id = 1 AND no = 1")
    tamper(service, "UPDATE versions SET data = x'00' WHERE file = '策略.xlsx'")
    for finding in service.verify([1, 99]).findings:
        assert "{" not in messages.as_text(finding)
