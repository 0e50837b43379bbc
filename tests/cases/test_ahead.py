"""Work done ahead comes in order, stops when nobody wants it, and fails where it would have failed."""

from __future__ import annotations

import pytest

from app.cases.ahead import ahead, fetched_ahead


def counted(most: int, made: list[int]):
    for number in range(most):
        made.append(number)
        yield number


def test_results_come_in_the_order_of_their_items():
    assert list(ahead(lambda number: number * number, range(100))) == [number * number for number in range(100)]
    assert list(fetched_ahead(range(100))) == list(range(100))
    assert list(ahead(str, [])) == list(fetched_ahead([])) == []


@pytest.mark.parametrize("start", [lambda items: ahead(int, items), fetched_ahead])
def test_no_more_than_a_few_items_are_made_before_they_are_wanted(start):
    made: list[int] = []
    stream = start(counted(1000, made))
    assert [next(stream) for _ in range(10)] == list(range(10))
    stream.close()
    assert 10 <= len(made) <= 16


def test_an_error_comes_when_its_turn_does_and_is_the_last():
    def failing():
        yield from (1, 2)
        raise ValueError("damaged")

    got = []
    with pytest.raises(ValueError, match="damaged"):
        got += fetched_ahead(failing())
    stream = ahead(lambda number: 6 // number, [1, 2, 0, 3])
    assert [next(stream), next(stream)] == [6, 3]
    with pytest.raises(ZeroDivisionError):
        next(stream)
    stream = fetched_ahead(failing())
    assert [next(stream), next(stream)] == [1, 2]
    with pytest.raises(ValueError, match="damaged"):
        next(stream)
    assert list(stream) == []
