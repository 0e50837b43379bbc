"""Formulas compiled: over a batch column by column, and one case at a time where that does not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.columns import Column, column, failed_rows, with_failed, with_values
from app.decide.columnwise import as_column, over_columns
from app.decide.evaluation import evaluate
from app.decide.exact import as_decimal, rounded_to, tidy
from app.decide.functions import EvaluationError, Result, day, exact, text_of, truth
from app.decide.vectors import NotVectorError
from app.findings import Finding
from app.rulebooks.model import Formula
from app.values import Value, VarType


@dataclass(frozen=True, slots=True)
class FormulaPlan:
    """A compiled formula and the variables it reads (parameters are put in)."""

    formula: Formula
    variables: tuple[str, ...]
    parameters: Mapping[str, Value]

    def apply(self, values: Sequence[Value]) -> Value:
        """The result for one case.

        Raises:
            EvaluationError: when there is none.
        """
        environment = {**self.parameters, **dict(zip(self.variables, values, strict=True))}
        return self._typed(evaluate(self.formula.expression, environment))

    def column(self, inputs: Sequence[Column], count: int) -> tuple[Column, dict[int, Finding]]:
        """Results of a whole batch and the errors by row."""
        none = np.zeros(count, np.bool_)
        failed = failed_rows(inputs)
        failed = none if failed is None else failed
        try:
            columns = dict(zip(self.variables, inputs, strict=True))
            vector, aside = over_columns(self.formula.expression, columns, self.parameters, count)
            made, more = as_column(vector, self.formula.type, self.formula.decimals)
        except NotVectorError:
            made, aside, more = column([None] * count, self.formula.type), ~none, none
        singly = np.flatnonzero((aside | more) & ~failed)
        made = with_failed(made, np.flatnonzero(failed).tolist())
        return self._by_case(made, inputs, singly) if len(singly) else (made, {})

    def _by_case(
        self, made: Column, inputs: Sequence[Column], rows: npt.NDArray[np.intp]
    ) -> tuple[Column, dict[int, Finding]]:
        """*made* with the results of some rows put in; each distinct combination of inputs is evaluated once."""
        known: dict[tuple[Value, ...], Value | Finding] = {}
        results: list[Value | Finding] = []
        listed = [data.take(rows).to_list() for data in inputs]
        for values in zip(*listed, strict=True) if listed else ((),) * len(rows):
            result = known.get(values, known)  # the dictionary itself stands for "not seen"
            if result is known:
                result = known[values] = self.result(values)
            results.append(result)  # type: ignore[arg-type]
        errors = {row: found for row, found in zip(rows.tolist(), results, strict=True) if isinstance(found, Finding)}
        put = [None if isinstance(result, Finding) else result for result in results]
        return with_failed(with_values(made, rows, put, self.formula.type), list(errors)), errors

    def result(self, values: Sequence[Value]) -> Value | Finding:
        """The result, or the finding that says why there is none."""
        try:
            return self.apply(values)
        except EvaluationError as error:
            params = {"variable": self.formula.variable, "formula": self.formula.text, **error.params}
            return Finding("error", error.code, self.formula.place, params)

    def _typed(self, value: Result) -> Value:
        kind = self.formula.type
        if value is None:
            return None
        if kind.is_number:
            return self._number(value)
        if kind is VarType.DATE:
            return day(value)
        return truth(value) if kind is VarType.BOOL else text_of(value)

    def _number(self, value: Result) -> Value:
        number = exact(value)
        if self.formula.decimals is not None:
            return rounded_to(number, self.formula.decimals)
        if self.formula.type is VarType.INTEGER and Fraction(number).denominator != 1:
            raise EvaluationError("decide.formula-type", expected="整数", value=text_of(number))
        return tidy(as_decimal(number))
