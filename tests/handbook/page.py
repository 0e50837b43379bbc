"""``docs/怎样写规则簿.md`` taken apart: what its comments mark as examples, spellings and lists.

``<!-- 例 -->`` … ``<!-- 完 -->`` holds the blocks of one workbook as tables, and what the page claims of it as list
lines (检查, 得出). ``<!-- 写法 类型 取值范围 -->`` and the other marks stand above one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "怎样写规则簿.md"

_LINE = re.compile(r"^\|(.*)\|\s*$")
_RULER = re.compile(r"[|\s:-]+")
_CELL = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]*)`")
_CHECK = re.compile(r"- 检查(?:（(错误|警告|提示)）)?：(.*)")
_LEVELS = {"错误": "error", "警告": "warning", "提示": "note", "": ""}

Rows = list[list[str]]


@dataclass(frozen=True)
class Outcome:
    """One line 得出: what goes in, what comes out."""

    given: dict[str, str]
    expected: dict[str, str]


@dataclass(frozen=True)
class Example:
    """A workbook of the page and what is said of it."""

    section: str
    tables: tuple[Rows, ...]
    checks: tuple[tuple[str, str], ...]
    """Level (blank where the line says that nothing is found) and a part of what the finding says."""
    outcomes: tuple[Outcome, ...]


@cache
def text() -> str:
    return PAGE.read_text("utf-8")


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of the page."""
    found = []
    for match in re.finditer(r"<!-- 例 -->(.*?)<!-- 完 -->", text(), re.DOTALL):
        section = re.findall(r"^## (.*)$", text()[: match.start()], re.MULTILINE)[-1]
        found.append(_example(section, match[1]))
    return tuple(found)


def _example(section: str, body: str) -> Example:
    lines = body.splitlines()
    checks = [(_LEVELS[level], said) for level, said in _CHECK.findall(body)]
    outcomes = [_outcome(line) for line in lines if line.startswith("- 得出：")]
    return Example(section, tuple(tables(body)), tuple(checks), tuple(outcomes))


def _outcome(line: str) -> Outcome:
    given, _, expected = line.partition("→")
    return Outcome(_pairs(given), _pairs(expected))


def _pairs(said: str) -> dict[str, str]:
    return {name: value for code in _CODE.findall(said) for name, _, value in [code.partition("=")]}


def tables(body: str) -> Iterator[Rows]:
    """Every Markdown table, its heading row first."""
    rows: Rows = []
    for line in [*body.splitlines(), ""]:
        match = _LINE.match(line)
        if match is None:
            if rows:
                yield rows
            rows = []
        elif not _RULER.fullmatch(line) or not rows:
            rows.append([cell.strip() for cell in _CELL.split(match[1])])


def marked(mark: str) -> list[tuple[str, Rows]]:
    """The tables below ``<!-- mark … -->``, each with the rest of its mark."""
    found = []
    for match in re.finditer(rf"<!-- {mark}(?: (.*?))? -->", text()):
        found.append((match[1] or "", next(tables(text()[match.end() :]))))
    return found


def codes(cell: str) -> list[str]:
    """What stands in a cell as inline code."""
    return _CODE.findall(cell)
