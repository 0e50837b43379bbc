"""How far a batch is, in words."""

from __future__ import annotations

import pytest
from flask import Flask

from app.store.batches import BatchStatus, Progress
from app.web.progress import words

RUNNING = BatchStatus.RUNNING


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (Progress(BatchStatus.UPLOADED, "", 0, 5000, 0, 0), "已收到，等待处理"),
        (Progress(RUNNING, "decide", 0, 5000, 0, 0), "正在判定：0 / 5,000 笔"),
        (Progress(RUNNING, "decide", 5000, 5000, 0, 0), "判定完成，正在安排文书"),
        (Progress(RUNNING, "letters", 5000, 5000, 200, 1954), "正在制作文书：200 / 1,954 份"),
        (Progress(BatchStatus.DONE, "letters", 5000, 5000, 1954, 1954), "已完成"),
        (Progress(BatchStatus.FAILED, "decide", 10, 5000, 0, 0), "未能完成"),
    ],
)
def test_each_stage_has_its_words(app: Flask, progress: Progress, told: str) -> None:
    with app.test_request_context():
        assert words(progress) == told
