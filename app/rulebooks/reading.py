"""What the readers of the blocks share: the findings so far, and which names mean what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING

from app.findings import Finding, Level, Place
from app.rulebooks.model import BUSINESS_DATE, Parameter, Variable
from app.values import VarType, fold

if TYPE_CHECKING:
    from app.rulebooks.conditions import Condition
    from app.rulebooks.refusals import ConditionError
    from app.rulebooks.typed import Column

MAX_FINDINGS = 2000
"""Nobody reads more; and what is refused takes longer to explain than what is right takes to read."""
MAX_WORK = 600_000
"""Characters of different conditions and formulas: 5,000 rules of 12 conditions, none like another; five seconds."""
MAX_NAMES = 2000
"""Variables with their aliases, or parameters. A name is looked for in every text."""
_OVERHEAD = 4
"""What a short condition costs beyond its characters."""


class GivenUpError(Exception):
    """Reading stops here: the workbook is something else than a rulebook. The last finding says why."""


@dataclass
class Reading:
    """The state of reading one workbook; every reader adds to it, none stops at a fault."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    dictionary: bool = False
    """The workbook has a 数据字典, so a name that is not in it is a fault and not a discovery."""
    measured: set[str] = field(default_factory=set)
    """Names that 指标 give a value."""
    suggestions: int = 500
    """How many more names are compared for a "did you mean"; the comparison is slow and a page of them is enough."""
    headings: dict[str, str] = field(default_factory=dict)
    """Folded names and aliases → the variable's name."""
    columns: dict[tuple[str, bool], Column] = field(default_factory=dict)
    """How the cells of a variable are read, made once; see :func:`app.rulebooks.typed.column_of`."""
    parsed: dict[tuple[str, VarType, bool, str], Condition | ConditionError] = field(default_factory=dict)
    """What the texts of a column say, by its name and how it is read."""
    work: int = MAX_WORK
    """Characters of conditions and formulas that may still be parsed."""

    def error(self, code: str, place: Place, **params: object) -> None:
        self._add("error", code, place, params)

    def warn(self, code: str, place: Place, **params: object) -> None:
        self._add("warning", code, place, params)

    def note(self, code: str, place: Place, **params: object) -> None:
        self._add("note", code, place, params)

    def _add(self, level: Level, code: str, place: Place, params: dict[str, object]) -> None:
        finding = Finding(level, f"rulebooks.{code}", place, params)
        if finding in self.findings[-50:]:  # a merged cell is met several times
            return
        self.findings.append(finding)
        if len(self.findings) >= MAX_FINDINGS:
            self.give_up("findings-cut", Place(self.file), limit=MAX_FINDINGS)

    def give_up(self, code: str, place: Place, **params: object) -> None:
        """Report what goes beyond all bounds and stop.

        Raises:
            GivenUpError: always.
        """
        self.findings.append(Finding("error", f"rulebooks.{code}", place, params))
        raise GivenUpError

    def spend(self, text: str, place: Place) -> None:
        """Account for a condition or a formula that is parsed for the first time."""
        self.work -= len(text) + _OVERHEAD
        if self.work < 0:
            self.give_up("too-much-to-read", place, limit=MAX_WORK)

    def declare(self, variable: Variable) -> None:
        """Make a variable known under its name and its aliases."""
        self.variables[variable.name] = variable
        for heading in variable.headings:
            self.headings.setdefault(fold(heading), variable.name)
        if len(self.headings) > MAX_NAMES:
            self.give_up("too-many-names", variable.place, limit=MAX_NAMES)

    def canonical(self, heading: str) -> str:
        """The name of the variable a heading means; the heading itself where none is known."""
        return self.headings.get(fold(heading), fold(heading))

    def variable(self, name: str) -> Variable | None:
        if name == BUSINESS_DATE and name not in self.variables:
            return Variable(BUSINESS_DATE, VarType.DATE, Place(self.file))
        return self.variables.get(name)

    def similar(self, name: str, known: Iterable[str] | None = None) -> str:
        """The known name that comes closest, or nothing."""
        self.suggestions -= 1
        if self.suggestions < 0:
            return ""
        return near(name, self.variables if known is None else known)


_SHORT = 3
"""Characters up to which one that is right in two is close enough (``次集`` → 次级)."""
_LONG = 60
"""Characters beyond which no name is looked for: two such texts take long to compare."""
_MAX_CANDIDATES = 300
"""Names that are compared sign by sign: those that share the most signs."""


def near(name: str, known: Iterable[str]) -> str:
    """The closest of *known*; also where one contains the other. Empty where none is close."""
    if not name or len(name) > _LONG:
        return ""
    signs = frozenset(name)
    short = (candidate for candidate in known if 0 < len(candidate) <= _LONG)
    shared = [(len(signs.intersection(candidate)), candidate) for candidate in short]
    best = nlargest(_MAX_CANDIDATES, (pair for pair in shared if pair[0]), key=itemgetter(0))
    candidates = [candidate for _count, candidate in best]
    found = get_close_matches(name, candidates, 1, 0.5 if len(name) <= _SHORT else 0.6)
    if found:
        return found[0]
    holding = [candidate for candidate in candidates if len(name) > 1 and (name in candidate or candidate in name)]
    return min(holding, key=lambda candidate: abs(len(candidate) - len(name)), default="")
