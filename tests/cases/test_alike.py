"""Equal byte strings are told by their bytes, never by a hash alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import alike
from app.cases.alike import first_alike
from app.cases.bytewise import padded, words


def found(strings):
    text = padded(b"".join(strings))
    stops = np.cumsum([len(one) for one in strings]).astype(np.int64)
    starts = stops - [len(one) for one in strings]
    return first_alike(words(text), starts, stops)


@given(
    st.lists(
        st.binary(max_size=3) | st.binary(min_size=7, max_size=9) | st.sampled_from([b"x" * 8, b"x" * 40, b"x" * 41]),
        max_size=40,
    )
)
def test_each_string_points_to_the_first_that_is_equal(strings):
    assert found(strings).tolist() == [strings.index(one) for one in strings]


def test_strings_that_share_a_hash_are_not_taken_for_equal(monkeypatch):
    monkeypatch.setattr(alike, "_hashes", lambda view, starts, lengths: np.zeros(len(starts), np.uint64))

    assert found([b"abc", b"abd"]) is None
    assert found([b"abc", b"abcd"]) is None
    assert found([b"abcdefghi", b"abcdefghj"]) is None
    assert found([b"abc", b"abc"]).tolist() == [0, 0]


@pytest.mark.parametrize("length", [4096, 4097])
def test_very_long_strings_are_left_to_others(length):
    assert (found([b"x" * length, b"y"]) is None) == (length > 4096)
