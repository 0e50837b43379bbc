"""Differences put into words, in the reader's language; Chinese is the source text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.decide.diff.model import Detail, Difference, Outcome, OutcomeChange, RuleChange, TableDifference
from app.decide.diff.reaches import Translate, reach_text, value_text
from app.decide.diff.tables import FIXED, RATE
from app.findings import N_

_RULES = {
    "added": N_("新增规则 {rule}：{conditions} → {outcomes}"),
    "removed": N_("删去规则 {rule}：{conditions} → {outcomes}"),
}
_ENTRIES = {"added": N_("新增{part}「{name}」{text}"), "removed": N_("删去{part}「{name}」{text}")}
_ERRORS = {"decide.unique-overlap": N_("冲突（多条规则命中）"), "decide.any-conflict": N_("冲突（结论不一致）")}
_SCALE = {RATE: N_("比例"), FIXED: N_("固定金额")}


def untranslated(text: str) -> str:
    return text


def where_text(change: OutcomeChange, translate: Translate = untranslated) -> str:
    """``91–180 天 且 抵押``."""
    if not change.where:
        return translate(N_("任何情况"))
    return translate(N_(" 且 ")).join(reach_text(reach, translate) for reach in change.where)


def outcome_text(
    table: TableDifference, outcome: Outcome, position: int, translate: Translate = untranslated
) -> str:  # fmt: skip
    """One conclusion of one version."""
    if outcome.error:
        return translate(_ERRORS[outcome.error])
    if outcome.times == 0:
        return ""
    value = outcome.values[position]
    return translate(N_("未命中")) if value is None else value_text(value, table.types[position])


def change_text(table: TableDifference, change: OutcomeChange, translate: Translate = untranslated) -> str:
    """``91–180 天 且 抵押：关注 → 次级``."""
    where = where_text(change, translate)
    if table.collects:
        return translate(N_("{where}：{outcomes}")).format(where=where, outcomes=_entry_text(table, change, translate))
    told = []
    for position in changed_positions(table, change):
        before = outcome_text(table, change.old, position, translate)
        after = outcome_text(table, change.new, position, translate)
        name = table.outputs[position]
        named = f"{translate(_SCALE.get(name, name))} " if len(table.outputs) > 1 else ""
        told.append(f"{named}{before} → {after}")
    return translate(N_("{where}：{outcomes}")).format(where=where, outcomes="；".join(told))


def _entry_text(table: TableDifference, change: OutcomeChange, translate: Translate) -> str:
    """What comes into a list or goes out of it."""
    before, after = change.old, change.new
    if before.times == 0:
        return translate(N_("增加 {entry}")).format(entry=_entry(table, after))
    if after.times == 0:
        return translate(N_("去掉 {entry}")).format(entry=_entry(table, before))
    if before.values != after.values:
        return f"{_entry(table, before)} → {_entry(table, after)}"
    return f"{_entry(table, before)} ×{before.times} → ×{after.times}"


def _entry(table: TableDifference, outcome: Outcome) -> str:
    values = zip(outcome.values, table.types, strict=True)
    return "；".join(value_text(value, kind) or "—" for value, kind in values)


def changed_positions(table: TableDifference, change: OutcomeChange) -> Sequence[int]:
    """The conclusions that are not the same; a conflict concerns all of them."""
    if change.old.error or change.new.error:
        return range(len(table.outputs))
    pairs = enumerate(zip(change.old.values, change.new.values, strict=True))
    return [position for position, (old, new) in pairs if old != new]


def rule_text(change: RuleChange, translate: Translate = untranslated) -> str:
    conditions = change.conditions or translate(N_("任何情况"))
    template = translate(_RULES[change.kind])
    return template.format(rule=change.rule, conditions=conditions, outcomes=change.outcomes)


def detail_text(detail: Detail, translate: Translate = untranslated) -> str:
    """``参数「次级天数」的值：90 天 → 60 天（用于 五级分类、矩阵）``."""
    part = translate(detail.part.value)
    if detail.kind != "changed":
        text = translate(N_("：{text}")).format(text=said) if (said := detail.new or detail.old) else ""
        return translate(_ENTRIES[detail.kind]).format(part=part, name=detail.name, text=text)
    nothing = translate(N_("无"))
    params = {
        "part": part, "name": detail.name, "aspect": translate(detail.aspect),
        "old": detail.old or nothing, "new": detail.new or nothing,
    }  # fmt: skip
    template = N_("{part}「{name}」的{aspect}：{old} → {new}") if detail.name else N_("{part}的{aspect}：{old} → {new}")
    used = translate(N_("（用于 {blocks}）")).format(blocks="、".join(detail.used_by)) if detail.used_by else ""
    return translate(template).format(**params) + used


def table_lines(table: TableDifference, translate: Translate = untranslated) -> list[str]:
    """Every change of a table, one line each; first a note where the comparison is by rows."""
    if table.exact:
        return [change_text(table, change, translate) for change in table.changes]
    note = translate(N_("可能的情况太多，无法逐一比较；以下按规则行列出差别，其中有的不一定改变结论。"))
    return [note, *(rule_text(change, translate) for change in table.rules)]


def lines(difference: Difference, translate: Translate = untranslated) -> Iterator[str]:
    """All of it as text."""
    for table in difference.tables:
        yield translate(N_("「{table}」")).format(table=table.table)
        for line in table_lines(table, translate):
            yield f"  {line}"
    for detail in difference.details:
        yield detail_text(detail, translate)


def as_document(difference: Difference, translate: Translate = untranslated) -> dict[str, Any]:
    """The JSON shape of a comparison."""
    return {
        "old": difference.old,
        "new": difference.new,
        "tables": [_table_document(table, translate) for table in difference.tables],
        "details": [_detail_document(detail, translate) for detail in difference.details],
    }


def _table_document(table: TableDifference, translate: Translate) -> dict[str, Any]:
    return {
        "table": table.table,
        "place": table.place.as_dict(),
        "exact": table.exact,
        "changes": [_change_document(table, change, translate) for change in table.changes],
        "rules": [
            {
                "kind": change.kind, "rule": change.rule, "place": change.place.as_dict(),
                "conditions": change.conditions, "outcomes": change.outcomes, "text": rule_text(change, translate),
            }
            for change in table.rules
        ],
    }  # fmt: skip


def _change_document(table: TableDifference, change: OutcomeChange, translate: Translate) -> dict[str, Any]:
    def outcomes(outcome: Outcome) -> dict[str, str]:
        names = enumerate(table.outputs)
        return {name: outcome_text(table, outcome, position, translate) for position, name in names}

    return {
        "where": {reach.variable: reach_text(reach, translate, named=True) for reach in change.where},
        "old": outcomes(change.old),
        "new": outcomes(change.new),
        "text": change_text(table, change, translate),
    }


def _detail_document(detail: Detail, translate: Translate) -> dict[str, Any]:
    return {
        "part": detail.part.value,
        "kind": detail.kind,
        "name": detail.name,
        "aspect": detail.aspect,
        "old": detail.old,
        "new": detail.new,
        "used_by": list(detail.used_by),
        "place": detail.place.as_dict(),
        "text": detail_text(detail, translate),
    }
