"""The command line: ``flask rulebook|letter|scorecard|demo|serve|work|user|audit``.

Exit status: 0 fine, 1 findings or row errors, 2 wrong usage. ``--json`` prints one JSON document.
"""

from __future__ import annotations

from flask import Flask

from app.cli import audit, demo, letter, rulebook, scorecard, service, user


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    for command in (
        rulebook.group,
        letter.group,
        scorecard.group,
        user.group,
        audit.group,
        demo.command,
        service.serve,
        service.work,
    ):
        app.cli.add_command(command)
