"""DMN XML → :class:`~app.rulebooks.model.Rulebook`; what is not taken over is named, element by element."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from app.findings import Finding, LubuError, Place
from app.rulebooks import layout
from app.rulebooks.conditions import Condition, TextTest, tests_of
from app.rulebooks.dmn.computed import Computed, kind_of_logic, literal_decisions
from app.rulebooks.dmn.document import Element, children, first, local, own_elements, parse_document
from app.rulebooks.dmn.feel import FeelError, parse_literal, values_of
from app.rulebooks.dmn.naming import Names, name_everything
from app.rulebooks.dmn.spelling import condition_text, means
from app.rulebooks.dmn.tables import Entry, RuleDraft, TableDraft, TableReader
from app.rulebooks.dmn.types import Typed, Types
from app.rulebooks.dmn.variables import Variables, fits
from app.rulebooks.model import (
    BUSINESS_DATE,
    DecisionTable,
    Formula,
    Header,
    HitPolicy,
    Output,
    Parameter,
    Rule,
    Rulebook,
    Variable,
)
from app.rulebooks.reading import GivenUpError, Reading
from app.values import Scalar, Value, VarType, parse_date, to_text

_LEFT = {
    "businessKnowledgeModel": "业务知识模型",
    "decisionService": "决策服务",
    "import": "引入的模型",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gives. ``rulebook`` is None where there is nothing to take over."""

    rulebook: Rulebook | None
    findings: tuple[Finding, ...]


def read_dmn(data: bytes, file: str) -> Imported:
    """Read the decision tables of a DMN 1.1 to 1.5 file; nothing about its contents raises."""
    try:
        definitions = parse_document(data, file)
    except LubuError as error:
        return Imported(None, error.findings)
    return read_definitions(definitions, Reading(file), hashlib.sha256(data).hexdigest())


def read_definitions(definitions: Element, reading: Reading, digest: str) -> Imported:
    """Read what :func:`parse_document` gave, or what was made of another tool's workbook."""
    try:
        rulebook = _Reader(definitions, reading).read(digest)
    except GivenUpError:
        rulebook = None
    return Imported(rulebook, tuple(reading.findings))


class _Reader:
    def __init__(self, definitions: Element, reading: Reading) -> None:
        self.definitions = definitions
        self.reading = reading
        self.types = Types(definitions)
        self.names: Names = name_everything(definitions, reading)
        self.variables = Variables(reading)
        self.parameters = {parameter.name: parameter for parameter in self._parameters()}
        self.computed = Computed(self.names, self.types, self.variables, self.parameters, reading)

    def read(self, digest: str) -> Rulebook | None:
        reading = self.reading
        self._report_others()
        self._input_data()
        reader = TableReader(self.names, self.types, self.variables, self.computed, reading)
        drafts = [reader.read(decision) for decision in self.names.decisions]
        self._paths([*(name for draft in drafts for name in draft.inputs), *self.computed.reads])
        self._operands()
        variables = self.variables.settle()
        found = [self._table(draft, variables) for draft in drafts]
        formulas = self.computed.formulas(variables)
        computed = {formula.variable for formula in formulas}
        tables = tuple(self._apart(table, computed) for table in found if table is not None)
        if not tables and not formulas:
            reading.error("dmn-no-table", Place(reading.file))
            return None
        name = PurePath(reading.file).stem
        flow = self._flow(tables, formulas)
        return Rulebook(name, reading.file, digest, variables, self.parameters, formulas, tables, flow=flow)

    def _apart(self, table: DecisionTable, computed: set[str]) -> DecisionTable:
        """A table that is not called like a formula: no two blocks of a workbook have one name."""
        if table.name not in computed:
            return table
        self.reading.note("dmn-renamed", table.place, name=table.name, new=f"{table.name} 决策表")
        return replace(table, name=f"{table.name} 决策表")

    def _flow(self, tables: Iterable[DecisionTable], formulas: Iterable[Formula]) -> tuple[str, ...]:
        """The order that our own files keep, as far as it speaks of what was read."""
        known = {table.name for table in tables} | {formula.variable for formula in formulas}
        steps = [step for flow in own_elements(self.definitions, "flow") for step in flow]
        return tuple(name for step in steps if (name := str(step.get("name") or "")) in known)

    def _operands(self) -> None:
        """What formulas read and nothing types is a number."""
        for name, place in self.computed.reads.items():
            typed = None if self.variables.is_said(name) else Typed(VarType.DECIMAL)
            self.variables.mention(name, place, typed)

    def _parameters(self) -> Iterator[Parameter]:
        """Named values that our own files keep, so that conditions still name them."""
        for item in own_elements(self.definitions, "parameter"):
            name, kind = str(item.get("name")), item.get("type")
            try:
                value = parse_literal(str(item.get("value") or ""))
            except FeelError:
                continue
            if kind in set(VarType) and value is not None and fits(value, VarType(str(kind))):
                place = Place(self.reading.file, "", name)
                unit, basis = str(item.get("unit") or ""), str(item.get("basis") or "")
                yield Parameter(name, value, VarType(str(kind)), place, unit, basis)

    def _report_others(self) -> None:
        """Whatever decides without being a decision table."""
        reading = self.reading
        for decision in literal_decisions(self.definitions):
            if not (self.computed.own_formula(decision) or self.computed.decision(decision)):
                name = str(decision.get("name") or decision.get("id") or "")
                kind = kind_of_logic(decision)
                reading.error("dmn-not-a-table", Place(reading.file, name), decision=name, kind=kind)
        for element in children(self.definitions, *_LEFT):
            name = str(element.get("name") or element.get("id") or "")
            reading.warn("dmn-element-left", Place(reading.file, name), kind=_LEFT[local(element)], name=name)

    def _input_data(self) -> None:
        for name, element in self.names.inputs.items():
            variable = first(element, "variable")
            reference = "" if variable is None else str(variable.get("typeRef") or "")
            typed = self.types.resolve(reference)
            stated = next(iter(own_elements(element, "variable")), None)
            place = Place(self.reading.file, "", name)
            if typed.kind is not None or stated is not None:
                self.variables.mention(name, place, typed, own=stated)
            self.computed.own_formula(element)

    def _paths(self, names: Iterable[str]) -> None:
        """``applicant.age``: the type of a part of structured input data."""
        for name in dict.fromkeys(names):
            whole, *parts = name.split(".")
            element = self.names.inputs.get(whole)
            variable = first(element, "variable")
            if variable is not None:
                reference = str(variable.get("typeRef") or "")
                typed = self.types.of_path(reference, parts) if parts else self.types.resolve(reference)
                self.variables.mention(name, Place(self.reading.file, "", name), typed)

    # --- tables ---------------------------------------------------------------------------------------------------
    def _table(self, draft: TableDraft, variables: Mapping[str, Variable]) -> DecisionTable | None:
        """The table, or None where anything in it could not be read."""
        kinds = {name: variable.type for name, variable in variables.items()} | (
            {} if BUSINESS_DATE in variables else {BUSINESS_DATE: VarType.DATE}
        )
        columns = (*draft.inputs, *draft.outputs)
        whole = not draft.faulty and all(name in kinds for name in columns)
        if not (whole and self._fits(draft, kinds)):
            self.reading.error("dmn-table-left", draft.place, table=draft.decision.name)
            return None
        outputs = tuple(self._output(position, draft, variables) for position in range(len(draft.outputs)))
        start, end = (parse_date(draft.properties.get(name, "")) for name in (layout.FROM, layout.TO))
        return DecisionTable(
            draft.decision.name,
            draft.policy,
            tuple(Header(name, draft.place.at(name)) for name in draft.inputs),
            outputs,
            tuple(self._rule(rule, draft, variables) for rule in draft.rules),
            draft.place,
            None if draft.default is None else tuple(_value(entry, draft.policy) for entry in draft.default),
            "默认" if draft.default is not None else "",
            dict(draft.properties),
            start,
            end,
            draft.matrix,
        )

    def _fits(self, draft: TableDraft, kinds: Mapping[str, VarType]) -> bool:
        """Whether every value is of its column's type."""
        fitting = True
        rows = [(rule.conditions, rule.outcomes) for rule in draft.rules]
        rows += [((), draft.default)] if draft.default is not None else []
        for conditions, outcomes in rows:
            for entry, name in zip(conditions, draft.inputs, strict=False):
                fitting &= self._check(entry, misfits(entry.condition, kinds[name]), name, kinds)
            for entry, name in zip(outcomes, draft.outputs, strict=True):
                wrong = draft.policy is not HitPolicy.COUNT and not fits(entry.value, kinds[name])
                fitting &= self._check(entry, wrong, name, kinds)
        return fitting

    def _check(self, entry: Entry, wrong: bool, name: str, kinds: Mapping[str, VarType]) -> bool:
        if wrong:
            self.reading.error(
                "dmn-cell-type", entry.place, variable=name, text=entry.text[:80], type=kinds[name].value
            )  # fmt: skip
        return not wrong

    def _output(self, position: int, draft: TableDraft, variables: Mapping[str, Variable]) -> Output:
        name = draft.outputs[position]
        variable = variables[name]
        allowed = draft.output_values[position]
        place = draft.place.at(name)
        domain: tuple[Scalar, ...] | None = None
        listed = draft.policy is not HitPolicy.COUNT and variable.type is not VarType.BOOL  # yes and no need no list
        if allowed.text and listed:
            domain = allowed.domain
            if allowed.unclear or not all(fits(value, variable.type) for value in domain or ()):
                domain = None
                self.reading.warn("dmn-values-unclear", place, variable=name, text=allowed.text)
        if domain is not None and draft.policy is HitPolicy.WORST:
            domain = domain[::-1]
        return Output(name, place, variable.type, domain or variable.domain)

    def _rule(self, rule: RuleDraft, draft: TableDraft, variables: Mapping[str, Variable]) -> Rule:
        date_variable = Variable(BUSINESS_DATE, VarType.DATE, draft.place)
        texts = [
            _spelt(entry, variables.get(name, date_variable), self.parameters)
            for entry, name in zip(rule.conditions, draft.inputs, strict=True)
        ]
        dates: list[date | None] = [parse_date(rule.remarks.get(name, "")) for name in (layout.FROM, layout.TO)]
        return Rule(
            rule.id,
            tuple(entry.condition for entry in rule.conditions),
            tuple(texts),
            tuple(_value(entry, draft.policy) for entry in rule.outcomes),
            rule.id,
            dict(rule.remarks),
            *dates,
        )


def misfits(condition: Condition, kind: VarType) -> bool:
    """Whether a condition names a value that is not of the column's type."""
    wanted = VarType.DECIMAL if kind.is_number else kind  # a bound of a whole number need not be one
    texts = any(isinstance(test, TextTest) for test in tests_of(condition))
    return (texts and kind is not VarType.TEXT) or not all(fits(value, wanted) for value in values_of(condition))


def _value(entry: Entry, policy: HitPolicy) -> Value:
    """An outcome; of a counting table only how many rules fire is concluded, so its cells are texts."""
    value = entry.value
    return to_text(value) if policy is HitPolicy.COUNT and value is not None else value


def _spelt(entry: Entry, variable: Variable, parameters: Mapping[str, Parameter]) -> str:
    """A condition as staff wrote it where that still means the same, else as we write it."""
    written = entry.written
    if written is not None and means(written, entry.condition, variable, parameters):
        return written
    return condition_text(entry.condition, variable.type)
