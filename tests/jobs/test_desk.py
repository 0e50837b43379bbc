"""Offered files are looked into, put into force exactly as they were checked, and tried on cases."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from app.batches.trial import from_document
from app.findings import LubuError
from app.jobs import offers
from app.jobs import trials as trying
from app.jobs.queue import Task
from app.jobs.service import Service
from app.jobs.trials import Target
from app.jobs.worker import Worker
from app.store import audit, releases, trials, versions
from app.store.batches import BatchStatus
from app.store.versions import Kind
from tests.batches import house
from tests.jobs.test_loading import broken, overdue

FILE = "分级.xlsx"


def check(service, data, file=FILE):
    return service.offer_rulebook(file, data, "李业务", check_only=True).load


def target(service, load):
    return Target(load.file, load.hash, service.desk.beside(load))


def test_a_check_says_everything_and_changes_nothing(service):
    before = releases.current_release_id(service.store)
    folder = (service.settings.rulebooks_dir / FILE).read_bytes()

    load = check(service, house.classes(100))

    assert load.checked and not load.accepted and not load.refused and not load.blocked
    assert releases.current_release_id(service.store) == before
    assert (service.settings.rulebooks_dir / FILE).read_bytes() == folder
    assert versions.get(service.store, load.hash) is None
    assert [event.what for event in audit.events(service.store, limit=1)] == ["load.checked"]


def test_a_check_of_a_faulty_workbook_is_no_refused_load(service):
    load = check(service, broken())
    assert load.blocked and load.findings
    assert versions.refused(service.store) == []


def test_a_check_finds_what_only_shows_beside_the_other_rulebooks(service):
    load = check(service, house.classes(), "分级二.xlsx")
    assert load.blocked, "two books conclude the same"


def test_what_was_only_checked_is_still_taken_from_the_folder(service):
    check(service, house.classes(100))
    (service.settings.rulebooks_dir / FILE).write_bytes(house.classes(100))
    [outcome] = service.refresh().outcomes or service.refresh().outcomes
    assert outcome.accepted


def test_exactly_the_checked_bytes_come_into_force(service):
    load = check(service, house.classes(100))

    outcome = service.desk.enact(load, service.desk.in_force(Kind.RULEBOOK, FILE), "李业务")

    assert outcome.accepted and outcome.load.hash == load.hash
    assert (service.settings.rulebooks_dir / FILE).read_bytes() == house.classes(100)
    assert overdue(service, 95) == "关注"


def test_nothing_is_enacted_when_something_else_came_into_force_meanwhile(service):
    load = check(service, house.classes(100))
    seen = service.desk.in_force(Kind.RULEBOOK, FILE)
    assert service.offer_rulebook(FILE, house.classes(80), "王业务").accepted

    with pytest.raises(LubuError) as raised:
        service.desk.enact(load, seen, "李业务")

    assert [finding.code for finding in raised.value.findings] == ["jobs.offer-overtaken"]
    assert overdue(service, 85) == "次级"


def test_what_is_enacted_is_checked_again(service):
    """The books beside it may have changed since."""
    load = check(service, house.classes(100), "分级乙.xlsx")
    assert load.blocked
    outcome = service.desk.enact(load, "", "李业务")
    assert not outcome.accepted


def test_bytes_that_are_gone_or_changed_are_not_enacted(service):
    load = check(service, house.classes(100))
    [kept] = (service.settings.instance_dir / offers.FOLDER).iterdir()
    kept.write_bytes(b"something else")
    with pytest.raises(LubuError) as raised:
        service.desk.enact(load, service.desk.in_force(Kind.RULEBOOK, FILE), "李业务")
    assert [finding.code for finding in raised.value.findings] == ["jobs.offer-gone"]


def test_only_so_many_offers_are_kept(settings, monkeypatch):
    monkeypatch.setattr(offers, "KEPT", 3)
    for number in range(5):
        offers.keep(settings, "甲.xlsx", str(number) * 64, bytes([number]))
    names = sorted(path.name[0] for path in (settings.instance_dir / offers.FOLDER).iterdir())
    assert names == ["2", "3", "4"]


def test_an_offer_is_compared_with_what_it_would_replace_and_later_with_what_it_replaced(service):
    before = service.desk.in_force(Kind.RULEBOOK, FILE)
    load = check(service, house.classes(60))
    assert service.desk.beside(load) == before
    taken = service.desk.enact(load, before, "李业务").load
    assert service.desk.beside(taken) == before
    assert service.desk.beside(load) == taken.hash


def test_a_workbook_that_fails_its_own_tests_is_looked_into_all_the_same(service):
    load = check(service, house.classes(60, expected="次级"))
    inspection = service.desk.inspect(load)
    [failed] = [result for result in inspection.tests.results if not result.passed]
    assert failed.case.name == "满限"
    assert inspection.difference.tables[0].table == "五级分类表"
    [coverage] = inspection.tests.coverage
    assert coverage.silent == ("R1", "R3", "R4")


def test_what_cannot_be_read_has_nothing_to_look_into(service):
    assert service.desk.inspect(check(service, broken())).rulebook is None
    template = service.offer_template(f"{house.DUN}.docx", house.template(house.DUN), "法规", check_only=True)
    assert service.desk.inspect(template.load) is None


def test_two_versions_of_a_rulebook_are_compared(service):
    old = service.desk.in_force(Kind.RULEBOOK, FILE)
    assert service.offer_rulebook(FILE, house.classes(60), "李业务").accepted
    new = service.desk.in_force(Kind.RULEBOOK, FILE)
    assert service.desk.compare(old, new) and not service.desk.compare(new, new)
    assert service.desk.compare(old, "0" * 64) is None


def decided_batch(service: Service, count=40):
    batch = service.submit_batch("台账.csv", house.loans(count), house.AS_OF, "王经理", queued=False)
    return service.run_batch(batch.id)


def test_a_trial_says_how_many_cases_and_how_much_money_move(service):
    batch = decided_batch(service)
    load = check(service, house.classes(60))

    trial = service.desk.try_batch(target(service, load), batch.id, "李业务")

    assert trial.status is BatchStatus.DONE and trial.finished
    result = from_document(trial.result)
    moving = [number for number in range(40) if 60 < number * 37 % 400 <= 90]
    assert result.moved == len(moving) and result.count == 40
    migration = next(one for one in result.comparison.migrations if one.conclusion == "五级分类")
    assert migration.amount == sum(map(balance, moving), Decimal(0))
    assert {(flow.old.value, flow.new.value) for flow in migration.flows if flow.moves} == {("关注", "次级")}
    [coverage] = result.coverage
    assert sum(coverage.fired.values()) == 40 and coverage.missed == 0


def balance(number):
    return Decimal(house.loan(number)[house.HEADINGS.index("贷款余额")])


def test_its_workbook_lists_every_mover_and_every_rule(service):
    batch = decided_batch(service)
    trial = service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    workbook = openpyxl.load_workbook(service.settings.exports_dir / trial.workbook)
    assert workbook.sheetnames == ["迁徙表", "变动案件", "规则命中"]
    assert workbook["规则命中"]["A2"].value == "五级分类表"
    assert workbook["变动案件"]["B2"].value.startswith("J0")


def test_a_trial_against_nothing_counts_rules_only(service):
    batch = decided_batch(service)
    hash = service.desk.in_force(Kind.RULEBOOK, "策略.xlsx")
    result = from_document(service.desk.try_batch(Target("策略.xlsx", hash), batch.id, "李业务").result)
    assert result.comparison is None and result.own == ("清收措施",)
    [coverage] = result.coverage
    assert coverage.table == "清收策略表" and sum(coverage.fired.values()) == 40


def test_a_trial_leaves_batches_and_rules_as_they_are(service):
    batch = decided_batch(service)
    before = releases.current_release_id(service.store)
    service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    assert releases.current_release_id(service.store) == before
    assert overdue(service, 85) == "关注"


def test_a_case_file_of_its_own_can_be_tried(service):
    load = check(service, house.classes(60))
    trial = service.desk.try_file(target(service, load), "a/台账.csv", house.loans(12), house.AS_OF, "李业务")
    assert (trial.file, trial.batch_id, trial.status) == ("台账.csv", None, BatchStatus.DONE)


def test_a_case_file_that_cannot_be_decided_is_refused_with_its_findings(service):
    load = check(service, house.classes(60))
    with pytest.raises(LubuError):
        service.desk.try_file(target(service, load), "台账.csv", "甲,乙\n1,2\n".encode(), house.AS_OF, "李业务")
    assert trials.unfinished(service.store) == []


def test_many_cases_wait_for_the_worker(service, monkeypatch):
    monkeypatch.setattr("app.jobs.desk.AT_ONCE", 10)
    batch = decided_batch(service)
    trial = service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    assert trial.status is BatchStatus.UPLOADED
    assert trials.unfinished(service.store) == [trial]
    assert service.run_trial(trial.id).status is BatchStatus.DONE
    assert trials.unfinished(service.store) == []


def test_a_trial_that_keeps_killing_the_worker_is_given_up(service):
    batch = decided_batch(service)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.jobs.desk.AT_ONCE", 0)
        trial = service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    for _ in range(service.settings.max_attempts):
        trials.start(service.store, trial.id)
    failed = service.run_trial(trial.id)
    assert failed.status is BatchStatus.FAILED
    assert [finding.code for finding in failed.findings] == ["jobs.gave-up"]


def test_a_trial_whose_check_differs_from_the_plain_interpreter_is_not_shown(service, monkeypatch):
    found = LubuError.of("batches.recheck-difference", row=2).findings
    monkeypatch.setattr(trying, "recheck", lambda *_: list(found))
    batch = decided_batch(service)
    trial = service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    assert trial.status is BatchStatus.FAILED and trial.result == {}


def test_an_offer_that_clashes_with_the_other_books_cannot_be_tried(service):
    batch = decided_batch(service)
    load = check(service, house.classes(60), "分级二.xlsx")
    with pytest.raises(LubuError):
        service.desk.try_batch(target(service, load), batch.id, "李业务")


def test_the_worker_takes_up_what_waits_and_once_only(service, monkeypatch):
    monkeypatch.setattr("app.jobs.desk.AT_ONCE", 0)
    batch = decided_batch(service)
    trial = service.desk.try_batch(target(service, check(service, house.classes(60))), batch.id, "李业务")
    worker = Worker(service.settings)
    worker.queue.clear()
    worker.sweep()
    worker.sweep()
    huey = worker.queue.lanes[Task.TRIAL.lane]
    assert len(huey) == 1
    huey.execute(huey.dequeue())
    assert trials.get(service.store, trial.id).status is BatchStatus.DONE
    worker.sweep()
    assert len(huey) == 0
    worker.service.close()
