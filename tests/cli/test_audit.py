"""``flask audit verify``: an auditor asks whether the record is whole, and whether a batch comes again from it."""

from __future__ import annotations

import json
import shutil

import pytest

from app import cli
from app.config import Settings
from app.jobs.service import Service
from app.web.app import create_app
from tests.batches import house


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
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
    service.store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    service.close()
    return settings


@pytest.fixture
def settings(finished, tmp_path):
    """A copy that a test may spoil."""
    shutil.copytree(finished.root, tmp_path, dirs_exist_ok=True)
    return finished.model_copy(update={"root": tmp_path})


@pytest.fixture
def runner(settings):
    app = create_app(settings)
    cli.init_app(app)
    return app.test_cli_runner()


def test_a_whole_record_says_what_was_looked_at(runner):
    result = runner.invoke(args=["audit", "verify", "--batch", "1"])

    assert result.exit_code == 0, result.output
    assert "核对了上传的文件：1" in result.output
    assert "第 1 批按记录重做：6 笔判定" in result.output
    assert "没有发现问题" in result.output


def test_programs_get_one_document(runner):
    result = runner.invoke(args=["audit", "verify", "--batch", "1", "--json"])

    said = json.loads(result.stdout)
    assert (said["ok"], said["findings"], said["batches"][0]["cases"]) == (True, [], 6)
    assert said["checked"]["versions"] == 5
    assert len(said["last_event"]) == 64


def test_a_record_that_was_touched_ends_with_status_1(runner, settings):
    service = Service(settings)
    with service.store.atomic():
        service.store.execute("UPDATE decisions SET customer = '别人' WHERE batch_id = 1 AND row = 2")
    plain = runner.invoke(args=["audit", "verify"])
    again = runner.invoke(args=["audit", "verify", "--batch", "1", "--json"])

    assert plain.exit_code == 0, "hashes alone do not tell"
    assert again.exit_code == 1
    [finding] = json.loads(again.stdout)["findings"]
    assert "案件 J00002（第 4 行）的“客户名称”不同：记录的是 别人；按记录重做是 客户1" in finding["message"]


def test_a_batch_that_is_not_there_is_a_finding(runner):
    result = runner.invoke(args=["audit", "verify", "--batch", "77"])

    assert result.exit_code == 1
    assert "没有第 77 批" in result.output
