"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

MESSAGES: dict[str, Wording] = {
    "scorecards.period-unknown": Wording(
        N_("“{text}”不是考核期。"),
        N_("请写成 2026Q3（季度）、2026-07（月）、2026H1（半年）或 2026（年）。"),
    ),
    "scorecards.no-measures": Wording(
        N_("规则簿“{rulebook}”里没有“指标”块，无法考核。"),
        N_("请在工作簿中加一个“指标”块：指标、数据表、汇总、字段、筛选、目标、权重。"),
    ),
    "scorecards.no-officer-role": Wording(
        N_("数据字典里没有用途为“{role}”的变量，不知道一笔收回记在谁名下。"),
        N_("请在“数据字典”中，把工号那一行的“用途”写成“{role}”。"),
    ),
    "scorecards.no-date-role": Wording(
        N_("数据字典里没有用途为“{role}”的变量，台账各行不分考核期，全部计入。"),
        N_("如需按期考核，请在“数据字典”中，把入账日期那一行的“用途”写成“{role}”。"),
    ),
    "scorecards.date-type": Wording(
        N_("变量“{variable}”用作入账日期，类型却是“{type}”。"),
        N_("请在“数据字典”中把它的类型改为“日期”。"),
    ),
    "scorecards.unknown-variable": Wording(
        N_("指标“{measure}”用到的“{variable}”不在数据字典中。"),
        N_("请在“数据字典”中加上“{variable}”，或改正指标的“字段”“筛选”。"),
    ),
    "scorecards.no-field": Wording(
        N_("指标“{measure}”要求“{aggregate}”，却没有写字段。"),
        N_("请在“字段”列写明对哪一列{aggregate}；只有“计数”可以不写。"),
    ),
    "scorecards.field-type": Wording(
        N_("指标“{measure}”对“{variable}”求“{aggregate}”，但它的类型是“{type}”。"),
        N_("请换一个字段，或在“数据字典”中改正“{variable}”的类型。"),
    ),
    "scorecards.same-file": Wording(
        N_("文件“{file}”与“{other}”内容完全相同，只计一次。"),
        N_("如果本应是另一份台账，请重新导出后再上传。"),
    ),
    "scorecards.sheet-unused": Wording(
        N_("这张表不是指标用到的数据表，也没有经办人一列，未使用。"),
        N_("如果它应当计入，请把表名改成指标里“数据表”写的名字。"),
    ),
    "scorecards.no-table": Wording(
        N_("指标“{measure}”要用数据表“{table}”，上传的文件里没有这张表；现有：{there}。"),
        N_("请把相应的工作表（或 CSV 文件）命名为“{table}”，或改正指标的“数据表”。"),
    ),
    "scorecards.no-column": Wording(
        N_("数据表“{table}”没有“{variable}”一列，指标“{measure}”算不出来。"),
        N_("请补上这一列；若台账里叫别的名字，请写进“数据字典”的“别名”。"),
    ),
    "scorecards.no-officer-column": Wording(
        N_("数据表“{table}”没有经办人一列（应为：{headings}）。"),
        N_("请补上这一列；若台账里叫别的名字，请写进“数据字典”的“别名”。"),
    ),
    "scorecards.no-officers": Wording(
        N_("所有数据表里都没有读到经办人，没有可考核的人。"),
        N_("请检查经办人一列是否有内容，并改正各行的问题后重新上传。"),
    ),
    "scorecards.line-incomplete": Wording(
        N_("这一行没有“{variable}”，不知道应计给谁或计入哪一期，未计入。"),
        N_("请在台账中补上“{variable}”后重新上传。"),
    ),
    "scorecards.more-lines": Wording(
        N_("这张表还有 {count} 行未计入；以上只列出前 {told} 行。"),
        N_("多数行都有问题时，请先检查表头与数据字典是否对得上，再重新上传。"),
    ),
    "scorecards.too-many-officers": Wording(
        N_("读到 {count} 个不同的经办人，超过 {most} 人，计分卡没有生成。"),
        N_("请检查用途为“经办人”的列是否选错（例如选成了借据号）。"),
    ),
    "scorecards.outside-domain": Wording(
        N_("“{variable}”的值“{value}”不在数据字典的取值范围内，这一行未计入。"),
        N_("请改正台账；如果这个值是对的，请把它加进“数据字典”的取值范围。"),
    ),
    "scorecards.recheck-difference": Wording(
        N_("员工 {officer} 的“{variable}”两种算法结果不同：“{first}”与“{second}”，计分卡没有生成。"),
        N_("这是软件问题，请把规则簿“{rulebook}”和台账交给技术人员。"),
    ),
    "scorecards.nothing-in-period": Wording(
        N_("数据表“{table}”共 {lines} 行，没有一行的入账日期落在考核期内。"),
        N_("请核对考核期，以及台账是否导全。"),
    ),
    "scorecards.officer-ambiguous": Wording(
        N_("员工 {officer} 的“{variable}”有几种写法：{values}；按“{taken}”计。"),
        N_("请在台账中统一；以没有入账日期的表（如任务表、花名册）为先。"),
    ),
    "scorecards.not-brought": Wording(
        N_("规则要用“{variable}”，但所有表里都没有这一列的值，按缺失处理。"),
        N_("请在任务表或花名册里加上“{variable}”一列。"),
    ),
}
