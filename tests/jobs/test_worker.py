"""The worker as a real process: killed outright again and again, stopped politely, watching the folders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.config import Settings
from app.jobs.service import Service
from app.store import batches, decisions, letters, releases, versions
from app.store.batches import BatchStatus, Phase
from tests.batches import house
from tests.jobs.compared import result_of

pytestmark = pytest.mark.process

PROJECT = Path(__file__).parents[2]
WORK = "from app.config import Settings; from app.jobs.worker import work; work(Settings(_env_file=None))"
PATIENCE = 25.0


def furnished(root, **options):
    settings = Settings(
        root=root, processes=1, chunk_cases=10, chunk_letters=5, recheck_cases=2, secret_key="test", _env_file=None,
        **options,
    )  # fmt: skip
    for folder, files in ((settings.rulebooks_dir, house.workbooks()), (settings.templates_dir, house.templates())):
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return settings


class WorkerProcess:
    """``flask work`` without the command line, in a house of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.started: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        given = self.settings
        environment = {
            **os.environ, "LUBU_ROOT": str(given.root), "LUBU_PROCESSES": str(given.processes),
            "LUBU_CHUNK_CASES": str(given.chunk_cases), "LUBU_CHUNK_LETTERS": str(given.chunk_letters),
            "LUBU_RECHECK_CASES": str(given.recheck_cases),
        }  # fmt: skip
        with (given.root / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", WORK], cwd=PROJECT, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=10)


@pytest.fixture
def worker(tmp_path):
    worker = WorkerProcess(furnished(tmp_path / "house"))
    yield worker
    worker.end()


@pytest.fixture
def service(worker):
    service = Service(worker.settings)
    yield service
    service.close()


def wait(condition, what):
    """Until *condition* holds; its value."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.002)
    raise AssertionError(f"in vain: {what}")


def done_chunks(service, batch_id):
    return service.store.scalar("SELECT count(*) FROM chunks WHERE batch_id = ? AND status = 'done'", [batch_id])


def finished(service, batch_id):
    return wait(lambda: (b := batches.get(service.store, batch_id)).status is BatchStatus.DONE and b, "the batch's end")


def test_a_worker_killed_again_and_again_loses_nothing_and_doubles_nothing(worker, service, tmp_path):
    service.refresh()
    cases = house.loans(300)
    batch = service.submit_batch("台账.csv", cases, house.AS_OF, "张三")
    decide, write = 30, 1  # chunks of the first phase; from the second on

    for kill_after in (2, decide + write, decide + 12):
        process = worker.start()
        wait(lambda after=kill_after: done_chunks(service, batch.id) >= after, f"{kill_after} chunks")
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(timeout=10) == -signal.SIGKILL
        assert batches.get(service.store, batch.id).status is BatchStatus.RUNNING
    worker.start()
    done = finished(service, batch.id)

    undisturbed = Service(furnished(tmp_path / "undisturbed"))
    undisturbed.refresh()
    whole = undisturbed.run_batch(undisturbed.submit_batch("台账.csv", cases, house.AS_OF, "张三", queued=False).id)
    assert done.starts == 4
    assert result_of(service, done.id) == result_of(undisturbed, whole.id)
    assert decisions.count(service.store, done.id) == 300
    numbers = [one.number for one in letters.page(service.store, done.id, limit=10_000) if one.number]
    assert numbers == [f"云催(2026){place:04d}号" for place in range(1, len(numbers) + 1)]
    undisturbed.close()


@pytest.mark.parametrize("queued", [True, False], ids=["asked for", "the wake-up call was lost"])
def test_a_batch_is_run_soon_after_it_was_submitted(worker, service, queued):
    worker.start()
    wait(lambda: releases.current_release_id(service.store), "the first load")

    batch = service.submit_batch("台账.csv", house.loans(30), house.AS_OF, "张三", queued=queued)

    assert finished(service, batch.id).cases == 30


def test_a_worker_asked_to_stop_leaves_the_batch_where_its_last_chunk_was_stored(worker, service):
    service.refresh()
    batch = service.submit_batch("台账.csv", house.loans(300), house.AS_OF, "张三")
    process = worker.start()
    wait(lambda: done_chunks(service, batch.id) >= 3, "three chunks")

    process.terminate()

    assert process.wait(timeout=15) == 0
    assert batches.get(service.store, batch.id).status is BatchStatus.RUNNING
    attempts = {chunk.attempts for chunk in batches.chunks(service.store, batch.id, Phase.DECIDE) if chunk.done}
    assert attempts == {1}
    worker.start()
    assert finished(service, batch.id).cases == 300


def save(settings, name, data):
    draft = settings.rulebooks_dir / f"~{name}.tmp"
    draft.write_bytes(data)
    draft.replace(settings.rulebooks_dir / name)


def overdue(service, days):
    return service.current_release().books[0].decide_one({"逾期天数": days}, house.AS_OF).outputs["五级分类"]


def test_a_saved_workbook_changes_the_next_decision_within_a_second(worker, service):
    worker.start()
    wait(lambda: releases.current_release_id(service.store), "the first load")
    assert overdue(service, 95) == "次级"
    took = []
    for limit, expected in ((100, "关注"), (80, "次级"), (99, "关注")):
        save(worker.settings, "分级.xlsx", house.classes(limit))
        saved = time.monotonic()
        wait(lambda word=expected: overdue(service, 95) == word, f"the limit of {limit} days")
        took.append(time.monotonic() - saved)

    assert min(took) < 1.0, took


def test_a_workbook_written_slowly_in_place_is_loaded_when_it_is_whole(worker, service):
    worker.start()
    wait(lambda: releases.current_release_id(service.store), "the first load")
    data = house.classes(100)
    with (worker.settings.rulebooks_dir / "分级.xlsx").open("wb") as stream:
        for start in range(0, len(data), 2000):
            stream.write(data[start : start + 2000])
            stream.flush()
            time.sleep(0.05)

    wait(lambda: overdue(service, 95) == "关注", "the new limit")
    assert [load for load in versions.loads(service.store) if not load.accepted] == []


def test_a_broken_workbook_is_shown_and_changes_nothing(worker, service):
    worker.start()
    number = wait(lambda: releases.current_release_id(service.store), "the first load")
    save(worker.settings, "分级.xlsx", house.classes(100, "次级"))

    [load] = wait(lambda: versions.refused(service.store), "the refusal")

    assert (load.file, load.by) == ("分级.xlsx", "文件夹")
    assert releases.current_release_id(service.store) == number
    assert overdue(service, 95) == "次级"


def test_a_second_worker_for_the_same_house_gives_way(worker, service):
    worker.start()
    wait(lambda: releases.current_release_id(service.store), "the first load")

    assert worker.start().wait(timeout=PATIENCE) != 0
    assert "jobs.already-working" in (worker.settings.root / "worker.log").read_text()


def test_processes_of_a_killed_worker_end_with_it(tmp_path):
    worker = WorkerProcess(furnished(tmp_path / "house").model_copy(update={"processes": 2}))
    service = Service(worker.settings)
    try:
        service.refresh()
        batch = service.submit_batch("台账.csv", house.loans(300), house.AS_OF, "张三")
        process = worker.start()
        wait(lambda: done_chunks(service, batch.id) >= 2, "two chunks")
        family = members(process.pid)
        assert len(family) >= 3

        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

        wait(lambda: not any(alive(one) for one in family), "the end of its processes")
        worker.start()
        assert finished(service, batch.id).cases == 300
    finally:
        worker.end()
        service.close()


def members(session):
    """Every process of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                found.append(int(entry.name))
    return found


def alive(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
