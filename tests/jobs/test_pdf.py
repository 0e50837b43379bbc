"""PDF on demand: every letter converted, a bad one named alone, and a sentence where there is no LibreOffice."""

from __future__ import annotations

import shutil

import pytest

from app.findings import LubuError
from app.jobs import pdf
from app.jobs.pdf import Job, convert
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
