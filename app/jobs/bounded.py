"""Templates that nobody trusts yet, checked, annotated and rendered in a process of their own with little to spend.

The check's own bounds should hold whatever a file says; should one of them fail, a process ends instead of the
server, and the file gets a finding instead of a page that never comes.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import structlog

from app.findings import Finding, LubuError, Place
from app.jobs.pool import clean_processes
from app.letters import FieldNames, check_template, compile_template
from app.letters.annotate import Remark
from app.letters.annotate import annotate as annotated

log = structlog.get_logger(__name__)
R = TypeVar("R")

CPU_SECONDS = 20
"""The largest template within the check's bounds takes about 3."""
WALL_SECONDS = 60
"""A busy machine may let a process wait."""
MEMORY = 2 << 30
"""Bytes of address space, the libraries' included; the largest template takes a quarter of it."""


def check(data: bytes, name: str, fields: FieldNames | None = None) -> tuple[Finding, ...]:
    """All findings about a template; that it cannot be checked within the bounds is one."""
    try:
        return run(check_template, name, data, name, fields)
    except LubuError as error:
        return error.findings


def annotate(data: bytes, name: str, remarks: Sequence[Remark]) -> bytes:
    """The template with its findings as comments; raises LubuError when it cannot be annotated."""
    return run(annotated, name, data, name, tuple(remarks))


def render(data: bytes, name: str, values: Mapping[str, object]) -> bytes:
    """One letter of a template that is not in force; raises LubuError with what keeps it from being made."""
    return run(_rendered, name, data, name, dict(values))


def _rendered(data: bytes, name: str, values: Mapping[str, object]) -> bytes:
    return compile_template(data, name).render(values)


def run(function: Callable[..., R], file: str, *arguments: object) -> R:
    """What *function*, named at the top of a module, gives in a process of its own.

    Raises:
        LubuError: what it raised, or that it went beyond the bounds.
    """
    receiver, sender = (context := clean_processes()).Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, function, arguments), daemon=True)
    with receiver:
        process.start()
        sender.close()
        try:
            outcome = receiver.recv() if receiver.poll(WALL_SECONDS) else None
        except EOFError:  # it ended before it had said anything
            outcome = None
        finally:
            process.kill()
            process.join()
    if outcome is None:
        log.warning("beyond bounds", file=file, exit=process.exitcode)
        params = {"seconds": CPU_SECONDS, "megabytes": MEMORY >> 20}
        raise LubuError.of("jobs.beyond-bounds", Place(file), **params)
    result, error = outcome
    if error is not None:
        raise error if isinstance(error, Exception) else LubuError(*error)
    return result  # type: ignore[no-any-return]


def _work(sender: Connection, function: Callable[..., Any], arguments: Sequence[object]) -> None:
    """In the child: the result, the findings that stopped it, or the fault of ours."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with sender:
        try:
            sender.send((function(*arguments), None))
        except LubuError as error:
            sender.send((None, error.findings))
        except MemoryError:
            return
        except Exception as error:
            sender.send((None, RuntimeError(repr(error)[:500])))
