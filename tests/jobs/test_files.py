"""Files that appear whole or not at all; locks that end with their holder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs.files import bare_name, claimed, locked, short_name, write, written

PROJECT = Path(__file__).parents[2]


def test_a_file_takes_the_place_of_the_old_one(tmp_path):
    write(tmp_path / "a" / "x.docx", b"old")
    write(tmp_path / "a" / "x.docx", b"new")

    assert (tmp_path / "a" / "x.docx").read_bytes() == b"new"
    assert len(list((tmp_path / "a").iterdir())) == 1


def test_a_failure_halfway_leaves_the_old_file_and_no_draft(tmp_path):
    write(tmp_path / "x.docx", b"old")
    with pytest.raises(ZeroDivisionError), written(tmp_path / "x.docx") as stream:
        stream.write(b"half")
        raise ZeroDivisionError

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.docx", b"old")]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("台账.xlsx", "台账.xlsx"),
        ("C:\\用户\\台账.xlsx", "台账.xlsx"),
        ("../../etc/台账.csv", "台账.csv"),
        ("e\u0301.csv", "é.csv"),
    ],
)
def test_only_the_last_part_of_an_uploaded_name_counts(sent, name):
    assert bare_name(sent) == name


@pytest.mark.parametrize("text", ["../../etc/passwd", "a/b\\c:d*e", "\u202egpj.exe", "", " . ", "王" * 300, "CON"])
def test_names_of_people_are_safe_as_file_names(tmp_path, text):
    path = tmp_path / f"{short_name(text)}-{short_name(text)}-{short_name(text)}.docx"
    path.write_bytes(b"x")

    assert path.parent == tmp_path
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_claim_is_held_by_one_process_and_freed_by_its_death(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from app.jobs.files import claimed\n"
        "with claimed(Path(sys.argv[1])) as alone: print(alone, flush=True); time.sleep(60)"
    )
    lock = tmp_path / "worker.lock"
    holder = subprocess.Popen([sys.executable, "-c", script, str(lock)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "True\n"
        with claimed(lock) as alone:
            assert alone is False
    finally:
        holder.kill()
        holder.communicate()
    with claimed(lock) as alone:
        assert alone is True


def test_a_lock_can_be_taken_again_and_again(tmp_path):
    for _ in range(3):
        with locked(tmp_path / "deep" / "x.lock"):
            pass
