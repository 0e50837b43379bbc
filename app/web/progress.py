"""How far a batch is, in words."""

from __future__ import annotations

from app.store.batches import BatchStatus, Phase, Progress
from app.store.pdf_runs import PdfRun
from app.web.translate import _


def words(progress: Progress) -> str:
    """One line under the progress bar."""
    if progress.status is BatchStatus.UPLOADED:
        return _("已收到，等待处理")
    if progress.status is BatchStatus.DONE:
        return _("已完成")
    if progress.status is BatchStatus.FAILED:
        return _("未能完成")
    if progress.phase == Phase.LETTERS:
        return _("正在制作文书：%(done)s / %(total)s 份", **_counts(progress.letters_done, progress.letters))
    if progress.cases_done >= progress.cases:
        return _("判定完成，正在安排文书")
    return _("正在判定：%(done)s / %(total)s 笔", **_counts(progress.cases_done, progress.cases))


def pdf_words(run: PdfRun) -> str:
    """The same for letters made into PDF."""
    if run.status is BatchStatus.UPLOADED:
        return _("已收到，等待处理")
    if run.finished:
        return _("已完成")
    return _("正在生成 PDF：%(done)s / %(total)s 份", **_counts(run.done, run.total))


def _counts(done: int, total: int) -> dict[str, str]:
    return {"done": f"{done:,}", "total": f"{total:,}"}


def status_words(status: BatchStatus) -> str:
    return {
        BatchStatus.UPLOADED: _("等待处理"),
        BatchStatus.RUNNING: _("处理中"),
        BatchStatus.DONE: _("已完成"),
        BatchStatus.FAILED: _("未完成"),
    }[status]
