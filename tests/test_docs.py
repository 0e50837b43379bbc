"""What the documentation names exists: pages, buttons and words for staff, files and packages for developers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest
from flask.testing import FlaskCliRunner

from app.config import Settings
from app.letters.filters import FILTERS

ROOT = Path(__file__).parents[1]
STAFF = ("业务人员.md", "客户经理.md", "人力资源.md", "法规人员.md")


@cache
def texts_of_the_product() -> str:
    sources = [*ROOT.glob("app/**/*.py"), *ROOT.glob("app/web/templates/**/*.html")]
    return "\n".join(path.read_text("utf-8") for path in sources)


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("name", STAFF)
def test_whatever_is_printed_bold_for_staff_stands_on_a_page_under_that_name(name: str) -> None:
    named = re.findall(r"\*\*(.+?)\*\*", read(name))
    assert len(named) >= 4
    assert [text for text in named if text not in texts_of_the_product()] == []


@pytest.mark.parametrize("name", [*STAFF, "developers.md"])
def test_links_between_the_pages_lead_somewhere(name: str) -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", read(name)) if "://" not in target]
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []


def test_files_and_packages_named_for_developers_exist() -> None:
    named = set(re.findall(r"`((?:app|tests|docs|rulebooks|letter_templates)/[\w./]*)`", read("developers.md")))
    assert len(named) > 15
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_setting_stands_in_the_developers_page() -> None:
    text = read("developers.md")
    assert [name for name in Settings.model_fields if f"`LUBU_{name.upper()}`" not in text] == []


def test_every_command_stands_in_the_readme(runner: FlaskCliRunner) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ours = {
        name: command for name, command in runner.app.cli.commands.items() if name not in ("run", "shell", "routes")
    }
    paths = [
        f"flask {name} {sub}" if sub else f"flask {name}"
        for name, command in ours.items()
        for sub in (command.commands if isinstance(command, click.Group) else [""])
    ]
    assert len(paths) > 8
    squeezed = " ".join(readme.split())
    assert [path for path in paths if path not in squeezed] == []


def test_every_filter_of_our_own_stands_in_the_page_for_legal_staff() -> None:
    text = read("法规人员.md")
    assert [name for name in FILTERS if not name.isascii() and name not in text] == []


def test_pictures_and_pages_the_readme_shows_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in target]
    assert len(targets) > 5
    assert [target for target in targets if not (ROOT / target).exists()] == []
