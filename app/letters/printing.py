"""What stands behind a tag at render: printing, comparing, repeating.

:mod:`app.letters.weave` puts these filters into every template. They never raise for bad values: each fault is
noted in the letter's :class:`State` under the field's name, so that all of them are reported at once.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from docxtpl import RichText, RichTextParagraph
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.findings import Finding, Place
from app.letters.filters import is_missing
from app.letters.values import Problem, spell

STATE = "·state"
"""Under this name, which no template can spell, a letter's state travels with its values."""
MAX_ROWS = 20_000
"""Rows that all loops of one letter may print together."""

_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_STROKED = re.compile(r"\{_|_\}")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_TAB = Markup('</w:t><w:tab/><w:t xml:space="preserve">')
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt, "lteq": operator.le, "gt": operator.gt, "gteq": operator.ge,
}  # fmt: skip


@dataclass
class State:
    """What one letter's rendering finds wrong."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0

    def note(self, problem: Problem, label: str, quoted: str) -> None:
        params = {"field": label, **problem.params}
        finding = Finding("error", f"letters.{problem.code}", Place(self.file, paragraph=quoted), params)
        if finding not in self.findings:
            self.findings.append(finding)


def is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool)


def exact(number: Decimal | int | float) -> Decimal:
    """Numbers as the template's author typed them: ``0.1`` is a tenth."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _state(context: Context) -> State:
    state: State = context.parent[STATE]
    return state


def _text(context: Context, value: Any, label: str, quoted: str) -> str | None:
    """The value's text with line ends as ``\\n``; None when a problem was noted instead."""
    text = Problem("field-absent") if isinstance(value, Undefined) else spell(value)
    if not isinstance(text, Problem) and _SPECIAL.search(text):
        text = _without_line_ends(text)
    if isinstance(text, Problem):
        _state(context).note(text, label, quoted)
        return None
    return text


def _without_line_ends(text: str) -> str | Problem:
    plain = _LINE_ENDS.sub("\n", text)
    bad = next((char for char in plain if char not in "\n\t" and _SPECIAL.match(char)), None)
    return plain if bad is None else Problem("value-character", {"character": f"U+{ord(bad):04X}"})


def _escaped(text: str) -> Markup:
    """Braces with a stroke between them are what docxtpl, at the end, makes braces of: a value's own stay."""
    escaped = escape(text)
    if "_" in text and _STROKED.search(text):
        return Markup(str(escaped).replace("{_", "{&#95;").replace("_}", "&#95;}"))  # noqa: S704 - escaped before
    return escaped


@pass_context
def print_text(context: Context, value: Any, label: str, quoted: str) -> Markup:
    """Inside ``w:t``: line ends and tabs become Word's."""
    text = _text(context, value, label, quoted)
    if text is None:
        return Markup()
    escaped = _escaped(text)
    if "\n" in text or "\t" in text:
        escaped = escaped.replace("\n", _BREAK).replace("\t", _TAB)
    return escaped


@pass_context
def print_plain(context: Context, value: Any, label: str, quoted: str) -> Markup:
    """In an attribute or a document property: one line."""
    return _escaped((_text(context, value, label, quoted) or "").replace("\n", " "))


@pass_context
def print_run(context: Context, value: Any, label: str, quoted: str) -> Markup:
    """``{{r x}}``: a run of its own; the caller's RichText keeps its looks."""
    if isinstance(value, RichText):
        return Markup(value.xml)  # noqa: S704 - made and escaped by docxtpl
    text = print_text(context, value, label, quoted)
    return Markup('<w:r><w:t xml:space="preserve">') + text + Markup("</w:t></w:r>")


@pass_context
def print_paragraph(context: Context, value: Any, label: str, quoted: str) -> Markup:
    """``{{p x}}``: a paragraph of its own."""
    if isinstance(value, RichTextParagraph):
        return Markup(value.xml)  # noqa: S704 - made and escaped by docxtpl
    return Markup("<w:p>") + print_run(context, value, label, quoted) + Markup("</w:p>")


@pass_context
def joined(context: Context, value: Any, label: str, quoted: str) -> str:
    """An operand of ``~``."""
    return _text(context, value, label, quoted) or ""


@pass_context
def rows(context: Context, value: Any, label: str, quoted: str) -> Sequence[Any]:
    """What a loop runs over: a list, and not endlessly many rows in one letter."""
    state = _state(context)
    if isinstance(value, Undefined):
        state.note(Problem("field-absent"), label, quoted)
    elif value is None:
        state.note(Problem("value-missing"), label, quoted)
    elif not isinstance(value, list | tuple):
        state.note(Problem("not-rows"), label, quoted)
    elif state.rows + len(value) > MAX_ROWS:
        state.note(Problem("too-many-rows", {"limit": MAX_ROWS}), label, quoted)
    else:
        state.rows += len(value)
        return value
    return ()


@pass_context
def present(context: Context, value: Any, label: str, quoted: str) -> Any:
    """A value in a condition: it may be missing, but the name must exist."""
    if isinstance(value, Undefined):
        _state(context).note(Problem("field-absent"), label, quoted)
        return None
    if isinstance(value, Problem):
        _state(context).note(value, label, quoted)
        return None
    return value


@pass_context
def compare(context: Context, left: Any, label: str, quoted: str, *operations: Any) -> bool:
    """``left < right`` and chains of it; *operations* are operator, operand, operator, operand, …"""
    for name, right in zip(operations[::2], operations[1::2], strict=True):
        outcome = _holds(name, left, right)
        if isinstance(outcome, Problem):
            _state(context).note(outcome, label, quoted)
            return False
        if not outcome:
            return False
        left = right
    return True


def _holds(name: str, left: Any, right: Any) -> bool | Problem:
    for operand in (left, right):
        if isinstance(operand, Undefined | Problem):
            return operand if isinstance(operand, Problem) else Problem("field-absent")
    if is_number(left) and is_number(right):
        left, right = exact(left), exact(right)
    if name in ("eq", "ne"):
        return bool((left == right) is (name == "eq"))
    if name in ("in", "notin"):
        if not isinstance(right, str | tuple | list) or (isinstance(right, str) and not isinstance(left, str)):
            return Problem("condition-missing" if is_missing(right) else "condition-types")
        return bool((left in right) is (name == "in"))
    if is_missing(left) or is_missing(right):
        return Problem("condition-missing")
    alike = (is_number(left) and is_number(right)) or any(
        isinstance(left, kind) and isinstance(right, kind) for kind in (str, date)
    )
    return bool(_ORDER[name](left, right)) if alike else Problem("condition-types")


PRINTERS: Mapping[str, Callable[..., Any]] = {
    "·text": print_text,
    "·plain": print_plain,
    "·run": print_run,
    "·paragraph": print_paragraph,
    "·joined": joined,
    "·rows": rows,
    "·present": present,
    "·compare": compare,
}
"""Under names that no template can spell."""
