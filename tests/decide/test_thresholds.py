"""Counting thresholds: buckets, comparisons and searching are one and the same count."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from app.decide.thresholds import counter

whole = st.integers(-(1 << 62) + 1, (1 << 62) - 1)
close = st.integers(-50, 50)


@given(st.lists(whole | close, max_size=60).map(sorted), st.lists(whole | close, max_size=40))
@example([0] * 5, [-1, 0, 1])
@example(list(range(0, 1000, 10)), [-5, 0, 9, 10, 995, 2000])
@example([*range(40), 1 << 61], [3, 1 << 60, 1 << 61])  # too close for buckets on so long a stretch
@example([-(1 << 62) + 1, 5, 9, 14, (1 << 62) - 1], [-(1 << 62) + 1, (1 << 62) - 1, 9])
def test_what_a_number_reaches_is_counted_exactly(thresholds, numbers):
    counted = counter(thresholds)(np.array(numbers, np.int64))
    assert counted.tolist() == [sum(threshold <= number for threshold in thresholds) for number in numbers]
