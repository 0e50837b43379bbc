"""The one grammar of condition cells, LALR(1), with a start symbol per type of column.

The contextual lexer sees only what the parser can accept where it stands, so ``30-90`` is a range in a number
column and a word in a text column, and a comma inside brackets parts two bounds.
"""

from __future__ import annotations

from functools import cache

from lark import Lark

from app.rulebooks import words
from app.rulebooks.words import alternation

STARTS = ("number_cell", "date_cell", "text_cell", "bool_cell")

_RULES = r"""
number_cell: cell{ordered{amount, low_amount, high_amount}}
date_cell: cell{ordered{day, day, day}} | dated
text_cell: cell{listed{phrase}} | phrase (AND phrase)+ -> conjunction
bool_cell: cell{listed{truth}}

?cell{item}: -> anything
    | ANYTHING -> anything
    | item ((SEPARATOR | COMMA) item)* -> any_of

?ordered{value, low, high}: bound{value} -> single
    | SUBJECT? EQUALS value -> single
    | SUBJECT? NEGATION value (AND NEGATION value)* -> none_of
    | PRESENT (AND NEGATION value)+ -> none_of
    | comparison{value}
    | PRESENT AND comparison{value} -> also_present
    | comparison{value} AND PRESENT -> also_present
    | comparison{value} AND comparison{value} -> both
    | comparison{value} comparison{value} -> adjoined
    | value OPERATOR SUBJECT OPERATOR value -> chain
    | value OPERATOR SUBJECT -> mirrored
    | SUBJECT? BETWEEN? bound{value} (TO | DASH) bound{value} WITHIN? -> span
    | SUBJECT? BETWEEN bound{value} WITH bound{value} WITHIN? -> span
    | SUBJECT? OPERATOR bound{value} TO bound{value} -> opened_span
    | bound{value} TO bound{value} SUFFIX INCLUSION? -> suffixed_span
    | OPENING low? (TO | DASH | COMMA) (high | INFINITE)? (CLOSING | ROUND) -> bracketed
    | NOT _OPEN inner{value, low, high} ROUND -> none_of
    | emptiness

?inner{value, low, high}: ordered{value, low, high} ((SEPARATOR | COMMA) ordered{value, low, high})* -> group

?comparison{value}: SUBJECT? OPERATOR bound{value} -> prefixed
    | bound{value} SUFFIX INCLUSION? -> suffixed

?bound{value}: value
    | value INCLUSION -> included

?amount: NUMBER -> number
    | DASH NUMBER -> negative
    | PLUS NUMBER -> positive
    | NAME -> name
    | WORD -> unknown
?low_amount: LOW_NUMBER -> number
    | DASH LOW_NUMBER -> negative
    | PLUS LOW_NUMBER -> positive
    | INFINITE
    | NAME -> name
    | WORD -> unknown
?high_amount: HIGH_NUMBER -> number
    | DASH HIGH_NUMBER -> negative
    | PLUS HIGH_NUMBER -> positive
    | NAME -> name
    | WORD -> unknown
?day: DATE -> day
    | INFINITE_DAY
    | NAME -> name
    | WORD -> unknown

?dated: FROM? bound{day} DAY_SUFFIX INCLUSION? -> day_suffixed
    | UNTIL bound{day} -> until
    | FROM bound{day} TO bound{day} DAY_SUFFIX? -> span

?listed{value}: value -> bare
    | EQUALS value -> single
    | NEGATION value (AND NEGATION value)* -> none_of
    | PRESENT (AND NEGATION value)+ -> none_of
    | NOT _OPEN listed{value} ((SEPARATOR | COMMA) listed{value})* ROUND -> none_of
    | emptiness

?phrase: QUOTED -> quoted
    | TEXT -> word
    | CONTAINS (QUOTED | TEXT) -> contains
    | LACKS (QUOTED | TEXT) -> lacks
    | EDGE -> edge
?truth: YES_NO -> truth

?emptiness: EQUALS? MISSING -> missing
    | NEGATION MISSING -> present
    | PRESENT -> present
"""

_END = r"(?=$|[\s,、;)或且|])"


def _terminals() -> str:
    keywords = alternation((*words.OPERATORS, *words.SUFFIXES, "且", "或", "至", "到", "不含", "之间"))
    units = alternation((*words.SCALED_UNITS, *words.PLAIN_UNITS))
    number = r"(\d+(\.(?!\.)\d*)?|\.\d+)([eE][-+]?\d{1,3})?"
    grouped = r"\d{1,3}(,\d{3})+(?!\d)(\.\d+)?"
    alone = rf"(?<!\d,){grouped}(?!,\d)"  # of ``30,90,120`` no part is grouped
    unit = rf"(\s*({units}))?"
    patterns = {
        "ANYTHING.9": rf"([{words.DASHES}]+|{alternation(words.ANYTHING_WORDS)})$",
        "MISSING.8": f"({alternation(words.MISSING_WORDS)}){_END}",
        "PRESENT.9": f"({alternation(words.PRESENT_WORDS)}){_END}",
        "NOT.8": r"(not|非|不含)\s*(?=\()",
        "LACKS.7": r"不包含",
        "CONTAINS.7": r"包含",
        "EDGE.7": r"不?以\s*(\"([^\"]|\"\")+\"|[^\",、;]+?)\s*(开头|结尾)",
        "NEGATION.6": alternation(words.NEGATIONS),
        "OPERATOR.5": alternation(words.OPERATORS),
        "EQUALS.4": alternation(words.EQUAL_WORDS),
        "SUFFIX.5": alternation(words.SUFFIXES),
        "INCLUSION.5": r"\((含|不含|包含|不包含|含本数|不含本数)\)",
        "AND.5": alternation(words.CONJUNCTIONS),
        "SEPARATOR.4": alternation(words.SEPARATORS) + r"|\bor\b",
        "COMMA.4": ",",
        "BETWEEN.4": "介于|在",
        "WITHIN.4": "之间",
        "WITH.4": "和|与|及",
        "FROM.5": "自从|自|从",
        "UNTIL.5": "截至|截止到|截止|至|到",
        "DAY_SUFFIX.5": alternation(words.DAY_SUFFIXES),
        "TO.5": rf"\.\.+|{alternation(words.TO_WORDS)}|[—–]+",
        "DASH.3": "-",
        "PLUS.3": r"\+",
        "OPENING.3": r"[\[(\]【]",
        "CLOSING.3": r"[\]\[】]",
        "_OPEN.3": r"\(",
        "ROUND.3": r"\)",
        "INFINITE.6": r"[-+]?∞",
        "INFINITE_DAY.6": r"[-+]?∞",
        "LOW_NUMBER.2": rf"({grouped}{unit}(?=\s*(\.\.|[-,~至到—–])))|{number}{unit}",
        "HIGH_NUMBER.2": rf"({grouped}|{number}){unit}",
        "NUMBER.2": rf"({alone}|{number}){unit}",
        "DATE.2": r"(\d{4}(-\d{1,2}-|\/\d{1,2}\/|\.\d{1,2}\.)\d{1,2}(?!\d)|\d{4}年\d{1,2}月\d{1,2}日?|\d{8}(?!\d))"
        r"([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?",
        "NAME.2": r"\{[^}]*\}",
        "SUBJECT.1": r"[xX](?![A-Za-z0-9_])",
        "WORD.-1": rf"(?!\d)((?!{keywords})\w)+",
        "QUOTED.5": r"\"([^\"]|\"\")*\"",
        "YES_NO.5": f"({alternation(words.YES_NO)}){_END}",
        "TEXT.-1": r"((?!或| or |\s|并?且\s*([非不<!]|包含|以[^上下内外]))([^,、;\"()<>=!|]|\([^()\"]*\))"
        r"|[ ](?! |or |或|$|[,、;|]|且))+",
    }
    return "\n".join(f"{name}: /{pattern}/i" for name, pattern in patterns.items())


@cache
def parser() -> Lark:
    """The parser tables, built once; grammars of Excel cells are small, trees are thrown away at once."""
    grammar = f"{_RULES}\n{_terminals()}\n%ignore /[ \\t]+/\n"
    return Lark(grammar, parser="lalr", lexer="contextual", start=list(STARTS), maybe_placeholders=False)
