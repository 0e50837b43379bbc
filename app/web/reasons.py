"""Why a case was decided as it was: table → rule → cell range → inputs → outcome, ready for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.rulebooks.model import DecisionTable, Formula, Rule, Rulebook, Scale, Tier
from app.store.decisions import StoredDecision
from app.values import VarType, parse_value
from app.web.blocks.model import anchor_of, text_of


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of a rule that fired, beside what this case brought."""

    variable: str
    given: str
    condition: str


@dataclass(frozen=True, slots=True)
class Hit:
    rule: str
    tests: tuple[Test, ...]
    remarks: tuple[tuple[str, str], ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One block of the trace."""

    rulebook: str
    version: str
    table: str
    cells: str
    policy: str
    formula: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    silent: bool
    """Nothing fired: 未命中, unless the default of the table spoke."""
    undecided: bool
    """Something it reads could not be had: an error of this case."""
    anchor: str


def reasons_of(
    decision: StoredDecision, versions: Mapping[str, str], rulebook: Callable[[str], Rulebook]
) -> tuple[Reason, ...]:
    """The trace of a decision with the words of the rules; *versions* are the hashes of its release by name."""
    return tuple(
        _reason(decision, step, versions[step["book"]], rulebook(versions[step["book"]])) for step in decision.trace
    )


def _reason(decision: StoredDecision, step: Mapping[str, Any], version: str, book: Rulebook) -> Reason:
    name = step["table"]
    block = _block(book, name)
    return Reason(
        rulebook=book.name,
        version=version,
        table=name,
        cells=step["cells"],
        policy=block.policy.value if isinstance(block, DecisionTable) else "",
        formula=block.text if isinstance(block, Formula) else "",
        inputs=tuple((read, _given(decision, book, read)) for read in step["reads"]),
        outputs=tuple((gives, _given(decision, book, gives)) for gives in step["gives"]),
        hits=tuple(_hits(decision, book, block, step["rules"])),
        silent=not step["rules"] and not isinstance(block, Formula),
        undecided=bool(step.get("undecided")),
        anchor=anchor_of(name),
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
    rules: tuple[Rule, ...] | tuple[Tier, ...]
    if isinstance(block, DecisionTable):
        rules, headers = block.rules, block.inputs
    else:
        rules, headers = block.tiers, (block.amount, *block.selectors)
    for rule in rules:
        if rule.id in ids:
            tests = tuple(
                Test(header.variable, _given(decision, book, header.variable), text or "-")
                for header, text in zip(headers, rule.texts, strict=True)
            )
            remarks = tuple(rule.remarks.items()) if isinstance(rule, Rule) else ()
            yield Hit(rule.id, tests, remarks, anchor_of(block.name, rule.id))


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
