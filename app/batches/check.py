"""Whether a release is fit to be put in force: letters have their templates, templates have their fields."""

from __future__ import annotations

from collections.abc import Mapping

from app.batches.context import field_names
from app.batches.model import Release
from app.batches.release import inputs_read
from app.findings import Finding, LubuError, errors
from app.letters import check_template


def check_release(release: Release, documents: Mapping[str, bytes]) -> Release:
    """The same release; *documents* are its Word templates by file name.

    Raises:
        LubuError: with every letter whose template is absent or asks for what no rulebook knows.
    """
    found = [*_templates_absent(release), *_fields_unknown(release, documents)]
    if errors(found):
        raise LubuError(*errors(found))
    return release


def no_longer_concluded(before: Release, after: Release) -> list[Finding]:
    """Conclusions that rulebooks still read and nobody gives any more."""
    given = frozenset(before.outputs) - frozenset(after.outputs)
    return [
        Finding(
            "error", "batches.still-read", book.rulebook.variables[name].place,
            {"variable": name, "reader": book.rulebook.file},
        )
        for book in after.books
        for name in inputs_read(book.rulebook)
        if name in given
    ]  # fmt: skip


def _templates_absent(release: Release) -> list[Finding]:
    return [
        Finding("error", "batches.template-absent", kind.place, {"template": kind.template})
        for kind in release.letters.values()
        if kind.template not in release.templates
    ]


def _fields_unknown(release: Release, documents: Mapping[str, bytes]) -> list[Finding]:
    fields = field_names(release)
    used = dict.fromkeys(kind.template for kind in release.letters.values() if kind.template in documents)
    return [finding for file in used for finding in check_template(documents[file], file, fields)]
