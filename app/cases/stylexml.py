"""Adds the number formats of appended columns to a workbook's styles, everything in them left as it is."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from app.cases.cellxml import Look
from app.cases.splicing import MAIN, NotSplicedError

_MOST_STYLES = 64_000
"""Excel takes 65,490."""
_AMOUNT = 4
"""Built in: ``#,##0.00``."""
_FIRST_OWN = 164
_DATE = b"yyyy\\-mm\\-dd"
_ROOT = re.compile(rb"<styleSheet(?:\s[^<>]*)?>")
_FORMATS = re.compile(rb"<numFmts(?:\s[^<>]*?)?(/)?>")
_STYLES = re.compile(rb"<cellXfs(?:\s[^<>]*)?>")
_COUNT = re.compile(rb"""(\scount\s*=\s*["'])\d+""")


def add_looks(xml: bytes, looks: Collection[Look]) -> tuple[bytes, dict[Look, int]]:
    """The styles with one more for each of *looks*, and their numbers.

    Raises:
        NotSplicedError: for styles in a form this cannot vouch for.
    """
    root = _parsed(xml)
    count = len(root.findall(f"{MAIN}cellXfs/{MAIN}xf"))
    if not count or count + len(looks) > _MOST_STYLES or len(_STYLES.findall(xml)) != 1:
        raise NotSplicedError("styles")
    date_format = _FIRST_OWN
    if "date" in looks:
        taken = [item.get("numFmtId", "") for item in root.iter(f"{MAIN}numFmt")]
        date_format = max([_FIRST_OWN, *(int(number) + 1 for number in taken if number.isdecimal())])
        xml = _with_format(xml, date_format, len(root.findall(f"{MAIN}numFmts/{MAIN}numFmt")))
    formats = {"amount": _AMOUNT, "date": date_format}
    ordered = sorted(looks)
    xml = _before(xml, b"</cellXfs>", b"".join(_style(formats[look]) for look in ordered))
    xml = _STYLES.sub(lambda tag: _COUNT.sub(rb"\g<1>%d" % (count + len(ordered)), tag[0]), xml)
    return xml, {look: count + at for at, look in enumerate(ordered)}


def _parsed(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise NotSplicedError("styles") from error
    # A comment could hold what is searched for below; another encoding would hide it.
    if root.tag != f"{MAIN}styleSheet" or b"<!" in xml or not _ROOT.search(xml):
        raise NotSplicedError("styles")
    return root


def _with_format(xml: bytes, number: int, count: int) -> bytes:
    added = b'<numFmt numFmtId="%d" formatCode="%b"/>' % (number, _DATE)
    tag = _FORMATS.search(xml)
    if tag is None:
        root = _ROOT.search(xml)
        assert root is not None  # noqa: S101 - searched before
        return xml[: root.end()] + b'<numFmts count="1">' + added + b"</numFmts>" + xml[root.end() :]
    if tag[1]:
        return xml[: tag.start()] + b'<numFmts count="1">' + added + b"</numFmts>" + xml[tag.end() :]
    counted = _COUNT.sub(rb"\g<1>%d" % (count + 1), tag[0])
    return _before(xml[: tag.start()] + counted + xml[tag.end() :], b"</numFmts>", added)


def _before(xml: bytes, tag: bytes, added: bytes) -> bytes:
    at = xml.find(tag)
    if at < 0:
        raise NotSplicedError("styles")
    return xml[:at] + added + xml[at:]


def _style(number: int) -> bytes:
    return b'<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' % number
