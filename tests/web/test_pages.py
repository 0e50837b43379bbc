"""Long lists a page at a time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.pages import Page, page_of


@given(total=st.integers(1, 500), per_page=st.integers(1, 100))
def test_pages_cover_every_item_once(total: int, per_page: int) -> None:
    pages = [Page(number, total, per_page) for number in range(1, Page(1, total, per_page).last + 1)]
    covered = [item for page in pages for item in range(page.first_item, page.last_item + 1)]
    assert covered == list(range(1, total + 1))


@given(total=st.integers(1, 100_000), number=st.integers(1, 2000))
def test_the_ends_and_the_neighbours_are_shown(total: int, number: int) -> None:
    last = Page(1, total).last
    page = Page(min(number, last), total)
    shown = page.shown
    assert shown[0] == 1
    assert shown[-1] == last
    assert page.number in shown
    assert len(shown) <= 9
    assert not any(one is None and other is None for one, other in pairwise(shown))


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("2", 2), ("99", 3), ("0", 1), ("-1", 1), ("x", 1)])
def test_a_page_beyond_the_list_is_the_last(app: Flask, asked: str, number: int) -> None:
    with app.test_request_context(f"/batches/?page={asked}"):
        assert page_of(120, {}).number == number


def test_addresses_keep_the_filters_of_the_view_and_nothing_else(app: Flask) -> None:
    with app.test_request_context("/batches/?page=2&mine=1&_external=1&_scheme=javascript&endpoint=x"):
        assert page_of(120, {"mine": "1", "other": ""}).address(3) == "/batches/?mine=1&page=3"
