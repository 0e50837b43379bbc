"""Scorecards through the service: one document per officer, one workbook for HR, both remembered."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from app.config import Settings
from app.findings import LubuError
from app.jobs.service import Service
from app.samples.recoveries import make_recoveries
from app.store import scorecards
from tests.batches import house

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """The sample's own rulebooks and templates."""
    settings = Settings(root=tmp_path_factory.mktemp("bank"), processes=1, secret_key="test", _env_file=None)
    shutil.copytree(PROJECT / "rulebooks", settings.rulebooks_dir)
    shutil.copytree(PROJECT / "letter_templates", settings.templates_dir)
    service = Service(settings)
    service.refresh()
    yield service
    service.close()


@pytest.fixture(scope="module")
def run(bank):
    return bank.make_scorecards([("清收台账.xlsx", make_recoveries())], "2026Q3", "赵人事")


def test_every_officer_gets_a_card(bank, run):
    cards = scorecards.cards(bank.store, run.id)

    assert len(cards) == 40
    for card in cards:
        path = bank.settings.exports_dir / card.file
        assert hashlib.sha256(path.read_bytes()).hexdigest() == card.sha256
        assert card.officer_name in house.text_of(path.read_bytes())
        assert card.values["总得分"]


def test_the_summary_has_a_row_per_officer(bank, run):
    data = (bank.settings.exports_dir / run.summary).read_bytes()
    texts = {cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.values for cell in row}

    assert hashlib.sha256(data).hexdigest() == run.summary_sha256
    assert {card.officer_name for card in scorecards.cards(bank.store, run.id)} <= texts


def test_the_run_names_period_rules_and_sources(bank, run):
    [scoring] = bank.current_release().scoring

    assert (run.period, run.made_by, run.rulebook) == ("2026Q3", "赵人事", scoring.rulebook.hash)
    assert [source["file"] for source in run.sources] == ["清收台账.xlsx"]


def test_the_same_question_gives_the_same_files(bank, run):
    again = bank.make_scorecards([("清收台账.xlsx", make_recoveries())], "2026Q3", "赵人事")

    assert again.id != run.id
    first, second = (
        [(card.officer, card.file, card.sha256) for card in scorecards.cards(bank.store, one.id)]
        for one in (run, again)
    )
    assert first == second


def refused(service, *args, **options):
    with pytest.raises(LubuError) as error:
        service.make_scorecards(*args, **options)
    return {finding.code for finding in error.value.findings}


def test_what_cannot_be_scored_leaves_no_run(bank, run):
    before = scorecards.runs(bank.store)

    assert refused(bank, [("清收台账.xlsx", b"no workbook")], "2026Q3", "赵人事")
    assert refused(bank, [("清收台账.xlsx", make_recoveries())], "下个月", "赵人事")
    assert refused(bank, [("清收台账.xlsx", make_recoveries())], "2026Q3", "赵人事", book="没有") == {"jobs.no-scoring"}
    assert scorecards.runs(bank.store) == before


def test_without_a_scoring_book_the_answer_says_so(service):
    assert refused(service, [("清收台账.xlsx", b"")], "2026Q3", "赵人事") == {"jobs.no-scoring"}
