"""What the expressions and statements of a template may be: an allow-list of Jinja's nodes.

A template prints values and repeats rows. It calls nothing, assigns nothing, reads no attribute of a Python object,
and cannot compute its way to an endless text: no powers, no calls, and arithmetic only on numbers (see
:mod:`app.letters.environment`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import signature
from math import isfinite
from typing import TypeAlias

from jinja2 import nodes

from app.letters.filters import FILTERS

MAX_NESTING = 30
"""Of expressions; nobody reads a deeper one."""
TESTS = frozenset(["none", "defined", "undefined", "odd", "even", "string", "number", "boolean", "sequence", "mapping"])
LOOP_ATTRIBUTES = frozenset(["index", "index0", "first", "last", "length", "revindex", "revindex0"])
STATEMENTS = ("if", "elif", "else", "endif", "for", "endfor")
SPECIAL = ("colspan", "cellbg", "vm", "hm")
"""docxtpl's own words; its preprocessing turns them into markup."""
_REFUSED_WORDS = (
    "set endset include import from extends block endblock macro endmacro call endcall filter endfilter with "
    "endwith autoescape endautoescape raw endraw do trans endtrans pluralize break continue debug"
)
REFUSED_STATEMENTS = frozenset(_REFUSED_WORDS.split())

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For,
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos,
    nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod,
    nodes.List, nodes.Tuple,
)  # fmt: skip
_RESERVED = frozenset(["self", "super", "caller", "varargs", "kwargs", "namespace"])

Fault: TypeAlias = tuple[str, Mapping[str, object], int]
"""Code, parameters and line of something that is not allowed."""
Path: TypeAlias = tuple[str, ...]
"""``("明细", "合同编号")``: a name and what is read of it, loop variables replaced by what they run over."""


def faults(tree: nodes.Node, depth: int = 0) -> Iterator[Fault]:
    """Everything in *tree* that a template may not say."""
    if depth > MAX_NESTING:
        yield "expression-too-deep", {}, tree.lineno
        return
    fault = _fault(tree)
    if fault is not None:
        yield (*fault, tree.lineno)
    # Statements are bounded by the nesting of blocks; only expressions count here.
    deeper = depth + 1 if isinstance(tree, nodes.Expr) else 0
    for child in tree.iter_child_nodes():
        yield from faults(child, deeper)


def _fault(node: nodes.Node) -> tuple[str, Mapping[str, object]] | None:
    if isinstance(node, nodes.Call):
        return "call-refused", {}
    if isinstance(node, nodes.Pow):
        return "power-refused", {}
    if not isinstance(node, _ALLOWED):
        return "expression-refused", {"what": type(node).__name__}
    if isinstance(node, nodes.Name):
        return _name_fault(node.name)
    if isinstance(node, nodes.Getattr):
        return _name_fault(node.attr)
    if isinstance(node, nodes.Getitem):
        return _subscript_fault(node)
    if isinstance(node, nodes.Const):
        finite = not isinstance(node.value, complex | bytes) and (
            not isinstance(node.value, float) or isfinite(node.value)
        )
        return None if finite else ("expression-refused", {"what": "Const"})
    if isinstance(node, nodes.Mul | nodes.Mod) and _is_literal(node.left) | _is_literal(node.right):
        return "repetition-refused", {}
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
        return "expression-refused", {"what": "For"}
    if isinstance(node, nodes.Filter | nodes.Test):
        return _call_fault(node)
    return None


def _name_fault(name: str) -> tuple[str, Mapping[str, object]] | None:
    return ("name-refused", {"name": name}) if name.startswith("_") or name in _RESERVED else None


def _subscript_fault(node: nodes.Getitem) -> tuple[str, Mapping[str, object]] | None:
    if isinstance(node.arg, nodes.Neg) and isinstance(node.arg.node, nodes.Const) and type(node.arg.node.value) is int:
        return None  # counted from the end
    if not isinstance(node.arg, nodes.Const) or isinstance(node.arg.value, bool | float):
        return "expression-refused", {"what": "Getitem"}
    return _name_fault(node.arg.value) if isinstance(node.arg.value, str) else None


def _is_literal(node: nodes.Node) -> bool:
    """A text or a list written out, which ``*`` would repeat and ``%`` would format."""
    return isinstance(node, nodes.List | nodes.Tuple | nodes.Concat) or (
        isinstance(node, nodes.Const) and not isinstance(node.value, int | float)
    )


def _call_fault(node: nodes.Filter | nodes.Test) -> tuple[str, Mapping[str, object]] | None:
    known = FILTERS.keys() if isinstance(node, nodes.Filter) else TESTS
    if node.name not in known:
        return ("filter-unknown" if isinstance(node, nodes.Filter) else "test-unknown"), {"name": node.name}
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not all(isinstance(arg, nodes.Const) for arg in node.args):
        return "filter-arguments", {"name": node.name}
    if isinstance(node, nodes.Filter) and not _takes(node):
        return "filter-arguments", {"name": node.name}
    return None


def _takes(node: nodes.Filter) -> bool:
    try:
        signature(FILTERS[node.name]).bind(None, *node.args)
    except TypeError:
        return False
    return True


def paths(tree: nodes.Node, scope: Mapping[str, Path]) -> Iterator[Path]:
    """What *tree* reads. *scope* maps loop variables to the path of a row."""
    if isinstance(tree, nodes.Name | nodes.Getattr | nodes.Getitem):
        path = path_of(tree, scope)
        if path is not None:
            yield path
            return
    for child in tree.iter_child_nodes():
        yield from paths(child, scope)


def path_of(node: nodes.Node, scope: Mapping[str, Path]) -> Path | None:
    """The path that a chain of names spells; None where it starts from anything else."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, (node.name,))
    if isinstance(node, nodes.Getattr):
        base = path_of(node.node, scope)
        return (*base, node.attr) if base else None
    if isinstance(node, nodes.Getitem):
        base = path_of(node.node, scope)
        named = isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str)
        return (*base, node.arg.value) if base and named else base  # type: ignore[attr-defined]
    return None
