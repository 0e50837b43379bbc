"""What becomes of one workbook: everything a person can do with it, and in which class it ends."""

from __future__ import annotations

from datetime import date

from app import messages
from app.decide import compile_rulebook, run_tests
from app.findings import Finding, LubuError
from app.rulebooks import load
from app.rulebooks.annotate import annotate

FILE = "变异.xlsx"
AS_OF = date(2026, 9, 30)
REFUSED, FAULTY, SOUND = "refused", "errors", "sound"


def outcome_of(data: bytes) -> str:
    """Load, word all findings, annotate, compile and run the tests of a workbook.

    Returns:
        ``refused`` (one finding about the file), ``errors`` (at its cells) or ``sound``.

    Raises:
        AssertionError: when it ends without a finding and without a rulebook, or a finding says nothing.
        Exception: whatever crashes.
    """
    loaded = load(data, FILE)
    errors = [finding for finding in loaded.findings if finding.is_error]
    assert loaded.rulebook is not None or errors, "neither a rulebook nor an error"
    for finding in loaded.findings:
        _check_words(finding)
    about_the_file = loaded.rulebook is None and not any(finding.place.sheet for finding in errors)
    _annotated(data, loaded.findings, about_the_file)
    if about_the_file:
        return REFUSED
    if errors:
        return FAULTY
    assert loaded.rulebook is not None
    for finding in run_tests(compile_rulebook(loaded.rulebook), AS_OF).findings:
        _check_words(finding)
    return SOUND


def _check_words(finding: Finding) -> None:
    said = messages.as_text(finding)
    assert finding.place.file == FILE, said
    assert messages.message(finding).strip(), finding.code
    assert messages.advice(finding).strip() or not finding.is_error, finding.code
    said.encode()  # it is printed, stored and shown: no half of a pair of surrogates


def _annotated(data: bytes, findings: tuple[Finding, ...], refused: bool) -> None:
    try:
        annotate(data, findings, messages.as_text)
    except LubuError:
        assert refused or len(data) < 22, "a workbook that was read cannot be given back"
