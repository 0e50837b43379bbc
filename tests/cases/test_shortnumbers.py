"""Numbers read as words are the numbers that Python reads, and nothing else is taken for one."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from app.cases.bytewise import decimal_numbers, padded, whole_numbers, words
from app.cases.shortnumbers import short_decimals, short_whole
from app.cases.spelled import NONE, pack, spell

SHORT = st.text("0123456789.-/:;eE+ ", max_size=10) | st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,7})?", fullmatch=True)
TEXTS = st.lists(SHORT | st.integers(-(10**18), 10**18).map(str) | st.floats(allow_nan=False).map(repr), min_size=1)


def laid_out(found: list[str]):
    """The texts in one buffer, a comma between them; no text begins within its first word."""
    raw = "," * 8 + ",".join(found) + ","
    stops = np.cumsum([len(text) + 1 for text in found]) + 7
    return padded(raw.encode()), stops - [len(text) for text in found], stops


@given(TEXTS)
@example(["9.", ".9", "1.2.3", "0.0000001", "99999999", "12345678.", "1./2", "1:2"])
def test_digits_with_a_point_among_them_are_read_exactly(found):
    text, starts, stops = laid_out(found)
    numbers, places, known = short_decimals(words(text), starts, stops)
    for one, number, place, is_known in zip(found, numbers.tolist(), places.tolist(), known.tolist(), strict=True):
        assert is_known == (len(one) <= 8 and re.fullmatch(r"[0-9]+(\.[0-9]+)?", one) is not None)
        if is_known:
            assert (number, place) == (int(one.replace(".", "")), len(one.partition(".")[2]))


@given(TEXTS)
def test_nothing_but_digits_is_a_whole_number(found):
    text, starts, stops = laid_out(found)
    for most, read in ((8, lambda *spans: short_whole(words(text), *spans)), (9, lambda *s: whole_numbers(text, *s))):
        numbers, known = read(starts, stops)
        expected = [re.fullmatch(rf"[0-9]{{1,{most}}}", one) is not None for one in found]
        assert known.tolist() == expected
        assert [number for number, is_known in zip(numbers.tolist(), expected, strict=True) if is_known] == [
            int(one) for one, is_known in zip(found, expected, strict=True) if is_known
        ]


@given(TEXTS)
def test_every_length_of_number_is_the_float_next_to_it(found):
    text, starts, stops = laid_out(found)
    numbers, known = decimal_numbers(text, starts, stops)
    for one, number, is_known in zip(found, numbers.tolist(), known.tolist(), strict=True):
        if is_known:
            assert repr(number) == repr(float(one))
        else:
            assert not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", one) or len(one) > 17


@given(TEXTS)
def test_what_is_packed_is_spelled_again_digit_for_digit(found):
    text, starts, stops = laid_out(found)
    packed, known = pack(text, starts, stops)
    assert NONE[False] not in packed[known]
    for one, number, is_known in zip(found, packed.tolist(), known.tolist(), strict=True):
        if is_known:
            assert spell(number) == one
        else:
            assert not re.fullmatch(r"(0|[1-9][0-9]{0,13})(\.[0-9]{1,2})?", one)


def test_a_number_within_the_first_word_of_a_file_is_read():
    text = padded(b"12,7.5,3")
    spans = np.array([0, 3, 7]), np.array([2, 6, 8])
    assert decimal_numbers(text, *spans)[0].tolist() == [12, 7.5, 3]
    assert whole_numbers(text, *spans)[1].tolist() == [True, False, True]
    assert [spell(one) for one in pack(text, *spans)[0].tolist()] == ["12", "7.5", "3"]
