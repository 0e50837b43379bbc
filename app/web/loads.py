"""An offered file on one page: findings, its own tests, what would change; and the button that enacts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.decide import TestReport
from app.decide.testing import TestResult
from app.findings import Finding, LubuError
from app.jobs import offers
from app.store import batches, versions
from app.store.batches import Batch, BatchStatus
from app.store.versions import Kind, Load
from app.web import downloads, trials
from app.web.backend import service, store
from app.web.differences import told
from app.web.extensions import limiter
from app.web.formats import flash_findings
from app.web.rights import BUSINESS, only
from app.web.translate import _

blueprint = Blueprint("loads", __name__, url_prefix="/rulebooks/loads")

_TOLD_BY_TESTS = frozenset({"decide.test-failed", "decide.test-error"})
"""Findings that the list of test cases shows better."""
BATCHES_OFFERED = 20
_SUFFIXES = {Kind.RULEBOOK: "xlsx", Kind.TEMPLATE: "docx"}
_GRAVITY = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class SheetFindings:
    sheet: str
    """Empty: about the workbook as a whole."""
    findings: tuple[Finding, ...]


@blueprint.get("/<int:load_id>")
@only(BUSINESS)
def show(load_id: int) -> ResponseReturnValue:
    """One attempt to load a file, or a check of it, with everything that is known about it."""
    load, desk = _known(load_id), service().desk
    there = desk.content(load) is not None
    inspection, beside = desk.inspect(load), desk.beside(load)
    readable = inspection is not None and inspection.rulebook is not None
    report = inspection.tests if inspection else None
    current = desk.in_force(load.kind, load.file)
    return render_template(
        "rulebooks/load.html",
        load=load,
        sheets=by_sheet(found for found in load.findings if not (report and found.code in _TOLD_BY_TESTS)),
        decided=decided_batches() if there and load.kind is Kind.TEMPLATE and not load.blocked else [],
        annotated=_SUFFIXES[load.kind] if there and _annotatable(load) else "",
        enactable=there and load.checked and not load.blocked and load.hash != current,
        current=current,
        inspection=inspection,
        readable=readable,
        failed=failures(report) if report else (),
        beside=versions.get(store(), beside) if beside else None,
        groups=told(inspection.difference) if inspection and inspection.difference is not None else None,
        trial=trials.offer(inspection.rulebook, load.hash, url_for("trials.of_load", load_id=load.id))
        if inspection and inspection.rulebook
        else None,
    )


@blueprint.get("/<int:load_id>/annotated.<any(xlsx, docx):suffix>")
@only(BUSINESS)
@limiter.limit("30/minute")
def annotated(load_id: int, suffix: str) -> ResponseReturnValue:
    """The workbook or template with a comment for every finding, warnings as well."""
    load = _known(load_id)
    fits = _SUFFIXES[load.kind] == suffix and _annotatable(load)
    data = service().desk.content(load) if fits else None
    if data is None:
        abort(404)
    try:
        made = offers.annotated(load.kind, load.file, data, load.findings)
    except LubuError as error:
        flash_findings(error)
        return redirect(url_for(".show", load_id=load_id))
    return downloads.send_bytes(made, _("%(name)s-标注", name=versions.stem(load.file)) + f".{suffix}")


@blueprint.get("/<int:load_id>/preview.docx")
@only(BUSINESS)
@limiter.limit("30/minute")
def preview(load_id: int) -> ResponseReturnValue:
    """An offered template filled in with a real case (``?batch=…&customer=…``)."""
    load = _known(load_id)
    if load.kind is not Kind.TEMPLATE or load.blocked:
        abort(404)
    customer = request.args.get("customer", "").strip()[:64]
    try:
        made = service().desk.preview(load, request.args.get("batch", 0, type=int), customer)
    except LookupError:
        abort(404)
    except LubuError as error:
        flash_findings(error)
        return redirect(url_for(".show", load_id=load_id))
    return downloads.send_bytes(made, _("%(name)s-预览", name=versions.stem(load.file)) + ".docx")


@blueprint.post("/<int:load_id>/enact")
@only(BUSINESS)
@limiter.limit("30/minute")
def enact(load_id: int) -> ResponseReturnValue:
    """Put what was checked into force, after it is checked again."""
    load = _known(load_id)
    if not load.checked:
        abort(404)
    try:
        outcome = service().desk.enact(load, request.form.get("beside", "")[:64], current_user.name)
    except LubuError as error:
        flash_findings(error)
        return redirect(url_for(".show", load_id=load_id))
    return redirect(url_for(".show", load_id=outcome.load.id))


def decided_batches() -> list[Batch]:
    return batches.list_batches(store(), limit=BATCHES_OFFERED, status=BatchStatus.DONE)


def _annotatable(load: Load) -> bool:
    """Whether there is anything to say at a cell; in a template, at all."""
    return any(found.place.cell or load.kind is Kind.TEMPLATE for found in load.findings)


def by_sheet(findings: Iterable[Finding]) -> list[SheetFindings]:
    """The gravest first on each sheet, and the sheets as they come."""
    sheets: dict[str, list[Finding]] = {}
    for finding in findings:
        sheets.setdefault(finding.place.sheet, []).append(finding)
    ordered = (sorted(found, key=lambda finding: _GRAVITY[finding.level]) for found in sheets.values())
    return [SheetFindings(sheet, tuple(found)) for sheet, found in zip(sheets, ordered, strict=True)]


def failures(report: TestReport) -> tuple[TestResult, ...]:
    return tuple(result for result in report.results if not result.passed)


def _known(load_id: int) -> Load:
    found = versions.load(store(), load_id)
    if found is None:
        abort(404)
    return found
