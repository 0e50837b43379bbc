"""Who is called what: decisions, their outputs and input data, and which variable an input expression means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.rulebooks.dmn.document import Element, children, first, own_elements, required
from app.rulebooks.layout import MARKERS, PROPERTIES, policy_of
from app.rulebooks.reading import Reading
from app.rulebooks.sheets import NOTES
from app.values import fold

from app.findings import Place  # isort: skip

_WORDS = r"[^\W\d]\w*(?: \w+)*"
_NAME = re.compile(rf"{_WORDS}(?:\.{_WORDS})*")
_OPERATORS = re.compile(
    r"\b(and|or|in|if|then|else|for|return|some|every|between|instance|of|not|true|false|null|function|satisfies)\b"
)
_TITLES = frozenset({
    *MARKERS, *PROPERTIES, "数据字典", "字典", "glossary", "data dictionary", "参数", "参数表", "parameters", "公式",
    "计算公式", "formulas", "指标", "考核指标", "measures", "文书目录", "letters", "决策流程", "流程", "decisions",
    "decision", "测试用例", "测试", "tests", "test cases",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with a table; ``outputs`` are the variables its columns conclude, in their order."""

    element: Element
    table: Element
    name: str
    """The table's name in the workbook."""
    known_as: str
    """The name by which other decisions speak of it."""
    outputs: tuple[str, ...]
    columns: tuple[str, ...]
    """The output columns' own names; blank where they have none."""


@dataclass
class Names:
    """Filled while reading; see :func:`name_everything`."""

    inputs: dict[str, Element] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    """Names of decisions that are no tables: formulas where they can be, else who reads them reads an input."""

    @property
    def taken(self) -> set[str]:
        """Every variable that a decision or input data has a claim to."""
        return {*self.inputs, *self.others, *(output for decision in self.decisions for output in decision.outputs)}

    def variable_of(self, text: str, decision: Decision) -> str:
        """The variable that an input expression means; nothing where it is no name."""
        name = fold(text)
        by_id = {str(other.element.get("id")): other for other in self.decisions}
        needed = [by_id[key] for key in required(decision.element) if key in by_id]
        for other in self.decisions:
            if name == other.known_as:
                return other.outputs[0] if len(other.outputs) == 1 else ""
        for other in (*needed, *self.decisions):
            for variable, column in zip(other.outputs, other.columns, strict=True):
                if name == f"{other.known_as}.{column}" or (other in needed and column and name == column):
                    return variable
        if name in self.inputs or name in self.others:
            return name
        return name if _NAME.fullmatch(name) and not _OPERATORS.search(name) else ""


def name_everything(definitions: Element, reading: Reading) -> Names:
    """Names of input data first, then of every decision that has a table."""
    names = Names()
    for data in children(definitions, "inputData"):
        name = fold(name_of(data))
        if name:
            names.inputs.setdefault(name, data)
    tables = {element: first(element, "decisionTable") for element in children(definitions, "decision")}
    names.others = {fold(name_of(element)) for element, table in tables.items() if table is None}
    taken = {*names.inputs, *names.others}
    titles: set[str] = set()
    for element, table in tables.items():
        if table is None:
            continue
        found = _decision(element, table, taken, titles, reading)
        taken.update(found.outputs)
        titles.add(found.name)
        names.decisions.append(found)
    return names


def name_of(element: Element) -> str:
    """What other elements call it: its variable's name, else its own."""
    variable = first(element, "variable")
    own = "" if variable is None else variable.get("name") or ""
    return str(own or element.get("name") or element.get("id") or "")


def _decision(element: Element, table: Element, taken: set[str], titles: set[str], reading: Reading) -> Decision:
    outputs = list(children(table, "output"))
    columns = tuple(fold(str(output.get("name") or output.get("label") or "")) for output in outputs)
    known_as = fold(name_of(element))
    title = _title(str(element.get("label") or element.get("name") or known_as), titles, reading)
    place = Place(reading.file, title)
    names: list[str] = []
    for number, (output, column) in enumerate(zip(outputs, columns, strict=True), start=1):
        stated = next((str(item.get("name")) for item in own_elements(output, "variable")), "")
        own_variable = first(element, "variable") is not None or not column
        name = stated or (known_as if len(outputs) == 1 and own_variable else column)
        if not name:
            reading.error("dmn-output-unnamed", place, number=number)
        if not stated and name in taken:
            name = f"{known_as}.{column or number}"
        names.append(name)
    return Decision(element, table, title, known_as, tuple(names), columns)


def _title(name: str, titles: set[str], reading: Reading) -> str:
    """A title that the workbook does not take for something else, and that no other table has."""
    title = fold(name)
    lowered = title.lower().rstrip(": ")
    reserved = lowered in _TITLES or lowered.startswith(NOTES) or policy_of(title) is not None or not title
    wanted = f"决策表 {title}".strip() if reserved else title
    free, number = wanted, 2
    while free in titles:
        free, number = f"{wanted} {number}", number + 1
    if free != title:
        reading.note("dmn-renamed", Place(reading.file, title), name=title, new=free)
    return free
