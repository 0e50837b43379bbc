"""Letters after they were made: served and receipted, and made again from their record alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.batches.chunks import RenderTask, render_letters
from app.batches.model import Release
from app.config import Settings
from app.findings import Finding, LubuError
from app.jobs.files import bare_name, write
from app.letters import check_code, from_record
from app.letters.model import CHECK_CODE
from app.rulebooks.model import Role
from app.store import Store, batches, deliveries, letters, versions
from app.store.batches import BatchStatus
from app.store.deliveries import NewDelivery, Scan
from app.store.letters import Letter, LetterStatus
from app.values import to_text

SCANS = "scans"
"""Folder of the receipts, below the instance folder: what is evidence is backed up with the database."""

_SIGNATURES = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
SCAN_SUFFIXES = (".pdf", ".png", ".jpg")


# --- made again ------------------------------------------------------------------------------------------------


def numbered(store: Store, number: str) -> Letter:
    """The letter that bears *number*; raises LubuError where none does."""
    found = letters.numbered(store, number.strip())
    if found is None:
        raise LubuError.of("jobs.letter-unknown", number=number)
    return found


def rebuild(store: Store, letter: Letter) -> bytes:
    """The letter's document, made anew from its template version and the values it was given.

    Raises:
        LubuError: when it was never made, or when what comes out is not the same, byte for byte, as what was recorded.
    """
    if letter.template is None or letter.sha256 is None:
        raise LubuError.of("jobs.letter-not-made", kind=letter.kind, customer=letter.customer)
    version = versions.get(store, letter.template)
    if version is None:
        raise LubuError.of("jobs.letter-template-lost", template=letter.template[:12])
    document = (version.file, versions.data(store, letter.template))
    [data] = render_letters(RenderTask((document,), ((version.file, from_record(letter.values)),)))
    if not isinstance(data, bytes):
        raise LubuError(*data)
    digest = hashlib.sha256(data).hexdigest()
    if digest != letter.sha256:
        params = {"number": letter.number or letter.kind, "recorded": letter.sha256[:16], "made": digest[:16]}
        raise LubuError(Finding("error", "jobs.letter-differs", params=params))
    return data


def code_of(letter: Letter) -> str:
    """The check code of a letter's record, printed on it where its template asks for it (校验码)."""
    values = {name: value for name, value in from_record(letter.values).items() if name != CHECK_CODE}
    return check_code(values, letter.template or "")


# --- served ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What may be said of a service, as the rulebooks list it; empty: anything."""

    modes: tuple[str, ...]
    capacities: tuple[str, ...]


def words_of(release: Release) -> Words:
    """From the 取值范围 of the variables whose 用途 is 送达方式 and 签收人身份."""
    return Words(_domain(release, Role.SERVICE_MODE), _domain(release, Role.SIGNER_CAPACITY))


def released(store: Store, letter: Letter) -> bool:
    """A batch is released as a whole: nothing of a failed one goes out."""
    ready = letter.status is LetterStatus.READY
    return ready and batches.get(store, letter.batch_id).status is BatchStatus.DONE


def record_delivery(
    store: Store,
    settings: Settings,
    new: NewDelivery,
    scan: tuple[str, bytes] | None,
    words: Words,
    *,
    today: date,
    by: str,
) -> int:
    """Keep a delivery and its scanned receipt (file name, content); its number.

    Raises:
        LubuError: everything that is wrong with it; then nothing is kept.
    """
    letter = letters.get(store, new.letter_id)
    if letter is None or not released(store, letter):
        raise LubuError.of("jobs.delivery-no-letter")
    found = [*date_faults(new, batches.get(store, letter.batch_id).as_of, today), *word_faults(new, words)]
    suffix = None if scan is None else _suffix(scan[1])
    if scan is not None:
        found += _scan_faults(scan, suffix, settings)
    if found:
        raise LubuError(*found)
    kept = None if scan is None or suffix is None else _keep(settings, scan, suffix)
    return deliveries.record(store, replace(new, scan=kept), by)


def scan_path(settings: Settings, scan: Scan) -> Path | None:
    """Where a receipt lies; None when it is gone or no longer what was recorded."""
    path = settings.instance_dir / SCANS / scan.file
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != scan.sha256:
        return None
    return path


def _domain(release: Release, role: Role) -> tuple[str, ...]:
    found = release.with_role(role)
    return tuple(to_text(value) for value in (found[0].domain or ())) if found else ()


def date_faults(new: NewDelivery, made: date, today: date) -> list[Finding]:
    """Not before the letter was, and not in the future."""
    if made <= new.delivered_on <= max(today, made):
        return []
    params = {"date": new.delivered_on.isoformat(), "first": made.isoformat(), "last": today.isoformat()}
    return [Finding("error", "jobs.delivery-date", params=params)]


def word_faults(new: NewDelivery, words: Words) -> list[Finding]:
    """Of the mode and the signer's capacity, where the rulebooks list them."""
    found = []
    if not new.mode or (words.modes and new.mode not in words.modes):
        found.append(Finding("error", "jobs.delivery-mode", params={"mode": new.mode, "modes": "、".join(words.modes)}))
    if new.capacity and words.capacities and new.capacity not in words.capacities:
        params = {"capacity": new.capacity, "capacities": "、".join(words.capacities)}
        found.append(Finding("error", "jobs.delivery-capacity", params=params))
    return found


def _suffix(data: bytes) -> str | None:
    """By what the file is, not by its name."""
    return next((suffix for signature, suffix in _SIGNATURES.items() if data.startswith(signature)), None)


def _scan_faults(scan: tuple[str, bytes], suffix: str | None, settings: Settings) -> list[Finding]:
    name, data = scan
    found = []
    if suffix is None:
        params = {"name": bare_name(name), "kinds": "、".join(SCAN_SUFFIXES)}
        found.append(Finding("error", "jobs.scan-kind", params=params))
    if len(data) > settings.max_scan_mb << 20:
        params = {"size": str(len(data) >> 20), "most": str(settings.max_scan_mb)}
        found.append(Finding("error", "jobs.file-large", params=params))
    return found


def _keep(settings: Settings, scan: tuple[str, bytes], suffix: str) -> Scan:
    name, data = scan
    digest = hashlib.sha256(data).hexdigest()
    write(settings.instance_dir / SCANS / f"{digest}{suffix}", data)
    return Scan(f"{digest}{suffix}", bare_name(name)[:200], digest)
