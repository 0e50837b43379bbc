"""A template looked through from the zip file to the last expression; everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jinja2 import Template, TemplateSyntaxError

from app.findings import Finding, LubuError, Place
from app.letters import parts
from app.letters.blocks import Reader, Reading, placement_faults
from app.letters.code_pictures import CodePictures, own_member
from app.letters.dashes import dash_faults
from app.letters.environment import LetterEnvironment
from app.letters.fieldcodes import field_faults
from app.letters.grammar import LOOP_ATTRIBUTES, Path
from app.letters.model import FieldNames, Spot, Story, Tag, quote
from app.letters.package import Package, open_package
from app.letters.remains import remains
from app.letters.source import misplaced, stories, template_text
from app.letters.suggest import closest
from app.letters.tags import scan
from app.letters.weave import Lines, has_escaped_braces
from app.letters.wholes import whole_faults

MAX_STORY = 2 << 20
"""Bytes of a part that is filled in; docxtpl's preprocessing goes over it some twenty times."""
_SUGGESTIONS = 50
"""So many unknown names get a suggestion; after that the template belongs to another rulebook anyway."""


@dataclass(eq=False)
class Inspection:
    """Everything known about a template."""

    package: Package
    environment: LetterEnvironment
    stories: tuple[Story, ...] = ()
    tags: list[Tag] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """As often as they occur; :func:`distinct` says each but once."""
    templates: dict[str, Template] = field(default_factory=dict)
    """Part → compiled template, for parts with tags; complete only when there is no error."""
    made: Package = field(init=False)
    """What letters are made from: ``package``, with a member of its own for code pictures."""
    codes: CodePictures = field(init=False)

    def __post_init__(self) -> None:
        self.made, self.codes = own_member(self.package)

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def check_template(data: bytes, name: str, fields: FieldNames | None = None) -> tuple[Finding, ...]:
    """All findings about a template, errors first; with *fields*, names the letter would not have are among them."""
    try:
        inspection = inspect(data, name)
    except LubuError as fault:
        return fault.findings
    found = [*inspection.findings, *(_field_faults(inspection.readings, fields) if fields is not None else ())]
    return tuple(sorted(distinct(found), key=lambda finding: not finding.is_error))


def inspect(data: bytes, name: str) -> Inspection:
    """Reads and compiles a template, collecting what is wrong.

    Raises:
        LubuError: when the file cannot be opened at all.
    """
    package = open_package(data, name)
    result = Inspection(package, LetterEnvironment())
    for faults in (parts.part_faults, parts.relation_faults, parts.element_faults, field_faults):
        result.findings += faults(package)
    result.stories = stories(package)
    result.findings += _story_faults(result)
    if not any(finding.code == "letters.part-too-large" for finding in result.findings):
        _read_tags(result)
        result.findings += remains(package, result.stories)
    if not result.has_errors:
        _compile(result)
    return result


def _story_faults(result: Inspection) -> Iterator[Finding]:
    mains = [name for name, kind in result.package.types.items() if kind == parts.MAIN_TYPE]
    if len(mains) != 1:
        yield Finding("error", "letters.no-document", Place(result.package.file))
    for story in result.stories:
        size = len(result.package.members[story.part])
        if size > MAX_STORY:
            params = {"part": story.part, "size": f"{size / (1 << 20):.1f}", "limit": f"{MAX_STORY >> 20}"}
            yield Finding("error", "letters.part-too-large", Place(result.package.file), params)


def _read_tags(result: Inspection) -> None:
    found = scan(result.stories)
    result.tags = found.tags
    result.findings += found.findings
    for story in result.stories:
        for element, text in misplaced(story):
            place = Place(story.file, story.title, paragraph=quote(text))
            result.findings.append(Finding("error", "letters.tag-misplaced", place, {"element": element}))
    result.findings += [*placement_faults(found.tags), *dash_faults(found.tags)]
    reader = Reader().read(found.tags)
    result.readings = reader.readings
    result.findings += reader.findings
    result.findings += _loop_faults(reader.readings)


def _loop_faults(readings: Iterable[Reading]) -> Iterator[Finding]:
    """``loop`` belongs to loops and knows a few things only."""
    for reading in readings:
        for path in reading.paths:
            if path[0] == "loop" and ("loop" not in reading.scope or (path[1:2] and path[1] not in LOOP_ATTRIBUTES)):
                yield reading.tag.finding("name-refused", name=".".join(path))


def _compile(result: Inspection) -> None:
    dynamic = {tag.story.part for tag in result.tags} | result.codes.parts
    for story in stories(result.made) if result.codes else result.stories:
        if story.part not in dynamic and not any(has_escaped_braces(paragraph.text) for paragraph in story.paragraphs):
            continue
        text = template_text(story)
        try:
            result.templates[story.part] = result.environment.from_string(text)
        except TemplateSyntaxError as fault:
            quoted = Lines(text).quote(fault.lineno)
            result.findings.append(
                Finding("error", "letters.tag-torn", Place(story.file, story.title, paragraph=quoted), {"tag": quoted})
            )
        except LubuError as fault:
            result.findings += [_placed(finding, story) for finding in fault.findings]
        except (SyntaxError, RecursionError, MemoryError) as fault:
            params = {"part": story.part, "reason": type(fault).__name__}
            result.findings.append(Finding("error", "letters.template-too-complex", story.place(), params))


def _placed(finding: Finding, story: Story) -> Finding:
    place = Place(story.file, story.title, paragraph=finding.place.paragraph)
    return Finding(finding.level, finding.code, place, finding.params)


def _field_faults(readings: Sequence[Reading], fields: FieldNames) -> Iterator[Finding]:
    unknown: dict[str, str] = {}
    for reading in readings:
        # An unknown list is reported where its loop begins, not again for every cell of the row.
        looped = {source[0] for source in reading.scope.values()}
        for path in reading.paths:
            if path[0] in ("loop", "?") or (path[0] not in fields and path[0] in looped):
                continue
            name, known = _unknown_name(path, fields)
            if not name:
                continue
            if name not in unknown:
                unknown[name] = closest(name.rpartition(".")[2], known) if len(unknown) < _SUGGESTIONS else ""
            yield _unknown_finding(reading.tag, name, unknown[name])
    yield from whole_faults(readings, fields)


def _unknown_name(path: Path, fields: FieldNames) -> tuple[str, Iterable[str]]:
    """The first part of *path* that the dictionary does not have (empty: all known), and what it has there."""
    if path[0] not in fields:
        return path[0], [*fields.single, *fields.records]
    for depth in range(1, len(path)):
        attributes = fields.records.get(".".join(path[:depth]), frozenset())
        if path[depth] not in attributes:
            return ".".join(path[: depth + 1]), attributes
    return "", ()


def _unknown_finding(tag: Tag, name: str, like: str) -> Finding:
    owner, _, attribute = name.rpartition(".")
    code = "attribute-unknown" if owner else "field-unknown"
    params = {"field": attribute, **({"owner": owner} if owner else {}), **({"suggestion": like} if like else {})}
    return tag.finding(f"{code}-like" if like else code, **params)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, fit to leave this package."""
    return list({identity(finding): _plain(finding) for finding in findings}.values())


def _plain(finding: Finding) -> Finding:
    return replace(finding, place=finding.place.plain) if isinstance(finding.place, Spot) else finding


def identity(finding: Finding) -> tuple[str, str, str]:
    """What readers would take for the same finding; also of one that was kept as JSON meanwhile."""
    return finding.code, str(finding.place), str(sorted((name, str(value)) for name, value in finding.params.items()))
