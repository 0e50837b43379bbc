"""Word files written by hand, so that a test can put any fault into one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SPACES = (
    f'xmlns:w="{W_SPACE}" xmlns:r="{R_SPACE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def p(*texts: str) -> str:
    """A paragraph with one run for each text."""
    return f"<w:p>{''.join(map(run, texts))}</w:p>"


def tr(*cells: str) -> str:
    """A table row; cells are texts, or markup where they begin with ``<``."""
    contents = (cell if cell.startswith("<") else p(cell) for cell in cells)
    columns = (f'<w:tc><w:tcPr><w:tcW w:w="100"/></w:tcPr>{content}</w:tc>' for content in contents)
    return f"<w:tr>{''.join(columns)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def field(code: str, shown: str = "1") -> str:
    """A paragraph with one of Word's own fields."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f"<w:r><w:instrText>{escape(code, quote=False)}</w:instrText></w:r>"
    return f"<w:p>{mark.format('begin')}{instruction}{mark.format('separate')}{run(shown)}{mark.format('end')}</w:p>"


def relation(kind: str, target: str, *, external: bool = False, id: str = "rId9") -> str:
    mode = ' TargetMode="External"' if external else ""
    address = kind if kind.startswith("http") else f"{R_SPACE}/{kind}"
    return f'<Relationship Id="{id}" Type="{address}" Target="{escape(target)}"{mode}/>'


def docx(
    *body: str,
    header: str = "",
    footer: str = "",
    relations: str = "",
    types: str = "",
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """A whole file whose body is the given markup; *extra* members replace those of the same name."""
    parts = {"header1": header, "footer1": footer}
    stories = {name: content for name, content in parts.items() if content}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{name[:6]}+xml"/>' for name in stories
    )
    references = "".join(f'<w:{name[:6]}Reference w:type="default" r:id="{name}"/>' for name in stories)
    links = "".join(relation(name[:6], f"{name}.xml", id=name) for name in stories)
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}document.main+xml"/>'
            f"{overrides}{types}</Types>"
        ),
        "_rels/.rels": _relations(relation("officeDocument", "word/document.xml", id="rId1")),
        "word/_rels/document.xml.rels": _relations(links + relations),
        "word/document.xml": (
            f"{_DECLARATION}<w:document {_SPACES}><w:body>{''.join(body)}"
            f"<w:sectPr>{references}</w:sectPr></w:body></w:document>"
        ),
        **{f"word/{name}.xml": part(_ROOTS[name], content) for name, content in stories.items()},
        **(extra or {}),
    }  # fmt: skip
    return zipped(members)


_ROOTS = {"header1": "hdr", "footer1": "ftr"}


def part_type(name: str, kind: str) -> str:
    """An override for [Content_Types].xml; *kind* is Word's short name or a whole content type."""
    content_type = kind if "/" in kind else f"{_TYPES}{kind}+xml"
    return f'<Override PartName="/{name}" ContentType="{content_type}"/>'


def part(root: str, content: str) -> str:
    """A part of Word's own namespace."""
    return f"{_DECLARATION}<w:{root} {_SPACES}>{content}</w:{root}>"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _relations(entries: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_DECLARATION}<Relationships xmlns="{space}">{entries}</Relationships>'
