"""Every finding of this package has words, and no words are left over."""

from __future__ import annotations

import re
from pathlib import Path

import app.cases
from app.cases.messages import MESSAGES

SOURCES = [path for path in Path(app.cases.__file__).parent.glob("*.py") if path.name != "messages.py"]


def test_findings_and_words_belong_together():
    used = {code for path in SOURCES for code in re.findall(r'"(cases\.[a-z-]+)"', path.read_text("utf-8"))}
    assert used == set(MESSAGES)


def test_every_message_says_what_to_do():
    assert all(wording.message and wording.advice for wording in MESSAGES.values())
