"""The five sample workbooks of ``rulebooks/``: content as data, one module per workbook, drawn by one writer."""

from app.samples.rulebooks import classification, documents, performance, strategy, warning
from app.samples.rulebooks.model import Book
from app.samples.rulebooks.writer import make_workbook

BOOKS: tuple[Book, ...] = (
    classification.BOOK,
    strategy.BOOK,
    warning.BOOK,
    documents.BOOK,
    performance.BOOK,
)
"""In the order in which they are decided."""


def make_rulebooks() -> dict[str, bytes]:
    """File name → content of every sample workbook."""
    return {f"{book.name}.xlsx": make_workbook(book) for book in BOOKS}
