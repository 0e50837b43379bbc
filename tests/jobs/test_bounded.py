"""Whatever a template does to its process, the answer is a finding."""

from __future__ import annotations

import os
import time

import pytest

from app.findings import LubuError
from app.jobs import bounded
from app.messages import as_dict
from tests.letters.word import docx, p


def spin(_data: bytes) -> None:
    while True:
        pass


def grow(_data: bytes) -> int:
    return len(bytearray(64 << 30))


def vanish(_data: bytes) -> None:
    os._exit(3)


def wait(_data: bytes) -> None:
    time.sleep(60)


def stumble(_data: bytes) -> None:
    raise ValueError("our own fault")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "WALL_SECONDS", 2)


@pytest.mark.parametrize("attack", [spin, grow, vanish, wait])
def test_a_process_that_hangs_grows_or_dies_is_a_finding(attack) -> None:
    started = time.perf_counter()
    with pytest.raises(LubuError) as caught:
        bounded.run(attack, "催收.docx", b"")
    (finding,) = caught.value.findings
    assert finding.code == "jobs.beyond-bounds"
    assert finding.place.file == "催收.docx"
    assert "太复杂" in str(as_dict(finding)["message"])
    assert time.perf_counter() - started < 30


def test_a_fault_of_our_own_is_no_finding_about_the_file() -> None:
    with pytest.raises(RuntimeError, match="our own fault"):
        bounded.run(stumble, "催收.docx", b"")


def test_findings_come_back_as_they_were_made() -> None:
    (finding,) = bounded.check(docx(p("余额：{{ 贷款余额 ")), "催收.docx")
    assert (finding.code, finding.place.paragraph) == ("letters.tag-unclosed", "余额：{{ 贷款余额")
    assert bounded.check(docx(p("{{ 贷款余额 }}")), "催收.docx") == ()


def test_letters_and_what_stops_them_come_back() -> None:
    template = docx(p("{{ 客户名称 }}"))
    assert bounded.render(template, "催收.docx", {"客户名称": "张三"}).startswith(b"PK")
    with pytest.raises(LubuError, match="value-missing"):
        bounded.render(template, "催收.docx", {"客户名称": None})
