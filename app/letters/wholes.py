"""Lists and records used as if they were one value: ``{{ 明细.合同编号 }}`` outside a loop would stop every letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes

from app.findings import Finding
from app.letters.blocks import Reading
from app.letters.grammar import path_of
from app.letters.model import FieldNames

_READS = (nodes.Getattr, nodes.Getitem)


def whole_faults(readings: Iterable[Reading], fields: FieldNames) -> Iterator[Finding]:
    """What only shows once the names are known: which of them are lists, and which are records."""
    for reading in readings:
        for node in (reading.tree, *reading.tree.find_all(_READS)):
            if isinstance(node, _READS) and _reads_by_name(node) and _is_list(node.node, reading, fields):
                owner = ".".join(path_of(node.node, reading.scope) or ())
                yield reading.tag.finding("list-not-looped", owner=owner, field=_attribute(node))
        whole = _whole(reading)
        name = ".".join(path_of(whole, reading.scope) or ()) if isinstance(whole, nodes.Name | nodes.Getattr) else ""
        if name in fields.records and not (reading.tag.keyword == "for" and name in fields.lists):
            yield reading.tag.finding("record-whole", field=name)


def _reads_by_name(node: Any) -> bool:
    return isinstance(node, nodes.Getattr) or (isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str))


def _attribute(node: Any) -> str:
    return str(node.attr if isinstance(node, nodes.Getattr) else node.arg.value)


def _is_list(node: nodes.Node, reading: Reading, fields: FieldNames) -> bool:
    """A list by its own name; a loop's variable stands for one of its rows."""
    if isinstance(node, nodes.Name) and node.name in reading.scope:
        return False
    return isinstance(node, nodes.Name | nodes.Getattr) and ".".join(path_of(node, reading.scope) or ()) in fields.lists


def _whole(reading: Reading) -> nodes.Node | None:
    """What a tag prints as it is, or what a loop runs over."""
    if reading.tag.keyword == "for":
        return reading.tree
    printed = reading.tree.nodes if reading.tag.kind == "print" and isinstance(reading.tree, nodes.Output) else []
    return printed[0] if len(printed) == 1 else None
