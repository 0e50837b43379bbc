"""A batch from upload to letters; stopped anywhere and taken up again it comes out the same."""

from __future__ import annotations

import csv
import hashlib
import io
import threading
import zipfile
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import date

import docx
import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from app.batches import recheck as second
from app.batches.cases import decide_cases
from app.columns import EncodedColumn
from app.config import Settings
from app.findings import Finding, LubuError
from app.jobs import runner
from app.jobs.files import claimed
from app.jobs.service import Service
from app.store import audit, batches, decisions, letters, versions
from app.store.batches import BatchStatus, Phase
from app.store.letters import Filter
from tests.batches import house
from tests.jobs.compared import result_of
from tests.workbooks import book


def submit(service, data=None, file="台账.csv", **options):
    return service.submit_batch(file, house.loans(43) if data is None else data, house.AS_OF, "张三", **options)


def codes(findings):
    return {finding.code for finding in findings if finding.is_error}


def refused(service, *args, **options):
    with pytest.raises(LubuError) as error:
        submit(service, *args, **options)
    return codes(error.value.findings)


@pytest.fixture
def done(service):
    return service.run_batch(submit(service).id)


def test_a_batch_is_decided_and_its_letters_lie_in_the_exports(service, done):
    ready = letters.page(service.store, done.id, Filter(status="ready"), limit=1000)

    assert (done.status, done.cases, done.letters) == (BatchStatus.DONE, 43, len(ready))
    assert decisions.count(service.store, done.id) == 43
    for letter in ready:
        path = service.settings.exports_dir / letter.file
        assert hashlib.sha256(path.read_bytes()).hexdigest() == letter.sha256
        assert letter.number in house.text_of(path.read_bytes())
    assert batches.progress(service.store, done.id).share == 1.0


def test_numbers_are_unique_and_without_holes(service, done):
    numbers = [one.number for one in letters.page(service.store, done.id, limit=1000) if one.number]

    assert numbers == [f"云催(2026){place:04d}号" for place in range(1, len(numbers) + 1)]
    again = service.run_batch(submit(service).id)
    first = next(one.number for one in letters.page(service.store, again.id) if one.number)
    assert first == f"云催(2026){len(numbers) + 1:04d}号"


def test_stopped_letters_say_why_and_have_no_file(service, done):
    stopped = letters.page(service.store, done.id, Filter(status="blocked"), limit=1000)

    assert len(stopped) == done.blocked > 0
    assert all(one.reasons and one.file is None and one.number is None for one in stopped)
    files = list((service.settings.exports_dir / "batches").rglob("*.docx"))
    assert len(files) == done.letters


def test_the_decisions_come_as_a_workbook_too(service, done):
    [path] = (service.settings.exports_dir / "batches" / str(done.id)).glob("*.xlsx")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))

    assert len(rows) == 44
    assert {"五级分类", "清收措施", "文书", "命中规则", "错误"} <= set(rows[0])


def test_a_workbook_comes_back_with_the_decisions_beside_each_case(service):
    rows = list(csv.reader(house.loans(5).decode().splitlines()))
    batch = service.run_batch(submit(service, book({"封面": [["清收中心"]], "台账": rows}), "台账.xlsx").id)
    made = openpyxl.load_workbook(next((service.settings.exports_dir / "batches" / str(batch.id)).glob("*.xlsx")))
    assert made.sheetnames == ["封面", "台账"]
    width = len(rows[0])
    lines = [[cell.value for cell in line] for line in made["台账"]]
    assert [[cell or "" for cell in line[:width]] for line in lines] == rows
    assert lines[0][width:][-2:] == ["命中规则", "错误"]
    assert all(line[-2] for line in lines[1:])
    assert batch.findings == ()


def test_a_workbook_that_cannot_take_columns_is_written_anew_and_the_batch_says_why(service):
    data = io.BytesIO(book({"台账": list(csv.reader(house.loans(5).decode().splitlines()))}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    batch = service.run_batch(submit(service, data.getvalue(), "台账.xlsx").id)
    assert (batch.status, [finding.code for finding in batch.findings]) == (BatchStatus.DONE, ["cases.not-spliced"])
    made = next((service.settings.exports_dir / "batches" / str(batch.id)).glob("*.xlsx"))
    assert openpyxl.load_workbook(made).sheetnames == ["决策结果"]


def test_a_workbook_that_was_decided_before_keeps_its_old_columns_and_the_batch_says_so(service):
    first = service.run_batch(submit(service, file="台账.csv").id)
    [path] = service.settings.exports_dir.rglob("*判定结果.xlsx")
    again = service.run_batch(submit(service, path.read_bytes(), path.name).id)

    assert "batches.decided-before" not in {finding.code for finding in first.findings}
    [note] = [finding for finding in again.findings if finding.code == "batches.decided-before"]
    assert note.params["headings"].split("、")[-2:] == ["命中规则", "错误"]
    sheet = openpyxl.load_workbook(service.decided_file(again, "xlsx")).active
    headings = [cell.value for cell in sheet[1]]
    old, new = (headings.index("命中规则"), len(headings) - 2)
    assert headings[new] == "命中规则"
    assert [row[old] for row in sheet.iter_rows(values_only=True)] == [
        row[new] for row in sheet.iter_rows(values_only=True)
    ]


def test_decisions_that_no_workbook_holds_are_had_in_another_format(service, monkeypatch):
    monkeypatch.setattr("app.cases.repack._MOST", 3_000)
    batch = service.run_batch(submit(service).id)

    assert batch.status is BatchStatus.DONE
    assert codes(batch.findings) == {"cases.written-too-large"}
    assert batch.letters
    assert not list(service.settings.exports_dir.rglob("*判定结果*"))
    with pytest.raises(LubuError, match=r"cases\.written-too-large"):
        service.decided_file(batch, "xlsx")
    assert service.decided_file(batch, "csv").read_text(encoding="utf-8-sig").count("\n") == 44


def test_deciding_follows_the_release_of_the_submission(service):
    batch = submit(service, house.ledger([house.loan(0, 逾期天数=95)]))
    service.offer_rulebook("分级.xlsx", house.classes(100), "李业务")
    later = submit(service, house.ledger([house.loan(0, 逾期天数=95)]))

    outcomes = [
        decisions.get(service.store, service.run_batch(one.id).id, 0).outputs["五级分类"] for one in (batch, later)
    ]
    assert outcomes == ["次级", "关注"]


def test_a_finished_batch_is_not_run_again(service, done):
    assert service.run_batch(done.id) == done


def test_submitting_is_on_record_and_asks_the_worker(service):
    batch = submit(service)

    assert audit.events(service.store)[0].what == "batch.submitted"
    assert service.queue.pending() == 1
    assert batch.status is BatchStatus.UPLOADED


@pytest.mark.parametrize(
    ("file", "data", "code"),
    [
        ("台账.pdf", b"%PDF", "jobs.file-kind"),
        ("台账.csv", bytes((64 << 20) + 1), "jobs.file-large"),
        ("台账.csv", house.ledger([]), "jobs.no-cases"),
    ],
)
def test_a_file_that_cannot_be_decided_is_not_kept(service, file, data, code):
    assert code in refused(service, data, file)
    assert batches.list_batches(service.store) == []
    assert not service.settings.uploads_dir.exists()


def test_a_ledger_without_a_required_column_is_refused_before_it_is_kept(service):
    data = house.loans(3).replace("逾期天数".encode(), "天".encode())

    assert refused(service, data)
    assert batches.list_batches(service.store) == []


def test_without_rulebooks_nothing_is_accepted(settings):
    service = Service(settings)

    assert refused(service) == {"jobs.nothing-in-force"}
    service.close()


def test_a_bad_row_is_kept_with_its_error_and_the_others_go_on(service):
    rows = [house.loan(0), house.loan(1, 逾期天数="三百"), house.loan(2)]
    done = service.run_batch(submit(service, house.ledger(rows)).id)

    assert (done.status, done.cases, done.errors) == (BatchStatus.DONE, 3, 1)
    assert decisions.page(service.store, done.id, decisions.Filter(errors=True))[0].row == 1


def test_a_difference_between_the_engines_holds_the_whole_batch_back(service, monkeypatch):
    lie = Finding("error", "batches.recheck-difference", params={"row": 2})
    monkeypatch.setattr(second, "_differences", lambda *case: [lie])

    failed = service.run_batch(submit(service).id)

    assert failed.status is BatchStatus.FAILED
    assert codes(failed.findings) == {"batches.recheck-difference"}
    assert letters.count(service.store, failed.id) == 0
    assert decisions.count(service.store, failed.id) == 0


def test_every_chunk_is_checked(service, monkeypatch):
    checked = []
    monkeypatch.setattr(second, "_differences", lambda *case: checked.append(case) or [])

    service.run_batch(submit(service).id)

    assert len(checked) == 5 * 3 + 3  # five chunks, recheck_cases=3; and of all together, from which the file is made


@pytest.fixture
def lying(monkeypatch):
    """Whatever is decided in one piece has the first rule's conclusion for the last case."""

    def decide(release, cases, as_of):
        decided = decide_cases(release, cases, as_of)
        part = decided.parts[0]
        column = part.outputs["五级分类"]
        codes = np.append(column.codes[:-1].astype(np.int32), len(column.values)).astype(np.int32)
        wrong = EncodedColumn(codes, (*column.values, "损坏"))
        return replace(decided, parts=(replace(part, outputs={"五级分类": wrong}), *decided.parts[1:]))

    return lambda: monkeypatch.setattr(second, "decide_cases", decide)


def test_what_goes_out_is_checked_where_it_is_made(service, lying):
    """The chunks agree, the decisions that file and letters are made of do not: nothing goes out."""
    lying()

    failed = service.run_batch(submit(service, house.loans(3)).id)

    assert failed.status is BatchStatus.FAILED
    assert codes(failed.findings) == {"batches.recheck-difference"}
    assert letters.count(service.store, failed.id) == 0
    assert not list(service.settings.exports_dir.rglob("*.xlsx"))


def test_a_file_asked_for_later_is_checked_too(service, lying):
    done = service.run_batch(submit(service, house.loans(3)).id)
    lying()

    with pytest.raises(LubuError) as error:
        service.decided_file(done, "jsonl")
    assert codes(error.value.findings) == {"batches.recheck-difference"}
    assert not list(service.settings.exports_dir.rglob("*.jsonl"))


def test_settings_cannot_switch_the_check_off(tmp_path):
    with pytest.raises(ValueError, match="recheck_cases"):
        Settings(root=tmp_path, recheck_cases=0, _env_file=None)


def test_an_upload_changed_on_disk_fails_the_batch(service):
    batch = submit(service)
    path = service.settings.uploads_dir / batch.upload
    path.write_bytes(path.read_bytes() + b"\n")

    assert codes(service.run_batch(batch.id).findings) == {"jobs.upload-changed"}


def test_a_failed_batch_can_be_retried_from_where_it_stopped(service, monkeypatch):
    batch = submit(service)
    with monkeypatch.context() as patch:
        patch.setattr(runner, "plan_letters", lambda decided: 1 / 0)
        failed = service.run_batch(batch.id)
    assert codes(failed.findings) == {"jobs.unexpected"}
    assert all(chunk.done for chunk in batches.chunks(service.store, batch.id, Phase.DECIDE))

    service.retry_batch(batch.id, "张三")
    done = service.run_batch(batch.id)

    assert (done.status, done.findings) == (BatchStatus.DONE, ())
    with pytest.raises(LubuError):
        service.retry_batch(batch.id, "张三")


def test_an_executor_that_breaks_fails_the_batch_and_says_so(service, monkeypatch):
    def broken(*args, **options):
        raise BrokenProcessPool("a process was killed")

    monkeypatch.setattr(runner, "spread", broken)

    assert codes(service.run_batch(submit(service).id).findings) == {"jobs.unexpected"}


def test_a_chunk_that_keeps_killing_the_worker_is_given_up(service):
    batch = submit(service)
    batches.start(service.store, batch.id)
    batches.plan(service.store, batch.id, Phase.DECIDE, 43, 10)
    for _ in range(service.settings.max_attempts):
        batches.start_chunk(service.store, batch.id, Phase.DECIDE, 2)

    assert codes(service.run_batch(batch.id).findings) == {"jobs.gave-up"}


def test_a_file_that_kills_the_worker_before_its_first_chunk_is_given_up(service):
    batch = submit(service)
    for _ in range(service.settings.max_attempts):
        batches.start(service.store, batch.id)

    assert codes(service.run_batch(batch.id).findings) == {"jobs.gave-up"}


def stop_after(chunks):
    """Says stop once so many chunks are stored."""
    stored = []
    return {"advanced": stored.append, "stopping": lambda: len(stored) >= chunks}


@pytest.mark.parametrize("chunks", [1, 4, 5, 6, 9])
def test_a_batch_stopped_between_chunks_comes_out_like_an_undisturbed_one(service, done, tmp_path, chunks):
    other = twin(tmp_path / "twin")
    batch = submit(other)
    with pytest.raises(runner.Interrupted):
        other.run_batch(batch.id, **stop_after(chunks))
    assert batches.get(other.store, batch.id).status is BatchStatus.RUNNING

    resumed = other.run_batch(batch.id)

    assert resumed.starts == 2
    assert result_of(other, batch.id) == result_of(service, done.id)
    other.close()


class Killed(BaseException):
    """Nothing catches it: the process is gone."""


POINTS = [
    "start_chunk", "decisions.save_chunk", "letters.save_chunk", "finish", "finish_chunk", "plan",
]  # fmt: skip


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_batch_killed_at_any_step_comes_out_like_an_undisturbed_one(
    service, done, tmp_path, monkeypatch, point, when
):
    other = twin(tmp_path / "twin")
    batch = submit(other)
    module, name = (decisions, "save_chunk") if point.startswith("decisions") else (batches, point)
    if point.startswith("letters"):
        module, name = letters, "save_chunk"
    kills = 0
    for nth in (1, 3):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, killing(getattr(module, name), nth, when))
            try:
                other.run_batch(batch.id)
            except Killed:
                kills += 1
                other = Service(other.settings)

    assert kills > 0
    assert other.run_batch(batch.id).status is BatchStatus.DONE
    assert result_of(other, batch.id) == result_of(service, done.id)
    other.close()


def killing(function, nth, when):
    calls = []

    def killed(*args, **options):
        calls.append(1)
        if len(calls) == nth and when == "before":
            raise Killed
        result = function(*args, **options)
        if len(calls) == nth:
            raise Killed
        return result

    return killed


def twin(root) -> Service:
    """The same house elsewhere."""
    settings = Settings(
        root=root, processes=1, chunk_cases=10, chunk_letters=5, recheck_cases=3, secret_key="test", _env_file=None
    )
    for folder, files in ((settings.rulebooks_dir, house.workbooks()), (settings.templates_dir, house.templates())):
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    service = Service(settings)
    service.refresh()
    return service


def test_processes_beside_this_one_give_the_same_result(service, done, tmp_path):
    other = twin(tmp_path / "twin")
    spread = Service(other.settings.model_copy(update={"processes": 2}))
    batch = spread.run_batch(submit(spread).id)

    assert result_of(spread, batch.id) == result_of(service, done.id)
    spread.close()
    other.close()


def test_two_that_run_the_same_batch_at_once_do_the_work_of_one(service, done, tmp_path):
    other = twin(tmp_path / "twin")
    batch = submit(other)
    both = [Service(other.settings), Service(other.settings)]
    ended = []

    def run(one):
        ended.append(one.run_batch(batch.id).status)
        one.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ended == [BatchStatus.DONE, BatchStatus.DONE]
    assert result_of(other, batch.id) == result_of(service, done.id)
    other.close()


def test_whoever_waits_for_another_run_can_be_stopped(service):
    batch = submit(service)
    with claimed(service.settings.instance_dir / "runs" / f"{batch.id}.lock"), pytest.raises(runner.Interrupted):
        service.run_batch(batch.id, stopping=lambda: True)

    assert batches.get(service.store, batch.id).status is BatchStatus.UPLOADED


def test_numbers_taken_by_another_batch_meanwhile_are_not_given_twice(service, monkeypatch):
    first, second = submit(service), submit(service)
    taken = []
    save = letters.save_chunk

    def overtaken(store, batch_id, no, *args):
        if batch_id == first.id and not taken:
            taken.append(no)
            service.run_batch(second.id)
        return save(store, batch_id, no, *args)

    monkeypatch.setattr(letters, "save_chunk", overtaken)
    service.run_batch(first.id)

    made = [one for batch in (first, second) for one in letters.page(service.store, batch.id, limit=1000) if one.number]
    assert sorted(one.number for one in made) == [f"云催(2026){place + 1:04d}号" for place in range(len(made))]
    for one in made:
        assert one.number in house.text_of((service.settings.exports_dir / one.file).read_bytes())


def test_a_letter_keeps_the_template_it_was_made_with(service, done):
    letter = letters.page(service.store, done.id, Filter(status="ready"))[0]
    service.offer_template("催收通知书.docx", house.template("新版"), "法务")

    kept = versions.data(service.store, letter.template)
    assert kept == house.template("催收通知书")


@profile(max_examples=5, deadline=None)
@given(as_of=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_year_of_a_number_is_the_business_dates(tmp_path_factory, as_of):
    service = twin(tmp_path_factory.mktemp("house"))
    batch = service.submit_batch("台账.csv", house.ledger([house.loan(1, 逾期天数=300, 是否破产="否")]), as_of, "张三")
    service.run_batch(batch.id)

    assert letters.page(service.store, batch.id)[0].number.startswith(f"云催({as_of.year})")
    service.close()


def test_letters_open_in_word(service, done):
    path = next((service.settings.exports_dir / "batches").rglob("*.docx"))

    assert docx.Document(str(path)).paragraphs
