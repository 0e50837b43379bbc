"""Bands in words: ``91–180 天``, ``超过 50 万元``, ``抵押、质押``, ``担保方式 信用 以外``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.decide.diff.model import Band, BandKind, Reach
from app.findings import N_
from app.rulebooks.bands import Cut
from app.rulebooks.conditions import Equals, Test
from app.rulebooks.printing import print_condition
from app.values import VarType, to_text

Translate = Callable[[str], str]
Said = tuple[str, str]
"""A number and what follows it: ``("50", " 万元")``."""

_WAN = Decimal(10_000)
_YUAN = ("元", "")


def reach_text(reach: Reach, translate: Translate, named: bool = False) -> str:
    """One variable's part of a change.

    Args:
        named: the variable's name stands elsewhere, so it is left out.
    """
    missing = any(band.kind is BandKind.MISSING for band in reach.bands)
    present = [band for band in reach.bands if band.kind is not BandKind.MISSING]
    left = [band for band in reach.others if band.kind is not BandKind.MISSING]
    name = "" if named else reach.variable
    if not present:
        return translate(N_("{name}为空")).format(name=name)
    if not left:
        return translate(N_("{name}非空")).format(name=name)
    said = _bands_text(reach, present, left, translate)
    if missing:
        return translate(N_("{name} {reach}（或为空）")).format(name=name, reach=said).strip()
    return said if reach.evident and not _by_exception(present, left) else f"{name} {said}".strip()


def value_text(value: Any, kind: VarType) -> str:
    """An outcome as people write it: percentages as such."""
    if isinstance(value, tuple):
        return "、".join(value_text(item, kind) or "—" for item in value)
    if kind is VarType.PERCENT and isinstance(value, Decimal):
        return f"{to_text(value * 100)}%"
    return to_text(value)


def _bands_text(reach: Reach, present: Sequence[Band], left: Sequence[Band], translate: Translate) -> str:
    if present[0].kind is BandKind.RANGE:
        runs = _runs(present)
        return translate(N_(" 或 ")).join(_run_text(reach, low, high, translate) for low, high in runs)
    if any(band.kind is BandKind.TESTS for band in (*present, *left)):
        return _tests_text(present, reach.others, translate)
    if _by_exception(present, left):
        return translate(N_("{values} 以外")).format(values=_values(left))
    return _values(present)


def _by_exception(present: Sequence[Band], left: Sequence[Band]) -> bool:
    """Whether the values that are left out say it: every other value, also those nobody has listed."""
    return any(band.kind is BandKind.OTHER for band in present) and all(band.kind is BandKind.VALUE for band in left)


def _values(bands: Sequence[Band]) -> str:
    return "、".join(to_text(band.value) for band in bands)


# --- texts and lists known by the tests that hold --------------------------------------------------------------


def _tests_text(present: Sequence[Band], others: Sequence[Band], translate: Translate) -> str:
    """The one test that makes all the difference, if there is such; else every combination."""
    left = [band for band in others if band.kind is not BandKind.MISSING]
    for test in dict.fromkeys(test for band in (*present, *left) for test in (*band.holding, *band.failing)):
        if all(test in band.holding for band in present) and not any(test in band.holding for band in left):
            return _test_text(test, translate)
        if all(test in band.failing for band in present) and not any(test in band.failing for band in left):
            return _failing(test, translate)
    listed = [band for band in present if band.kind is BandKind.VALUE]
    told = [_values(listed)] if listed else []
    told += [_combination(band, translate) for band in present if band.kind is not BandKind.VALUE]
    return translate(N_(" 或 ")).join(told)


def _combination(band: Band, translate: Translate) -> str:
    parts = [_test_text(test, translate) for test in band.holding]
    parts += [_failing(test, translate) for test in band.failing]
    if band.apart:
        parts.append(translate(N_("非 {values}")).format(values="、".join(sorted(map(to_text, band.apart)))))
    return translate(N_("（{parts}）")).format(parts="，".join(parts))


def _test_text(test: Test, translate: Translate) -> str:
    said = print_condition(test)
    return translate(N_("含 {value}")).format(value=said) if isinstance(test, Equals) else said


def _failing(test: Test, translate: Translate) -> str:
    return translate(N_("不{test}")).format(test=_test_text(test, translate))


# --- ranges ----------------------------------------------------------------------------------------------------


def _runs(bands: Sequence[Band]) -> list[tuple[Cut | None, Cut | None]]:
    """Neighbouring bands joined."""
    runs: list[tuple[Cut | None, Cut | None]] = []
    for band in bands:
        if runs and runs[-1][1] is not None and runs[-1][1] == band.low:
            runs[-1] = (runs[-1][0], band.high)
        else:
            runs.append((band.low, band.high))
    return runs


def _run_text(reach: Reach, low: Cut | None, high: Cut | None, translate: Translate) -> str:
    least, above = _lower(low)
    most, below = _upper(high, reach.kind)
    start, end = _said(least, reach), _said(most, reach)
    if low is None or high is None:
        return _half(start, end, above if low is not None else below, low is not None, translate)
    if least == most:
        return "".join(end)
    dashed = not above and not below and isinstance(least, Decimal) and least >= 0
    template = N_("{low}–{high}") if dashed else N_("{low} 至 {high}")
    first = start[0] if start[1] == end[1] else "".join(start)
    first = translate(N_("超过 {value}")).format(value=first) if above else first
    last = translate(N_("不满 {value}")).format(value="".join(end)) if below else "".join(end)
    return translate(template).format(low=first, high=last)


def _half(start: Said, end: Said, is_open: bool, rising: bool, translate: Translate) -> str:
    if rising:
        template = N_("超过 {value}") if is_open else N_("{value}及以上")
        return translate(template).format(value="".join(start))
    template = N_("不满 {value}") if is_open else N_("不超过 {value}")
    return translate(template).format(value="".join(end))


def _lower(cut: Cut | None) -> tuple[Any, bool]:
    """The bound and whether it is excluded."""
    return (None, False) if cut is None else (cut.value, cut.after)


def _upper(cut: Cut | None, kind: VarType) -> tuple[Any, bool]:
    """The bound and whether it is excluded; whole numbers and dates end on the one before the cut."""
    if cut is None:
        return None, False
    if isinstance(cut.value, date):
        return (cut.value if cut.after else cut.value - timedelta(days=1)), False
    if kind is VarType.INTEGER and not cut.after:
        return cut.value - 1, False
    return cut.value, not cut.after


def _said(value: Any, reach: Reach) -> Said:
    if not isinstance(value, Decimal):
        return to_text(value), ""
    if reach.kind is VarType.PERCENT:
        return to_text(value * 100), "%"
    if reach.kind is VarType.MONEY and reach.unit in _YUAN:
        if abs(value) >= _WAN and value % 100 == 0:
            return to_text(value / _WAN), " 万元"
        return to_text(value), " 元"
    return to_text(value), f" {reach.unit}" if reach.unit else ""
