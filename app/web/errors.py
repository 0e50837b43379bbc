"""Error pages: what happened and what to do next, never a stack trace."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.findings import LubuError
from app.web.translate import _

log = structlog.get_logger(__name__)

PAGES = (400, 403, 404, 405, 413, 429, 500)


def words(status: int) -> tuple[str, str]:
    """What happened and what the person can do about it."""
    return {
        400: (_("请求无法处理"), _("请返回上一页，检查填写的内容后再提交。")),
        403: (_("您没有打开此页的权限"), _("如确需使用，请联系系统管理员调整您的岗位。")),
        404: (_("没有找到这个页面"), _("地址可能写错了，或者内容已经不在。请从首页重新进入。")),
        405: (_("这个地址不能这样打开"), _("请从首页重新进入。")),
        413: (_("文件太大"), _("请拆分成较小的文件后再上传；允许的大小写在上传页面上。")),
        429: (_("操作太频繁"), _("请稍等一分钟再试。")),
        500: (_("系统出错了"), _("您的数据没有受影响。请稍后再试；如再次出现，请把下面的编号告诉系统管理员。")),
    }[status]


def page(status: int, message: str = "", advice: str = "", incident: str = "") -> ResponseReturnValue:
    """One error as a page, or as one JSON object where the asker wants JSON."""
    standard = words(status if status in PAGES else 400)
    message, advice = message or standard[0], advice or standard[1]
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": {"code": status, "message": message, "advice": advice}}, status
    return render_template("error.html", status=status, message=message, advice=advice, incident=incident), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # a redirect raised as an exception
        return error
    return page(error.code)


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return page(400, _("页面已过期"), _("为了安全，页面打开太久后需要重新载入。请返回、刷新后再提交。"))


def _findings(error: LubuError) -> ResponseReturnValue:
    """Bad input that no form caught: every finding with its place and cure."""
    return render_template("findings.html", findings=error.findings), 422


def _crash(error: HTTPException) -> ResponseReturnValue:
    incident = secrets.token_hex(4)
    cause = getattr(error, "original_exception", None) or error
    log.error("request failed", incident=incident, path=request.path, method=request.method, exc_info=cause)
    return page(500, incident=incident)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(LubuError, _findings)
    app.register_error_handler(500, _crash)
