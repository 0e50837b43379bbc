"""Findings as the tests compare them; every one of them is put into words on the way, so no parameter is missing."""

from __future__ import annotations

from app.findings import Finding, LubuError
from app.letters import FieldNames, check_template, compile_template
from app.messages import as_dict


def worded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    for finding in findings:
        shown = as_dict(finding)
        assert shown["message"]
        assert shown["advice"]
    return findings


def check(data: bytes, fields: FieldNames | None = None) -> tuple[Finding, ...]:
    return worded(check_template(data, "模板.docx", fields))


def codes(data: bytes, fields: FieldNames | None = None) -> list[str]:
    """The codes of all findings, without the package's name."""
    return sorted(finding.code.removeprefix("letters.") for finding in check(data, fields))


def is_refused(data: bytes) -> bool:
    """Whether it does not compile either."""
    try:
        compile_template(data, "模板.docx")
    except LubuError as error:
        worded(error.findings)
        return True
    return False
