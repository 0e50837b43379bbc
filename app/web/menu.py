"""The main menu: what the signed-in person may open, the present page marked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for

from app.web.rights import may
from app.web.translate import _


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    address: str
    current: bool


def menu() -> list[Entry]:
    labels = {
        "home.show": _("首页"),
        "batches.index": _("案件批次"),
        "rulebooks.index": _("规则簿"),
        "scorecards.index": _("绩效计分卡"),
    }
    return [
        Entry(label, url_for(endpoint), request.blueprint in _SECTIONS[endpoint])
        for endpoint, label in labels.items()
        if may(endpoint)
    ]


_SECTIONS = {
    "home.show": {"home"},
    "batches.index": {"batches", "letters", "letter"},
    "rulebooks.index": {"rulebooks", "loads", "trials", "letter_templates"},
    "scorecards.index": {"scorecards"},
}


def this_page() -> str:
    """Where to come back to after a form that belongs to no page, such as the language switch."""
    if request.method != "GET" or request.endpoint is None:
        return "/"
    return request.full_path.rstrip("?")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(menu=menu, this_page=this_page)
