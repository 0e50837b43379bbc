"""The values a text variable may have, found by any of their spellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.rulebooks.printing import is_plain
from app.values import fold


@dataclass(frozen=True, eq=False)
class Spellings:
    """Values as the dictionary writes them; made once for a column, so that a cell costs no walk through them."""

    words: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def by_fold(self) -> dict[str, str]:
        """Folded value → as it is to be spelt; of two that fold alike the first."""
        return {fold(word): word for word in reversed(self.words)}

    @cached_property
    def troublesome(self) -> frozenset[str]:
        """The folded values that the grammar would take apart (``非农户``, ``a,b``)."""
        return frozenset(word for word in self.by_fold if not is_plain(word))


def spellings(words: Iterable[str] | Spellings) -> Spellings:
    return words if isinstance(words, Spellings) else Spellings(tuple(words))
