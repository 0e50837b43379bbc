"""The Word templates in ``letter_templates/`` as they were first made: ``python -m app.samples.templates``.

From then on legal staff edit the files in Word; running this again overwrites their work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.samples.template_forms import classification_form, scorecard
from app.samples.template_letters import collection_notice, guarantor_notice

FOLDER = Path(__file__).parents[2] / "letter_templates"

TEMPLATES: dict[str, Callable[[], bytes]] = {
    "逾期贷款催收通知书.docx": collection_notice,
    "担保人履行担保责任通知书.docx": guarantor_notice,
    "五级分类认定表.docx": classification_form,
    "绩效计分卡.docx": scorecard,
}


def write_templates(folder: Path = FOLDER) -> list[Path]:
    """Every sample template, made anew; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / name).write_bytes(make())
    return [folder / name for name in TEMPLATES]


if __name__ == "__main__":
    for written in write_templates():
        sys.stdout.write(f"{written}\n")
