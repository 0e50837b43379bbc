"""A watched folder: whole files only, drafts passed over, an absence that lasts."""

from __future__ import annotations

import os

import pytest

from app.jobs.folder import GONE_SECONDS, SETTLING_SECONDS, Folder
from tests.batches import house

NOW = 1_900_000_000.0


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path, ".xlsx")


def put(folder, name, data=None, age=60.0):
    path = folder.path / name
    path.write_bytes(house.classes() if data is None else data)
    os.utime(path, (NOW - age, NOW - age))
    return path


def look(folder, expected=(), now=NOW):
    return folder.look(frozenset(expected), now)


def names(found):
    return [seen.file for seen in found.files]


def test_workbooks_are_seen_by_name(folder):
    put(folder, "b.xlsx")
    put(folder, "a.XLSX")

    assert names(look(folder)) == ["a.XLSX", "b.xlsx"]
    assert look(folder).unsettled is False


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".~lock.a.xlsx#", ".a.xlsx", "~WRD0001.tmp", "a.xlsx.tmp", "a.xls", "a.txt"]
)
def test_lock_files_drafts_and_other_files_are_passed_over(folder, name):
    put(folder, name)

    found = look(folder)
    assert (names(found), found.unsettled) == ([], False)


def test_a_folder_with_a_workbooks_name_is_none(folder):
    (folder.path / "a.xlsx").mkdir()

    assert names(look(folder)) == []


def test_a_half_written_file_is_waited_for(folder):
    whole = house.classes()
    put(folder, "a.xlsx", whole[: len(whole) // 2], age=0.1)
    early = look(folder)
    assert (names(early), early.unsettled) == ([], True)

    put(folder, "a.xlsx", whole, age=0)
    later = look(folder)
    assert (names(later), later.unsettled) == (["a.xlsx"], False)


def test_a_broken_file_left_alone_is_looked_at_all_the_same(folder):
    put(folder, "a.xlsx", b"no workbook", age=SETTLING_SECONDS + 0.1)

    assert names(look(folder)) == ["a.xlsx"]


def test_a_broken_file_from_a_clock_that_runs_ahead_is_looked_at_too(folder):
    put(folder, "a.xlsx", b"no workbook", age=-86_400 * 365)

    assert names(look(folder)) == ["a.xlsx"]


def test_a_file_that_may_not_be_read_is_seen_all_the_same(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    path = put(folder, "a.xlsx")
    monkeypatch.setattr(type(path), "read_bytes", refuse)

    [seen] = look(folder).files
    assert (seen.file, seen.hash) == ("a.xlsx", "")


def test_looking_again_reads_only_what_changed(folder, monkeypatch):
    path = put(folder, "a.xlsx")
    first = look(folder).files[0]
    monkeypatch.setattr(type(path), "read_bytes", lambda self: pytest.fail("read again"))

    assert look(folder).files == (first,)


def test_a_change_of_the_same_size_and_moment_is_noticed_when_the_file_was_replaced(folder):
    put(folder, "a.xlsx", house.classes(80))
    old = look(folder).files[0]
    put(folder, "draft.tmp", house.classes(85)).replace(folder.path / "a.xlsx")

    assert look(folder).files[0].hash != old.hash


def test_a_file_saved_by_deleting_and_renaming_is_not_gone(folder):
    put(folder, "b.xlsx")
    found = look(folder, ["a.xlsx", "b.xlsx"])
    assert (found.gone, found.unsettled) == ((), True)

    put(folder, "a.xlsx")
    assert look(folder, ["a.xlsx", "b.xlsx"], NOW + GONE_SECONDS + 1).gone == ()


def test_a_file_absent_long_enough_is_gone(folder):
    put(folder, "b.xlsx")
    look(folder, ["a.xlsx", "b.xlsx"])

    found = look(folder, ["a.xlsx", "b.xlsx"], NOW + GONE_SECONDS)
    assert (found.gone, found.unsettled) == (("a.xlsx",), False)


def test_absence_counts_from_its_last_beginning(folder):
    put(folder, "b.xlsx")
    path = put(folder, "a.xlsx")
    expected = ["a.xlsx", "b.xlsx"]
    path.unlink()
    look(folder, expected)
    put(folder, "a.xlsx")
    look(folder, expected, NOW + 1)
    path.unlink()

    assert look(folder, expected, NOW + GONE_SECONDS + 0.5).gone == ()


def test_an_empty_or_lost_folder_withdraws_nothing(folder):
    for now in (NOW, NOW + 60):
        found = look(folder, ["a.xlsx"], now)
        assert (found.gone, found.unsettled) == ((), False)
    folder.path.rmdir()
    assert look(folder, ["a.xlsx"], NOW + 120).gone == ()
