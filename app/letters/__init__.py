"""Template → compiled template + findings; values → .docx. Knows docxtpl and lxml."""

from app.letters.archive import UniqueNames, safe_name, stream_letters, write_zip
from app.letters.check import check_template
from app.letters.compile import CompiledTemplate, compile_template
from app.letters.model import FieldNames, letter_fields
from app.letters.numbering import format_number, pattern_faults
from app.letters.printfile import PrintFile, print_file
from app.letters.reader import read_values
from app.letters.records import check_code, from_record, to_record
from app.letters.values import Money, Percent, typed

__all__ = [
    "CompiledTemplate",
    "FieldNames",
    "Money",
    "Percent",
    "PrintFile",
    "UniqueNames",
    "check_code",
    "check_template",
    "compile_template",
    "format_number",
    "from_record",
    "letter_fields",
    "pattern_faults",
    "print_file",
    "read_values",
    "safe_name",
    "stream_letters",
    "to_record",
    "typed",
    "write_zip",
]
