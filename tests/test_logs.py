"""The log: lines a program can read, nothing of a customer in them."""

from __future__ import annotations

import json

import pytest
import structlog

from app import logs


@pytest.fixture(autouse=True)
def _as_it_was():
    yield
    structlog.reset_defaults()


def lines(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_an_event_is_one_json_line_on_standard_error(capsys):
    logs.configure()
    structlog.get_logger("any").info("load", file="分级.xlsx", accepted=True)

    [line] = lines(capsys)
    assert (line["event"], line["file"], line["accepted"], line["level"]) == ("load", "分级.xlsx", True, "info")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_carries_no_values(capsys):
    logs.configure()
    customer = "身份证 530102"
    try:
        customer.missing  # noqa: B018
    except AttributeError:
        structlog.get_logger().exception("batch failed", batch=7)

    [line] = lines(capsys)
    assert line["exception"][0]["exc_type"] == "AttributeError"
    assert "530102" not in json.dumps(line, ensure_ascii=False)


def test_lesser_events_can_be_left_out(capsys):
    logs.configure("WARNING")
    structlog.get_logger().info("load")

    assert lines(capsys) == []
