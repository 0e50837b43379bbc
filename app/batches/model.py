"""What the pipeline passes on: a release, decided cases, planned letters, and records ready to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from app.cases.model import Cases
from app.columns import Column
from app.decide import CompiledRulebook
from app.decide.model import Decisions, Step
from app.findings import Finding
from app.rulebooks.model import LetterKind, Parameter, Role, Rulebook, Variable

if TYPE_CHECKING:
    from app.letters import CompiledTemplate

Series: TypeAlias = tuple[str, int]
"""(number pattern, year): what document numbers are counted by."""


@dataclass(frozen=True, eq=False)
class Release:
    """All rulebooks in force as one: made by :func:`app.batches.release.make_release`, never changed."""

    books: tuple[CompiledRulebook, ...]
    """Those that decide cases, each after the ones whose conclusions it reads."""
    scoring: tuple[CompiledRulebook, ...] = ()
    """Those with 指标: they decide officers, not cases."""
    templates: Mapping[str, CompiledTemplate] = field(default_factory=dict)
    """Word templates by file name."""
    variables: Mapping[str, Variable] = field(default_factory=dict)
    """The dictionaries of ``books`` merged, conclusions included."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    letters: Mapping[str, LetterKind] = field(default_factory=dict)
    """文书目录 of all books, by kind."""
    findings: tuple[Finding, ...] = ()
    """Warnings about how the books fit together."""

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        return tuple(book.rulebook for book in (*self.books, *self.scoring))

    @cached_property
    def inputs(self) -> dict[str, Variable]:
        """What a case file is asked for: every variable that no book concludes."""
        concluded = frozenset().union(*(book.rulebook.produced for book in self.books))
        return {name: variable for name, variable in self.variables.items() if name not in concluded}

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """Every conclusion and formula, in the order of decision."""
        return tuple(name for book in self.books for name in book.rulebook.outputs)

    def with_role(self, role: Role) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables.values() if role in variable.roles)

    def role(self, role: Role) -> str | None:
        """The first variable with that 用途."""
        found = self.with_role(role)
        return found[0].name if found else None


@dataclass(frozen=True, eq=False)
class DecidedCases:
    """Cases through every book in force, column by column."""

    release: Release
    cases: Cases
    as_of: date
    parts: tuple[Decisions, ...]
    """One per book, in order."""
    errors: Mapping[int, tuple[Finding, ...]]
    """0-based row → what is wrong with the case: its cells first, then what the rules could not decide."""

    def __len__(self) -> int:
        return len(self.cases)

    @cached_property
    def outputs(self) -> dict[str, Column]:
        return {name: column for part in self.parts for name, column in part.outputs.items()}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Everything known about the cases: what the file brought, as the rules saw it, and every conclusion."""
        seen = {name: column for part in self.parts for name, column in part.inputs.items()}
        return {**self.cases.columns, **seen, **self.outputs}

    def values(self, row: int) -> dict[str, Any]:
        return {name: column.value(row) for name, column in self.columns.items()}

    def steps(self, row: int) -> Iterator[tuple[str, Step]]:
        """(rulebook, step) of every block, in the order of decision."""
        for part in self.parts:
            for step in part.trace(row):
                yield part.rulebook, step


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One decided case, ready to be kept: only JSON's own types, exact numbers as text."""

    row: int
    """0-based in the batch."""
    source_row: int
    """1-based in the uploaded sheet."""
    case_id: str
    customer_id: str
    customer: str
    officer: str
    officer_name: str
    branch: str
    amount: Decimal | None
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    trace: tuple[Mapping[str, Any], ...]
    errors: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter that the rules call for, before it has a number or a text."""

    no: int
    """0-based, in the order of the case file's customers."""
    kind: str
    customer_id: str
    customer: str
    recipient: str
    officer: str
    branch: str
    rows: tuple[int, ...]
    """0-based cases it lists."""
    blocked: tuple[Finding, ...] = ()
    """Why it must not go out; empty: it may."""


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A letter made or stopped, ready to be kept."""

    planned: PlannedLetter
    number: str | None = None
    template: str | None = None
    """Content hash of the Word template."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the template was given of what it uses, as :func:`app.letters.to_record` keeps it."""
    data: bytes | None = None
    """The document; None when stopped."""
    blocked: tuple[Finding, ...] = ()
