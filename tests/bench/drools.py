"""Drools in its own machine: the rules in its executable model, through the bridge that PyPI's ``drools_jpy`` brings.

``drools_jpy`` itself offers only the JSON rules of Ansible. The jar inside it holds Drools 9, but not what turns DRL
into Java; so ``DroolsTables.java`` says the rules in the model that DRL compiles to, is compiled against that jar and
called through jpy. Cases are Java objects before the clock starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.rulebooks.conditions import Equals, Interval
from app.rulebooks.model import DecisionTable, Rule, Rulebook
from tests.bench.peers import Decide, Row
from tests.bench.workload import ALIAS, CLASSES, Outcome

SOURCE = Path(__file__).with_name("DroolsTables.java")
WARM_UP = 8
"""Passes over its cases before any is timed, so that the Java compiler has seen the way."""


def one(rulebook: Rulebook, rows: Sequence[Row]) -> Decide:
    """A case a call, from Python: values in, decision out."""
    tables = _tables(rulebook)
    warnings = [rule.outcomes[0] for rule in rulebook.tables[2].rules]

    def decide(row: Row) -> Outcome:
        return _outcome(tables.decide(*_fields(row)), warnings)

    for _ in range(WARM_UP):
        for row in rows:
            decide(row)
    return decide


def in_turn(rulebook: Rulebook, rows: Sequence[Row]) -> Callable[[], list[Outcome]]:
    """All cases one after the other, without leaving Java."""
    return _batch(rulebook, rows, "inTurn")


def together(rulebook: Rulebook, rows: Sequence[Row]) -> Callable[[], list[Outcome]]:
    """All cases inserted into a session, which then fires."""
    return _batch(rulebook, rows, "together")


def _batch(rulebook: Rulebook, rows: Sequence[Row], method: str) -> Callable[[], Any]:
    tables = _tables(rulebook)
    tables.prepare("\n".join("\t".join(map(_spelled, _fields(row))) for row in rows))
    run: Callable[[], None] = getattr(tables, method)
    for _ in range(WARM_UP):
        run()

    def timed() -> Any:
        run()
        return tables

    return timed


def outcomes(tables: Any, rulebook: Rulebook) -> list[Outcome]:
    """What the last run decided, brought to Python."""
    warnings = [rule.outcomes[0] for rule in rulebook.tables[2].rules]
    return [_outcome(line, warnings) for line in tables.outcomes().splitlines()]


def _outcome(line: str, warnings: Sequence[Any]) -> Outcome:
    graded, strategy, *found = line.split("\t")
    return graded, strategy, tuple(warnings[int(number)] for number in found)


def _fields(row: Row) -> tuple[Any, ...]:
    return row["d"], row["g"], round(row["m"] * 100), row["r"], row["w"], row["c"]


def _spelled(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _tables(rulebook: Rulebook) -> Any:
    lines = [
        "\t".join((key, str(number) if key == "p" else rule.outcomes[0], *_conditions(table, rule)))
        for key, table in zip("ksp", rulebook.tables, strict=True)
        for number, rule in enumerate(table.rules)
    ]
    return _java().get_type("DroolsTables")("\n".join(lines), "\t".join(CLASSES))


def _conditions(table: DecisionTable, rule: Rule) -> list[str]:
    parts: list[str] = []
    for header, condition in zip(table.inputs, rule.conditions, strict=True):
        field = ALIAS[header.variable]
        units = 100 if field == "m" else 1
        if isinstance(condition, Equals):
            parts += [field, "==", str(condition.value).lower() if field == "r" else str(condition.value)]
        elif isinstance(condition, Interval):
            parts += [field, ">=", str(int(condition.low * units))] if condition.low is not None else []
            parts += [field, "<", str(int(condition.high * units))] if condition.high is not None else []
    return parts


@lru_cache(maxsize=1)
def _java() -> Any:
    """The bridge, with Drools and our class on the class path.

    Raises:
        ImportError: says what is missing.
    """
    package = find_spec("drools")
    if package is None or package.origin is None:
        raise ImportError("drools_jpy is not installed")
    compiler = shutil.which("javac")
    if compiler is None:
        raise ImportError("there is no Java (a JDK of 17 or later, javac on the path)")
    jar = next((Path(package.origin).parent / "jars").glob("*.jar"))
    classes = tempfile.mkdtemp(prefix="bench-drools-")
    subprocess.run([compiler, "-encoding", "UTF-8", "-cp", str(jar), "-d", classes, str(SOURCE)], check=True)
    os.environ.setdefault("JAVA_HOME", str(Path(compiler).resolve().parents[1]))
    options = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=error"]
    import_module("jpyutil").init_jvm(jvm_maxmem="2G", jvm_classpath=[str(jar), classes], jvm_options=options)
    return import_module("jpy")
