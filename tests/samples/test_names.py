"""Nobody's number: what the samples call people cannot belong to anybody."""

from __future__ import annotations

from datetime import date

import pytest

from app.samples import names
from app.samples.bank import BRANCHES, officers

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def right_check_digit(digits: str) -> str:
    """GB 11643: the check character of an 18-digit resident's number."""
    return "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def test_identity_numbers_look_right_and_are_wrong():
    chance = names.source(1)
    for _ in range(500):
        number = names.identity_number(chance, date(1980, 2, 29))
        assert len(number) == 18
        assert number[6:14] == "19800229"
        assert number.startswith("99")
        assert number[17] != right_check_digit(number[:17])


def test_telephones_have_a_prefix_that_is_not_given_out():
    chance = names.source(1)
    assert all(names.telephone(chance).startswith("120") and len(names.telephone(chance)) == 11 for _ in range(100))


def test_every_trade_gives_firms_of_the_county():
    chance = names.source(1)
    for trade in names.trades():
        assert names.company(chance, "云岭县", trade).startswith("云岭县")


def test_forty_officers_in_twelve_branches_each_with_a_name_and_number_of_their_own():
    staff = officers()
    assert len(staff) == 40
    assert len({officer.name for officer in staff}) == len({officer.number for officer in staff}) == 40
    assert {officer.branch for officer in staff} == set(BRANCHES)
    assert len(BRANCHES) == 12


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch.name)
def test_officer_numbers_begin_with_their_branch(branch):
    assert all(
        officer.number.startswith(branch.code) and len(officer.number) == 6
        for officer in officers()
        if officer.branch is branch
    )
