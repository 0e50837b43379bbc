"""Versions and what is in force."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.findings import Finding, Place
from app.store import audit, releases, versions
from app.store.versions import Kind, Source

PLACE = Place("五级分类.xlsx", "规则", "B5")
FINDING = Finding("error", "rulebooks.range-unbalanced", PLACE, {"text": "(30..90", "count": 2}, {"逾期天数": "31"})


def version(store, file="五级分类.xlsx", hash="a" * 64, kind=Kind.RULEBOOK, data=b"workbook"):
    versions.add(store, (kind, file, hash), data, "李业务")
    return kind, file, hash


def test_a_version_comes_back_with_its_bytes_and_findings(store):
    warning = Finding("warning", "rulebooks.gap", Place("五级分类.xlsx", "规则", "B4:B9"), {"table": "五级分类"})
    kept = versions.add(store, (Kind.RULEBOOK, "五级分类.xlsx", "a" * 64), b"\x00workbook", "李业务", [warning])

    assert versions.get(store, "a" * 64) == kept
    assert kept.findings == (warning,)
    assert kept.name == "五级分类"
    assert versions.data(store, "a" * 64) == b"\x00workbook"


def test_the_same_content_is_kept_once(store, clock):
    version(store)
    clock.advance(days=1)
    version(store)

    assert len(versions.history(store, Kind.RULEBOOK, "五级分类")) == 1
    assert versions.get(store, "a" * 64).loaded_at == datetime(2026, 9, 30, 8, tzinfo=UTC)


def test_nothing_is_in_force_before_the_first_switch(store):
    assert releases.current_release_id(store) is None
    assert releases.current(store) is None


def test_a_switch_puts_a_set_of_versions_in_force(store, clock):
    first = version(store)
    second = version(store, "清收策略.xlsx", "b" * 64)
    release = releases.switch(store, [first, second], "李业务")

    assert releases.current(store) == release
    assert [(item.kind, item.file, item.hash) for item in release.items] == [first, second]
    assert (release.since, release.by) == (clock.time, "李业务")
    assert audit.events(store)[0].what == "release.switched"


def test_what_was_in_force_before_stays_known(store, clock):
    old = releases.switch(store, [version(store)], "李业务")
    clock.advance(hours=1)
    new = releases.switch(store, [version(store, hash="b" * 64)], "王业务", expected=old.id)

    assert releases.history(store) == [new, old]
    assert releases.get(store, old.id) == old


def test_a_switch_built_upon_an_older_release_is_refused(store):
    old = releases.switch(store, [version(store)], "李业务")
    new = releases.switch(store, [version(store, hash="b" * 64)], "李业务", expected=old.id)

    assert releases.switch(store, [version(store, hash="c" * 64)], "王业务", expected=old.id) is None
    assert releases.current(store) == new


def test_an_unchanged_set_makes_no_new_release(store):
    release = releases.switch(store, [version(store)], "李业务")

    assert releases.switch(store, [version(store)], "王业务", expected=release.id) == release


def test_a_file_renamed_is_held_under_its_new_name(store):
    release = releases.switch(store, [version(store)], "李业务")
    renamed = releases.switch(store, [version(store, "五级分类2026.xlsx")], "李业务", expected=release.id)

    assert [item.file for item in renamed.items] == ["五级分类2026.xlsx"]
    assert [item.file for item in releases.get(store, release.id).items] == ["五级分类.xlsx"]


def test_an_unknown_version_cannot_come_into_force(store):
    with pytest.raises(Exception, match="FOREIGN KEY"):
        releases.switch(store, [(Kind.RULEBOOK, "五级分类.xlsx", "0" * 64)], "李业务")
    assert releases.current_release_id(store) is None


def load(store, accepted, source=Source.FOLDER, file="五级分类.xlsx", hash="a" * 64):
    findings = () if accepted else (FINDING,)
    return versions.record_load(store, (Kind.RULEBOOK, file, hash), "李业务", source, findings, accepted=accepted)


def test_a_refused_load_keeps_its_findings_whole(store):
    refused = load(store, accepted=False)

    assert versions.load(store, refused.id) == refused
    assert refused.findings == (FINDING,)
    assert versions.refused(store) == [refused]


def test_a_later_good_load_ends_the_refusal(store):
    load(store, accepted=False)
    load(store, accepted=True)

    assert versions.refused(store) == []
    assert [one.accepted for one in versions.loads(store)] == [True, False]


def test_a_refused_upload_says_nothing_about_the_folder(store):
    load(store, accepted=False, source=Source.UPLOAD, file="清收策略.xlsx")
    broken = load(store, accepted=False)
    load(store, accepted=False, source=Source.UPLOAD, hash="c" * 64)

    assert versions.refused(store) == [broken]
