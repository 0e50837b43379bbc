"""Rulebook + columns of cases → decisions with their reasons. Knows numpy; durable-rules in one file."""

from app.decide.compile import CompiledRulebook, compile_rulebook
from app.decide.model import Decision, Decisions, Step
from app.decide.testing import TestReport, run_tests

__all__ = ["CompiledRulebook", "Decision", "Decisions", "Step", "TestReport", "compile_rulebook", "run_tests"]
