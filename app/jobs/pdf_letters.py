"""Letters as PDF, beside their Word files: one at once, or all of a batch by the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.config import Settings
from app.findings import LubuError
from app.jobs import pdf
from app.jobs.files import claimed
from app.jobs.pdf import Job
from app.jobs.runner import Interrupted
from app.store import Store, letters, pdf_runs
from app.store.batches import BatchStatus
from app.store.letters import Filter, Letter, LetterStatus
from app.store.pdf_runs import PdfRun

MOST = 1_000_000


def ask(store: Store, settings: Settings, batch_id: int, by: str) -> PdfRun:
    """Note that a batch's letters are wanted as PDF; raises LubuError when that cannot be."""
    pdf.program(settings)
    total = letters.count(store, batch_id, Filter(status=LetterStatus.READY))
    if not total:
        raise LubuError.of("jobs.pdf-nothing")
    return pdf_runs.ask(store, batch_id, by, total)


def run(store: Store, settings: Settings, batch_id: int, stopping: Callable[[], bool]) -> PdfRun:
    """Convert what is not converted yet; a letter of the same content is never converted twice.

    Raises:
        LookupError: when nobody asked for it.
        Interrupted: when *stopping* said so; what is done stays.
    """
    with claimed(settings.instance_dir / "runs" / f"pdf-{batch_id % 16}.lock") as alone:
        asked = pdf_runs.get(store, batch_id)
        if not alone or asked.finished:
            return asked
        try:
            _convert(store, settings, asked, stopping)
        except LubuError as error:
            pdf_runs.finish(store, batch_id, error.findings, BatchStatus.FAILED)
        return pdf_runs.get(store, batch_id)


def one(settings: Settings, letter: Letter) -> Path:
    """A letter's PDF, made when it is asked for the first time.

    Raises:
        LubuError: when there is no LibreOffice, or it would not convert the letter.
    """
    job = _job(settings, letter)
    findings = [] if job.target.is_file() else pdf.convert([job], settings)
    if findings:
        raise LubuError(*findings)
    return job.target


def file_of(letter: Letter) -> str:
    """Where a letter's PDF lies, relative to the exports folder. Its name carries the content it was made from."""
    path = Path(letter.file or "")
    return (path.parent / f"{path.stem}-{(letter.sha256 or '')[:12]}.pdf").as_posix()


def _convert(store: Store, settings: Settings, asked: PdfRun, stopping: Callable[[], bool]) -> None:
    ready = letters.page(store, asked.batch_id, Filter(status=LetterStatus.READY), limit=MOST)
    left = [job for job in (_job(settings, letter) for letter in ready) if not job.target.is_file()]
    before = len(ready) - len(left)
    pdf_runs.advance(store, asked.batch_id, before)
    findings = pdf.convert(
        left, settings, stopping=stopping, advanced=lambda done: pdf_runs.advance(store, asked.batch_id, before + done)
    )
    if stopping():
        raise Interrupted
    pdf_runs.finish(store, asked.batch_id, findings)


def _job(settings: Settings, letter: Letter) -> Job:
    return Job(settings.exports_dir / (letter.file or ""), settings.exports_dir / file_of(letter))
