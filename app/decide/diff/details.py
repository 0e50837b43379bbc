"""Parameters, formulas, dictionary, tests, letters, measures and flow: which entries came, went or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Protocol, TypeVar

from app.decide.diff.model import Detail, Part
from app.decide.diff.reaches import value_text
from app.findings import N_, Place
from app.rulebooks.expressions import names
from app.rulebooks.model import Formula, LetterKind, Measure, Parameter, Rulebook, TestCase, Variable
from app.rulebooks.printing import print_condition
from app.values import VarType, to_text

Aspects = Mapping[str, tuple[str, str]]
"""Property → what it was and what it is."""


class Named(Protocol):
    """An entry of a block."""

    @property
    def name(self) -> str: ...
    @property
    def place(self) -> Place: ...


Entry = TypeVar("Entry")
NamedEntry = TypeVar("NamedEntry", bound=Named)


def entry(part: Part, old: Named | None, new: Named | None) -> list[Detail]:
    """An entry that only one version has."""
    if new is not None:
        return [Detail(part, "added", new.name, new.place)]
    return [Detail(part, "removed", old.name, old.place)] if old is not None else []


def properties(
    part: Part, name: str, place: Place, aspects: Aspects, used_by: tuple[str, ...] = ()
) -> list[Detail]:  # fmt: skip
    """One detail for each property that is not what it was."""
    return [
        Detail(part, "changed", name, place, aspect, old, new, used_by)
        for aspect, (old, new) in aspects.items()
        if old != new
    ]


def detail_differences(old: Rulebook, new: Rulebook) -> tuple[Detail, ...]:
    """All blocks but tables and scales, in the order in which people look for them."""
    return (
        *_parameters(old, new),
        *_formulas(old, new),
        *_variables(old, new),
        *_measures(old, new),
        *_letters(old, new),
        *_tests(old, new),
        *properties(Part.FLOW, "", Place(new.file), {N_("顺序"): ("、".join(old.flow), "、".join(new.flow))}),
    )


def _pairs(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    for name in dict.fromkeys((*new, *old)):
        yield old.get(name), new.get(name)


def _parameters(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    for before, after in _pairs(old.parameters, new.parameters):
        if before is None or after is None:
            yield from entry(Part.PARAMETER, before, after)
            continue
        aspects = {
            N_("值"): (_amount(before), _amount(after)),
            N_("依据"): (before.basis, after.basis),
        }
        yield from properties(Part.PARAMETER, after.name, after.place, aspects, readers(new, after.name))


def _amount(parameter: Parameter) -> str:
    value = parameter.value
    if parameter.type is VarType.PERCENT and isinstance(value, Decimal):
        return f"{to_text(value * 100)}%"
    return f"{to_text(value)} {parameter.unit}".strip()


def readers(book: Rulebook, name: str) -> tuple[str, ...]:
    """Blocks in which a parameter is named: in a condition as it is written, in a formula, in a filter."""
    longer = [other for other in book.parameters if name in other and other != name]
    found = [table.name for table in book.tables if _named(name, longer, [t for r in table.rules for t in r.texts])]
    found += [scale.name for scale in book.scales if _named(name, longer, [t for r in scale.tiers for t in r.texts])]
    found += [formula.variable for formula in book.formulas if name in names(formula.expression)]
    found += [measure.name for measure in book.measures if _named(name, longer, [measure.filter_text])]
    return tuple(dict.fromkeys(found))


def _named(name: str, longer: list[str], texts: list[str]) -> bool:
    """Whether a text names *name* other than as a piece of a longer name."""
    together = "\n".join(dict.fromkeys(texts))
    for other in longer:
        together = re.sub(re.escape(other), "\n", together)
    return name in together


def _formulas(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    before = {formula.variable: formula for formula in old.formulas}
    after = {formula.variable: formula for formula in new.formulas}
    for name in dict.fromkeys((*after, *before)):
        yield from _formula(name, before.get(name), after.get(name))


def _formula(name: str, old: Formula | None, new: Formula | None) -> list[Detail]:
    if new is None or old is None:
        known = new or old
        place = known.place if known else Place()
        kept = ("", new.text) if new else (old.text if old else "", "")
        return [Detail(Part.FORMULA, "added" if new else "removed", name, place, "", *kept)]
    aspects = {
        N_("公式"): ("", "") if old.expression == new.expression else (old.text, new.text),
        N_("小数位"): (_decimals(old), _decimals(new)),
    }
    return properties(Part.FORMULA, name, new.place, aspects)


def _decimals(formula: Formula) -> str:
    return "" if formula.decimals is None else str(formula.decimals)


def _variables(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    """The dictionary as staff wrote it; what was only inferred is no entry of anybody's."""
    before, after = ({v.name: v for v in book.variables.values() if not v.inferred} for book in (old, new))
    for one, other in _pairs(before, after):
        if one is None or other is None:
            yield from entry(Part.VARIABLE, one, other)
        else:
            yield from properties(Part.VARIABLE, other.name, other.place, _variable(one, other))


def _variable(old: Variable, new: Variable) -> Aspects:
    return {
        N_("类型"): (old.type.value, new.type.value),
        N_("单位"): (old.unit, new.unit),
        N_("取值范围"): (_domain(old), _domain(new)),
        N_("别名"): (to_text(old.aliases), to_text(new.aliases)),
        N_("必填"): (to_text(old.required), to_text(new.required)),
        N_("默认值"): (value_text(old.default, old.type), value_text(new.default, new.type)),
        N_("用途"): (to_text(old.roles), to_text(new.roles)),
        N_("说明"): (old.note, new.note),
    }


def _domain(variable: Variable) -> str:
    return print_condition(variable.limits) if variable.limits is not None else to_text(variable.domain)


def _measures(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    for one, other in _pairs(_by_name(old.measures), _by_name(new.measures)):
        if one is None or other is None:
            yield from entry(Part.MEASURE, one, other)
        else:
            yield from properties(Part.MEASURE, other.name, other.place, _measure(one, other))


def _measure(old: Measure, new: Measure) -> Aspects:
    return {
        N_("数据表"): (old.dataset, new.dataset),
        N_("汇总"): (old.aggregate.value, new.aggregate.value),
        N_("字段"): (old.field, new.field),
        N_("筛选"): ("", "") if old.filters == new.filters else (_filters(old), _filters(new)),
        N_("目标"): (to_text(old.target), to_text(new.target)),
        N_("权重"): (to_text(old.weight), to_text(new.weight)),
        N_("计分方式"): (old.scoring, new.scoring),
        N_("封顶"): (to_text(old.cap), to_text(new.cap)),
        N_("单位"): (old.unit, new.unit),
    }


def _filters(measure: Measure) -> str:
    return " 且 ".join(f"{one.variable} {print_condition(one.condition)}" for one in measure.filters)


def _letters(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    for one, other in _pairs(_by_name(old.letters), _by_name(new.letters)):
        if one is None or other is None:
            yield from entry(Part.LETTER, one, other)
        else:
            yield from properties(Part.LETTER, other.name, other.place, _letter(one, other))


def _letter(old: LetterKind, new: LetterKind) -> Aspects:
    return {
        N_("模板"): (old.template, new.template),
        N_("文号"): (old.number_pattern, new.number_pattern),
        N_("收件人"): (old.recipient, new.recipient),
        N_("送达记入"): (old.served_variable, new.served_variable),
        N_("说明"): (old.note, new.note),
    }


def _tests(old: Rulebook, new: Rulebook) -> Iterator[Detail]:
    for one, other in _pairs(_by_name(old.tests), _by_name(new.tests)):
        if one is None or other is None:
            yield from entry(Part.TEST, one, other)
        else:
            yield from properties(Part.TEST, other.name, other.place, _test(new.variables, one, other))


def _test(variables: Mapping[str, Variable], old: TestCase, new: TestCase) -> Aspects:
    """Each value before and after, by variable."""

    def said(before: Mapping[str, object], after: Mapping[str, object]) -> Aspects:
        kinds = {name: variables[name].type if name in variables else VarType.TEXT for name in {**after, **before}}
        return {
            name: (value_text(before.get(name), kind), value_text(after.get(name), kind))
            for name, kind in kinds.items()
        }

    dates = {N_("业务日期"): (to_text(old.as_of), to_text(new.as_of))}
    return {**said(old.inputs, new.inputs), **said(old.expected, new.expected), **dates}


def _by_name(entries: tuple[NamedEntry, ...]) -> dict[str, NamedEntry]:
    """By name; entries that share one are told apart by their number."""
    found: dict[str, NamedEntry] = {}
    for one in entries:
        name, count = one.name, 2
        while name in found:
            name, count = f"{one.name}#{count}", count + 1
        found[name] = one
    return found
