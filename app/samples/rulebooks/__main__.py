"""``python -m app.samples.rulebooks`` rebuilds the workbooks in ``rulebooks/``."""

from __future__ import annotations

from pathlib import Path

from app.samples.rulebooks import make_rulebooks

FOLDER = Path(__file__).parents[3] / "rulebooks"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in make_rulebooks().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
