"""The whole comparison: which block of the new version is which of the old one, and what differs in each."""

from __future__ import annotations

from collections.abc import Iterator

from app.decide.diff.details import detail_differences, entry, properties
from app.decide.diff.model import Detail, Difference, Part, TableDifference
from app.decide.diff.possible import Books, Lists
from app.decide.diff.reaches import value_text
from app.decide.diff.tables import rates, table_difference
from app.findings import N_
from app.rulebooks.model import DecisionTable, HitPolicy, Rulebook, Scale
from app.values import to_text

_RANKING = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER, HitPolicy.WORST)


def compare(old: Rulebook, new: Rulebook, lists: Lists | None = None) -> Difference:
    """Everything that differs between two versions of the same book.

    Args:
        old: the version to start from.
        new: the version that is looked at.
        lists: what the rulebooks beside it conclude as lists (:func:`app.decide.diff.possible.lists_of`).
    """
    books = Books(old, new, lists or {})
    tables: list[TableDifference] = []
    details: list[Detail] = []
    for before, after in _paired(old.tables, new.tables):
        details += _table_details(before, after)
        if before is not None and after is not None:
            found = table_difference(books, before, after)
            tables += [found] if found else []
    for scale, revised in _scales(old, new):
        details += _scale_details(scale, revised)
        if scale is not None and revised is not None:
            found = table_difference(books, rates(scale), rates(revised))
            tables += [found] if found else []
    return Difference(old.hash, new.hash, tuple(tables), (*details, *detail_differences(old, new)))


def _paired(
    old: tuple[DecisionTable, ...], new: tuple[DecisionTable, ...]
) -> Iterator[tuple[DecisionTable | None, DecisionTable | None]]:
    """Tables of the same name; a table with a new name that concludes the same is the same table, renamed."""
    left = {table.name: table for table in old if all(table.name != other.name for other in new)}
    known = {table.name: table for table in old}
    for table in new:
        before = known.get(table.name)
        if before is None:
            before = next((one for one in left.values() if _concludes(one) == _concludes(table)), None)
            if before is not None:
                del left[before.name]
        yield before, table
    for table in left.values():
        yield table, None


def _concludes(table: DecisionTable) -> set[str]:
    return {output.variable for output in table.outputs}


def _scales(old: Rulebook, new: Rulebook) -> Iterator[tuple[Scale | None, Scale | None]]:
    before = {scale.name: scale for scale in old.scales}
    after = {scale.name: scale for scale in new.scales}
    for name in dict.fromkeys((*after, *before)):
        yield before.get(name), after.get(name)


def _table_details(old: DecisionTable | None, new: DecisionTable | None) -> list[Detail]:
    if old is None or new is None:
        return entry(Part.TABLE, old, new)
    aspects = {
        N_("名称"): (old.name, new.name),
        N_("命中策略"): (old.policy.value, new.policy.value),
        N_("条件"): (_inputs(old), _inputs(new)),
        N_("结论"): (_outputs(old), _outputs(new)),
        N_("取值顺序"): (_orders(old), _orders(new)),
        N_("行序"): _row_orders(old, new),
        N_("缺省结论"): (_default(old), _default(new)),
        N_("生效日期"): (to_text(old.valid_from), to_text(new.valid_from)),
        N_("失效日期"): (to_text(old.valid_to), to_text(new.valid_to)),
    }
    return properties(Part.TABLE, new.name, new.place, aspects)


def _inputs(table: DecisionTable) -> str:
    return "、".join(dict.fromkeys(header.variable for header in table.inputs))


def _outputs(table: DecisionTable) -> str:
    return "、".join(output.variable for output in table.outputs)


def _orders(table: DecisionTable) -> str:
    """The orders that P, O and 最重 go by; other hit policies know none."""
    return "；".join(to_text(output.domain) for output in table.outputs) if table.policy in _RANKING else ""


def _default(table: DecisionTable) -> str:
    pairs = zip(table.default or (), table.outputs, strict=False)
    return "；".join(value_text(value, output.type) or "—" for value, output in pairs)


def _row_orders(old: DecisionTable, new: DecisionTable) -> tuple[str, str]:
    """The rules' order where the list a table gives goes by it and the same entries stand in another order."""
    if not (old.policy.is_list and new.policy.is_list):
        return "", ""
    orders = [list(dict.fromkeys(rule.outcomes for rule in table.rules)) for table in (old, new)]
    common = [[to_text(row) for row in order if row in orders[0] and row in orders[1]] for order in orders]
    return "、".join(common[0]), "、".join(common[1])


def _scale_details(old: Scale | None, new: Scale | None) -> list[Detail]:
    if old is None or new is None:
        return entry(Part.SCALE, old, new)
    aspects = {
        N_("计算方式"): (old.mode.value, new.mode.value),
        N_("金额"): (old.amount.variable, new.amount.variable),
        N_("保底"): (to_text(old.floor), to_text(new.floor)),
        N_("封顶"): (to_text(old.cap), to_text(new.cap)),
        N_("舍入"): (str(old.decimals), str(new.decimals)),
    }
    return properties(Part.SCALE, new.name, new.place, aspects)
