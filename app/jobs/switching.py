"""From one release to the next: which of several changes work together, and which are refused and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.batches.check import check_release, no_longer_concluded
from app.batches.model import Release
from app.findings import Finding, LubuError, errors
from app.store.versions import Kind

Key = tuple[Kind, str]
"""(kind, file)."""
Contents = Mapping[Key, str]
"""What a release holds: file → content hash."""
Assemble = Callable[[Contents], Release]
"""Compiles contents beside the running release; raises LubuError when the parts do not work together."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file with new content, or (hash None) one to be withdrawn."""

    key: Key
    hash: str | None
    findings: tuple[Finding, ...] = ()
    """Of the file on its own."""


@dataclass(frozen=True, eq=False)
class Settled:
    contents: Contents
    release: Release | None
    """None when nothing changes."""
    refused: Mapping[Key, tuple[Finding, ...]] = field(default_factory=dict)
    """Changes not made, with all that speaks against them."""


def settle(contents: Contents, changes: Sequence[Change], assemble: Assemble) -> Settled:
    """All changes together if they fit (files saved together belong together), else each that fits by itself."""
    refused = {change.key: change.findings for change in changes if errors(change.findings)}
    sound = [change for change in changes if change.key not in refused]
    if not sound:
        return Settled(contents, None, refused)
    release, found = _tried(contents, sound, assemble)
    if release is not None:
        return Settled(_applied(contents, sound), release, refused)
    if len(sound) == 1:
        return Settled(contents, None, {**refused, sound[0].key: (*sound[0].findings, *found)})
    return _one_by_one(contents, sound, assemble, refused)


def _one_by_one(
    contents: Contents, changes: Iterable[Change], assemble: Assemble, refused: Mapping[Key, tuple[Finding, ...]]
) -> Settled:
    settled = Settled(contents, None, refused)
    for change in changes:
        following = settle(settled.contents, [change], assemble)
        settled = Settled(
            following.contents, following.release or settled.release, {**settled.refused, **following.refused}
        )  # fmt: skip
    return settled


def _tried(
    contents: Contents, changes: Sequence[Change], assemble: Assemble
) -> tuple[Release | None, tuple[Finding, ...]]:
    try:
        release = assemble(_applied(contents, changes))
    except LubuError as error:
        return None, error.findings
    found = check_release(release)
    if any(change.hash is None for change in changes):
        found += no_longer_concluded(assemble(contents), release)
    return (None, tuple(found)) if found else (release, ())


def _applied(contents: Contents, changes: Iterable[Change]) -> Contents:
    applied = dict(contents)
    for change in changes:
        if change.hash is None:
            applied.pop(change.key, None)
        else:
            applied[change.key] = change.hash
    return applied
