"""The rulebook's own 测试用例, run at load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import messages
from app.decide.compile import CompiledRulebook
from app.decide.coverage import RuleCoverage, coverage_of
from app.decide.diff.reaches import value_text
from app.decide.model import Decision
from app.decide.plain import PlainInterpreter
from app.findings import Finding
from app.rulebooks.model import Rulebook, TestCase
from app.values import VarType


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test case, decided."""

    __test__ = False  # not a pytest class

    case: TestCase
    decision: Decision
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class TestReport:
    """All test cases of a rulebook."""

    __test__ = False  # not a pytest class

    results: tuple[TestResult, ...]
    coverage: tuple[RuleCoverage, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def passed(self) -> int:
        return sum(result.passed for result in self.results)


def run_tests(compiled: CompiledRulebook, as_of: date) -> TestReport:
    """Decide every test case by both engines; *as_of* dates the cases that name no business date themselves."""
    oracle = PlainInterpreter(compiled.rulebook)
    results = tuple(_run(compiled, oracle, case, as_of) for case in compiled.rulebook.tests)
    return TestReport(results, coverage_of(compiled.shapes, [result.decision for result in results]))


def _run(compiled: CompiledRulebook, oracle: PlainInterpreter, case: TestCase, as_of: date) -> TestResult:
    day = case.as_of or as_of
    decision = compiled.decide_one(case.inputs, day)
    findings = [*_refusals(case, decision), *_differences(compiled.rulebook, case, decision)]
    if oracle.decide(case.inputs, day) != decision:
        raise AssertionError(f"the engine and the plain interpreter disagree on test case {case.name}")
    return TestResult(case, decision, tuple(findings))


def _refusals(case: TestCase, decision: Decision) -> Iterator[Finding]:
    for error in decision.errors:
        params = {"test": case.name, "reason": messages.message(error)}
        yield Finding("error", "decide.test-error", case.place, params)


def _differences(rulebook: Rulebook, case: TestCase, decision: Decision) -> Iterator[Finding]:
    for variable, expected in case.expected.items():
        actual = decision.outputs.get(variable)
        if not same(expected, actual):
            known = rulebook.variables.get(variable)
            shown = [_shown(value, known.type if known else VarType.TEXT) for value in (expected, actual)]
            params = {"test": case.name, "variable": variable, "expected": shown[0], "actual": shown[1]}
            cell = case.expected_cells.get(variable, case.place.cell)
            yield Finding("error", "decide.test-failed", case.place.at(cell), params)


def same(expected: Any, actual: Any) -> bool:
    """Equal outcomes; a single expected value stands for a list of one."""
    if isinstance(actual, tuple) and not isinstance(expected, tuple):
        expected = () if expected is None else (expected,)
    return bool(expected == actual)


def _shown(value: object, kind: VarType) -> str:
    return value_text(value, kind) or "未命中"
