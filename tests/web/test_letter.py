"""One letter's page: what it was made from, its service and receipt, and the letter made again."""

from __future__ import annotations

import hashlib
import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.jobs.correspondence import code_of
from app.store import Store, deliveries, letters
from app.store.letters import Filter, Letter, LetterStatus

PDF = b"%PDF-1.7 receipt"


@pytest.fixture
def letter(store: Store) -> Letter:
    return letters.page(store, 1, Filter(status=LetterStatus.READY))[0]


def deliver(client: FlaskClient, letter: Letter, **changes: object) -> TestResponse:
    form = {
        "delivered_on": "2026-10-08",
        "mode": "邮寄送达",
        "served": "1",
        "signer": "张某",
        "capacity": "本人",
        **changes,
    }
    return client.post(f"/letters/{letter.id}/deliveries", data=form, follow_redirects=True)


def test_the_page_says_what_the_letter_was_made_from(officer: FlaskClient, letter: Letter) -> None:
    page = officer.get(f"/letters/{letter.id}").text
    assert all(text in page for text in (letter.number, letter.sha256, code_of(letter), letter.customer, "分级.xlsx"))  # type: ignore[operator]


def test_a_service_is_recorded_with_its_receipt(officer: FlaskClient, store: Store, letter: Letter) -> None:
    page = deliver(officer, letter, scan=(io.BytesIO(PDF), "回执.pdf"))
    assert page.status_code == 200
    assert "已登记送达" in page.text
    [kept] = deliveries.of_letter(store, letter.id)
    assert (kept.delivered_on.isoformat(), kept.signer, kept.served) == ("2026-10-08", "张某", True)
    with officer.get(f"/letters/deliveries/{kept.id}/scan") as answer:
        assert answer.data == PDF
        assert "attachment" in answer.headers["Content-Disposition"]
    assert "2026-10-08 送达" in officer.get("/batches/1/letters").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(officer: FlaskClient, store: Store, letter: Letter) -> None:
    answer = deliver(officer, letter, delivered_on="2020-01-01", scan=(io.BytesIO(b"MZ"), "x.pdf"))
    assert answer.status_code == 422
    assert "送达日期 2020-01-01 不对" in answer.text
    assert "不是扫描件" in answer.text
    assert 'value="张某"' in answer.text
    assert deliveries.of_letter(store, letter.id) == []


def test_a_date_that_is_none_is_asked_for_again(officer: FlaskClient, letter: Letter) -> None:
    answer = deliver(officer, letter, delivered_on="昨天")
    assert answer.status_code == 422
    assert "请写成 2026-09-30 这样的日期" in answer.text


def test_a_wrong_record_is_revoked_with_its_reason(officer: FlaskClient, store: Store, letter: Letter) -> None:
    deliver(officer, letter)
    [kept] = deliveries.of_letter(store, letter.id)
    assert "请写明原因" in officer.post(f"/letters/deliveries/{kept.id}/revoke", follow_redirects=True).text
    page = officer.post(f"/letters/deliveries/{kept.id}/revoke", data={"why": "人不对"}, follow_redirects=True).text
    assert "已撤销" in page
    assert "人不对" in page
    assert deliveries.served_on(store, [letter.id]) == {}


def test_a_letter_is_made_again_and_is_the_same(officer: FlaskClient, letter: Letter) -> None:
    with officer.get(f"/letters/{letter.id}/rebuilt.docx") as answer:
        assert hashlib.sha256(answer.data).hexdigest() == letter.sha256


def test_a_changed_record_gives_no_letter(officer: FlaskClient, store: Store, letter: Letter) -> None:
    store.execute("UPDATE letters SET \"values\" = replace(\"values\", '客户', '顾客')")
    answer = officer.get(f"/letters/{letter.id}/rebuilt.docx", follow_redirects=True)
    assert "与当时的文书不一致" in answer.text


def test_a_number_leads_to_its_letter(officer: FlaskClient, letter: Letter) -> None:
    found = officer.get("/letters/find", query_string={"number": letter.number})
    assert found.location == f"/letters/{letter.id}"
    right = officer.get(
        "/letters/find", query_string={"number": letter.number, "code": code_of(letter).lower()}, follow_redirects=True
    )
    assert "校验码与记录一致" in right.text


@pytest.mark.parametrize(("number", "code", "said"), [("无此号", "", "没有文号为"), (None, "0" * 16, "校验码")])
def test_a_wrong_number_or_code_is_refused(
    officer: FlaskClient, letter: Letter, number: str | None, code: str, said: str
) -> None:
    answer = officer.get("/letters/find", query_string={"number": number or letter.number, "code": code})
    assert answer.status_code == 404
    assert said in answer.text


def test_a_stopped_letter_can_neither_be_served_nor_rebuilt(officer: FlaskClient, store: Store) -> None:
    stopped = letters.page(store, 1, Filter(status=LetterStatus.BLOCKED))[0]
    assert "登记送达" not in officer.get(f"/letters/{stopped.id}").text
    assert deliver(officer, stopped).status_code == 404
    assert "无法重做" in officer.get(f"/letters/{stopped.id}/rebuilt.docx", follow_redirects=True).text


@pytest.mark.parametrize("address", ["/letters/999999", "/letters/999999/rebuilt.docx", "/letters/deliveries/9/scan"])
def test_what_is_not_there_is_not_found(officer: FlaskClient, address: str) -> None:
    assert officer.get(address).status_code == 404
