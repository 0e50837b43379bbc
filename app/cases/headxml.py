"""What stands before the cells of a worksheet: vouched for, and widened for columns behind the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.cases.addresses import column_index
from app.cases.splicing import MAIN, NotSplicedError

ATTRIBUTE = rb"""(?:\s+[\w:.\-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))"""
_ATTRIBUTES = ATTRIBUTE + rb"*"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml([^<>]*)\?>\s*)?")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
_ROOT = re.compile(rb"<worksheet(" + _ATTRIBUTES + rb")\s*>")
_NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*["']([^"']*)""")
_DIMENSION = re.compile(rb"""(<dimension\s+ref\s*=\s*["'])([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?(?=["'])""")
_COLS = re.compile(rb"<cols\s*>")
_COL = re.compile(rb"\s*<col(" + _ATTRIBUTES + rb")\s*(?:/>|>\s*</col\s*>)\s*")
_MIN, _MAX = (re.compile(rb"(\s" + name + rb"""\s*=\s*["'])\s*(\d{1,9})""") for name in (b"min", b"max"))


def check_head(head: bytes) -> None:
    """Refuse what the splicing of rows cannot read: *head* is everything before ``<sheetData``.

    Raises:
        NotSplicedError: another encoding, a prefix, "Strict Open XML", comments or a DOCTYPE.
    """
    declaration = _DECLARATION.match(head)
    assert declaration is not None  # noqa: S101 - it matches nothing at least
    encoding = _ENCODING.search(declaration[1] or b"")
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise NotSplicedError("encoding")
    rest = head[declaration.end() :]
    if b"<!" in rest or b"<?" in rest:
        raise NotSplicedError("markup")
    if _STRICT in rest:
        raise NotSplicedError("strict")
    root = _ROOT.match(rest)
    namespace = _NAMESPACE.search(root[1]) if root else None
    if namespace is None or namespace[1] != MAIN.strip("{}").encode():
        raise NotSplicedError("prefix")


def widened(head: bytes, first: int, last: bytes, widths: Sequence[int], rows: tuple[int, int]) -> bytes:
    """*head* with the new columns in its dimension and among its column widths.

    *first* is the 1-based first new column, *last* the letters of the last; *rows* are the first and last row
    that get cells.
    """
    head = _DIMENSION.sub(lambda found: _dimension(found, last, rows), head, count=1)
    new = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (first + at, first + at, width)
        for at, width in enumerate(widths)
    )
    if b"<cols" not in head:
        return head + b"<cols>" + new + b"</cols>"
    opening, end = _COLS.search(head), head.find(b"</cols")
    if opening is None or end < opening.end() or head.count(b"<cols") > 1:
        raise NotSplicedError("cols")
    before, behind = _parted(head[opening.end() : end], first, first + len(widths) - 1)
    return head[: opening.end()] + before + new + behind + head[end:]


def _dimension(found: re.Match[bytes], last: bytes, rows: tuple[int, int]) -> bytes:
    right = max(found[4] or found[2], last, key=column_index)
    top, bottom = int(found[3]), int(found[5] or found[3])
    return b"%b%b%d:%b%d" % (found[1], found[2], min(top, rows[0]), right, max(bottom, rows[1]))


def _parted(cols: bytes, first: int, last: int) -> tuple[bytes, bytes]:
    """The widths left and right of the columns *first* to *last*; what reaches over them is cut."""
    before, behind = [], []
    at = 0
    while at < len(cols):
        item = _COL.match(cols, at)
        low, high = (_MIN.search(item[1]), _MAX.search(item[1])) if item else (None, None)
        if item is None or low is None or high is None:
            raise NotSplicedError("cols")
        at = item.end()
        bounds = int(low[2]), int(high[2])
        if bounds[0] < first:
            before.append(_bounded(item[1], bounds[0], min(bounds[1], first - 1)))
        if bounds[1] > last:
            behind.append(_bounded(item[1], max(bounds[0], last + 1), bounds[1]))
    return b"".join(before), b"".join(behind)


def _bounded(attributes: bytes, low: int, high: int) -> bytes:
    attributes = _MIN.sub(rb"\g<1>%d" % low, attributes)
    return b"<col" + _MAX.sub(rb"\g<1>%d" % high, attributes) + b"/>"
