"""Styles, list numbering, fonts and settings of several templates in one document.

What belongs to a document as a whole (default formats, layout settings, theme, background) must be the same in all
templates of a print file. Styles may differ: then a template's own are kept beside the others, under new names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.letters.model import W
from app.letters.package import Package
from app.letters.parts import related_root

_W_PREFIX = W[1:-1]
# Settings that say how a document was edited or is protected, or that refer to parts a print file does without.
_EDITING_WORDS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime hideSpellingErrors hideGrammaticalErrors "
    "activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter "
    "stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
    "doNotTrackFormatting documentProtection autoFormatOverride savePreviewPicture doNotValidateAgainstSchema "
    "saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly "
    "useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults "
    "footnotePr endnotePr docVars rsids attachedSchema doNotIncludeSubdocsInStats doNotAutoCompressPictures "
    "forceUpgrade captions readModeInkLockDown smartTagType shapeDefaults doNotEmbedSmartTags decimalSymbol "
    "listSeparator embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData"
)
_NOT_LAYOUT = frozenset(_EDITING_WORDS.split())
_NOT_LOOKS = ("rsid", "uiPriority", "qFormat", "semiHidden", "unhideWhenUsed", "locked", "autoRedefine")
_REFERENCES = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}


def layout(package: Package) -> dict[str, bytes]:
    """What all templates of one print file must have in common, by the name of its finding."""
    document = next(root for root in package.trees.values() if root.tag == f"{W}document")
    styles = related_root(package, "styles")
    defaults = None if styles is None else styles.find(f"{W}docDefaults")
    return {
        "defaults": b"" if defaults is None else _plain(defaults),
        "settings": b"".join(_plain(child) for child in layout_settings(package)),
        "theme": _theme(package) or b"",
        "background": b"".join(_plain(child) for child in document.iterchildren(f"{W}background")),
    }


def layout_settings(package: Package) -> list[Any]:
    root = related_root(package, "settings")
    return [] if root is None else [child for child in root.iterchildren(f"{W}*") if _local(child) not in _NOT_LAYOUT]


def theme_part(package: Package) -> str | None:
    return next((name for name, kind in package.types.items() if kind.endswith("officedocument.theme+xml")), None)


def _theme(package: Package) -> bytes | None:
    """The theme, where anything asks for its fonts or colours."""
    name = theme_part(package)
    asking = (b"Theme=", b"themeColor=", b"schemeClr")
    asked = (
        any(word in package.members[part] for word in asking)
        for part in package.trees
        if not package.types[part].endswith("theme+xml")
    )
    return package.members[name] if name is not None and any(asked) else None


def _plain(element: Any) -> bytes:
    plain: bytes = etree.tostring(own_markup(element), method="c14n", exclusive=True)
    return plain


def own_markup(element: Any) -> Any:
    """A copy with Word's own markup only: later extensions are declared at the root it leaves behind."""
    copied = deepcopy(element)
    for node in list(copied.iter(etree.Element)):
        if not node.tag.startswith(W):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
            continue
        for name in list(node.attrib):
            if name.startswith("{") and not name.startswith((W, "{http://www.w3.org/XML/")):
                del node.attrib[name]
    copied.tail = None
    return copied


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


@dataclass(frozen=True)
class StyleNames:
    """How one template's references to styles read in the print file."""

    ids: Mapping[str, str]
    """Every style the template has → its id in the print file."""
    defaults: Mapping[str, str]
    """Kind of style → the id to write where a paragraph or table names none; empty when the document's own fits."""

    def apply(self, root: Any) -> None:
        """Changes the references of a body, header or footer."""
        for name, kind in _REFERENCES.items():
            for reference in list(root.iter(f"{W}{name}")):
                known = self.ids.get(reference.get(f"{W}val"))
                if known is None:
                    reference.getparent().remove(reference)
                else:
                    reference.set(f"{W}val", known)
            if kind in self.defaults:
                self._write_default(root, name, self.defaults[kind])

    @staticmethod
    def _write_default(root: Any, name: str, id: str) -> None:
        holder, properties = {"pStyle": ("p", "pPr"), "tblStyle": ("tbl", "tblPr")}[name]
        for element in root.iter(f"{W}{holder}"):
            own = element.find(f"{W}{properties}")
            if own is None:
                own = etree.Element(f"{W}{properties}")
                element.insert(0, own)
            if own.find(f"{W}{name}") is None:
                own.insert(0, etree.Element(f"{W}{name}", {f"{W}val": id}))


class Styles:
    """The style sheet of a print file."""

    def __init__(self) -> None:
        self._root: Any = None
        self._known: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def to_xml(self) -> str:
        return str(etree.tostring(self._root, encoding="unicode"))

    def merge(self, root: Any | None, mark: str) -> StyleNames:
        """Takes in a template's styles; *mark* tells those of the same name apart."""
        if root is None:
            root = etree.Element(f"{W}styles", nsmap={"w": _W_PREFIX})
        styles = [_style(style) for style in root.iterchildren(f"{W}style")]
        if self._root is None:
            self._root = etree.Element(f"{W}styles", nsmap={"w": _W_PREFIX})
            self._root.extend(own_markup(defaults) for defaults in root.iterchildren(f"{W}docDefaults"))
        elif _defaults(self._root) != _defaults(styles) or any(self._conflicts(style) for style in styles):
            return self._beside(styles, mark)
        return self._add(styles)

    def _conflicts(self, style: Any) -> bool:
        id, name = style.get(f"{W}styleId"), _name(style)
        if id in self._known:
            return self._known[id] != _plain(style)
        return name in self._names

    def _add(self, styles: list[Any]) -> StyleNames:
        for style in styles:
            id = style.get(f"{W}styleId")
            if id not in self._known:
                self._known[id] = _plain(style)
                self._names[_name(style)] = id
                self._root.append(style)
        return StyleNames({style.get(f"{W}styleId"): style.get(f"{W}styleId") for style in styles}, {})

    def _beside(self, styles: list[Any], mark: str) -> StyleNames:
        ids = {style.get(f"{W}styleId"): f"{style.get(f'{W}styleId')}{mark}" for style in styles}
        defaults = {}
        for style in styles:
            style.set(f"{W}styleId", ids[style.get(f"{W}styleId")])
            style.find(f"{W}name").set(f"{W}val", f"{_name(style)} {mark}")
            for reference in list(style.iterchildren(f"{W}basedOn", f"{W}next", f"{W}link")):
                if reference.get(f"{W}val") in ids:
                    reference.set(f"{W}val", ids[reference.get(f"{W}val")])
                else:
                    style.remove(reference)
            if style.attrib.pop(f"{W}default", None) is not None:
                defaults[style.get(f"{W}type")] = style.get(f"{W}styleId")
        for kind in ("paragraph", "table"):
            if kind not in defaults:
                defaults[kind] = f"{kind}{mark}"
                styles.append(_empty_style(kind, defaults[kind]))
        self._add(styles)
        return StyleNames(ids, {kind: defaults[kind] for kind in ("paragraph", "table")})


def _style(style: Any) -> Any:
    """Looks only, without numbering: :mod:`app.letters.print_lists` has given it to the paragraphs."""
    own = own_markup(style)
    for name in _NOT_LOOKS:
        for child in own.findall(f"{W}{name}"):
            own.remove(child)
    for numbering in list(own.iter(f"{W}numPr")):
        numbering.getparent().remove(numbering)
    if own.find(f"{W}name") is None:
        own.insert(0, etree.Element(f"{W}name", {f"{W}val": own.get(f"{W}styleId")}))
    return own


def _empty_style(kind: str, id: str) -> Any:
    style = etree.Element(f"{W}style", {f"{W}type": kind, f"{W}styleId": id})
    etree.SubElement(style, f"{W}name", {f"{W}val": id})
    return style


def _defaults(styles: Iterable[Any]) -> set[str]:
    """The styles of paragraphs and tables that name none."""
    kinds = ("paragraph", "table")
    return {style.get(f"{W}styleId") for style in styles if style.get(f"{W}default") and style.get(f"{W}type") in kinds}


def _name(style: Any) -> str:
    return str(style.find(f"{W}name").get(f"{W}val"))


@dataclass
class Fonts:
    """The font table: each face once, with the faces to take where it is not installed."""

    _found: dict[str, Any] = field(default_factory=dict)

    def merge(self, root: Any | None) -> None:
        for font in root.iterchildren(f"{W}font") if root is not None else ():
            self._found.setdefault(font.get(f"{W}name"), own_markup(font))

    def to_xml(self) -> str:
        root = etree.Element(f"{W}fonts", nsmap={"w": _W_PREFIX})
        root.extend(self._found.values())
        return str(etree.tostring(root, encoding="unicode"))


def settings_xml(package: Package) -> str:
    root = etree.Element(f"{W}settings", nsmap={"w": _W_PREFIX})
    root.extend(own_markup(child) for child in layout_settings(package))
    return str(etree.tostring(root, encoding="unicode"))
