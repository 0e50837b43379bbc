"""Long lists a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request, url_for

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of *total* items; addresses keep the filters of the view."""

    number: int
    total: int
    per_page: int = PER_PAGE
    endpoint: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.per_page

    @property
    def first_item(self) -> int:
        return min(self.total, self.offset + 1)

    @property
    def last_item(self) -> int:
        return min(self.total, self.offset + self.per_page)

    @property
    def shown(self) -> list[int | None]:
        """Page numbers to show: the ends and the neighbours; None is a gap."""
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        numbers = sorted(number for number in near if 1 <= number <= self.last)
        found: list[int | None] = []
        for number in numbers:
            if found and isinstance(found[-1], int) and number > found[-1] + 1:
                found.append(None)
            found.append(number)
        return found

    def address(self, number: int) -> str:
        return url_for(self.endpoint, **{**self.arguments, "page": number})  # type: ignore[arg-type]


def page_of(total: int, arguments: Mapping[str, object], per_page: int = PER_PAGE) -> Page:
    """The page the request asks for (``?page=``), never beyond the last; *arguments* are the view's own filters."""
    asked = request.args.get("page", 1, type=int)
    last = max(1, -(-total // per_page))
    kept = {name: given for name, given in arguments.items() if given not in ("", None)}
    return Page(min(max(1, asked), last), total, per_page, request.endpoint or "", kept)
