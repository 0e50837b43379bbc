"""A workbook to begin with, for saving: the example, the dictionary of a rulebook in force, or a ledger's columns."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from app.findings import LubuError
from app.samples.starter import Kind, starter_from_cases, starter_from_rulebook, starter_workbook
from app.store.versions import Kind as Stored
from app.web import downloads
from app.web.backend import backend
from app.web.extensions import limiter
from app.web.limits import takes, upload_bytes
from app.web.rights import BUSINESS, only
from app.web.translate import _, _l

LEDGER = "ledger"
_LONGEST_NAME = 40

blueprint = Blueprint("starters", __name__, url_prefix="/rulebooks")


class StarterForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        _l("规则簿名称"),
        [
            InputRequired(_l("请给规则簿起个名字。")),
            Length(max=_LONGEST_NAME, message=_l("名称最多 %(max)d 个字。")),
            Regexp(r'[^\\/:*?"<>|\x00-\x1f]+\Z', message=_l('名称里不能有 \\ / : * ? " < > | 这些符号。')),
        ],
    )
    basis = SelectField(_l("以什么为底"), default=Kind.DECISIONS)
    file = FileField(_l("台账（只在“按台账起草”时需要）"), render_kw={"accept": ".xlsx,.csv,.jsonl"})

    def __init__(self) -> None:
        super().__init__()
        self.basis.choices = [
            SelectChoice(Kind.DECISIONS.value, _("判定的例子：分类、措施、审批、奖励")),
            SelectChoice(Kind.PERFORMANCE.value, _("考核的例子：指标、得分、等级、绩效")),
            SelectChoice(LEDGER, _("按台账起草数据字典")),
            *(
                SelectChoice(item.hash, _("与《%(name)s》同样的数据字典，表只留表头", name=item.name))
                for item in backend().in_force(Stored.RULEBOOK)
            ),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and self.basis.data == LEDGER and not self.file.data:
            self.file.errors = [_("请选择台账文件。")]
            valid = False
        return valid


@blueprint.route("/new", methods=["GET", "POST"])
@only(BUSINESS)
@takes("max_rulebook_mb")
@limiter.limit("20/minute", methods=["POST"])
def new() -> ResponseReturnValue:
    form = StarterForm()
    trouble: LubuError | None = None
    if form.validate_on_submit():
        try:
            return downloads.send_bytes(_made(form), f"{form.name.data}.xlsx")
        except LubuError as error:
            trouble = error
    limit = upload_bytes("max_rulebook_mb")
    answer = render_template("rulebooks/new.html", form=form, trouble=trouble, limit=limit)
    return answer, 422 if trouble or form.errors else 200


def _made(form: StarterForm) -> bytes:
    name, basis, file = form.name.data, form.basis.data, form.file.data
    if basis == LEDGER:
        return starter_from_cases(name, file.stream.read(), file.filename)
    if basis in list(Kind):
        return starter_workbook(name, Kind(basis))
    return starter_from_rulebook(name, backend().rulebook(basis))
