"""A rulebook as the reader of the workbook knows it: its blocks as grids, cell for cell, ready for a page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import openpyxl

from app.rulebooks.model import Rulebook
from app.web.blocks.lists import list_blocks
from app.web.blocks.matrices import matrix_block
from app.web.blocks.model import Block, Cell, Row, anchor_of
from app.web.blocks.scales import scale_block
from app.web.blocks.tables import table_block

__all__ = ["Block", "Cell", "Row", "anchor_of", "blocks_of", "sheet_names"]


def blocks_of(rulebook: Rulebook, sheets: Sequence[str] = ()) -> tuple[Block, ...]:
    """Every block in the order of the workbook; *sheets* are its sheet names in order, where known."""
    blocks = [
        matrix_block(table, rulebook) if table.matrix else table_block(table, rulebook) for table in rulebook.tables
    ]
    blocks += [scale_block(scale, rulebook) for scale in rulebook.scales]
    blocks += list_blocks(rulebook)
    order = {sheet: index for index, sheet in enumerate(dict.fromkeys([*sheets, *(block.sheet for block in blocks)]))}
    return tuple(sorted(blocks, key=lambda block: (order[block.sheet], block.first_row)))


def sheet_names(data: bytes) -> tuple[str, ...]:
    """The sheets of a stored workbook, in its order."""
    workbook = openpyxl.load_workbook(BytesIO(data), read_only=True)
    try:
        return tuple(workbook.sheetnames)
    finally:
        workbook.close()
