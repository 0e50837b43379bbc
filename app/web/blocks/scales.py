"""Scales: the way of computing, its bounds, and one row per tier."""

from __future__ import annotations

from app.rulebooks.model import Rulebook, Scale, ScaleMode, Tier
from app.values import VarType, to_text
from app.web.blocks.model import Block, Cell, Row, anchor_of, grouped, heading, line_of, text_of
from app.web.translate import _


def scale_block(scale: Scale, rulebook: Rulebook) -> Block:
    selectors = [heading(header.variable, "condition") for header in scale.selectors]
    head = (
        heading(_("阶梯"), "id"),
        heading(scale.amount.variable, "condition"),
        *selectors,
        heading(_("比例"), "conclusion"),
        heading(_("固定额"), "conclusion"),
    )
    return Block(
        kind=_("阶梯"),
        title=scale.name,
        sheet=scale.place.sheet,
        cell=scale.place.cell,
        head=(Row(head),),
        body=tuple(_tier_row(scale, tier) for tier in scale.tiers),
        properties=_properties(scale),
        caption=_mode_words(scale.mode),
    )


def _mode_words(mode: ScaleMode) -> str:
    if mode is ScaleMode.WHOLE:
        return _("全额：全部金额按所在档的比例计算")
    return _("超额累进：各档只就落入本档的部分计算，再相加")


def _properties(scale: Scale) -> tuple[tuple[str, str], ...]:
    named = {"结果": scale.output.variable, "计算方式": scale.mode.value}
    if scale.cap is not None:
        named["封顶"] = grouped(scale.cap)
    if scale.floor is not None:
        named["保底"] = grouped(scale.floor)
    named["舍入"] = _("四舍五入，保留 %(places)s 位小数", places=scale.decimals)
    for name, text in scale.properties.items():
        if name not in ("结论", "结果"):
            named.setdefault(name, text)
    return tuple(named.items())


def _tier_row(scale: Scale, tier: Tier) -> Row:
    conditions = [Cell(text or "-", "condition") for text in tier.texts]
    rate = text_of(tier.rate, VarType.PERCENT)
    cells = (
        Cell(tier.id, "id", "row"),
        *conditions,
        Cell(rate, "conclusion"),
        Cell(to_text(tier.fixed), "conclusion"),
    )
    return Row(cells, line_of(tier.cells), anchor_of(scale.name, tier.id))
