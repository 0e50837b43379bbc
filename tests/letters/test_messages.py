"""Every finding of this package has words, and the words fit its parameters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.letters.messages import MESSAGES

SOURCE = Path(__file__).parents[2] / "app" / "letters"
_FULL = re.compile(r'"letters\.([a-z-]+)"')
_SHORT = re.compile(r'(?:\.finding|\.warning|Problem)\(\s*"([a-z-]+)"')
_YIELDED = re.compile(r'(?:return|yield)\s+\(?\(?"([a-z]+-[a-z-]+)"')


def used_codes() -> set[str]:
    sources = [path.read_text() for path in SOURCE.glob("*.py") if path.name != "messages.py"]
    return {code for text in sources for pattern in (_FULL, _SHORT, _YIELDED) for code in pattern.findall(text)}


def test_every_code_in_the_source_has_its_words():
    assert not {code for code in used_codes() if f"letters.{code}" not in MESSAGES}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_words_have_only_named_places_and_no_stray_braces(code):
    params = dict.fromkeys(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", MESSAGES[code].message + MESSAGES[code].advice), "值")
    params |= dict.fromkeys(("word", "end", "start", "field"), "值")
    for text in (MESSAGES[code].message, MESSAGES[code].advice):
        assert text.format(**params)
