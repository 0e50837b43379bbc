"""Why a case was decided as it was: table → rule → cell range → inputs → outcome, ready for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.rulebooks.conditions import Condition
from app.rulebooks.grammar import print_condition
from app.rulebooks.model import DecisionTable, Formula, Header, Rule, Rulebook, Scale, Tier
from app.store.decisions import StoredDecision
from app.values import VarType, parse_value, to_text
from app.web.blocks.model import anchor_of, text_of
from app.web.translate import _

DEFAULT = "默认"
WIDE = 5
"""Conditions of a rule beyond which those that test nothing are left out."""


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of a rule that fired, beside what this case brought."""

    variable: str
    given: str
    condition: str
    """As written in the workbook."""
    meaning: str = ""
    """With the parameters put in, where that says something else."""


@dataclass(frozen=True, slots=True)
class Hit:
    rule: str
    tests: tuple[Test, ...]
    remarks: tuple[tuple[str, str], ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One block of the trace."""

    table: str
    cells: str
    formula: str
    """Its text, where the block is a formula."""
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    by_default: bool
    """No rule fired and the default row of the table spoke."""
    undecided: bool
    """Something it reads could not be had: an error of this case."""
    anchor: str
    """Where it stands on the page of its rulebook."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one rulebook contributed, in the order of decision."""

    rulebook: str
    version: str
    reasons: tuple[Reason, ...]


def outcome(decision: StoredDecision, name: str) -> str:
    """A conclusion for a list of cases; where there is none, why: nothing fired, or it could not be decided."""
    given = decision.outputs.get(name)
    if given is not None:
        return to_text(given) or "–"
    undecided = any(step.get("undecided") and name in step["gives"] for step in decision.trace)
    return _("未判定") if undecided else _("未命中")


def parts_of(
    decision: StoredDecision, versions: Mapping[str, str], rulebook: Callable[[str], Rulebook]
) -> tuple[Part, ...]:
    """The trace of a decision with the words of the rules; *versions* are the hashes of its release by name."""
    return tuple(
        Part(name, versions[name], tuple(_reason(decision, step, rulebook(versions[name])) for step in steps))
        for name, steps in groupby(decision.trace, lambda step: step["book"])
    )


def _reason(decision: StoredDecision, step: Mapping[str, Any], book: Rulebook) -> Reason:
    name = step["table"]
    block = _block(book, name)
    hits = tuple(_hits(decision, book, block, step["rules"]))
    is_formula = isinstance(block, Formula)
    by_default = bool(step["cells"]) and not hits and not is_formula
    return Reason(
        table=name,
        cells=step["cells"],
        formula=block.text if isinstance(block, Formula) else "",
        inputs=tuple((read, _given(decision, book, read)) for read in step["reads"]),
        outputs=tuple((gives, _given(decision, book, gives)) for gives in step["gives"]),
        hits=hits,
        by_default=by_default,
        undecided=bool(step.get("undecided")),
        anchor=hits[0].anchor if hits else anchor_of("公式" if is_formula else name, DEFAULT if by_default else ""),
    )


def _block(book: Rulebook, name: str) -> DecisionTable | Scale | Formula | None:
    blocks: list[tuple[str, DecisionTable | Scale | Formula]] = []
    blocks += [(table.name, table) for table in book.tables]
    blocks += [(scale.name, scale) for scale in book.scales]
    blocks += [(formula.variable, formula) for formula in book.formulas]
    return dict(reversed(blocks)).get(name)


def _hits(
    decision: StoredDecision, book: Rulebook, block: DecisionTable | Scale | Formula | None, ids: Sequence[str]
) -> Iterator[Hit]:
    """The fired rules with their conditions; tiers of a scale are rules too."""
    if not isinstance(block, DecisionTable | Scale):
        return
    for rule in block.rules if isinstance(block, DecisionTable) else block.tiers:
        if rule.id in ids:
            remarks = tuple(rule.remarks.items()) if isinstance(rule, Rule) else ()
            tests = _shown([_test(decision, book, *part) for part in _conditions(block, rule)])
            yield Hit(rule.id, tests, remarks, anchor_of(block.name, rule.id))


def _conditions(block: DecisionTable | Scale, rule: Rule | Tier) -> Iterator[tuple[Header, str, Condition]]:
    """Column, text and meaning of each condition of a rule."""
    headers = block.inputs if isinstance(block, DecisionTable) else (block.amount, *block.selectors)
    conditions = rule.conditions if isinstance(rule, Rule) else (rule.band, *rule.selectors)
    return zip(headers, rule.texts, conditions, strict=True)


def _test(decision: StoredDecision, book: Rulebook, header: Header, text: str, condition: Condition) -> Test:
    name = header.variable
    meaning = print_condition(condition) if any(parameter in text for parameter in book.parameters) else ""
    return Test(name, _given(decision, book, name), text or "-", meaning)


def _shown(tests: Sequence[Test]) -> tuple[Test, ...]:
    """Of a wide table only the columns that test something."""
    if len(tests) <= WIDE:
        return tuple(tests)
    return tuple(test for test in tests if test.condition != "-") or tuple(tests[:WIDE])


def _given(decision: StoredDecision, book: Rulebook, name: str) -> str:
    """A value of the case as staff would write it; empty when it has none."""
    raw = decision.inputs.get(name, decision.outputs.get(name))
    variable = book.variables.get(name)
    return written(raw, variable.type if variable else None)


def spelled(values: Mapping[str, Any], books: Iterable[Rulebook]) -> list[tuple[str, str]]:
    """Stored values by name, each in the spelling of its type; the empty text where there is none."""
    kinds = {name: variable.type for book in books for name, variable in book.variables.items()}
    return [(name, written(raw, kinds.get(name))) for name, raw in values.items()]


def written(raw: Any, kind: VarType | None) -> str:
    """A stored (JSON) value in the spelling of its type."""
    if isinstance(raw, list):
        return "、".join(written(item, kind) for item in raw)
    if isinstance(raw, str) and kind is not None and kind.is_number:
        return text_of(parse_value(raw, kind), kind, missing="")
    return text_of(raw, missing="")
