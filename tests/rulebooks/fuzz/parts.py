# ruff: noqa: E501 - pools of nonsense, the longest entries last
"""Damage inside the package, below the checksums: parts missing or crossed, XML and its values made wrong."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from tests.rulebooks.fuzz.seeds import packages, small
from tests.workbooks import replace_part

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def _names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def _without(data: bytes, dropped: str, renamed: str = "") -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != dropped or renamed:
                target.writestr(renamed if name == dropped else name, source.read(name))
    return stream.getvalue()


def missing_part(rng: random.Random) -> bytes:
    data = rng.choice(packages())
    name = rng.choice(_names(data))
    return _without(data, name, rng.choice(["", name.replace("sheet", "blatt") + "x"]))


def swapped_parts(rng: random.Random) -> bytes:
    data = rng.choice(packages())
    one, two = rng.sample(_names(data), 2)
    archive = zipfile.ZipFile(io.BytesIO(data))
    first, second = archive.read(one), archive.read(two)
    return replace_part(replace_part(data, one, lambda _old: second), two, lambda _old: first)


def crossed_relations(rng: random.Random) -> bytes:
    """Targets that point to each other, out of the package, to the web, or to nothing."""
    data = rng.choice(packages())
    name = rng.choice([name for name in _names(data) if name.endswith(".rels")])
    targets = ["../../../etc/passwd", "file:///etc/passwd", "http://example.org/x", "", "/xl/workbook.xml", "workbook.xml",
               "worksheets/sheet1.xml", "styles.xml", "\\\\server\\share", "worksheets/%2e%2e/x.xml", "NULL"]  # fmt: skip

    def change(part: bytes) -> bytes:
        text = part.decode("utf-8", "replace")
        ids = re.findall(r'Id="([^"]*)"', text)
        changes = [
            lambda: re.sub(r'Target="[^"]*"', lambda m: f'Target="{rng.choice(targets)}"' if rng.random() < 0.5 else m[0], text),
            lambda: text.replace("<Relationship ", '<Relationship TargetMode="External" ', rng.randrange(1, 3)),
            lambda: re.sub(r'Id="[^"]*"', lambda _m: f'Id="{rng.choice(ids or ["rId1"])}"', text),
            lambda: re.sub(r'Type="[^"]*"', 'Type="x"', text, count=rng.randrange(1, 4)),
        ]  # fmt: skip
        return rng.choice(changes)().encode()

    return replace_part(data, name, change)


def scribbled_xml(rng: random.Random) -> bytes:
    """Signs of XML written into a part at random."""
    data = rng.choice(packages())
    part = rng.choice(_names(data))

    def change(old: bytes) -> bytes:
        made = bytearray(old)
        for _ in range(rng.randrange(1, 10)):
            at = rng.randrange(len(made) + 1)
            made[at : at + rng.randrange(4)] = bytes(rng.choices(b'<>/"=0159AZ r&;!-[]?\0', k=rng.randrange(4)))
        return bytes(made)

    return replace_part(data, part, change)


def shuffled_xml(rng: random.Random) -> bytes:
    """Whole elements and attributes moved, doubled or lost; mostly well-formed."""
    data = rng.choice(packages())
    part = rng.choice([name for name in _names(data) if name.endswith((".xml", ".rels"))])

    def change(old: bytes) -> bytes:
        text = old.decode("utf-8", "replace")
        pieces = re.findall(r"<[^>]*>|[^<]+", text)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(pieces))
            piece = pieces[at]
            pieces[at] = rng.choice(
                [
                    piece + piece,
                    "",
                    re.sub(r'"[^"]*"', '""', piece, count=1),
                    "<!-- -->" + piece,
                    re.sub(r'"\d+"', f'"{rng.choice([-1, 0, 10**6, 10**12, 10**40])}"', piece),
                ]
            )
        return "".join(pieces).encode()

    return replace_part(data, part, change)


def entities(rng: random.Random) -> bytes:
    """Document types: entities that multiply, that name files, in every encoding that might hide them."""
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(rng.randrange(2, 12)))
    forms = [f"<!DOCTYPE x [{inner}]>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY % p SYSTEM "x">%p;]>',
             '<!DOCTYPE x PUBLIC "-//a" "http://example.org/a.dtd">', "<!DOCTYPE x>"]  # fmt: skip
    declared = rng.choice(forms)
    encoding = rng.choice(["utf-8", "utf-8", "utf-16", "utf-16-le", "utf-7", "gb18030", "utf-32"])

    def change(old: bytes) -> bytes:
        text = old.decode("utf-8", "replace")
        body = re.sub(r"^(<\?xml[^>]*\?>)?", lambda m: m[0] + declared, text, count=1)
        return body.encode(encoding, "replace")

    return replace_part(small(), rng.choice([SHEET, TEXTS, BOOK, "xl/styles.xml", "[Content_Types].xml"]), change)


def deep_nesting(rng: random.Random) -> bytes:
    depth = rng.choice([100, 300, 5000, 100_000])
    tag = rng.choice(["a", "c", "row", "si", "r", "is", "t", "sheetData", "mergeCell", "f", "v"])
    nest = f"<{tag}>" * depth + f"</{tag}>" * depth
    part = rng.choice([SHEET, TEXTS, "xl/styles.xml", BOOK])
    return replace_part(
        small(), part, lambda old: re.sub(rb"(<[a-zA-Z][^>]*>)", lambda m: m[1] + nest.encode(), old, count=1)
    )


_NUMBERS = ("1e308", "-1e308", "1e309", "1e400", "9" * 400, "NaN", "INF", "-0", "1e-320", "0x10", "1,5", "", " ", "１２", "1_000",
            "2958466", "-1", "60", "0.5", "1e9", "99999999999", "1e22", "123456789012345678", "43831.5", "true", "#REF!")  # fmt: skip
_REFS = (
    "A0",
    "XFE1",
    "$A$1",
    "a1",
    "1A",
    "",
    "A1048577",
    "A99999999999",
    "AAAAAAA1",
    "-A1",
    "A-1",
    "R1C1",
    "甲1",
    "A1:B2",
)

_FORMULAS = (
    "", "<f>1+1</f>", "<f/>", '<f t="shared" si="9"/>', '<f t="array" ref="A1:ZZ9">1</f>', '<f t="dataTable" ref="A1"/>',
    "<f>" + "(" * 3000 + "</f>",
)  # fmt: skip


def wrong_cells(rng: random.Random) -> bytes:
    """Cells whose type, reference, style, index or value lies."""
    share = rng.choice([0.01, 0.05, 0.3])
    refs = rng.choice([_REFS, ()])
    formulas = rng.choice([_FORMULAS, ("",)])

    def cell(match: re.Match[str]) -> str:
        if rng.random() > share:
            return match[0]
        own = re.search(r'r="([^"]*)"', match[0])[1]  # type: ignore[index]
        ref = rng.choice([own, *refs])
        kind = rng.choice(["", "s", "b", "e", "str", "n", "d", "inlineStr", "x", "S"])
        style = rng.choice(["0", "1", "3", "-1", "99999", "x"])
        value = rng.choice([*_NUMBERS, str(rng.randrange(-5, 200))])
        formula = rng.choice(formulas)
        return f'<c r="{ref}" t="{kind}" s="{style}">{formula}<v>{value}</v></c>'

    def change(old: bytes) -> bytes:
        return re.sub(r"<c [^>]*?(?:/>|>.*?</c>)", cell, old.decode(), flags=re.DOTALL).encode()

    return replace_part(rng.choice(packages()), SHEET, change)


def wrong_rows(rng: random.Random) -> bytes:
    """Row numbers and the dimension made wrong."""
    odd = ["0", "-1", "1048577", "99999999999", "", "x", "1", "2", "1.5", "1048576"]

    def change(old: bytes) -> bytes:
        text = re.sub(
            r'<row r="\d+"', lambda m: f'<row r="{rng.choice(odd)}"' if rng.random() < 0.2 else m[0], old.decode()
        )
        ref = rng.choice(["A1:XFD1048576", "", "B2:A1", "A1", "x", "A0:A0"])
        return re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{ref}"', text).encode()

    return replace_part(rng.choice(packages()), SHEET, change)


def merged_nonsense(rng: random.Random) -> bytes:
    """Merges that overlap, are turned round, lie outside, cover everything or are no ranges."""

    def area() -> str:
        left, top = rng.randrange(8), rng.randrange(1, 60)
        right, bottom = left + rng.randrange(-2, 9), top + rng.randrange(-3, 30)
        usual = f"{'ABCDEFGHIJKLMNOPQRST'[left]}{top}:{'ABCDEFGHIJKLMNOPQRST'[right % 20]}{max(1, bottom)}"
        return rng.choice([usual] * 6 + ["A1:XFD1048576", "A:A", "1:1", "x", "", "A1", "A1:A1", "B2:A1", "A1:B99999"])

    merges = "".join(f'<mergeCell ref="{area()}"/>' for _ in range(rng.randrange(1, rng.choice([5, 60, 3000]))))

    def change(old: bytes) -> bytes:
        return old.replace(b"</worksheet>", f"<mergeCells>{merges}</mergeCells></worksheet>".encode(), 1)

    return replace_part(rng.choice(packages()), SHEET, change)


def shared_text_faults(rng: random.Random) -> bytes:
    """Shared texts with surrogates, NUL, phonetic runs, none at all, or far too few."""
    pool = ["_xD83D_", "_x0000_", "_xFFFF_", "&#1;", "&#xD800;", "\u202e", "\ufeff", "<rPh sb='0' eb='1'><t>x</t></rPh>",
           "<r><rPr/><t>x</t></r>", "x" * 40_000, "é" * 3, "\u0301" * 50, "🀄", "\ue000", "]]>", "<![CDATA[>90]]>"]  # fmt: skip
    odd = rng.sample(pool, rng.choice([1, 1, 1, 4]))

    def change(old: bytes) -> bytes:
        text = old.decode()
        if rng.random() < 0.2:
            return re.sub(r"<si>.*?</si>", "", text, count=rng.randrange(1, 40), flags=re.DOTALL).encode()
        return re.sub(
            r"<t([^>]*)>([^<]*)</t>",
            lambda m: f"<t{m[1]}>{m[2]}{rng.choice(odd)}</t>" if rng.random() < 0.1 else m[0],
            text,
        ).encode("utf-8", "surrogatepass")

    return replace_part(small(), TEXTS, change)


def odd_book(rng: random.Random) -> bytes:
    """The list of sheets, names and settings of the workbook made wrong."""
    names = ["", "规则" * 200, "a:b", "History", "规则", "'", "&#x202e;", "_xD83D_", "[x]"]

    def change(old: bytes) -> bytes:
        text = old.decode()
        sheet = f'<sheet name="{rng.choice(names)}" sheetId="{rng.choice([0, 1, -1, 10**12])}" state="{rng.choice(["hidden", "veryHidden", "x"])}" r:id="rId1"/>'
        defined = "<definedNames>" + "".join(
            f'<definedName name="{rng.choice(["_xlnm.Print_Area", "a b", "x", ""])}" localSheetId="{rng.choice([0, 9, -1])}">'
            f"{rng.choice(['规则!#REF!', '[1]x!A1', '', 'A1:A1:A1', 'OFFSET(A1,,,9,9)'])}</definedName>"
            for _ in range(rng.randrange(1, 5))
        ) + "</definedNames>"  # fmt: skip
        changes = [
            lambda: text.replace("</sheets>", sheet * rng.choice([1, 3, 80]) + "</sheets>"),
            lambda: text.replace("</sheets>", "</sheets>" + defined),
            lambda: re.sub(r"<sheets>.*</sheets>", rng.choice(["", "<sheets/>"]), text),
            lambda: re.sub(r'name="[^"]*"', f'name="{rng.choice(names)}"', text, count=1),
            lambda: text.replace("<workbookPr", '<workbookPr date1904="1"'),
        ]
        return rng.choice(changes)().encode()

    return replace_part(rng.choice(packages()), BOOK, change)


def odd_styles(rng: random.Random) -> bytes:
    def change(old: bytes) -> bytes:
        text = old.decode()
        changes = [
            lambda: re.sub(r'"\d+"', lambda m: f'"{rng.choice([-1, 0, 10**6])}"' if rng.random() < 0.1 else m[0], text),
            lambda: re.sub(r'formatCode="[^"]*"', f'formatCode="{rng.choice(["%" * 300, "", "[$-x]", ";;;", "0" * 5000])}"', text),
            lambda: text.replace("<cellXfs", "<cellXfs/><x"),
            lambda: re.sub(r"<numFmts.*?</numFmts>", "", text),
        ]  # fmt: skip
        return rng.choice(changes)().encode()

    return replace_part(rng.choice(packages()), "xl/styles.xml", change)


_EXTRAS = (
    '<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"x"</formula1></dataValidation></dataValidations>',
    '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>1=1</formula></cfRule></conditionalFormatting>',
    '<cols><col min="1" max="99999999" width="-5"/></cols>', '<autoFilter ref="A1:ZZ999999"/>', '<legacyDrawing r:id="rId99"/>',
    '<hyperlinks><hyperlink ref="A1" r:id="rId77"/></hyperlinks>', '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    '<sheetProtection password="x" sheet="1"/>', '<extLst><ext uri="x"><y/></ext></extLst>', '<drawing r:id="rIdX"/>',
    '<rowBreaks count="9"><brk id="-1"/></rowBreaks>', '<sheetViews><sheetView workbookViewId="99"/></sheetViews>',
)  # fmt: skip


def odd_extras(rng: random.Random) -> bytes:
    """Validations, formats, links, tables and protections that are wrong or endless."""
    extras = "".join(rng.sample(_EXTRAS, rng.randrange(1, 4)))
    end = rng.choice([b"</worksheet>", b"<sheetData>"])

    def change(old: bytes) -> bytes:
        return old.replace(end, extras.encode() + end, 1)

    return replace_part(rng.choice(packages()), SHEET, change)


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    missing_part, swapped_parts, crossed_relations, scribbled_xml, shuffled_xml, entities, deep_nesting, wrong_cells,
    wrong_rows, merged_nonsense, shared_text_faults, odd_book, odd_styles, odd_extras,
)  # fmt: skip
