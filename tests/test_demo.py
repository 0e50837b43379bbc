"""The main job end to end, as `make demo` runs it, on fewer loans."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from app.store import Store, batches, letters
from app.store.letters import Filter, LetterStatus

PROJECT = Path(__file__).parents[1]
LOANS = 800
UNFINISHED = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|\bNaN\b|\d\.\d{7,}")


@pytest.fixture
def demo(runner, settings):
    for folder in ("rulebooks", "letter_templates"):
        shutil.copytree(PROJECT / folder, settings.root / folder)
    result = runner.invoke(args=["demo", "--loans", str(LOANS)])
    assert result.exit_code == 0, result.output
    assert len(result.stdout.strip().splitlines()) == 5
    return settings.exports_dir / "demo"


@pytest.mark.slow
def test_the_demo_leaves_decisions_letters_and_scorecards_that_are_finished(demo, settings):
    store = Store(settings.database)
    (batch,) = batches.list_batches(store)
    ready = letters.count(store, batch.id, Filter(status=LetterStatus.READY))

    (workbook,) = (demo / "decisions").iterdir()
    rows = list(openpyxl.load_workbook(workbook).worksheets[0].iter_rows(values_only=True))
    heading = next(row for row in rows if "命中规则" in row)
    outcome, error = heading.index("五级分类"), heading.index("错误")
    decided = [row for row in rows[rows.index(heading) + 1 :] if row[outcome] or row[error]]
    assert len(decided) == LOANS == batch.cases

    documents = sorted((demo / "letters").iterdir())
    assert len(documents) == ready == batch.letters > 50
    cards = sorted((demo / "scorecards").glob("*.docx"))
    assert len(cards) == 40
    assert len(list((demo / "scorecards").glob("*.xlsx"))) == 1
    for path in [*documents, *cards]:
        data = path.read_bytes()
        docx.Document(io.BytesIO(data))  # opens
        assert UNFINISHED.search(text_of(data)) is None, path.name
    numbers = [letter.number for letter in letters.page(store, batch.id, limit=10_000) if letter.number]
    assert len(numbers) == len(set(numbers)) == ready


def text_of(data):
    """Every text of body, headers and footers."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if re.match(r"word/(document|header\d*|footer\d*)\.xml", name)]
        return "\n".join(re.sub(r"<[^>]+>", " ", archive.read(name).decode()) for name in parts)
