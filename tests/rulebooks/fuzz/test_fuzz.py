"""Damaged workbooks end in a finding or a refusal: a sample of each kind here, all of them with ``make fuzz``."""

from __future__ import annotations

import pytest

from tests.rulebooks.fuzz.mutants import KINDS, mutant, schedule
from tests.rulebooks.fuzz.trial import FAULTY, REFUSED, SOUND, outcome_of

QUICK = [kind for kind in KINDS if not kind.startswith("burdens.")]
BURDENS = [kind for kind in KINDS if kind.startswith("burdens.")]


@pytest.mark.parametrize("kind", QUICK)
def test_each_kind_of_damage_is_named_or_harmless(kind: str) -> None:
    for number in range(1000, 1004):
        assert outcome_of(mutant(kind, number)) in (REFUSED, FAULTY, SOUND)


@pytest.mark.slow
@pytest.mark.parametrize("kind", BURDENS)
def test_each_burden_is_borne_or_refused(kind: str) -> None:
    assert outcome_of(mutant(kind, 1000)) in (REFUSED, FAULTY, SOUND)


def test_a_mutant_is_the_same_every_time() -> None:
    planned = schedule(60)
    assert planned == schedule(60)
    assert [mutant(*one) for one in planned[:10]] == [mutant(*one) for one in planned[:10]]


def test_every_kind_has_its_turn() -> None:
    assert {kind for kind, _number in schedule(len(KINDS))} == set(KINDS)
