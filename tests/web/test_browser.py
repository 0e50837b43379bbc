"""A person at a real browser: signs in, uploads, waits, opens a letter; and nothing leaves the machine."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.jobs.service import Service
from app.store import batches
from tests.batches import house
from tests.web.conftest import PASSWORD
from tests.web.test_rulebooks import broken_cell

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path(os.environ.get("LUBU_CHROMIUM", "/usr/bin/chromium"))
PATIENCE_MS = 60_000
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM} (apt install chromium chromium-l10n)"),
]


@pytest.fixture
def address(strict_app: Flask) -> Iterator[str]:
    """The application served as it is in production: every form with its token."""
    server = make_server("127.0.0.1", 0, strict_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def worker(settings: object) -> Iterator[None]:
    """Runs what waits, as ``flask work`` does, in a thread of its own."""
    stop = threading.Event()

    def run() -> None:
        service = Service(settings)  # type: ignore[arg-type]
        while not stop.wait(0.2):
            for batch in batches.unfinished(service.store):
                service.run_batch(batch.id, stopping=stop.is_set)
        service.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()


@dataclass
class Witness:
    """What the browser asked for and complained about."""

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hosts(self) -> set[str | None]:
        return {urlsplit(address).hostname for address in self.asked if not address.startswith("data:")}


@pytest.fixture(scope="module")
def chrome() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        yield chromium
        chromium.close()


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def tab(chrome, address: str, witness: Witness) -> Iterator[object]:  # type: ignore[no-untyped-def]
    context = chrome.new_context(base_url=address, locale="zh-CN", viewport=WIDE, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    tab.on("request", lambda request: witness.asked.append(request.url))
    tab.on("console", lambda line: line.type in ("error", "warning") and witness.complaints.append(line.text))
    tab.on("pageerror", lambda error: witness.complaints.append(str(error)))
    yield tab
    context.close()


def sign_in(tab, name: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto("/sign-in")
    tab.get_by_label("用户名").fill(name)
    tab.get_by_label("密码").fill(PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="登录").click()
    tab.get_by_role("heading", name="您好").wait_for()


def test_an_officer_uploads_a_batch_and_opens_a_letter(tab, worker: None, witness: Witness, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ledger = tmp_path / "八月台账.csv"
    ledger.write_bytes(house.loans(60))
    sign_in(tab, "officer")
    tab.get_by_role("link", name="上传案件文件").click()
    tab.get_by_label("案件文件").set_input_files(ledger)
    tab.get_by_label("业务日期").fill("2026-09-30")
    tab.get_by_role("button", name="上传并开始").click()
    tab.get_by_role("heading", name="八月台账").wait_for()
    tab.get_by_text("已完成", exact=True).wait_for()
    assert tab.get_by_text("60", exact=True).first.is_visible()

    tab.get_by_role("link", name="逐笔判定", exact=True).click()
    tab.get_by_role("link", name="J00003").click()
    tab.get_by_role("heading", name="理由", exact=True).wait_for()
    assert "(90..270]" in tab.content()

    tab.get_by_role("link", name="八月台账").click()
    tab.get_by_role("main").get_by_role("link", name="文书", exact=True).click()
    row = tab.get_by_role("row").filter(has=tab.get_by_role("link", name="下载")).first
    number = row.get_by_role("cell").nth(0).inner_text()
    with tab.expect_download() as downloaded:
        row.get_by_role("link", name="下载").click()
    letter = Path(downloaded.value.path()).read_bytes()
    assert number in house.text_of(letter)
    assert downloaded.value.suggested_filename.endswith(".docx")

    assert witness.hosts() == {"127.0.0.1"}, "nothing is asked of anybody else"
    assert witness.complaints == [], "no broken policy, no missing file, no script error"


def test_business_staff_see_a_fault_at_its_cell(tab, witness: Witness, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "分级.xlsx"
    book.write_bytes(broken_cell())
    sign_in(tab, "business")
    tab.get_by_role("link", name="上传规则簿").click()
    tab.get_by_label("文件").set_input_files(book)
    tab.get_by_role("button", name="上传并检查").click()
    tab.get_by_text("现行规则没有变化").wait_for()
    assert tab.get_by_role("heading", name="工作表“规则”").is_visible()
    assert re.fullmatch(r"B\d+", tab.locator("td.place").first.inner_text())
    assert witness.complaints == []


def test_business_staff_check_first_and_then_put_into_force(tab, witness: Witness, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "分级.xlsx"
    book.write_bytes(house.classes(60))
    sign_in(tab, "business")
    tab.goto("/rulebooks/upload")
    tab.get_by_label("文件").set_input_files(book)
    tab.get_by_label("只检查，不生效").press("Space")
    tab.get_by_role("button", name="上传并检查").press("Enter")
    tab.get_by_text("已检查，未生效").wait_for()
    assert tab.get_by_text("61–90 天：关注 → 次级").is_visible()
    assert "[1..60]" not in _rules(tab)

    tab.go_back()
    tab.get_by_label("已判定的批次").select_option(index=1)
    tab.get_by_role("button", name="试算").click()
    tab.get_by_role("heading", name="这份台账命中了哪些规则").wait_for()
    with tab.expect_download() as downloaded:
        tab.get_by_role("link", name="下载全部结果（Excel）").click()
    assert downloaded.value.suggested_filename == "分级-试算结果.xlsx"
    for viewport in (WIDE, NARROW):
        tab.set_viewport_size(viewport)
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    tab.go_back()
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    tab.get_by_role("button", name="生效").press("Enter")
    tab.get_by_text("没有错误，已经生效。").wait_for()
    assert "[1..60]" in _rules(tab)
    assert witness.complaints == []


def _rules(tab) -> str:  # type: ignore[no-untyped-def]
    tab.goto("/rulebooks/分级/")
    content: str = tab.content()
    return content


def test_a_rulebook_can_be_searched(tab) -> None:  # type: ignore[no-untyped-def]
    sign_in(tab, "business")
    tab.goto("/rulebooks/分级/")
    shown = tab.locator("tbody tr:visible")
    before = shown.count()
    tab.get_by_label("在本规则簿中查找").fill("(90..270]")
    assert shown.count() == 1 < before


def test_a_file_that_is_too_large_is_told_before_it_is_sent(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    sign_in(tab, "officer")
    tab.goto("/batches/new")
    tab.locator("[data-drop]").evaluate("drop => { drop.dataset.limit = 10; }")
    tab.get_by_label("案件文件").set_input_files({"name": "大.csv", "mimeType": "text/csv", "buffer": b"x" * 11})
    assert tab.get_by_role("alert").inner_text().startswith("文件太大")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_fit_the_screen_and_can_be_read(tab, witness: Witness, viewport: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    sign_in(tab, "admin")
    tab.set_viewport_size(viewport)
    paths = [
        "/", "/account", "/batches/", "/batches/new", "/batches/1", "/batches/1/decisions", "/batches/1/decisions/5",
        "/batches/1/letters", "/rulebooks/", "/rulebooks/分级/", "/rulebooks/upload", "/rulebooks/分级/history",
        "/rulebooks/loads/4", "/rulebooks/trials/1", "/scorecards/", "/scorecards/1",
    ]  # fmt: skip
    for path in paths:
        tab.goto(path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        assert tab.locator("h1").count() == 1, path
        assert tab.locator("html").get_attribute("lang") == "zh-CN"
    assert witness.complaints == []


def test_the_menu_opens_on_a_phone_and_by_keyboard(tab) -> None:  # type: ignore[no-untyped-def]
    sign_in(tab, "admin")
    tab.set_viewport_size(NARROW)
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "跳到正文"
    tab.get_by_label("展开菜单").press("Enter")
    tab.get_by_role("link", name="绩效计分卡").first.wait_for()


def test_the_language_switch_keeps_the_page(tab) -> None:  # type: ignore[no-untyped-def]
    sign_in(tab, "officer")
    tab.goto("/batches/?mine=1")
    tab.get_by_role("button", name="English").click()
    tab.wait_for_url("**/batches/?mine=1")
    assert tab.locator("html").get_attribute("lang") == "en"
