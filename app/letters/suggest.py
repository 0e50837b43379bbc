"""Did you mean …"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.5
"""Chinese field names are short: half of the characters right is a good guess."""


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that *name* was probably meant to be; empty when none is near."""
    matches = get_close_matches(name, list(known), n=1, cutoff=_ALIKE)
    return matches[0] if matches else ""
