"""Scorecards by run."""

from __future__ import annotations

import pytest

from app.store import audit, scorecards
from app.store.scorecards import NewScorecard


def save(store, release, cards):
    return scorecards.save(
        store, "2026Q3", release.items[0].hash, cards, template=None,
        sources=[{"file": "清收台账.xlsx", "sha256": "c" * 64}], summary="scorecards/s.xlsx", summary_sha256="d" * 64,
        by="赵人事",
    )  # fmt: skip


def card(officer):
    return NewScorecard(officer, f"客户经理{officer}", "城关信用社", {"总得分": "98.5"}, f"{officer}.docx", "e" * 64)


def test_a_run_keeps_all_its_cards(store, release, clock):
    run = save(store, release, [card("080102"), card("080101")])

    assert scorecards.runs(store) == [run]
    assert (run.period, run.made_by, run.made_at) == ("2026Q3", "赵人事", clock.time)
    assert [one.officer for one in scorecards.cards(store, run.id)] == ["080101", "080102"]
    first = scorecards.cards(store, run.id)[0]
    assert scorecards.card(store, first.id) == first
    assert audit.events(store)[0].details == {"period": "2026Q3", "officers": 2}


def test_an_officer_has_one_card_in_a_run_or_the_run_is_not_kept(store, release):
    with pytest.raises(Exception, match="UNIQUE"):
        save(store, release, [card("080101"), card("080101")])

    assert scorecards.runs(store) == []
