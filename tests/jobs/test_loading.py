"""Rulebooks come into force while the service runs; what is broken is shown and replaces nothing."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from app.findings import LubuError, errors
from app.jobs import folder as folders
from app.jobs.service import Service
from app.rulebooks.model import HitPolicy
from app.store import audit, releases, versions
from app.store.versions import Kind, Source
from tests.batches import house
from tests.workbooks import book, decision_table, dictionary, stack


def in_force(service):
    return {item.file: item.hash for item in releases.current(service.store).items}


def save(service, name, data):
    """As an editor saves: a draft, then a rename."""
    draft = service.settings.rulebooks_dir / f"{name}.tmp"
    draft.write_bytes(data)
    draft.replace(service.settings.rulebooks_dir / name)


def codes(findings):
    """Of what blocks; warnings come along."""
    return {finding.code for finding in errors(findings)}


def overdue(service, days):
    """The class that the release in force gives."""
    [first, *_] = service.current_release().books
    return first.decide_one({"逾期天数": days}, house.AS_OF).outputs["五级分类"]


def test_a_first_look_puts_the_whole_folder_in_force(service):
    assert list(in_force(service)) == ["分级.xlsx", "文书.xlsx", "策略.xlsx", "催收通知书.docx", "担保通知书.docx"]
    assert releases.current(service.store).by == "文件夹"
    assert versions.refused(service.store) == []


def test_a_second_look_finds_nothing_new(service):
    before = releases.current_release_id(service.store)

    assert service.refresh().outcomes == ()
    assert releases.current_release_id(service.store) == before


def test_a_restart_finds_nothing_new(service):
    assert Service(service.settings).refresh().outcomes == ()


def test_a_changed_threshold_changes_the_next_decision(service):
    assert overdue(service, 95) == "次级"
    save(service, "分级.xlsx", house.classes(100))

    [outcome] = service.refresh().outcomes

    assert outcome.accepted
    assert overdue(service, 95) == "关注"
    assert len(releases.history(service.store)) == 2


def test_another_process_follows(service):
    other = Service(service.settings)
    assert overdue(other, 95) == "次级"
    save(service, "分级.xlsx", house.classes(100))
    service.refresh()

    assert overdue(other, 95) == "关注"


def test_a_release_once_pinned_stays_what_it_was(service):
    number = releases.current_release_id(service.store)
    save(service, "分级.xlsx", house.classes(100))
    service.refresh()

    old = service.release(number).books[0]
    assert old.decide_one({"逾期天数": 95}, house.AS_OF).outputs["五级分类"] == "次级"


def broken():
    """Two rules for 80 to 90 days under 唯一, and a range that ends nowhere."""
    rules = [["R1", "<=90", "关注"], ["R2", "[80..", "次级"]]
    return book({"规则": stack(
        dictionary(("逾期天数", "整数"), ("五级分类", "文本", "关注,次级")),
        decision_table("五级分类表", ["逾期天数"], ["五级分类"], rules, policy=str(HitPolicy.UNIQUE)),
    )})  # fmt: skip


def test_a_broken_workbook_is_shown_and_replaces_nothing(service):
    before = in_force(service)
    save(service, "分级.xlsx", broken())

    [outcome] = service.refresh().outcomes

    assert not outcome.accepted
    assert outcome.findings and all(finding.place.file == "分级.xlsx" for finding in outcome.findings)
    assert in_force(service) == before
    assert overdue(service, 95) == "次级"
    assert versions.refused(service.store) == [outcome.load]


def test_a_file_that_is_no_workbook_is_shown_and_replaces_nothing(service, monkeypatch):
    monkeypatch.setattr(folders, "SETTLING_SECONDS", 0.0)
    before = in_force(service)
    save(service, "分级.xlsx", b"PK\x03\x04 not a workbook")

    [outcome] = service.refresh().outcomes

    assert not outcome.accepted
    assert in_force(service) == before


def test_a_failing_test_case_keeps_a_rulebook_back(service):
    before = in_force(service)
    data = house.classes(expected="次级")

    outcome = service.offer_rulebook("分级.xlsx", data, "李业务")

    assert codes(outcome.findings) == {"decide.test-failed"}
    assert not outcome.accepted
    assert in_force(service) == before


def test_a_refused_file_is_tried_once_and_told_once(service):
    save(service, "分级.xlsx", broken())
    service.refresh()

    assert service.refresh().outcomes == ()
    assert Service(service.settings).refresh().outcomes[0].load.id == versions.refused(service.store)[0].id
    assert len([load for load in versions.loads(service.store) if not load.accepted]) == 1


def test_a_repaired_file_ends_the_refusal(service):
    save(service, "分级.xlsx", broken())
    service.refresh()
    save(service, "分级.xlsx", house.classes(100))
    service.refresh()

    assert versions.refused(service.store) == []
    assert overdue(service, 95) == "关注"


def test_a_file_put_back_as_it_was_ends_the_refusal(service):
    number = releases.current_release_id(service.store)
    save(service, "分级.xlsx", broken())
    service.refresh()
    save(service, "分级.xlsx", house.classes())
    service.refresh()

    assert versions.refused(service.store) == []
    assert releases.current_release_id(service.store) == number


def test_one_broken_file_does_not_hold_up_the_others(service):
    save(service, "策略.xlsx", broken())
    save(service, "分级.xlsx", house.classes(100))

    outcomes = {outcome.load.file: outcome.accepted for outcome in service.refresh().outcomes}

    assert outcomes == {"策略.xlsx": False, "分级.xlsx": True}
    assert overdue(service, 95) == "关注"


def twin():
    """Concludes 五级分类 as 分级.xlsx does."""
    return house.classes(60)


def test_two_books_with_one_conclusion_do_not_come_into_force_together(service):
    before = in_force(service)
    save(service, "分级二.xlsx", twin())

    [outcome] = service.refresh().outcomes

    assert codes(outcome.findings) == {"batches.concluded-twice"}
    assert in_force(service) == before


def test_what_was_refused_for_anothers_sake_is_tried_again_when_that_changes(service):
    save(service, "分级二.xlsx", twin())
    service.refresh()
    (service.settings.rulebooks_dir / "分级.xlsx").unlink()
    (service.settings.rulebooks_dir / "分级二.xlsx").unlink()
    save(service, "分级.xlsx", house.tools())
    save(service, "策略.xlsx", house.classes(60))

    outcomes = service.refresh().outcomes

    assert all(outcome.accepted for outcome in outcomes)
    assert overdue(service, 61) == "次级"


def test_files_saved_together_are_judged_together(service):
    """Each alone would conclude 五级分类 twice: the two swap their names."""
    save(service, "分级.xlsx", house.tools())
    save(service, "策略.xlsx", house.classes())

    outcomes = service.refresh().outcomes

    assert [outcome.accepted for outcome in outcomes] == [True, True]
    assert len(releases.history(service.store)) == 2


@pytest.fixture
def at_once(monkeypatch):
    """An absent file is gone at the second look."""
    monkeypatch.setattr(folders, "GONE_SECONDS", 0.0)


def test_a_workbook_taken_away_is_withdrawn(service, at_once):
    (service.settings.rulebooks_dir / "策略.xlsx").unlink()
    service.refresh()

    assert "策略.xlsx" not in in_force(service)
    assert "清收措施" not in service.current_release().outputs


def test_a_workbook_that_others_need_is_not_withdrawn(service, at_once):
    before = in_force(service)
    (service.settings.rulebooks_dir / "分级.xlsx").unlink()

    [outcome] = service.refresh().outcomes

    assert "batches.still-read" in codes(outcome.findings)
    assert in_force(service) == before
    assert service.refresh().outcomes == ()


def test_a_template_that_letters_need_is_not_withdrawn(service, at_once):
    before = in_force(service)
    (service.settings.templates_dir / "催收通知书.docx").unlink()

    [outcome] = service.refresh().outcomes

    assert codes(outcome.findings) == {"batches.template-absent"}
    assert in_force(service) == before


def test_a_renamed_workbook_goes_on_under_its_new_name(service, at_once):
    folder = service.settings.rulebooks_dir
    (folder / "策略.xlsx").rename(folder / "清收策略.xlsx")
    service.refresh()
    service.refresh()

    assert set(in_force(service)) >= {"清收策略.xlsx"}
    assert "策略.xlsx" not in in_force(service)
    assert [book.rulebook.name for book in service.current_release().books] == ["分级", "文书", "清收策略"]


def test_an_upload_comes_into_force_and_takes_its_place_in_the_folder(service):
    outcome = service.offer_rulebook("C:\\规则\\分级.xlsx", house.classes(100), "李业务")

    assert outcome.accepted
    assert (outcome.release.by, outcome.load.source) == ("李业务", Source.UPLOAD)
    assert (service.settings.rulebooks_dir / "分级.xlsx").read_bytes() == house.classes(100)
    assert overdue(service, 95) == "关注"
    assert service.refresh().outcomes == ()
    assert audit.events(service.store)[0].who == "李业务"


def test_a_refused_upload_does_not_touch_the_folder(service):
    outcome = service.offer_rulebook("分级.xlsx", broken(), "李业务")

    assert not outcome.accepted
    assert (service.settings.rulebooks_dir / "分级.xlsx").read_bytes() == house.classes()
    assert versions.refused(service.store) == []
    assert versions.loads(service.store)[0] == outcome.load


def test_an_upload_whose_release_was_never_made_is_found_in_the_folder_after_a_restart(service, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(releases, "switch", lambda *args, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            service.offer_rulebook("分级.xlsx", house.classes(100), "李业务")
    assert overdue(service, 95) == "次级"

    Service(service.settings).refresh()
    assert overdue(service, 95) == "关注"


@pytest.mark.parametrize("name", ["~$分级.xlsx", ".xlsx", "分级.docx", "分级.xlsm", "分级.xlsx.exe", ""])
def test_an_upload_needs_the_name_of_a_workbook(service, name):
    with pytest.raises(LubuError):
        service.offer_rulebook(name, house.classes(), "李业务")


def test_an_upload_beyond_the_limit_is_not_even_opened(service):
    outcome = service.offer_rulebook("分级.xlsx", bytes((service.settings.max_rulebook_mb << 20) + 1), "李业务")

    assert codes(outcome.findings) == {"jobs.file-large"}


def test_a_template_is_offered_like_a_rulebook(service):
    outcome = service.offer_template("催收通知书.docx", house.template("新版催收通知书"), "法务")
    assert outcome.accepted

    refused = service.offer_template("催收通知书.docx", house.template("函", "{{ 不存在的字段 }}"), "法务")
    assert not refused.accepted
    assert versions.get(service.store, in_force(service)["催收通知书.docx"]).kind is Kind.TEMPLATE
    assert in_force(service)["催收通知书.docx"] == outcome.load.hash


def test_without_rulebooks_nothing_is_in_force(settings):
    service = Service(settings)
    service.refresh()

    with pytest.raises(LubuError) as error:
        service.current_release()
    assert codes(error.value.findings) == {"jobs.nothing-in-force"}
    service.close()


def test_uploads_at_the_same_time_are_both_in_force_afterwards(service):
    others = [Service(service.settings), Service(service.settings)]
    offers = [("分级.xlsx", house.classes(100)), ("策略.xlsx", house.tools(first="S0"))]
    made = []

    def offer(one, file, data):
        made.append(one.offer_rulebook(file, data, "李业务").accepted)
        one.close()

    threads = [threading.Thread(target=offer, args=(one, *what)) for one, what in zip(others, offers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [True, True]
    assert overdue(service, 95) == "关注"
    assert service.current_release().books[-1].rulebook.tables[0].rules[0].id == "S0"


def test_an_unexpected_failure_of_one_file_is_recorded_as_its_refusal(service, monkeypatch):
    def fail(*args, **options):
        raise RecursionError("deep")

    monkeypatch.setattr("app.jobs.candidates.load", fail)
    save(service, "分级.xlsx", house.classes(100))

    [outcome] = service.refresh().outcomes

    assert codes(outcome.findings) == {"jobs.unexpected"}
    assert overdue(service, 95) == "次级"


def test_a_file_that_may_not_be_read_is_shown_and_replaces_nothing(service, monkeypatch):
    read = Path.read_bytes

    def refuse(path):
        if path.name in ("分级.xlsx", "新.xlsx"):
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    save(service, "分级.xlsx", house.classes(100))
    save(service, "新.xlsx", house.tools())
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        outcomes = service.refresh().outcomes
        assert [codes(outcome.findings) for outcome in outcomes] == [{"jobs.file-unreadable"}] * 2
        assert service.refresh().outcomes == ()
        assert {load.file for load in versions.refused(service.store)} == {"分级.xlsx", "新.xlsx"}
        assert overdue(service, 95) == "次级"

    service.refresh()
    assert overdue(service, 95) == "关注"


def test_every_attempt_is_on_record(service):
    service.offer_rulebook("分级.xlsx", broken(), "李业务")
    service.offer_rulebook("分级.xlsx", broken(), "王业务")

    assert [(event.who, event.what) for event in audit.events(service.store, what="load.")[:2]] == [
        ("王业务", "load.refused"), ("李业务", "load.refused")
    ]  # fmt: skip
    assert versions.loads(service.store)[0].by == "王业务"


def test_a_look_at_an_unchanged_folder_is_quick(service):
    started = time.perf_counter()
    for _ in range(20):
        service.refresh()

    assert (time.perf_counter() - started) / 20 < 0.05


def test_a_file_touched_but_not_changed_is_nothing_new(service):
    number = releases.current_release_id(service.store)
    os.utime(service.settings.rulebooks_dir / "分级.xlsx")

    assert service.refresh().outcomes == ()
    assert releases.current_release_id(service.store) == number
