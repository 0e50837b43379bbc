"""What the documentation names exists: pages, buttons and words for staff, files and packages for developers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAFF = ("业务人员.md", "客户经理.md", "人力资源.md")


@cache
def texts_of_the_product() -> str:
    sources = [*ROOT.glob("app/**/*.py"), *ROOT.glob("app/web/templates/**/*.html")]
    return "\n".join(path.read_text("utf-8") for path in sources)


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("name", STAFF)
def test_whatever_is_printed_bold_for_staff_stands_on_a_page_under_that_name(name: str) -> None:
    named = re.findall(r"\*\*(.+?)\*\*", read(name))
    assert len(named) > 5
    assert [text for text in named if text not in texts_of_the_product()] == []


@pytest.mark.parametrize("name", [*STAFF, "developers.md"])
def test_links_between_the_pages_lead_somewhere(name: str) -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", read(name)) if "://" not in target]
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []


def test_files_and_packages_named_for_developers_exist() -> None:
    named = set(re.findall(r"`((?:app|tests|docs|rulebooks|letter_templates)/[\w./]*)`", read("developers.md")))
    assert len(named) > 15
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
