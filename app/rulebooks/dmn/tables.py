"""``decisionTable`` elements read cell by cell; a table with one cell that cannot be read is left out whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.findings import Place
from app.rulebooks import layout
from app.rulebooks.conditions import ANYTHING, Condition, NoneOf
from app.rulebooks.dmn.computed import Bound, Computed
from app.rulebooks.dmn.document import (
    Element,
    children,
    first,
    foreign_language,
    has_own,
    own,
    own_elements,
    place_of,
    text_of,
)
from app.rulebooks.dmn.feel import FeelError, parse_literal, parse_unary_tests, values_of
from app.rulebooks.dmn.naming import Decision, Names
from app.rulebooks.dmn.policies import MEANT
from app.rulebooks.dmn.types import Allowed, Typed, Types, read_allowed
from app.rulebooks.dmn.variables import Variables
from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading
from app.values import Value, VarType, fold

_SINGLE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST)
"""Policies under which an outcome may be computed: the others compare or add values up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: its FEEL text, what it means and, where the file was ours, how staff had written it."""

    text: str
    condition: Condition = ANYTHING
    value: Value = None
    written: str | None = None
    place: Place = field(default_factory=Place)
    unread: bool = False
    """An outcome that is no literal."""

    @property
    def is_null(self) -> bool:
        return self.value is None and not self.unread


@dataclass(frozen=True, slots=True)
class RuleDraft:
    id: str
    conditions: tuple[Entry, ...]
    outcomes: tuple[Entry, ...]
    remarks: Mapping[str, str]


@dataclass
class TableDraft:
    """A table as it stands in the file; types are settled when all tables are read."""

    decision: Decision
    place: Place
    policy: HitPolicy
    inputs: tuple[str, ...] = ()
    output_values: tuple[Allowed, ...] = ()
    rules: list[RuleDraft] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    default: tuple[Entry, ...] | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    matrix: bool = False
    faulty: bool = False
    outputs: tuple[str, ...] = ()
    """The columns' variables: the decision's, or one that says which expression computes it."""


class TableReader:
    """Reads the table of one decision."""

    def __init__(self, names: Names, types: Types, variables: Variables, computed: Computed, reading: Reading) -> None:
        self.names = names
        self.types = types
        self.variables = variables
        self.computed = computed
        self.reading = reading
        self._bounds: dict[tuple[str, str], list[Bound]] = {}
        """Rule and column → what stands for a test that names another variable; of the table being read."""

    def read(self, decision: Decision) -> TableDraft:
        before = self._errors()
        self._bounds = {}
        place = place_of(decision.element, Place(self.reading.file, decision.name))
        draft = TableDraft(decision, place, self._policy(decision.table, place), outputs=decision.outputs)
        table = decision.table
        self._language(table, place)
        draft.inputs = tuple(self._input(clause, decision, place) for clause in children(table, "input"))
        outputs = list(children(table, "output"))
        draft.output_values = tuple(read_allowed(first(output, "outputValues")) for output in outputs)
        self._outputs(draft, outputs)
        headings = self._headings(table)
        for number, rule in enumerate(children(table, "rule"), start=1):
            self._rule(rule, number, headings, draft)
        defaults = [first(output, "defaultOutputEntry") for output in outputs]
        if any(default is not None for default in defaults):
            draft.default = tuple(
                self._outcome(entry, place, "默认", name)
                for entry, name in zip(defaults, decision.outputs, strict=True)
            )
        self._spread_bounds(draft)
        self._choose_expressions(draft)
        draft.properties = {str(item.get("name")): str(item.get("value")) for item in own_elements(table, "property")}
        draft.matrix = own(table, "matrix") == "true"
        self._check(draft)
        draft.faulty = self._errors() > before
        return draft

    def _errors(self) -> int:
        return sum(finding.is_error for finding in self.reading.findings)

    def _check(self, draft: TableDraft) -> None:
        if not draft.rules:
            self.reading.error("dmn-table-empty", draft.place, table=draft.decision.name)
        columns = (*draft.inputs, *draft.outputs)
        for name in dict.fromkeys(columns):
            if name and columns.count(name) > 1:
                self.reading.error("dmn-heading-twice", draft.place, variable=name)
            if "\\" in name:
                self.reading.error("dmn-name-unusable", draft.place, name=name)

    def _policy(self, table: Element, place: Place) -> HitPolicy:
        text = str(table.get("hitPolicy") or "UNIQUE").strip()
        aggregation = str(table.get("aggregation") or "").strip() if text == "COLLECT" else ""
        policy = MEANT.get((text, aggregation))
        if policy is HitPolicy.PRIORITY and own(table, "hitPolicy") == HitPolicy.WORST:
            return HitPolicy.WORST
        if policy is None:
            self.reading.error("dmn-policy-unknown", place, text=f"{text} {aggregation}".strip())
        return policy or HitPolicy.UNIQUE

    def _language(self, element: Element | None, place: Place) -> bool:
        language = foreign_language(element)
        if language:
            self.reading.error("dmn-language", place, language=language)
        return not language

    def _input(self, clause: Element, decision: Decision, place: Place) -> str:
        expression = first(clause, "inputExpression")
        text = text_of(expression)
        place = place_of(clause, place.at(str(clause.get("label") or clause.get("id") or text)))
        if not self._language(expression, place):
            return ""
        reference = "" if expression is None else str(expression.get("typeRef") or "")
        name = self.names.variable_of(text, decision)
        name = name or self.computed.input(text, str(clause.get("label") or ""), self.types.resolve(reference), place)
        if not name:
            self.reading.error("dmn-input-unclear", place, text=text)
            return ""
        allowed = read_allowed(first(clause, "inputValues"))
        stated = next(iter(own_elements(clause, "variable")), None)
        self.variables.mention(name, place, self.types.resolve(reference), allowed, own=stated)
        return name

    def _outputs(self, draft: TableDraft, outputs: Sequence[Element]) -> None:
        decision = draft.decision
        for output, name, allowed in zip(outputs, decision.outputs, draft.output_values, strict=True):
            reference = str(output.get("typeRef") or "")
            if not reference and len(outputs) == 1:
                variable = first(decision.element, "variable")
                reference = "" if variable is None else str(variable.get("typeRef") or "")
                reference = reference or str(decision.table.get("typeRef") or "")
            place = draft.place.at(name)
            own_element = next(iter(own_elements(output, "variable")), None)
            typed = (self.types.of_items if draft.policy.is_list else self.types.resolve)(
                "number" if draft.policy is HitPolicy.COUNT else reference
            )
            listed = None if draft.policy is HitPolicy.COUNT else allowed
            self.variables.mention(name, place, typed, listed, own=own_element)

    def _headings(self, table: Element) -> list[str]:
        """Names of the annotation columns; each must have one of its own."""
        found: list[str] = []
        for clause in children(table, "annotation"):
            name = fold(str(clause.get("name") or "")) or layout.REMARK
            found.append(name if name not in found else f"{name} {len(found) + 1}")
        return found

    def _rule(self, rule: Element, number: int, headings: Sequence[str], draft: TableDraft) -> None:
        inputs, outputs = list(children(rule, "inputEntry")), list(children(rule, "outputEntry"))
        name = self._id(rule, number, draft)
        place = draft.place
        if len(inputs) != len(draft.inputs) or len(outputs) != len(draft.decision.outputs):
            self.reading.error(
                "dmn-rule-width", place.at(name), rule=name, inputs=len(inputs), outputs=len(outputs)
            )  # fmt: skip
            return
        conditions = [
            self._condition(entry, place, name, column) for entry, column in zip(inputs, draft.inputs, strict=True)
        ]
        outcomes = [
            self._outcome(entry, place, name, column)
            for entry, column in zip(outputs, draft.decision.outputs, strict=True)
        ]
        draft.rules.append(RuleDraft(name, tuple(conditions), tuple(outcomes), self._remarks(rule, headings)))

    def _id(self, rule: Element, number: int, draft: TableDraft) -> str:
        """The label, else the id, else the number; a word that the workbook reads otherwise is none."""
        for candidate in (rule.get("label"), rule.get("id"), f"R{number}"):
            name = fold(str(candidate or ""))
            if name and name not in draft.ids and name.lower() not in layout.DEFAULT_WORDS | layout.DOMAIN_WORDS:
                break
        while name in draft.ids:
            name += "'"
        draft.ids.add(name)
        return name

    def _remarks(self, rule: Element, headings: Sequence[str]) -> dict[str, str]:
        entries = [text_of(entry) for entry in children(rule, "annotationEntry")]
        columns = [*headings, *(f"{layout.REMARK}{number}" for number in range(len(headings) + 1, len(entries) + 1))]
        found = {name: text for name, text in zip(columns, entries, strict=False) if text}
        description = text_of(first(rule, "description"))
        if description:
            found.setdefault(layout.REMARK, description)
        return found

    def _condition(self, entry: Element, place: Place, rule: str, column: str) -> Entry:
        text = text_of(entry)
        place = place_of(entry, place.at(f"{rule}/{column}"))
        written = own(entry, "text") if has_own(entry, "text") else None
        if not self._language(entry, place):
            return Entry(text)
        try:
            condition = parse_unary_tests(text)
        except FeelError:
            if not self._named_bounds(text, rule, column, place):
                self.reading.error("dmn-cell-feel", place, variable=column, text=text[:80])
            return Entry(text)
        if isinstance(condition, NoneOf) and "null" not in text:
            self.reading.note("dmn-negation", place)
        if column:
            self.variables.mention(column, place, values=values_of(condition))
        return Entry(text, condition, written=written, place=place)

    def _outcome(self, entry: Element | None, place: Place, rule: str, column: str) -> Entry:
        text = text_of(entry)
        place = place.at(f"{rule}/{column}")
        place = place if entry is None else place_of(entry, place)
        if not self._language(entry, place):
            return Entry(text)
        try:
            value = parse_literal(text)
        except FeelError:
            return Entry(text, place=place, unread=True)
        if value == "":
            self.reading.warn("dmn-empty-text", place, variable=column)
            value = None
        if column:
            self.variables.mention(column, place, values=[value])
        return Entry(text, value=value, place=place)

    # --- what is computed -----------------------------------------------------------------------------------------
    def _named_bounds(self, text: str, rule: str, column: str, place: Place) -> bool:
        """Whether a cell is a test against another variable."""
        try:
            found = self.computed.bounds(text, column, self.variables.kind_of(column), place)
        except FeelError:
            return False
        self._bounds[rule, column] = found
        return True

    def _spread_bounds(self, draft: TableDraft) -> None:
        """A column of its own for each computed variable; rules that do not test it have ``-`` there."""
        added = tuple(dict.fromkeys(bound.variable for found in self._bounds.values() for bound in found))
        if not added:
            return
        for place, rule in enumerate(draft.rules):
            said = {
                bound.variable: Entry("", bound.condition)
                for (name, _column), found in self._bounds.items() if name == rule.id for bound in found
            }  # fmt: skip
            more = tuple(said.get(name, Entry("-")) for name in added)
            draft.rules[place] = replace(rule, conditions=(*rule.conditions, *more))
        draft.inputs = (*draft.inputs, *added)

    def _choose_expressions(self, draft: TableDraft) -> None:
        """A column whose outcomes are computed concludes which expression does; a formula then computes it."""
        rows = [rule.outcomes for rule in draft.rules] + ([draft.default] if draft.default is not None else [])
        outputs = list(draft.outputs)
        for position, name in enumerate(draft.outputs):
            entries = [row[position] for row in rows]
            unread = [entry for entry in entries if entry.unread]
            if not unread:
                continue
            key = f"{name} 的算法"
            try:
                if draft.policy not in _SINGLE:
                    raise FeelError(draft.policy.value)
                self.computed.choice(name, key, [entry.text for entry in entries if not entry.is_null], draft.place)
            except FeelError:
                for entry in unread:
                    self.reading.error("dmn-cell-feel", entry.place, variable=name, text=entry.text[:80])
                continue
            outputs[position] = key
            self.variables.mention(key, draft.place.at(name), Typed(VarType.TEXT))
            self._as_keys(draft, position)
        draft.outputs = tuple(outputs)

    def _as_keys(self, draft: TableDraft, position: int) -> None:
        """The outcomes of a column as the texts of their expressions."""

        def keyed(row: tuple[Entry, ...]) -> tuple[Entry, ...]:
            entry = row[position]
            key = Entry(entry.text, value=None if entry.is_null else entry.text, place=entry.place)
            return (*row[:position], key, *row[position + 1 :])

        draft.rules = [replace(rule, outcomes=keyed(rule.outcomes)) for rule in draft.rules]
        draft.default = None if draft.default is None else keyed(draft.default)
        values = list(draft.output_values)
        values[position] = Allowed()
        draft.output_values = tuple(values)
