"""What the blocks read: defaults put in, the business date added, values outside the dictionary refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.columns import FAILED, MISSING, Column, EncodedColumn, NumberColumn, encode, with_failed, with_values
from app.decide.coders import Coder
from app.findings import Finding
from app.rulebooks.conditions import matches
from app.rulebooks.grammar import print_condition
from app.rulebooks.model import BUSINESS_DATE, Role, Rulebook, Variable
from app.values import Value, to_text


@dataclass(frozen=True)
class Inputs:
    """The variables a rulebook takes from outside, in the order they are first read."""

    variables: tuple[Variable, ...]
    date_variable: str | None
    """A column of the cases with the role 业务日期: it overrides the batch's date case by case."""

    @property
    def names(self) -> tuple[str, ...]:
        """All columns of :meth:`columns`."""
        return BUSINESS_DATE, *(variable.name for variable in self.variables)

    def one(self, values: Mapping[str, Value], as_of: date) -> tuple[dict[str, Value], dict[str, Finding]]:
        """Prepared values of one case, and what is wrong with them by variable."""
        own_date = values.get(self.date_variable) if self.date_variable else None
        prepared: dict[str, Value] = {BUSINESS_DATE: as_of if own_date is None else own_date}
        refused: dict[str, Finding] = {}
        for name, default, limited in self._taken:
            value = values.get(name)
            prepared[name] = default if value is None else value
            if limited is not None and value is not None and not allowed(limited, value):
                refused[name] = outside(limited, value)
        return prepared, refused

    @cached_property
    def _taken(self) -> tuple[tuple[str, Value, Variable | None], ...]:
        """Name, default, and the variable itself where the dictionary limits its values."""
        return tuple(
            (variable.name, variable.default, None if variable.domain is None and variable.limits is None else variable)
            for variable in self.variables
        )

    def columns(
        self, given: Mapping[str, Column], count: int, as_of: date
    ) -> tuple[dict[str, Column], list[tuple[int, Finding]]]:
        """Prepared columns of a batch, and what is wrong with them by row."""
        prepared: dict[str, Column] = {BUSINESS_DATE: _date_column(given, self.date_variable, count, as_of)}
        refused: list[tuple[int, Finding]] = []
        for variable in self.variables:
            data = given.get(variable.name)
            data = encode([None] * count) if data is None else data
            data, findings = _checked(variable, data)
            prepared[variable.name] = _filled(data, variable)
            refused += findings
        return prepared, refused


def inputs_of(rulebook: Rulebook, read: tuple[str, ...]) -> Inputs:
    """The inputs among the variables that blocks *read*."""
    produced = rulebook.produced
    outside_names = [name for name in dict.fromkeys(read) if name not in produced and name != BUSINESS_DATE]
    variables = tuple(rulebook.variables[name] for name in outside_names)
    dated = rulebook.with_role(Role.BUSINESS_DATE)
    return Inputs(variables, dated[0].name if dated else None)


def allowed(variable: Variable, value: Value | tuple[Value, ...]) -> bool:
    """Whether the dictionary admits a value that is there."""
    if isinstance(value, tuple):
        return all(allowed(variable, item) for item in value)
    if variable.domain is not None and value not in variable.domain:
        return False
    return variable.limits is None or matches(variable.limits, value)


def outside(variable: Variable, value: Value) -> Finding:
    domain = to_text(variable.domain) if variable.limits is None else print_condition(variable.limits)
    params = {"variable": variable.name, "value": to_text(value), "domain": domain}
    return Finding("error", "decide.out-of-domain", variable.place, params)


def _checked(variable: Variable, data: Column) -> tuple[Column, list[tuple[int, Finding]]]:
    """Each distinct value is looked at once, and refused once."""
    if variable.domain is None and variable.limits is None:
        return data, []
    rows = _outside_rows(variable, data)
    told: dict[Value, Finding] = {}
    refused: list[tuple[int, Finding]] = []
    for row, value in zip(rows.tolist(), data.take(rows).to_list(), strict=True):
        refused.append((row, told.get(value) or told.setdefault(value, outside(variable, value))))
    return with_failed(data, rows.tolist()), refused


def _outside_rows(variable: Variable, data: Column) -> npt.NDArray[np.intp]:
    if isinstance(data, EncodedColumn):
        bad = [code for code, value in enumerate(data.values) if not allowed(variable, value)]
        return np.flatnonzero(np.isin(data.codes, bad)) if bad else np.empty(0, np.intp)
    if variable.domain is not None or variable.limits is None:
        present = np.flatnonzero(data.states == 0)
        scaled, which = np.unique(data.scaled[present], return_inverse=True)
        distinct = NumberColumn(scaled, data.scale, data.is_date).to_list()
        return present[np.array([not allowed(variable, value) for value in distinct], np.bool_)[which]]
    coder = Coder("limit", [variable.limits], variable.type, lists=False)
    return np.flatnonzero(~coder.accepts[coder.reader(data)(slice(None)), 0] & (data.states == 0))


def _filled(data: Column, variable: Variable) -> Column:
    """Missing rows with the dictionary's default."""
    rows = np.empty(0, np.intp) if variable.default is None else np.flatnonzero(data.states == MISSING)
    return with_values(data, rows, [variable.default], variable.type) if len(rows) else data


def _date_column(given: Mapping[str, Column], name: str | None, count: int, as_of: date) -> NumberColumn:
    whole = NumberColumn(np.full(count, as_of.toordinal(), np.int64), 0, is_date=True)
    own = given.get(name) if name else None
    if not isinstance(own, NumberColumn):
        return whole
    marks = None if own.marks is None else np.where(own.marks == FAILED, own.marks, 0).astype(np.int8)
    return NumberColumn(np.where(own.states == 0, own.scaled, whole.scaled), 0, True, marks)
