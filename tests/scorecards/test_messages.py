"""Every finding of the package has words, and every wording is for a finding that can come up."""

from __future__ import annotations

import re
import string
from pathlib import Path

import app.scorecards
from app.scorecards.messages import MESSAGES

SOURCES = [path for path in Path(app.scorecards.__file__).parent.glob("*.py") if path.name != "messages.py"]


def test_codes_and_wordings_are_the_same() -> None:
    raised = {code for path in SOURCES for code in re.findall(r'"(scorecards\.[a-z-]+)"', path.read_text("utf-8"))}
    assert raised == set(MESSAGES)


def test_every_wording_says_what_is_wrong_and_what_to_do() -> None:
    for code, wording in MESSAGES.items():
        assert wording.message.endswith("。"), code
        assert wording.advice.endswith("。"), code
        for text in (wording.message, wording.advice):
            assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text)), code
