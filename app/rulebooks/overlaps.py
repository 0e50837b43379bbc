"""Rules that can hold for one and the same case, found pairwise on the bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.rulebooks.tablebands import AxisBands, Bools, Ids, TableBands

Numbers = npt.NDArray[np.int64]

_ROWS_AT_ONCE = 256
_MATRIX_CONDITIONS = 1500
"""Up to so many different conditions a column's pairs are tabulated; beyond, first and last bands are compared."""


@dataclass(frozen=True, eq=False)
class _Meeting:
    """Which conditions of one column can hold together."""

    ids: Ids
    table: Bools | None
    """``[c, d]`` for few conditions."""
    first: Numbers
    last: Numbers
    irregular: Bools
    """Conditions whose bands are no single run; their pairs need the bands themselves."""
    accepts: Bools

    def between(self, rows: Ids, columns: Ids) -> Bools:
        """``[i, j]``: the conditions of rules ``rows[i]`` and ``columns[j]`` share a band."""
        left, right = self.ids[rows], self.ids[columns]
        if self.table is not None:
            return self.table[np.ix_(left, right)]
        meets = (self.first[left][:, None] <= self.last[right][None, :]) & (
            self.first[right][None, :] <= self.last[left][:, None]
        )
        odd = np.flatnonzero(self.irregular[left])
        if len(odd):
            meets[odd] = _share(self.accepts[:, left[odd]], self.accepts[:, right])
        odd = np.flatnonzero(self.irregular[right])
        if len(odd):
            meets[:, odd] = _share(self.accepts[:, left], self.accepts[:, right[odd]])
        return meets


def _share(left: Bools, right: Bools) -> Bools:
    return (left.T.astype(np.float32) @ right.astype(np.float32)) > 0


def _meeting(axis: AxisBands) -> _Meeting:
    accepts = axis.accepts
    count = accepts.sum(axis=0)
    first = accepts.argmax(axis=0).astype(np.int64)
    last = (len(accepts) - 1 - accepts[::-1].argmax(axis=0)).astype(np.int64)
    never = count == 0
    first[never], last[never] = len(accepts), -1
    irregular = ~never & (last - first + 1 != count)
    table = _share(accepts, accepts) if accepts.shape[1] <= _MATRIX_CONDITIONS else None
    return _Meeting(axis.ids, table, first, last, irregular, accepts)


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs (i, j), i < j, of rules that share a case."""

    pairs: tuple[tuple[int, int], ...]
    more: int
    """How many there are beyond those."""


def overlaps(bands: TableBands, labels: Ids, limit: int) -> Overlaps:
    """Pairs of differently labelled rules that share a case: the first *limit* row by row, the others counted."""
    meetings = sorted((_meeting(axis) for axis in bands.axes), key=_looseness)
    everyone = np.arange(bands.count)
    pairs: list[tuple[int, int]] = []
    total = 0
    for start in range(0, bands.count, _ROWS_AT_ONCE):
        rows, columns = everyone[start : start + _ROWS_AT_ONCE], everyone[start:]
        together = (columns[None, :] > rows[:, None]) & (labels[rows][:, None] != labels[columns][None, :])
        for meeting in meetings:
            together &= meeting.between(rows, columns)
            if not together.any():
                break
        total += int(together.sum())
        if len(pairs) < limit:
            found = np.argwhere(together)[: limit - len(pairs)]
            pairs += [(int(rows[i]), int(columns[j])) for i, j in found]
    return Overlaps(tuple(pairs), total - len(pairs))


def _looseness(meeting: _Meeting) -> float:
    return 1.0 if meeting.table is None else float(meeting.table.mean())


def shared_case(bands: TableBands, first: int, second: int) -> dict[str, str]:
    """A case in which both rules hold; a value is preferred to a missing one."""
    chosen = []
    for axis in bands.axes:
        both = axis.accepts[:, axis.ids[first]] & axis.accepts[:, axis.ids[second]]
        chosen.append(int(both.argmax()))  # the missing band is the last one
    return bands.case(chosen)
