"""Every finding has words, and no words stand there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.rulebooks
from app.rulebooks.messages import MESSAGES

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(app.rulebooks.__file__).parent.rglob("*.py")
    if not path.name.startswith("messages")
)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_wording_is_used(code: str) -> None:
    tail = code.removeprefix("rulebooks.")
    generic = tail.rpartition("-")[0] if tail.startswith("condition-unclear-") else tail
    assert f'"{tail}"' in SOURCES or f'"rulebooks.{tail}"' in SOURCES or f'"{generic}-{{group}}"' in SOURCES


def test_every_code_has_words() -> None:
    raised = set(re.findall(r'\b(?:error|warn|note|refuse)\(\s*"([a-z-]+)"', SOURCES))
    raised |= set(re.findall(r'"rulebooks\.([a-z-]+)"', SOURCES))
    raised |= set(re.findall(r'code = "([a-z-]+)" if \w+ else "[a-z-]+"', SOURCES))
    raised |= set(re.findall(r'code = "[a-z-]+" if \w+ else "([a-z-]+)"', SOURCES))
    assert len(raised) > 90
    assert {f"rulebooks.{code}" for code in raised} <= set(MESSAGES)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_wording_says_what_is_wrong_and_what_to_do(code: str) -> None:
    wording = MESSAGES[code]
    assert wording.message.endswith(("。", "}", "……"))
    assert wording.advice.endswith(("。", "？"))
