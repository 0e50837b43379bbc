"""Rulebook → DMN 1.3 XML: each table (matrices too) and each formula that FEEL can say a decision, each given
variable input data, with the links.

What DMN has no word for (unit, roles, 最重, how a condition was written) stands in attributes of our own
namespace, which DMN allows everywhere, so that :func:`~app.rulebooks.dmn.reading.read_dmn` gives the same back.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from app.rulebooks.conditions import Condition
from app.rulebooks.dmn.diagram import add_diagram, need_id
from app.rulebooks.dmn.document import OWN, Element
from app.rulebooks.dmn.feel_expression import print_formula
from app.rulebooks.dmn.feel_text import print_literal, print_unary_tests, print_values
from app.rulebooks.dmn.policies import NAMED
from app.rulebooks.expressions import names
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Formula, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import Scalar, VarType

from app.findings import Place  # isort: skip

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
_TYPES = {VarType.TEXT: "string", VarType.DATE: "date", VarType.BOOL: "boolean"}


def write_dmn(rulebook: Rulebook) -> bytes:
    """The decision tables of *rulebook*; the same bytes for the same rulebook."""
    return _Writer(rulebook).write()


class _Writer:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.root = etree.Element(f"{{{MODEL}}}definitions", nsmap={None: MODEL, "lubu": OWN})
        self.root.attrib.update({
            "id": "definitions", "name": rulebook.name, "namespace": "urn:lubu:model", "expressionLanguage": _FEEL,
            "typeLanguage": _FEEL,
        })  # fmt: skip
        self.makers = {output.variable: table for table in rulebook.tables for output in table.outputs}
        self.decided = {
            output.variable: f"decision_{number}"
            for number, table in enumerate(rulebook.tables, start=1)
            for output in table.outputs
        }
        self.computed = {
            formula.variable: (f"formula_{number}", formula, feel)
            for number, formula in enumerate(rulebook.formulas, start=1)
            if (feel := print_formula(formula, rulebook.variables, rulebook.parameters)) is not None
        }
        self.decided |= {name: key for name, (key, _formula, _feel) in self.computed.items()}
        given = [name for name in rulebook.variables if name not in self.decided]
        read = [header.variable for table in rulebook.tables for header in table.inputs]
        needed = dict.fromkeys([*given, *(name for name in read if name not in self.decided)])
        self.inputs = {name: f"input_{number}" for number, name in enumerate(needed, start=1)}
        self.formulas = {formula.variable: formula for formula in rulebook.formulas}
        self.needs: dict[str, list[str]] = {}
        self.items = {
            name: f"type_{number}"
            for number, (name, variable) in enumerate(rulebook.variables.items(), start=1)
            if variable.domain or variable.limits
        }

    def write(self) -> bytes:
        self._extensions()
        for name, item in self.items.items():
            self._item(self.rulebook.variables[name], item)
        for name, key in self.inputs.items():
            self._input_data(name, key)
        for number, table in enumerate(self.rulebook.tables, start=1):
            self._decision(table, number)
        for key, formula, feel in self.computed.values():
            self._formula(key, formula, feel)
        add_diagram(self.root, self.needs, list(self.inputs.values()))
        etree.indent(self.root)
        written: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return written

    def _extensions(self) -> None:
        """Named values (conditions are written with their values, the names are kept beside them) and 决策流程."""
        if not (self.rulebook.parameters or self.rulebook.flow):
            return
        extension = _add(self.root, "extensionElements")
        for parameter in self.rulebook.parameters.values():
            said = {"unit": parameter.unit, "basis": parameter.basis}
            element = etree.SubElement(extension, f"{{{OWN}}}parameter", name=parameter.name)
            element.attrib.update({"type": parameter.type.value, "value": print_literal(parameter.value)})
            element.attrib.update({key: value for key, value in said.items() if value})
        if self.rulebook.flow:
            steps = etree.SubElement(extension, f"{{{OWN}}}flow")
            for name in self.rulebook.flow:
                etree.SubElement(steps, f"{{{OWN}}}step", name=name)

    # --- variables ------------------------------------------------------------------------------------------------
    def _item(self, variable: Variable, name: str) -> None:
        item = _add(self.root, "itemDefinition", name=name, label=variable.name)
        _add(item, "typeRef").text = _base(variable.type)
        allowed = print_values(variable.domain) if variable.domain else _tests(variable.limits)
        _text(_add(item, "allowedValues"), allowed)

    def _reference(self, name: str, kind: VarType) -> str:
        return self.items.get(name) or _base(kind)

    def _input_data(self, name: str, key: str) -> None:
        variable = self.rulebook.variables.get(name)
        data = _add(self.root, "inputData", id=key, name=name)
        if variable is not None:
            self._own(data, variable)
        kind = VarType.DATE if variable is None else variable.type
        _add(data, "variable", name=name, typeRef=self._reference(name, kind))

    def _own(self, parent: Element, variable: Variable) -> None:
        """What DMN does not know of a variable."""
        said = {
            "name": variable.name,
            "type": variable.type.value,
            "unit": variable.unit,
            "aliases": "、".join(variable.aliases),
            "required": "true" if variable.required else "",
            "default": "" if variable.default is None else print_literal(variable.default),
            "roles": "、".join(variable.roles),
            "note": variable.note,
        }
        extension = _add(parent, "extensionElements")
        element = etree.SubElement(extension, f"{{{OWN}}}variable")
        element.attrib.update({key: value for key, value in said.items() if value})
        formula = self.formulas.get(variable.name)
        if formula is not None:
            feel = self.computed[variable.name][2] if variable.name in self.computed else ""
            decimals = "" if formula.decimals is None else str(formula.decimals)
            stated = {"text": formula.text, "note": formula.note, "decimals": decimals, "feel": feel}
            written = {key: value for key, value in stated.items() if value}
            etree.SubElement(extension, f"{{{OWN}}}formula", written)

    # --- decisions ------------------------------------------------------------------------------------------------
    def _decision(self, table: DecisionTable, number: int) -> None:
        single = len(table.outputs) == 1
        name = table.outputs[0].variable if single else table.name
        decision = _add(self.root, "decision", id=f"decision_{number}", name=name, label=table.name)
        variable = _add(decision, "variable", name=name)
        if single and not table.policy.is_list:
            kind = VarType.DECIMAL if table.policy is HitPolicy.COUNT else table.outputs[0].type
            variable.set("typeRef", self._reference(name, kind))
        self._requirements(decision, f"decision_{number}", [header.variable for header in table.inputs])
        self._table(_add(decision, "decisionTable", id=f"table_{number}"), table, number)

    def _formula(self, key: str, formula: Formula, feel: str) -> None:
        """A formula that FEEL can say: a decision that is one literal expression."""
        decision = _add(self.root, "decision", id=key, name=formula.variable)
        self._own(decision, self.rulebook.variables[formula.variable])
        reference = self._reference(formula.variable, formula.type)
        _add(decision, "variable", name=formula.variable, typeRef=reference)
        read = [name for name in names(formula.expression) if name not in self.rulebook.parameters]
        self._requirements(decision, key, read)
        _text(_add(decision, "literalExpression", typeRef=reference), feel)

    def _requirements(self, decision: Element, key: str, read: Iterable[str]) -> None:
        needed = dict.fromkeys(self.decided.get(name) or self.inputs[name] for name in read)
        self.needs[key] = [other for other in needed if other != key]
        for other in self.needs[key]:
            need = _add(decision, "informationRequirement", id=need_id(key, other))
            _add(need, "requiredInput" if other.startswith("input_") else "requiredDecision", href=f"#{other}")

    def _table(self, element: Element, table: DecisionTable, number: int) -> None:
        policy, aggregation = NAMED[table.policy]
        element.set("hitPolicy", policy)
        if aggregation:
            element.set("aggregation", aggregation)
        if table.policy is HitPolicy.WORST:
            element.set(f"{{{OWN}}}hitPolicy", table.policy.value)
        if table.matrix:
            element.set(f"{{{OWN}}}matrix", "true")
        if table.properties:
            extension = _add(element, "extensionElements")
            for name, value in table.properties.items():
                etree.SubElement(extension, f"{{{OWN}}}property", name=name, value=value)
        for header in table.inputs:
            self._input(element, header.variable)
        for position, output in enumerate(table.outputs):
            default = None if table.default is None else print_literal(table.default[position])
            self._output(element, table, output, default)
        remarks = list(dict.fromkeys(name for rule in table.rules for name in rule.remarks))
        for name in remarks:
            _add(element, "annotation", name=name)
        for place, rule in enumerate(table.rules, start=1):
            self._rule(_add(element, "rule", id=f"rule_{number}_{place}", label=rule.id), rule, remarks)

    def _input(self, table: Element, name: str) -> None:
        variable = self.rulebook.variables.get(name) or Variable(BUSINESS_DATE, VarType.DATE, Place())
        clause = _add(table, "input", label=name)
        expression = _add(clause, "inputExpression", typeRef=self._reference(name, variable.type))
        maker = self.makers.get(name)
        several = maker is not None and len(maker.outputs) > 1
        _text(expression, f"{maker.name}.{name}" if several and maker else name)
        if variable.domain or variable.limits:
            allowed = print_values(variable.domain) if variable.domain else _tests(variable.limits)
            _text(_add(clause, "inputValues"), allowed)

    def _output(self, element: Element, table: DecisionTable, output: Output, default: str | None) -> None:
        """A counting table concludes a number, whatever its cells say, so its entries have no type."""
        counts = table.policy is HitPolicy.COUNT
        clause = _add(element, "output", label=output.variable, name=output.variable)
        if not counts:
            clause.set("typeRef", self._reference(output.variable, output.type))
        self._own(clause, self.rulebook.variables[output.variable])
        if output.domain and not counts:
            worst = table.policy is HitPolicy.WORST
            domain: tuple[Scalar, ...] = output.domain[::-1] if worst else output.domain
            _text(_add(clause, "outputValues"), print_values(domain))
        if default is not None:
            _text(_add(clause, "defaultOutputEntry"), default)

    def _rule(self, element: Element, rule: Rule, remarks: Iterable[str]) -> None:
        for condition, written in zip(rule.conditions, rule.texts, strict=True):
            entry = _add(element, "inputEntry")
            entry.set(f"{{{OWN}}}text", written)
            _text(entry, _tests(condition))
        for outcome in rule.outcomes:
            _text(_add(element, "outputEntry"), print_literal(outcome))
        for name in remarks:
            _text(_add(element, "annotationEntry"), rule.remarks.get(name, ""))


def _base(kind: VarType) -> str:
    return _TYPES.get(kind, "number")


def _tests(condition: Condition | None) -> str:
    return "-" if condition is None else print_unary_tests(condition)


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)


def _text(parent: Element, text: str) -> None:
    _add(parent, "text").text = text
