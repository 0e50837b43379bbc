"""Template → compiled template + findings; values → .docx. Knows docxtpl and lxml."""

from app.letters.archive import UniqueNames, safe_name, stream_letters
from app.letters.check import check_template
from app.letters.compile import CompiledTemplate, compile_template
from app.letters.model import FieldNames, letter_fields
from app.letters.numbering import format_number, pattern_faults
from app.letters.values import Money, Percent, from_json, typed

__all__ = [
    "CompiledTemplate",
    "FieldNames",
    "Money",
    "Percent",
    "UniqueNames",
    "check_template",
    "compile_template",
    "format_number",
    "from_json",
    "letter_fields",
    "pattern_faults",
    "safe_name",
    "stream_letters",
    "typed",
]
