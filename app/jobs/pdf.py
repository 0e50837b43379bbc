"""Word documents → PDF by LibreOffice: several of them side by side, each on a profile of its own, none with a network.

LibreOffice takes a second to start and a fifth of one for a letter, so each start converts a pile. A pile that dies
or hangs is tried again document by document: one bad document costs itself only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from app.config import Settings
from app.findings import Finding, LubuError, Place
from app.jobs.files import written

log = structlog.get_logger(__name__)

PILE = 25
"""Documents for one start of LibreOffice."""
SECONDS_TO_START, SECONDS_EACH = 60, 20
"""What a pile is allowed before it is ended."""

_PROGRAMS = ("soffice", "libreoffice")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501 - as LibreOffice keeps it


@dataclass(frozen=True, slots=True)
class Job:
    """A document to convert and where its PDF goes."""

    source: Path
    target: Path


def program(settings: Settings) -> str:
    """LibreOffice's command.

    Raises:
        LubuError: ``jobs.no-libreoffice``, which says what to install.
    """
    found = shutil.which(settings.libreoffice) if settings.libreoffice else None
    if not settings.libreoffice:
        found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        raise LubuError.of("jobs.no-libreoffice")
    return found


def convert(
    jobs: Sequence[Job],
    settings: Settings,
    *,
    advanced: Callable[[int], None] = lambda done: None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Finding]:
    """Convert every document; those that would not are named. *advanced* is told how many are through.

    Raises:
        LubuError: when there is no LibreOffice.
    """
    soffice = program(settings)
    piles = [jobs[start : start + PILE] for start in range(0, len(jobs), PILE)]
    findings: list[Finding] = []
    done = 0
    with tempfile.TemporaryDirectory(prefix="lubu-pdf-") as folder, ThreadPoolExecutor(settings.processes) as threads:
        office = _Office(soffice, Path(folder), stopping)
        waiting = {threads.submit(office.convert, number, pile): pile for number, pile in enumerate(piles)}
        for future in as_completed(waiting):
            findings += future.result()
            done += len(waiting[future])
            advanced(done)
    return findings


@dataclass(frozen=True)
class _Office:
    program: str
    folder: Path
    stopping: Callable[[], bool]

    def convert(self, number: int, pile: Sequence[Job]) -> list[Finding]:
        if self.stopping():
            return []
        left = list(self._left(f"{number}", pile))
        if len(pile) > 1:
            left = [job for place, one in enumerate(left) for job in self._left(f"{number}-{place}", [one])]
        return [Finding("error", "jobs.pdf-failed", Place(job.source.name), {"file": job.source.name}) for job in left]

    def _left(self, name: str, pile: Sequence[Job]) -> Iterator[Job]:
        """Run LibreOffice once over *pile*; what it did not convert."""
        work = self.folder / name
        sources, out = work / "in", work / "out"
        profile = work / "profile" / "user"
        for part in (sources, out, profile):
            part.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        for place, job in enumerate(pile):  # plain names: what a file is called must not matter to a shell or an option
            shutil.copyfile(job.source, sources / f"{place}.docx")
        self._run(work, [f"in/{place}.docx" for place in range(len(pile))])
        for place, job in enumerate(pile):
            made = out / f"{place}.pdf"
            if not made.is_file() or not made.stat().st_size:
                yield job
                continue
            with written(job.target, durable=False) as stream, made.open("rb") as pdf:
                shutil.copyfileobj(pdf, stream)
        shutil.rmtree(work)

    def _run(self, work: Path, names: Sequence[str]) -> None:
        command = [
            *_without_network(), self.program, "--headless", "--norestore", "--nologo", "--nolockcheck",
            f"-env:UserInstallation={(work / 'profile').as_uri()}", "--infilter=MS Word 2007 XML",
            "--convert-to", "pdf", "--outdir", "out", *names,
        ]  # fmt: skip
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(work), "LANG": "zh_CN.UTF-8"}
        process = subprocess.Popen(  # noqa: S603 - a program of the settings and names of our own
            command, cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(SECONDS_TO_START + SECONDS_EACH * len(names))
        except subprocess.TimeoutExpired:
            log.warning("libreoffice hung", documents=len(names))
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its children too: soffice is a script that starts another program."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@cache
def _without_network() -> tuple[str, ...]:
    """What starts a program without a network, where the system lets us; links were refused with the template."""
    return next(filter(_works, (("unshare", "--net"), ("unshare", "--net", "--map-root-user"))), ())


def _works(command: tuple[str, ...]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return not subprocess.run([*command, "true"], capture_output=True, check=False).returncode  # noqa: S603 - constants
