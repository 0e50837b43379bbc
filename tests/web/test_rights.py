"""Every page × every role: the table below is the whole truth, and no page is missing from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store import Store, versions
from app.store.versions import Kind
from app.web.rights import ANYONE, rights_of

EVERYBODY = {"officer", "business", "hr", "admin"}
OFFICER = {"officer", "admin"}
BUSINESS = {"business", "admin"}
HR = {"hr", "admin"}
OPEN = {*EVERYBODY, ANYONE}

PAGES: dict[str, tuple[str, str, set[str]]] = {
    "auth.sign_in": ("GET", "/sign-in", OPEN),
    "auth.sign_out": ("POST", "/sign-out", EVERYBODY),
    "auth.account": ("GET", "/account", EVERYBODY),
    "home.show": ("GET", "/", EVERYBODY),
    "language.switch": ("POST", "/language/en", OPEN),
    "health.alive": ("GET", "/healthz", OPEN),
    "health.ready": ("GET", "/readyz", OPEN),
    "static": ("GET", "/static/seal.svg", OPEN),
    "bootstrap.static": ("GET", "/bootstrap/static/css/bootstrap.min.css", OPEN),
    "batches.index": ("GET", "/batches/", OFFICER),
    "batches.new": ("GET", "/batches/new", OFFICER),
    "batches.show": ("GET", "/batches/1", OFFICER),
    "batches.progress": ("GET", "/batches/1/progress", OFFICER),
    "batches.retry": ("POST", "/batches/1/retry", OFFICER),
    "batches.decided": ("GET", "/batches/1/decisions", OFFICER),
    "batches.decision": ("GET", "/batches/1/decisions/0", OFFICER),
    "batches.download": ("GET", "/batches/1/decided.csv", OFFICER),
    "letters.index": ("GET", "/batches/1/letters", OFFICER),
    "letters.everything": ("GET", "/batches/1/letters.zip", OFFICER),
    "letters.register": ("GET", "/batches/1/letters/register", OFFICER),
    "letters.register_workbook": ("GET", "/batches/1/letters/register.xlsx", OFFICER),
    "letters.download": ("GET", "/letters/1.docx", OFFICER),
    "letters.make_pdf": ("POST", "/batches/1/letters/pdf", OFFICER),
    "letters.pdf_progress": ("GET", "/batches/1/letters/pdf", OFFICER),
    "letters.every_pdf": ("GET", "/batches/1/letters-pdf.zip", OFFICER),
    "letters.download_pdf": ("GET", "/letters/1.pdf", OFFICER),
    "letter.find": ("GET", "/letters/find", OFFICER),
    "letter.show": ("GET", "/letters/1", OFFICER),
    "letter.rebuilt": ("GET", "/letters/1/rebuilt.docx", OFFICER),
    "letter.deliver": ("POST", "/letters/1/deliveries", OFFICER),
    "letter.revoke": ("POST", "/letters/deliveries/1/revoke", OFFICER),
    "letter.scan": ("GET", "/letters/deliveries/1/scan", OFFICER),
    "rulebooks.index": ("GET", "/rulebooks/", BUSINESS),
    "rulebooks.show": ("GET", "/rulebooks/分级/", BUSINESS),
    "rulebooks.history": ("GET", "/rulebooks/分级/history", BUSINESS),
    "rulebooks.version": ("GET", "/rulebooks/versions/{version}", BUSINESS),
    "rulebooks.workbook": ("GET", "/rulebooks/versions/{version}/workbook.xlsx", BUSINESS),
    "rulebooks.compare": ("GET", "/rulebooks/分级/compare?old={version}&new={version}", BUSINESS),
    "rulebooks.upload": ("GET", "/rulebooks/upload", BUSINESS),
    "starters.new": ("GET", "/rulebooks/new", BUSINESS),
    "loads.show": ("GET", "/rulebooks/loads/1", BUSINESS),
    "loads.annotated": ("GET", "/rulebooks/loads/1/annotated.xlsx", BUSINESS),
    "loads.preview": ("GET", "/rulebooks/loads/1/preview.docx?batch=1&customer=C1", BUSINESS),
    "loads.enact": ("POST", "/rulebooks/loads/1/enact", BUSINESS),
    "letter_templates.history": ("GET", "/rulebooks/templates/催收通知书/", BUSINESS),
    "letter_templates.document": ("GET", "/rulebooks/templates/versions/{template}.docx", BUSINESS),
    "trials.of_load": ("GET", "/rulebooks/loads/4/trial", BUSINESS),
    "trials.of_version": ("GET", "/rulebooks/versions/{version}/trial", BUSINESS),
    "trials.show": ("GET", "/rulebooks/trials/1", BUSINESS),
    "trials.progress": ("GET", "/rulebooks/trials/1/progress", BUSINESS),
    "trials.workbook": ("GET", "/rulebooks/trials/1/result.xlsx", BUSINESS),
    "scorecards.index": ("GET", "/scorecards/", HR),
    "scorecards.new": ("GET", "/scorecards/new", HR),
    "scorecards.show": ("GET", "/scorecards/1", HR),
    "scorecards.card": ("GET", "/scorecards/1/cards/1.docx", HR),
    "scorecards.everything": ("GET", "/scorecards/1/cards.zip", HR),
    "scorecards.summary": ("GET", "/scorecards/1/summary.xlsx", HR),
}
NOTHING_THERE = {
    "loads.annotated", "loads.enact", "letter.revoke", "letter.scan", "letters.pdf_progress", "letters.every_pdf",
}  # fmt: skip
"""What was taken has no annotated copy and is not enacted, nothing was served: 404 for those who may ask, else 403."""


def test_every_page_stands_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(PAGES)


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    assert [rule.endpoint for rule in app.url_map.iter_rules() if not rights_of(app, rule.endpoint)] == []


@pytest.mark.parametrize("person", [*sorted(EVERYBODY), ANYONE])
def test_each_person_opens_their_pages_and_no_other(
    app: Flask, signed_in: Callable[[str], FlaskClient], store: Store, version: str, person: str
) -> None:
    template = versions.history(store, Kind.TEMPLATE, "催收通知书")[0].hash
    for endpoint, (method, path, allowed) in PAGES.items():
        client = app.test_client() if person == ANYONE else signed_in(person)
        with client.open(path.format(version=version, template=template), method=method) as answer:
            assert _outcome(answer.status_code, answer.headers.get("Location", "")) == _expected(
                endpoint, person, allowed
            ), endpoint


def _outcome(status: int, location: str) -> str:
    if (status == 302 and location.startswith("/sign-in?")) or (status == 302 and location == "/sign-in"):
        return "sign in"
    if status in (403, 404):
        return {403: "refused", 404: "nothing there"}[status]
    return "open" if status < 400 or status == 422 else str(status)  # 422: an empty form, looked at and sent back


def _expected(endpoint: str, person: str, allowed: set[str]) -> str:
    if person not in allowed:
        return "sign in" if person == ANYONE else "refused"
    if endpoint == "auth.sign_out":
        return "sign in"  # signing out ends at the sign-in page
    return "nothing there" if endpoint in NOTHING_THERE else "open"


@pytest.mark.parametrize("path", ["/batches/new", "/rulebooks/upload", "/scorecards/new"])
def test_an_upload_is_refused_to_the_wrong_role_before_its_form_is_read(
    signed_in: Callable[[str], FlaskClient], path: str
) -> None:
    role = {"/batches/new": "hr", "/rulebooks/upload": "officer", "/scorecards/new": "business"}[path]
    assert signed_in(role).post(path, data={"file": "x"}).status_code == 403


def test_the_menu_shows_only_what_opens(signed_in: Callable[[str], FlaskClient]) -> None:
    assert "规则簿" not in signed_in("officer").get("/account").text
    menu = signed_in("admin").get("/account").text
    assert all(word in menu for word in ("案件批次", "规则簿", "绩效计分卡"))
