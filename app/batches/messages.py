"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

MESSAGES: dict[str, Wording] = {
    "batches.concluded-twice": Wording(
        N_("“{variable}”在两本规则里都是结论：{first} 和 {second}。"),
        N_("一个变量只能由一本规则得出，请删去其中一处或改名。"),
    ),
    "batches.cycle": Wording(
        N_("规则 {books} 互相等待对方的结论，无法排定先后：{ties}。"), N_("请断开其中一处，使结论只向一个方向传递。")
    ),
    "batches.type-conflict": Wording(
        N_("“{variable}”在这里是{second}，在 {where} 是{first}。"), N_("请在两本规则的数据字典中写成同一类型。")
    ),
    "batches.parameter-conflict": Wording(
        N_("参数“{parameter}”在这里是 {second}，在 {where} 是 {first}。"),
        N_("同名参数在各本规则中必须取值相同；用意不同的请改名。"),
    ),
    "batches.letter-twice": Wording(N_("文书“{letter}”已在 {where} 列出。"), N_("请只在一本规则的文书目录中保留它。")),
    "batches.served-concluded": Wording(
        N_("文书“{letter}”的送达日期要记入“{variable}”，而它是 {book} 得出的结论。"),
        N_("请改记入一个案件文件里的日期变量，再让公式去用它。"),
    ),
    "batches.recheck-difference": Wording(
        N_(
            "第 {row} 行（案件 {case}）复核不一致，从{where}开始不同。"
            "本次判定：{cells}。逐条复核：{plain}。在此之前两者相同：{same}。"
        ),
        N_("整批结果不予发布。请把本批文件和规则交开发人员检查。"),
    ),
    "batches.decided-before": Wording(
        N_("文件里已有以前判定写入的 {count} 列（{headings}），本次不读取这些列；新的判定写在最右边，标题与旧列相同。"),
        N_("如不需要新旧对照，请先删除这些旧列再上传。"),
    ),
    "batches.still-read": Wording(
        N_("{reader} 还要用到“{variable}”，而不再有规则得出它。"),
        N_("请先在该规则中去掉对它的引用，再撤下得出它的规则。"),
    ),
    "batches.numbers-alike": Wording(
        N_("“{letter}”和“{other}”的文号写法不同，却会编出相同的文号。"), N_("请写成完全相同的文号，或加以区别。")
    ),
    "batches.letter-unlisted": Wording(
        N_("文书目录中没有“{letter}”。"), N_("请在规则的文书目录中加上这一行，或更正文书名称。")
    ),
    "batches.template-absent": Wording(
        N_("没有可用的模板“{template}”。"), N_("请把模板放进 letter_templates 文件夹，并处理它的检查结果。")
    ),
    "batches.recipient-absent": Wording(
        N_("案件 {case} 没有“{variable}”，无法确定收件人。"), N_("请在台账中补上后重新提交。")
    ),
    "batches.case-undecided": Wording(
        N_("该户案件 {case} 的数据有误，未能判定，文书所列金额会不完整。"), N_("请更正台账中的这一行后重新提交。")
    ),
    "batches.letter-stopped": Wording(N_("案件 {case}：{reason}"), N_("该户本文书整份停发，请先处理上述事项。")),
}
