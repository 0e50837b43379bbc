"""Many letters as one zip file."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters import UniqueNames, safe_name, stream_letters, write_zip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\x", "C__x"),
        ("con", "_con"),
        ("NUL.docx", "_NUL.docx"),
        ("名称. ", "名称"),
        ("", "_"),
        ("...", "_"),
        ("甲\u202e乙", "甲_乙"),
        ("长" * 200, "长" * 80),
    ],
)
def test_names_fit_every_system(text, name):
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_a_safe_name_is_never_empty_never_a_path_and_fits_a_file_system(text):
    name = safe_name(text)
    assert name
    assert not set(name) & set('/\\:*?"<>|\0')
    assert name not in (".", "..")
    assert len(name.encode()) <= 250
    assert not name.endswith((".", " "))


@given(st.lists(st.sampled_from(["a.docx", "A.docx", "a (2).docx", "b", "", "../a.docx"]), max_size=30))
def test_names_are_unique_whatever_the_capitals(wanted):
    names = UniqueNames()
    given_out = [names.name(name).casefold() for name in wanted]
    assert len(set(given_out)) == len(given_out)


def test_the_suffix_stays_behind_the_counter():
    names = UniqueNames()
    assert [names.name("张三.docx") for _ in range(3)] == ["张三.docx", "张三 (2).docx", "张三 (3).docx"]


def letters(count: int):
    return ((f"第{number}号/张三.docx", bytes([number % 251]) * 1000) for number in range(count))


def test_a_streamed_zip_holds_every_letter_and_comes_piece_by_piece():
    pieces = list(stream_letters(letters(50)))
    assert len(pieces) == 51
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 50
        assert archive.read("第7号_张三.docx") == bytes([7]) * 1000


def test_the_same_letters_give_the_same_zip():
    first, second = io.BytesIO(), io.BytesIO()
    write_zip(first, letters(5))
    write_zip(second, letters(5))
    assert first.getvalue() == second.getvalue()


def test_letters_are_made_only_as_the_zip_is_read():
    made = []

    def one_by_one():
        for number in range(3):
            made.append(number)
            yield f"{number}.docx", b"x"

    stream = stream_letters(one_by_one())
    next(stream)
    assert made == [0]
