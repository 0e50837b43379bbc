"""The catalogue: what is collected, and what happens to a text nobody has translated yet."""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from flask_babel import get_domain

from app.messages import wordings

PROJECT = Path(__file__).parents[2]
CATALOGUE = PROJECT / "app/web/translations/en/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def collected() -> set[str]:
    method, options = parse_mapping_cfg(StringIO((PROJECT / "babel.cfg").read_text(encoding="utf-8")))
    keywords = {"_": None, "_l": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(PROJECT, method, options, keywords)
    return {message if isinstance(message, str) else message[0] for _file, _line, message, *_rest in found}


def test_every_wording_of_every_package_is_collected(collected: set[str]) -> None:
    said = {text for wording in wordings().values() for text in (wording.message, wording.advice) if text}
    assert said - collected == set()


def test_the_texts_of_pages_and_forms_are_collected(collected: set[str]) -> None:
    assert {"上传案件文件", "请选择案件文件。", "已收到，等待处理"} <= collected


def test_the_catalogue_can_be_compiled() -> None:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")
    faults = [message.id for message in catalogue if message.string and list(message.check(catalogue))]
    assert faults == []
    write_mo(BytesIO(), catalogue)


def test_every_text_has_an_english_one_with_the_same_fields(collected: set[str]) -> None:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")
    english = {message.id: message.string for message in catalogue if message.id}
    assert sorted(text for text in collected if not english.get(text)) == []
    assert [text for text in collected if fields(text) != fields(str(english[text]))] == []


def fields(text: str) -> list[str]:
    """Placeholders of str.format and of gettext's percent style."""
    return sorted(re.findall(r"(?<!\{)\{(\w+)\}(?!\})|%\((\w+)\)[sd]", text))


def test_a_text_without_translation_stays_chinese(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with client.application.app_context():
        domain = get_domain()
    monkeypatch.setattr(domain, "_translation_directories", ["/nowhere"])
    monkeypatch.setattr(domain, "cache", {})  # shared by all apps of the process, so English may be loaded already
    client.post("/language/en")
    page = client.get("/sign-in").text
    assert '<html lang="en">' in page
    assert "登录" in page
