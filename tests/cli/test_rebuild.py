"""``flask letter rebuild NUMBER``: an auditor has nothing but the number printed on a letter."""

from __future__ import annotations

import json

import pytest

from app import cli
from app.config import Settings
from app.jobs.service import Service
from app.store import letters
from app.store.letters import Filter
from app.web.app import create_app
from tests.batches import house


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A house with one decided batch."""
    settings = Settings(
        root=tmp_path_factory.mktemp("house"), processes=1, recheck_cases=3, secret_key="test", _env_file=None
    )
    for folder, files in ((settings.rulebooks_dir, house.workbooks()), (settings.templates_dir, house.templates())):
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    service = Service(settings)
    service.refresh()
    service.run_batch(service.submit_batch("台账.csv", house.loans(6), house.AS_OF, "张三").id)
    service.close()
    return settings


@pytest.fixture
def runner(settings):
    app = create_app(settings)
    cli.init_app(app)
    return app.test_cli_runner()


def test_the_same_bytes_come_out(runner, settings, tmp_path):
    service = Service(settings)
    letter = letters.page(service.store, 1, Filter(status="ready"))[0]
    result = runner.invoke(args=["letter", "rebuild", letter.number, "-o", str(tmp_path / "重做.docx"), "--json"])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "重做.docx").read_bytes() == (settings.exports_dir / letter.file).read_bytes()
    said = json.loads(result.output)
    assert (said["number"], said["sha256"], said["customer"]) == (letter.number, letter.sha256, letter.customer)


def test_an_unknown_number_ends_with_a_sentence_and_no_file(runner, tmp_path):
    result = runner.invoke(args=["letter", "rebuild", "云催(2026)9999号", "-o", str(tmp_path / "无.docx")])

    assert result.exit_code == 1
    assert "没有文号为“云催(2026)9999号”的文书" in result.output
    assert not (tmp_path / "无.docx").exists()
