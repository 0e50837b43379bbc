"""``python -m tests.handbook.findings`` writes the appendix of the page: every finding of a rulebook, in its words."""

from __future__ import annotations

import re

from app.findings import Wording
from app.rulebooks import messages, messages_blocks, messages_check
from tests.handbook import page

_BEGIN, _END = "<!-- 提示 -->", "<!-- 提示完 -->"
_GROUPS = {
    "文件": messages._FILE,
    "单元格和值": messages._CELLS,
    "条件": messages._CONDITIONS,
    "公式": messages._FORMULAS,
    "表、矩阵": messages_blocks._TABLES,
    "阶梯": messages_blocks._SCALES,
    "数据字典、参数、测试用例、指标、文书目录": messages_blocks._LISTS,
    "名称和先后": messages_check._NAMES,
    "重叠、缺口、轮不到的规则": messages_check._ANALYSIS,
}
"""How the page groups them; what is in none of these comes last."""


def appendix() -> str:
    """The tables of the appendix."""
    groups = {title: dict.fromkeys(map(_row, wordings.values())) for title, wordings in _GROUPS.items()}
    listed = {row for rows in groups.values() for row in rows}
    groups["导入和导出"] = dict.fromkeys(row for row in map(_row, messages.MESSAGES.values()) if row not in listed)
    return "\n".join(_table(title, rows) for title, rows in groups.items() if rows)


def _table(title: str, rows: dict[str, None]) -> str:
    return "\n".join([f"### {title}", "", "| 系统说 | 怎么办 |", "|---|---|", *rows, ""])


def _row(wording: Wording) -> str:
    return f"| {_shown(wording.message)} | {_shown(wording.advice)} |"


def _shown(template: str) -> str:
    """A wording with dots for what it is filled with."""
    bare = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", template).replace("{{", "{").replace("}}", "}")
    return bare.replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("*", "\\*")


def stated() -> str:
    """The appendix as it stands in the page."""
    return page.text().partition(_BEGIN)[2].partition(_END)[0].strip()


def main() -> None:
    before, _, rest = page.text().partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.PAGE.write_text(f"{before}{_BEGIN}\n\n{appendix()}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
