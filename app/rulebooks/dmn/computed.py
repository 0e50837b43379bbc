"""Expressions that compute: literal decisions, input columns and bounds that name another variable, as 公式.

``Price * 2`` in an input column becomes a variable of its own with a formula; ``> Limit`` in a cell becomes a
condition on the difference of the two, so that overlaps and gaps are still found exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.findings import Place
from app.rulebooks.conditions import Condition, Equals, Interval
from app.rulebooks.dmn.arithmetic import formula_text, quoted_name
from app.rulebooks.dmn.document import Element, children, first, foreign_language, local, own_elements, text_of
from app.rulebooks.dmn.feel import FeelError
from app.rulebooks.dmn.naming import Names, name_of
from app.rulebooks.dmn.types import Typed, Types
from app.rulebooks.dmn.variables import Variables
from app.rulebooks.expressions import Binary, Call, Expression, Name, Unary
from app.rulebooks.expressions import names as names_of
from app.rulebooks.formula_block import result_type
from app.rulebooks.formulas import parse_formula
from app.rulebooks.model import Formula, Parameter, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.refusals import ConditionError
from app.values import VarType, fold

_ZERO = Decimal(0)
_SIGNS: Mapping[str, Condition] = {
    "": Equals(_ZERO),
    "=": Equals(_ZERO),
    "<": Interval(None, False, _ZERO, False),
    "<=": Interval(None, False, _ZERO, True),
    ">": Interval(_ZERO, False, None, False),
    ">=": Interval(_ZERO, True, None, False),
}
_WORD = re.compile(r"(?<![\w.\"])[^\W\d]\w*(?:\.[^\W\d]\w*)*(?![\w]|\s*\()")
_KEYWORDS = frozenset({
    "and", "or", "in", "if", "then", "else", "for", "return", "some", "every", "between", "instance", "of", "not",
    "true", "false", "null", "function", "satisfies", "date", "item", "True", "False", "TRUE", "FALSE",
})  # fmt: skip
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_REFERENCE = re.compile(r"\s*(<=|>=|<|>|=|)\s*([^<>=].*?)\s*", re.DOTALL)
_NEGATED = re.compile(r"\s*(?:not\s*\((.*)\)|!=(.*))\s*", re.DOTALL)
_INTERVAL = re.compile(r"\s*([\[\](])(.+)\.\.(.+)([\])\[])\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a computed variable, which stands for a test that names another variable."""

    variable: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class _Draft:
    variable: str
    text: str
    place: Place
    note: str
    decimals: int | None = None


class Computed:
    """Collects formulas while a file is read."""

    def __init__(
        self, names: Names, types: Types, variables: Variables, parameters: Mapping[str, Parameter], reading: Reading
    ) -> None:
        self._parameters = parameters
        self._own: dict[str, _Draft] = {}
        self._names = names
        self._types = types
        self._variables = variables
        self._reading = reading
        self._known = _known_names(names, types)
        self._drafts: dict[str, _Draft] = {}
        self.reads: dict[str, Place] = {}
        """Variables that formulas read, and where first."""

    def decision(self, element: Element) -> bool:
        """A decision that is one literal expression; False where it is something else or needs an engine."""
        logic = first(element, "literalExpression")
        name = fold(name_of(element))
        if logic is None or not name or foreign_language(logic):
            return False
        reference = _reference(element) or str(logic.get("typeRef") or "")
        return self._add(name, text_of(logic), Place(self._reading.file, name), self._types.resolve(reference))

    def own_formula(self, element: Element) -> bool:
        """The formula that our own files keep beside its FEEL; False where there is none, or FEEL was changed since."""
        stated = next(iter(own_elements(element, "formula")), None)
        variable = next(iter(own_elements(element, "variable")), None)
        logic = first(element, "literalExpression")
        if stated is None or variable is None or (logic is not None and text_of(logic) != stated.get("feel")):
            return False
        name, text = str(variable.get("name")), str(stated.get("text"))
        place = Place(self._reading.file, "", name)
        try:
            expression = parse_formula(text, self._known_to_formulas())
        except ConditionError:
            return False
        decimals = str(stated.get("decimals") or "")
        kept = int(decimals) if decimals.isdigit() and len(decimals) < 3 else None
        self._own[name] = _Draft(name, text, place, str(stated.get("note") or ""), kept)
        self._variables.mention(name, place, self._types.resolve(_reference(element)), own=variable)
        self._read((read for read in names_of(expression) if read not in self._parameters), place)
        return True

    def _known_to_formulas(self) -> list[str]:
        return [*self._names.taken, *self._parameters]

    def input(self, text: str, label: str, typed: Typed, place: Place) -> str:
        """The variable that holds what an input expression computes; nothing where it needs an engine."""
        wanted = fold(label)
        usable = wanted and "\\" not in wanted and wanted not in self._names.taken
        name = wanted if usable else fold(text)
        if name in self._drafts:  # the same column in several tables
            return name if self._drafts[name].note == text else ""
        return name if "\\" not in name and self._add(name, text, place, typed) else ""

    def choice(self, name: str, key: str, texts: Iterable[str], place: Place) -> None:
        """``name`` is what the expression computes that the variable *key* holds the text of.

        Raises:
            FeelError: where one of them needs an engine.
        """
        pairs: list[str] = []
        reads: list[str] = []
        for text in dict.fromkeys(text for text in texts if text):
            formula, read = self._formula(text)
            quoted = text.replace('"', '""')
            pairs.append(f'{quoted_name(key)}="{quoted}",{formula[1:]}')
            reads += read
        self._drafts[name] = _Draft(name, f"=IFS({','.join(pairs)})", place, "")
        kind = self._parsed(name)
        if not self._variables.is_said(name):
            self._variables.mention(name, place, Typed(kind))
        self._read(reads, place)

    def bounds(self, text: str, column: str, kind: VarType | None, place: Place) -> list[Bound]:
        """A cell whose bounds are names of variables, as conditions on what is computed from them.

        Raises:
            FeelError: for everything else.
        """
        negated = _NEGATED.fullmatch(text)
        between = _INTERVAL.fullmatch(text)
        plain = _REFERENCE.fullmatch(text)
        asked = _asked(text, column)
        if not negated and (kind is not VarType.BOOL or asked != text) and self._is_truth(asked, column):
            return [Bound(self._held(asked, column, place), Equals(True))]
        if kind in (VarType.TEXT, VarType.BOOL):
            inner = (negated[1] or negated[2]) if negated else plain[2] if plain and plain[1] in ("", "=") else ""
            return [Bound(self._compared(column, inner, place), Equals(not negated))]
        if kind is None or negated:
            raise FeelError(text[:40])
        if between:
            ends = ((">=" if between[1] == "[" else ">", between[2]), ("<=" if between[4] == "]" else "<", between[3]))
            return [Bound(self._difference(column, kind, other, place), _SIGNS[sign]) for sign, other in ends]
        if plain is None:
            raise FeelError(text[:40])
        return [Bound(self._difference(column, kind, plain[2], place), _SIGNS[plain[1]])]

    def _is_truth(self, text: str, column: str) -> bool:
        """A comparison, or several joined by ``and`` and ``or``: not what the input is to equal but whether it fits."""
        try:
            formula, _reads = self._formula(text, column)
            return result_type(self._expression(formula, column)) is VarType.BOOL
        except FeelError:
            return False

    def _held(self, text: str, column: str, place: Place) -> str:
        """The variable that says whether a comparison holds (DMN 1.3, 7.3.3: an expression that is true)."""
        name = fold(text)
        known = self._drafts.get(name)
        if "\\" in name or name in self._names.taken or (known is not None and known.note != text):
            raise FeelError(text[:40])
        if known is None and not self._add(name, text, place, Typed(VarType.BOOL), column):
            raise FeelError(text[:40])
        return name

    def _difference(self, column: str, kind: VarType, other: str, place: Place) -> str:
        formula, reads = self._formula(other)
        if kind is VarType.DATE and not reads and result_type(self._expression(formula)) is not VarType.DATE:
            raise FeelError(other[:40])  # 2026-01-31 without quotes is the number 1994
        return self._derived(column, other, "之差", "-", Typed(VarType.DECIMAL), place)

    def _compared(self, column: str, other: str, place: Place) -> str:
        return self._derived(column, other, "相等", "=", Typed(VarType.BOOL), place)

    def _derived(self, column: str, other: str, word: str, sign: str, typed: Typed, place: Place) -> str:
        formula, reads = self._formula(other)
        name = f"{column} 与 {fold(other)} {word}"
        if name not in self._drafts:
            side = formula[1:] if len(reads) == 1 and formula[1:] == quoted_name(reads[0]) else f"({formula[1:]})"
            self._drafts[name] = _Draft(name, f"={quoted_name(column)}{sign}{side}", place, other)
            self._parsed(name)
            self._variables.mention(name, place, typed)
            self._read([column, *reads], place)
        return name

    def _add(self, name: str, text: str, place: Place, typed: Typed, column: str = "") -> bool:
        try:
            formula, reads = self._formula(text, column)
            self._drafts[name] = _Draft(name, formula, place, text)
            kind = self._parsed(name, column)
        except FeelError:
            return False
        self._variables.mention(name, place, typed if typed.kind or typed.unsupported else Typed(kind))
        self._read(reads, place)
        return True

    def _formula(self, text: str, column: str = "") -> tuple[str, tuple[str, ...]]:
        """A file that declares no input data at all (some tools write none) may name any; a test its own column."""
        known = {column: column} | self._known if column else self._known
        if not self._names.inputs:
            bare = _STRING.sub('""', text)
            known = {word: word for word in _WORD.findall(bare) if word not in _KEYWORDS} | known
        return formula_text(text, known)

    def _parsed(self, name: str, column: str = "") -> VarType:
        try:
            return result_type(self._expression(self._drafts[name].text, column))
        except FeelError:
            del self._drafts[name]
            raise

    def _expression(self, formula: str, column: str = "") -> Expression:
        try:
            expression = parse_formula(formula, [column, *self._known.values()])
        except ConditionError as error:  # too deep, too long
            raise FeelError(formula[:40]) from error
        if not _joins_truths(expression):  # ``5 or 10`` is null in FEEL and true in Excel
            raise FeelError(formula[:40])
        return expression

    def _read(self, names: Iterable[str], place: Place) -> None:
        for name in names:
            self.reads.setdefault(name, place)

    def formulas(self, variables: Mapping[str, Variable]) -> tuple[Formula, ...]:
        """Once types are settled; our own first, as they stood in the workbook."""
        drafts = self._own | self._drafts
        return tuple(self._formula_of(draft, variables) for name, draft in drafts.items() if name in variables)

    def _formula_of(self, draft: _Draft, variables: Mapping[str, Variable]) -> Formula:
        expression = parse_formula(draft.text, [*variables, *self._parameters])
        kind = variables[draft.variable].type
        return Formula(draft.variable, draft.text, expression, kind, draft.place, draft.decimals, draft.note)


def _asked(text: str, column: str) -> str:
    """A test with the column's own name where FEEL writes ``?``."""
    parts = _STRING.split(text)
    return "".join(part if kept % 2 else part.replace("?", column) for kept, part in enumerate(parts))


def _joins_truths(expression: Expression) -> bool:
    """Whether AND, OR and NOT join nothing but truth values and names, as FEEL has it."""
    if isinstance(expression, Binary):
        return _joins_truths(expression.left) and _joins_truths(expression.right)
    if isinstance(expression, Unary):
        return _joins_truths(expression.operand)
    if not isinstance(expression, Call):
        return True
    joined = expression.arguments if expression.function in ("AND", "OR", "NOT") else ()
    return all(isinstance(part, Name) or result_type(part) is VarType.BOOL for part in joined) and all(
        _joins_truths(part) for part in expression.arguments
    )


def _reference(element: Element) -> str:
    """The type of the variable that a decision or input data has."""
    variable = first(element, "variable")
    return "" if variable is None else str(variable.get("typeRef") or "")


def _known_names(names: Names, types: Types) -> dict[str, str]:
    """FEEL name → variable: input data, the parts of structured input data, and what decisions conclude."""
    known: dict[str, str] = {}
    for name, element in names.inputs.items():
        reference = _reference(element)
        paths = [".".join((name, *path)) for path in types.paths(reference)]
        whole = [] if types.resolve(reference).unsupported else [name]  # a list or a structure is no value
        known.update({path: path for path in paths or whole})
    known.update({name: name for name in names.others})
    for decision in names.decisions:
        policy, aggregation = decision.table.get("hitPolicy") or "", decision.table.get("aggregation")
        if policy in ("RULE ORDER", "OUTPUT ORDER") or (policy == "COLLECT" and not aggregation):
            continue  # a list
        if len(decision.outputs) == 1:
            known.update({name: decision.outputs[0] for name in (*decision.columns, decision.known_as) if name})
        else:
            columns = zip(decision.columns, decision.outputs, strict=True)
            known.update({f"{decision.known_as}.{column}": output for column, output in columns if column})
    return known


def literal_decisions(definitions: Element) -> Iterable[Element]:
    """Decisions that are no tables."""
    return (decision for decision in children(definitions, "decision") if first(decision, "decisionTable") is None)


def kind_of_logic(decision: Element) -> str:
    """The element that holds a decision's logic, for the finding."""
    left = {"description", "extensionElements", "variable", "informationRequirement", "knowledgeRequirement",
            "authorityRequirement", "question", "allowedAnswers"}  # fmt: skip
    return next((local(part) for part in decision if isinstance(part.tag, str) and local(part) not in left), "-")
