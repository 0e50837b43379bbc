"""The page of an offered file: only checked, compared, tested, annotated, and put into force by a second step."""

from __future__ import annotations

import hashlib
import io
import re
from urllib.parse import unquote

import docx as docx_module
import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.jobs.service import Service
from app.store import letters, versions
from app.store.versions import Kind, Load
from tests.batches import house
from tests.letters.word import docx, p
from tests.web.test_rulebooks import broken_cell, offer
from tests.workbooks import book, decision_table, dictionary, stack, test_cases


def check(client: FlaskClient, data: bytes, name: str = "分级.xlsx") -> TestResponse:
    form = {"file": (io.BytesIO(data), name), "mode": "check"}
    return client.post("/rulebooks/upload", data=form, follow_redirects=True)


def last(service: Service) -> Load:
    return versions.loads(service.store, limit=1)[0]


def enact(client: FlaskClient, load: Load, page: str) -> TestResponse:
    """Press the button of *page*."""
    found = re.search(r'name="beside" value="(\w*)"', page)
    assert found is not None
    return client.post(f"/rulebooks/loads/{load.id}/enact", data={"beside": found[1]}, follow_redirects=True)


def test_a_check_shows_what_would_change_and_changes_nothing(
    business: FlaskClient, service: Service, version: str
) -> None:
    page = check(business, house.classes(60)).text
    assert "已检查，未生效" in page
    assert re.search(r"<li>.*61–90 天.*关注 → 次级</li>", page)
    assert "全部通过" in page
    assert service.desk.in_force(Kind.RULEBOOK, "分级.xlsx") == version
    assert "已检查，未生效" in business.get("/rulebooks/").text


def test_the_button_puts_exactly_what_was_checked_into_force(business: FlaskClient, service: Service) -> None:
    page = check(business, house.classes(60)).text
    load = last(service)
    answer = enact(business, load, page)
    assert "没有错误，已经生效" in answer.text
    assert service.desk.in_force(Kind.RULEBOOK, "分级.xlsx") == load.hash
    assert "现在生效的就是这一份" in business.get(f"/rulebooks/loads/{load.id}").text


def test_who_was_overtaken_is_told_and_sees_the_new_comparison(business: FlaskClient, service: Service) -> None:
    page = check(business, house.classes(60)).text
    load = last(service)
    offer(business, house.classes(80))
    answer = enact(business, load, page)
    assert "检查之后，现行版本又变了" in answer.text
    assert re.search(r"<li>.*61–80 天.*关注 → 次级</li>", answer.text)
    assert service.desk.in_force(Kind.RULEBOOK, "分级.xlsx") != load.hash


def test_a_faulty_check_offers_no_button(business: FlaskClient, service: Service) -> None:
    page = check(business, broken_cell()).text
    assert "这一份不能生效" in page
    assert "/enact" not in page
    assert "读不懂的地方" in page
    assert "下列文件没有载入" not in business.get("/rulebooks/").text, "a check is no refused load"


def test_a_test_that_fails_is_shown_with_what_was_expected_and_what_came(business: FlaskClient) -> None:
    page = check(business, house.classes(60, expected="次级")).text
    assert "1 条没有通过" in page
    row = page[page.index('data-label="用例">满限') :]
    cells = re.findall(r'<td data-label="(\w+)"[^>]*>(?:<strong>)?([^<]*)', row)[:4]
    assert [text for _, text in cells[1:]] == ["五级分类", "次级", "关注"]
    assert cells[0][1].startswith("规则!")
    assert re.search(r"<li>.*61–90 天.*关注 → 次级</li>", page), "it can be read, so it is compared all the same"


def test_rules_that_no_test_reaches_are_named(business: FlaskClient) -> None:
    page = check(business, house.classes(60)).text
    section = page[page.index("没有被用例测到的规则") :]
    assert re.findall(r'title="规则!\w+:\w+">(R\d)<', section) == ["R1", "R3", "R4"]


def with_gap() -> bytes:
    """A new rulebook with a warning: nobody says what holds from 51 to 89 days."""
    rules = [["R1", "<=50", "短"], ["R2", ">=90", "长"]]
    return book({"规则": stack(
        dictionary(("逾期天数", "整数", ">=0"), ("长短", "文本", "短,长")),
        decision_table("长短表", ["逾期天数"], ["长短"], rules),
        test_cases(["逾期天数"], ["长短"], [["一", 1, "短"]]),
    )})  # fmt: skip


@pytest.mark.parametrize("take", [check, offer])
def test_warnings_can_be_downloaded_in_the_workbook_too(business: FlaskClient, service: Service, take: object) -> None:
    page = take(business, with_gap(), "长短.xlsx").text  # type: ignore[operator]
    assert "下载标注版工作簿" in page
    assert "这是一本新的规则簿" in page
    with business.get(f"/rulebooks/loads/{last(service).id}/annotated.xlsx") as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["规则"]
    assert any(cell.comment for row in sheet.iter_rows() for cell in row)


def test_a_template_can_be_checked_first_as_well(business: FlaskClient, service: Service) -> None:
    name = f"{house.DUN}.docx"
    page = check(business, house.template(house.DUN, "新的一段"), name).text
    assert "已检查，未生效" in page
    assert enact(business, last(service), page).status_code == 200
    assert service.desk.in_force(Kind.TEMPLATE, name) == last(service).hash


def faulty_template() -> bytes:
    return docx(p("致：{{ 客户名称|大些 }}"), header=p("文号：{{ 文号 "))


@pytest.mark.parametrize("take", [check, offer])
def test_a_faulty_template_comes_back_with_comments(business: FlaskClient, service: Service, take: object) -> None:
    page = take(business, faulty_template(), f"{house.DUN}.docx").text  # type: ignore[operator]
    assert "下载带批注的模板" in page
    assert "<h3>页眉 " in page
    assert re.search(r'class="place">文号：{{ 文号</td>', page), "what is wrong in a header is quoted"
    with business.get(f"/rulebooks/loads/{last(service).id}/annotated.docx") as answer:
        document = docx_module.Document(io.BytesIO(answer.data))
    assert [comment.text[:6] for comment in document.comments] == ["“{{ 客户", "页眉「文号："]
    assert business.get(f"/rulebooks/loads/{last(service).id}/annotated.xlsx").status_code == 404


def test_a_template_that_could_run_something_is_not_handed_out_again(business: FlaskClient, service: Service) -> None:
    data = docx(p("x"), extra={"word/vbaProject.bin": b"x"})
    offer(business, data, f"{house.DUN}.docx")
    answer = business.get(f"/rulebooks/loads/{last(service).id}/annotated.docx", follow_redirects=True)
    assert "不制作批注版" in answer.text


def test_a_template_goes_from_draft_into_force_and_is_archived_by_the_next(
    business: FlaskClient, service: Service
) -> None:
    name = f"{house.DUN}.docx"
    before = service.desk.in_force(Kind.TEMPLATE, name)
    states = re.compile(r'class="hash">(\w+)</td>\s*<td data-label="状态"><span[^>]*>([^<]+)')
    page = check(business, house.template(house.DUN, "新的一段"), name).text
    draft = last(service)
    assert f"/rulebooks/templates/{house.DUN}/" in unquote(business.get("/rulebooks/").text)
    there = f"/rulebooks/templates/{house.DUN}/"
    assert states.findall(business.get(there).text) == [(draft.hash[:8], "已检查，未生效"), (before[:8], "生效中")]
    enact(business, draft, page)
    assert states.findall(business.get(there).text) == [(draft.hash[:8], "生效中"), (before[:8], "已归档")]
    with business.get(f"/rulebooks/templates/versions/{before}.docx") as answer:
        assert hashlib.sha256(answer.data).hexdigest() == before
    assert business.get("/rulebooks/templates/没有/").status_code == 404
    book = service.desk.in_force(Kind.RULEBOOK, "分级.xlsx")
    assert business.get(f"/rulebooks/templates/versions/{book}.docx").status_code == 404


def draft(*paragraphs: str) -> bytes:
    return docx(*map(p, paragraphs))


def test_an_offered_template_is_previewed_with_a_real_case(business: FlaskClient, service: Service) -> None:
    """What its letter was given, and what only the case knows; no number is taken."""
    made = letters.page(service.store, 1, letters.Filter(status=letters.LetterStatus.READY, kind=house.DUN))[0]
    data = draft(
        "{{ 文号 }}致{{ 收件人 }}：{{ 客户名称 }}", "{{ 五级分类 }}，{{ 机构 }}，{{ 合计.欠息 }}，{{ 校验码 }}"
    )
    page = check(business, data, f"{house.DUN}.docx").text
    assert "用真实案件预览" in page
    counted = letters.count(service.store, 1)
    given = {"batch": 1, "customer": made.customer_id}
    with business.get(f"/rulebooks/loads/{last(service).id}/preview.docx", query_string=given) as answer:
        text = [one.text for one in docx_module.Document(io.BytesIO(answer.data)).paragraphs]
    assert text[0] == f"（预览，不是正式文书）致{made.recipient}：{made.customer}"
    assert "（预览" in text[1]
    assert letters.count(service.store, 1) == counted


def test_a_preview_that_cannot_be_made_says_why(business: FlaskClient, service: Service) -> None:
    made = letters.page(service.store, 1)[0]
    check(business, draft("{{ 客户名称 }}"), f"{house.DUN}.docx")
    there = f"/rulebooks/loads/{last(service).id}/preview.docx"
    answer = business.get(there, query_string={"batch": 1, "customer": "没有"}, follow_redirects=True)
    assert "没有客户编号或案件编号为“没有”的案件" in answer.text
    assert business.get(there, query_string={"batch": 99, "customer": "x"}).status_code == 404
    check(business, draft("{{ 客户名称|日期 }}"), f"{house.DUN}.docx")
    there = f"/rulebooks/loads/{last(service).id}/preview.docx"
    answer = business.get(there, query_string={"batch": 1, "customer": made.customer_id}, follow_redirects=True)
    assert "不能用“日期”加工" in answer.text
    check(business, faulty_template(), f"{house.DUN}.docx")
    assert business.get(f"/rulebooks/loads/{last(service).id}/preview.docx").status_code == 404


def test_an_accepted_load_tells_what_it_changed_even_after_the_next_one(
    business: FlaskClient, service: Service
) -> None:
    offer(business, house.classes(60))
    first = last(service)
    offer(business, house.classes(80))
    page = business.get(f"/rulebooks/loads/{first.id}").text
    assert "现在生效的是另一版" in page
    assert re.search(r"<li>.*61–90 天.*关注 → 次级</li>", page)


def test_only_a_check_can_be_enacted(business: FlaskClient, service: Service) -> None:
    offer(business, broken_cell())
    assert business.post(f"/rulebooks/loads/{last(service).id}/enact").status_code == 404
    assert business.post("/rulebooks/loads/999/enact").status_code == 404


def test_any_two_versions_can_be_compared(business: FlaskClient, version: str, service: Service) -> None:
    offer(business, house.classes(60))
    offer(business, house.classes(80))
    newest = service.desk.in_force(Kind.RULEBOOK, "分级.xlsx")
    history = business.get("/rulebooks/分级/history").text
    assert history.count(f'value="{version}"') == 2, "as the old and as the new one"
    page = business.get("/rulebooks/分级/compare", query_string={"old": version, "new": newest}).text
    assert re.search(r"<li>.*81–90 天.*关注 → 次级</li>", page)
    turned = business.get("/rulebooks/分级/compare", query_string={"old": newest, "new": version}).text
    assert re.search(r"<li>.*81–90 天.*次级 → 关注</li>", turned)
    assert "没有差别" in business.get("/rulebooks/分级/compare", query_string={"old": version, "new": version}).text


def test_a_version_of_another_rulebook_is_not_compared(business: FlaskClient, version: str, service: Service) -> None:
    other = service.desk.in_force(Kind.RULEBOOK, "策略.xlsx")
    answer = business.get("/rulebooks/分级/compare", query_string={"old": version, "new": other})
    assert answer.status_code == 404
