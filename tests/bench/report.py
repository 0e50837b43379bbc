"""All benches in one document: ``python -m tests.bench.report [--write docs/benchmarks.md]`` (``make bench``).

A section is what a bench of this folder prints. Each runs in a process of its own, so that none meets the memory, the
threads or the Java machine of another.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Section:
    title: str
    module: str
    markdown: bool = True
    """What it prints is Markdown; anything else is shown as it stands."""


SECTIONS = (
    Section("Deciding", "tests.bench.engine"),
    Section("From file to file", "tests.bench.files"),
    Section("A million cases", "tests.bench.million"),
    Section("Letters", "tests.bench.letters"),
)


def document(sections: tuple[Section, ...]) -> str:
    """The report; a bench that fails ends it."""
    lines = ["# Benchmarks", "", f"Written by `make bench` on: {machine()}.", ""]
    for section in sections:
        lines += [f"## {section.title}", "", f"`python -m {section.module}`", "", *_told(section), ""]
    return "\n".join(lines).rstrip() + "\n"


def _told(section: Section) -> list[str]:
    text = subprocess.run([sys.executable, "-m", section.module], check=True, capture_output=True, text=True).stdout
    lines = text.strip().splitlines()
    return lines if section.markdown else ["```", *lines, "```"]


def machine() -> str:
    """Cores, processor, memory and Python."""
    model = _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()
    memory = _first("/proc/meminfo", "MemTotal")
    size = f", {int(memory.split()[0]) / 2**20:.0f} GB" if memory else ""
    return f"{os.cpu_count()} cores, {model}{size}, Python {platform.python_version()}, {platform.system()}"


def _first(path: str, key: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[section.module for section in SECTIONS], help="modules to run")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    chosen = tuple(section for section in SECTIONS if section.module in options.only and find_spec(section.module))
    text = document(chosen)
    sys.stdout.write(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
