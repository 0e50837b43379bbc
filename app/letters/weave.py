"""A checked tree made fit to print: every expression goes through the printer that suits its place.

The same weaving serves our own rendering and docxtpl's, so both spell values alike.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TypeVar, cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from app.findings import LubuError, Place
from app.letters.model import quote
from app.letters.structure import Position, StructureError

_MARKUP = re.compile(r"<[^<>]*>")
_PARAGRAPH_LINE = re.compile(r"\n(?=<w:p[ >])")
# docxtpl's way to write braces that are no tag.
_ESCAPED_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_DECIDES = (nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.Test, nodes.Const)
"""Conditions by themselves; anything else in their place is a value, which may be missing or a problem."""
N = TypeVar("N", bound=nodes.Node)


class Lines:
    """A template's source, a line per paragraph, for the quotation in findings."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._quoted: dict[int, str] = {}

    def quote(self, number: int) -> str:
        """The paragraph on a 1-based line, without markup."""
        if number not in self._quoted:
            line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
            self._quoted[number] = quote(unescape(_MARKUP.sub("", line)))
        return self._quoted[number]


def weave(tree: nodes.Template, lines: Lines) -> nodes.Template:
    """*tree*, changed in place.

    Raises:
        LubuError: where a block or a tag stands across the structure of the document.
    """
    weaver = _Weaver(lines)
    weaver.body(tree.body)
    weaver.at_end()
    return tree


def label_of(node: nodes.Node) -> str:
    """The field's name as its author wrote it; of a calculation, all the names in it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{label_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{label_of(node.node)}[{node.arg.value}]"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Neg):
        return f"{label_of(node.node)}[-{cast(nodes.Const, node.arg.node).value}]"
    return "、".join(dict.fromkeys(label_of(child) for child in node.iter_child_nodes() if label_of(child)))


class _Weaver:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._position = Position()
        self._line = 1

    def body(self, statements: list[nodes.Node]) -> None:
        for statement in statements:
            self._line = statement.lineno
            try:
                self._statement(statement)
            except StructureError as fault:
                raise self._torn() from fault

    def at_end(self) -> None:
        try:
            self._position.close()
        except StructureError as fault:
            raise self._torn() from fault

    def _torn(self) -> LubuError:
        quoted = self._lines.quote(self._line)
        return LubuError.of("letters.block-breaks-structure", Place(paragraph=quoted), tag=quoted)

    def _statement(self, statement: nodes.Node) -> None:
        if isinstance(statement, nodes.Output):
            statement.nodes = [self._output(child) for child in statement.nodes]
        elif isinstance(statement, nodes.If):
            self._if(statement)
        elif isinstance(statement, nodes.For):
            self._for(statement)

    def _output(self, child: nodes.Expr) -> nodes.Expr:
        if isinstance(child, nodes.TemplateData):
            child.data = self._position.feed(_plain_braces(_PARAGRAPH_LINE.sub("", child.data)))
            return child
        spot = self._position.spot
        if spot == "nowhere":
            raise StructureError
        return self._through(f"·{spot}", child)

    def _if(self, statement: nodes.If) -> None:
        branches = [statement, *statement.elif_]
        for branch in branches:
            branch.test = self._condition(branch.test)
            with self._position.branch():
                self.body(branch.body)
        with self._position.branch():
            self.body(statement.else_)

    def _for(self, statement: nodes.For) -> None:
        statement.iter = self._through("·rows", cast(nodes.Expr, statement.iter))
        if statement.test is not None:
            statement.test = self._condition(cast(nodes.Expr, statement.test))
        for body in (statement.body, statement.else_):
            with self._position.branch():
                self.body(body)

    def _condition(self, test: nodes.Node) -> nodes.Expr:
        return _Expressions(self._lines).condition(test)

    def _through(self, name: str, node: nodes.Expr) -> nodes.Expr:
        expressions = _Expressions(self._lines)
        return expressions.through(name, node, expressions.visit(node))


class _Expressions(NodeTransformer):
    """Comparisons, conditions and joined texts inside expressions."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def through(self, name: str, node: nodes.Node, woven: nodes.Expr, *more: nodes.Expr) -> nodes.Expr:
        """*woven* through a printer that knows the field's name and its paragraph."""
        line = node.lineno
        where = [nodes.Const(label_of(node), lineno=line), nodes.Const(self._lines.quote(line), lineno=line)]
        return nodes.Filter(woven, name, [*where, *more], [], None, None, lineno=line)

    def condition(self, node: nodes.Node) -> nodes.Expr:
        woven = cast(nodes.Expr, self.visit(node))
        return woven if isinstance(node, _DECIDES) else self.through("·present", node, woven)

    def visit_And(self, node: nodes.And) -> nodes.Expr:  # noqa: N802 - the visitor's naming
        return self._both(node)

    def visit_Or(self, node: nodes.Or) -> nodes.Expr:  # noqa: N802
        return self._both(node)

    def _both(self, node: nodes.BinExpr) -> nodes.Expr:
        node.left, node.right = self.condition(node.left), self.condition(node.right)
        return node

    def visit_Not(self, node: nodes.Not) -> nodes.Expr:  # noqa: N802
        node.node = self.condition(node.node)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Expr:  # noqa: N802
        node.test = self.condition(node.test)
        node.expr1 = self.visit(node.expr1)
        node.expr2 = self.visit(node.expr2) if node.expr2 is not None else nodes.Const(None, lineno=node.lineno)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Expr:  # noqa: N802
        operations: list[nodes.Expr] = []
        for operand in node.ops:
            operations += [nodes.Const(operand.op, lineno=node.lineno), self.visit(operand.expr)]
        label = label_of(node)
        woven = self.through("·compare", node, self.visit(node.expr), *operations)
        cast(nodes.Filter, woven).args[0] = nodes.Const(label, lineno=node.lineno)
        return woven

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802
        node.node = self.visit(node.node)  # the subscript is a constant, and stays one
        if isinstance(node.arg, nodes.Neg):
            node.arg = nodes.Const(-cast(nodes.Const, node.arg.node).value, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        node.nodes = [self.through("·joined", child, self.visit(child)) for child in node.nodes]
        return node

    def visit_Const(self, node: nodes.Const) -> nodes.Expr:  # noqa: N802
        # docxtpl's preprocessing turns &lt; and &gt; in tags back into signs, but leaves &amp;.
        if isinstance(node.value, str):
            node.value = node.value.replace("&amp;", "&")
        return node


def has_escaped_braces(text: str) -> bool:
    return any(escaped in text for escaped, _ in _ESCAPED_BRACES)


def _plain_braces(data: str) -> str:
    for escaped, braces in _ESCAPED_BRACES:
        data = data.replace(escaped, braces)
    return data
