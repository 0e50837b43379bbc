"""PDF on demand: every letter converted, a bad one named alone, and a sentence where there is no LibreOffice."""

from __future__ import annotations

import shutil

import pytest

from app.findings import Finding, LubuError
from app.jobs import pdf
from app.jobs.pdf import Job, convert
from app.jobs.runner import Interrupted
from app.store import pdf_runs
from app.store.batches import BatchStatus
from tests.batches import house

office = pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="no LibreOffice here")


@pytest.fixture
def documents(tmp_path):
    jobs = []
    for number in range(3):
        source = tmp_path / f"{number} 通知，甲's (一).docx"
        source.write_bytes(house.template(f"第{number}份"))
        jobs.append(Job(source, tmp_path / "out" / f"{number}.pdf"))
    return jobs


@pytest.mark.slow
@office
def test_every_document_becomes_a_pdf_and_a_bad_one_is_named(documents, settings, monkeypatch):
    monkeypatch.setattr(pdf, "PILE", 2)
    documents[1].source.write_bytes(b"no document at all")
    told = []
    findings = convert(documents, settings, advanced=told.append)

    assert [(finding.code, finding.place.file) for finding in findings] == [
        ("jobs.pdf-failed", documents[1].source.name)
    ]
    assert [job.target.exists() for job in documents] == [True, False, True]
    assert documents[0].target.read_bytes().startswith(b"%PDF-")
    assert told == [2, 3]


def test_without_libreoffice_a_sentence_says_what_to_install(documents, settings):
    with pytest.raises(LubuError) as error:
        convert(documents, settings.model_copy(update={"libreoffice": "no-such-program"}))

    assert [finding.code for finding in error.value.findings] == ["jobs.no-libreoffice"]


@office
def test_who_was_told_to_stop_starts_nothing(documents, settings):
    assert convert(documents, settings, stopping=lambda: True) == []
    assert not documents[0].target.exists()


def test_a_program_that_hangs_is_ended_and_each_document_is_named(documents, settings, tmp_path, monkeypatch):
    hanging = tmp_path / "office"
    hanging.write_text("#!/bin/sh\nsleep 60 & wait\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(pdf, "SECONDS_TO_START", 0.2)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)
    findings = convert(documents, settings.model_copy(update={"libreoffice": str(hanging)}))

    assert [finding.place.file for finding in findings] == [job.source.name for job in documents]


class TestBatches:
    """The worker's part: what it is asked for, how far it is, what it does not do twice."""

    @pytest.fixture
    def converted(self, service, monkeypatch):
        """A finished batch, and a converter that only notes what it was given."""
        seen = []

        def fake(jobs, settings, *, advanced=lambda done: None, stopping=lambda: False):
            for done, job in enumerate(jobs, start=1):
                seen.append(job)
                job.target.write_bytes(b"%PDF-")
                advanced(done)
            return []

        monkeypatch.setattr(pdf, "convert", fake)
        monkeypatch.setattr(pdf, "program", lambda settings: "soffice")
        batch = service.run_batch(service.submit_batch("台账.csv", house.loans(12), house.AS_OF, "张三").id)
        return batch, seen

    def test_every_letter_that_is_ready_is_converted_once(self, service, converted):
        batch, seen = converted
        service.ask_for_pdf(batch.id, "张三")
        run = service.make_pdf(batch.id)
        assert (run.status, run.done, run.total) == (BatchStatus.DONE, batch.letters, batch.letters)
        assert len(seen) == batch.letters
        service.ask_for_pdf(batch.id, "张三")
        assert service.make_pdf(batch.id).status is BatchStatus.DONE
        assert len(seen) == batch.letters

    def test_who_is_stopped_goes_on_later(self, service, converted):
        batch, _seen = converted
        service.ask_for_pdf(batch.id, "张三")
        with pytest.raises(Interrupted):
            service.make_pdf(batch.id, stopping=lambda: True)
        assert [run.batch_id for run in pdf_runs.unfinished(service.store)] == [batch.id]
        assert service.make_pdf(batch.id).finished

    def test_a_letter_that_would_not_is_named(self, service, converted, monkeypatch):
        batch, _seen = converted
        trouble = Finding("error", "jobs.pdf-failed", params={"file": "甲.docx"})
        monkeypatch.setattr(pdf, "convert", lambda jobs, settings, **told: [trouble])
        service.ask_for_pdf(batch.id, "张三")
        assert service.make_pdf(batch.id).findings == (trouble,)

    def test_nothing_to_convert_is_said(self, service, converted):
        with pytest.raises(LubuError) as error:
            service.ask_for_pdf(999, "张三")
        assert [finding.code for finding in error.value.findings] == ["jobs.pdf-nothing"]
