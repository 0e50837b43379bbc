"""Decision tables: rule numbers and conditions | conclusions | remarks, as the workbook has them."""

from __future__ import annotations

from collections.abc import Iterable

from app.rulebooks.model import DecisionTable, HitPolicy, Rule, Rulebook
from app.web.blocks.model import Block, Cell, Row, anchor_of, heading, line_of, sections, text_of, type_of
from app.web.translate import _

VALID_FROM = "生效日期"
VALID_TO = "失效日期"


def policy_words(policy: HitPolicy) -> str:
    """What a hit policy means, in a few words."""
    return {
        HitPolicy.UNIQUE: _("唯一：只应命中一条规则"),
        HitPolicy.ANY: _("一致：可命中多条，结论须相同"),
        HitPolicy.FIRST: _("首条：取第一条命中的规则"),
        HitPolicy.PRIORITY: _("优先：取值范围中排在最前的结论"),
        HitPolicy.WORST: _("最重：取值范围中排在最后的结论"),
        HitPolicy.RULE_ORDER: _("按行：全部结论，按规则次序"),
        HitPolicy.OUTPUT_ORDER: _("按序：全部结论，按取值范围次序"),
        HitPolicy.COLLECT: _("全部：汇集所有命中的结论"),
        HitPolicy.SUM: _("求和：命中结论之和"),
        HitPolicy.MAX: _("最大：命中结论中最大的"),
        HitPolicy.MIN: _("最小：命中结论中最小的"),
        HitPolicy.COUNT: _("计数：命中结论的个数"),
    }[policy]


def remark_names(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The remark columns of a table, dates of validity included, in the order of the workbook."""
    names: dict[str, None] = {}
    dated = {VALID_FROM: False, VALID_TO: False}
    for rule in rules:
        names.update(dict.fromkeys(rule.remarks))
        dated[VALID_FROM] |= rule.valid_from is not None
        dated[VALID_TO] |= rule.valid_to is not None
    names.update(dict.fromkeys(name for name, used in dated.items() if used))
    return tuple(names)


def remark_of(rule: Rule, name: str) -> str:
    dates = {VALID_FROM: rule.valid_from, VALID_TO: rule.valid_to}
    return rule.remarks.get(name) or text_of(dates.get(name), missing="")


def properties_of(table: DecisionTable) -> tuple[tuple[str, str], ...]:
    """Its property rows; dates of validity are stated even where the reader took them out of the rows."""
    named = {name: text for name, text in table.properties.items() if name != "命中策略"}
    for name, day in ((VALID_FROM, table.valid_from), (VALID_TO, table.valid_to)):
        if day is not None:
            named.setdefault(name, day.isoformat())
    return tuple(named.items())


def table_block(table: DecisionTable, rulebook: Rulebook) -> Block:
    remarks = remark_names(table.rules)
    return Block(
        kind=_("决策表"),
        title=table.name,
        sheet=table.place.sheet,
        cell=table.place.cell,
        head=_head(table, rulebook, remarks),
        body=tuple(_rule_row(table, rulebook, rule, remarks) for rule in table.rules) + _default(table, len(remarks)),
        properties=properties_of(table),
        caption=policy_words(table.policy),
    )


def _head(table: DecisionTable, rulebook: Rulebook, remarks: tuple[str, ...]) -> tuple[Row, ...]:
    title = sections(
        (_("条件"), "condition", 1 + len(table.inputs)),
        (_("结论"), "conclusion", len(table.outputs)),
        (_("备注"), "remark", len(remarks)),
    )
    corner = heading(table.policy.value, "corner")
    names = (
        corner,
        *(heading(name.variable, "condition", note=_unit(rulebook, name.variable)) for name in table.inputs),
        *(heading(name.variable, "conclusion", note=_unit(rulebook, name.variable)) for name in table.outputs),
        *(heading(name, "remark") for name in remarks),
    )
    return (Row(title), Row(names))


def _unit(rulebook: Rulebook, name: str) -> str:
    variable = rulebook.variables.get(name)
    return variable.unit if variable else ""


def _rule_row(table: DecisionTable, rulebook: Rulebook, rule: Rule, remarks: tuple[str, ...]) -> Row:
    cells = [Cell(rule.id, "id", "row")]
    cells += [Cell(text or "-", "condition") for text in rule.texts]
    cells += [
        Cell(text_of(outcome, output.type or type_of(rulebook, output.variable)), "conclusion")
        for output, outcome in zip(table.outputs, rule.outcomes, strict=True)
    ]
    cells += [Cell(remark_of(rule, name), "remark") for name in remarks]
    return Row(tuple(cells), line_of(rule.cells), anchor_of(table.name, rule.id))


def _default(table: DecisionTable, remarks: int) -> tuple[Row, ...]:
    if table.default is None:
        return ()
    cells = [Cell(_("默认"), "id", "row"), Cell(_("没有规则命中时"), "condition", columns=len(table.inputs))]
    cells += [
        Cell(text_of(outcome, output.type), "conclusion")
        for output, outcome in zip(table.outputs, table.default, strict=True)
    ]
    cells += [Cell("", "remark", columns=remarks)] if remarks else []
    return (Row(tuple(cells), line_of(table.default_cells), anchor_of(table.name, "默认")),)
