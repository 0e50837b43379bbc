"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording
from app.rulebooks.dmn.messages import DMN
from app.rulebooks.messages_blocks import BLOCKS
from app.rulebooks.messages_check import CHECKS

_FILE = {
    "too-large": Wording(
        N_("文件有 {size} MB，超过了 {limit} MB 的上限。"), N_("请删去与规则无关的工作表和图片后再上传。")
    ),
    "encrypted": Wording(N_("这个工作簿设了打开密码，读不出来。"), N_("请在 Excel 中取消打开密码，另存后再上传。")),
    "old-xls": Wording(
        N_("这是旧版 Excel 文件（.xls 或 .et），不是 .xlsx。"),
        N_("请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"),
    ),
    "macros": Wording(N_("这个工作簿带有宏，不接受。"), N_("请另存为不带宏的“Excel 工作簿（*.xlsx）”后再上传。")),
    "xlsb": Wording(N_("这是二进制工作簿（.xlsb）。"), N_("请另存为“Excel 工作簿（*.xlsx）”后再上传。")),
    "not-a-workbook": Wording(
        N_("这不是 Excel 工作簿（.xlsx）。"), N_("请确认选对了文件；改过扩展名的文件要在原来的程序里另存为 .xlsx。")
    ),
    "damaged": Wording(N_("工作簿已损坏，读不下去（{reason}）。"), N_("请用 Excel 或 WPS 打开并修复，另存后再上传。")),
    "bomb": Wording(
        N_("文件内部的结构不正常（{what}），为安全起见不予打开。"),
        N_("请在 Excel 中新建工作簿，把规则复制过去再上传。"),
    ),
    "too-many-sheets": Wording(N_("有 {count} 张工作表，上限是 {limit} 张。"), N_("请按主题分成几个工作簿。")),
    "too-many-cells": Wording(N_("单元格超过 {limit} 个。"), N_("请删去与规则无关的数据，或分成几个工作簿。")),
    "too-much-text": Wording(
        N_("单元格里的文字合计超过 {limit} 万字。"), N_("请删去与规则无关的长文，或分成几个工作簿。")
    ),
    "too-many-blocks": Wording(
        N_("工作簿里有 {count} 个表（以空行隔开算一个），上限是 {limit} 个。"),
        N_("请删去与规则无关的内容，或按主题分成几个工作簿。"),
    ),
    "too-many-rules": Wording(
        N_("到这个表为止规则（矩阵的格子、阶梯的档也算）已超过 {limit} 条，从这里起不再读。"),
        N_("请按主题分成几个工作簿，或用区间和参数合并规则。"),
    ),
    "too-many-tiers": Wording(
        N_("阶梯有 {count} 档，上限是 {limit} 档。"), N_("请合并比例相同的档，或确认这是不是一个阶梯。")
    ),
    "too-many-names": Wording(
        N_("变量（连同别名）或参数超过 {limit} 个，从这里起不再读。"), N_("请删去用不到的，或按主题分成几个工作簿。")
    ),
    "too-much-to-read": Wording(
        N_("互不相同的条件和公式合计超过 {limit} 个字，从这里起不再读。"),
        N_("请把重复的界限改成参数，或按主题分成几个工作簿。"),
    ),
    "name-too-long": Wording(N_("参数名“{name}……”超过 {limit} 个字。"), N_("请改成简短的名称。")),
    "domain-too-long": Wording(
        N_("取值范围里有 {count} 个值，上限是 {limit} 个。"), N_("编号、姓名之类列不全的变量，请把取值范围留空。")
    ),
    "too-wide": Wording(
        N_("有内容的区域一直延伸到 {cell}，太大了。"), N_("请删除远处的多余内容（选中多余的行列后“删除”，再保存）。")
    ),
    "nothing-to-decide": Wording(
        N_("工作簿里没有找到任何决策表、矩阵、阶梯、公式或指标。"), N_("请按模板写好标题行和表头，再上传。")
    ),
}

_CELLS = {
    "cell-error": Wording(N_("单元格显示的是错误值 {text}。"), N_("请改正公式，或直接写上内容。")),
    "formula-unstored": Wording(
        N_("单元格里是公式 {text}，但文件里没有保存它的结果。"), N_("请用 Excel 打开、重新计算并保存，或直接写上数值。")
    ),
    "digits-lost": Wording(
        N_("“{variable}”的 {text} 超过 15 位，Excel 已把末几位改成了 0。"),
        N_("请把单元格设为文本格式，再重新录入完整号码。"),
    ),
    "became-a-date": Wording(
        N_("“{variable}”是数字列，这里却是日期 {text}，多半是 Excel 把“1-30”之类的写法改成了日期。"),
        N_("是否应为 {proposal}？请把单元格设为文本格式后重写。"),
    ),
    "value-type": Wording(
        N_("“{text}”不是{type}，而“{variable}”的类型是{type}。"), N_("请改成{type}，或在数据字典里改类型。")
    ),
    "not-whole": Wording(N_("“{variable}”是整数，{text} 带小数。"), N_("请写整数，或在数据字典里改成小数。")),
    "date-unclear": Wording(N_("“{text}”不是日期。"), N_("请写成 2026-01-31 的样子。")),
    "yes-or-no": Wording(N_("这里只能写“是”或“否”，现在是“{text}”。"), N_("请改成“是”或“否”。")),
    "name-blank": Wording(N_("这一行没有写“{column}”。"), N_("请补上，或删去这一行。")),
    "value-outside": Wording(
        N_("“{text}”不在“{variable}”的取值范围内（{domain}）。"), N_("请改成取值范围里的值，或在取值范围里加上它。")
    ),
    "value-similar": Wording(
        N_("“{text}”不在“{variable}”的取值范围内。"), N_("是否应为“{similar}”？否则请在取值范围里加上它。")
    ),
    "value-beyond": Wording(
        N_("“{text}”不可能出现：“{variable}”的取值范围是 {limits}。"), N_("请改条件，或改数据字典里的取值范围。")
    ),
    "value-never-concluded": Wording(
        N_("没有哪条规则会得出“{variable}”为“{text}”，这个条件永远不成立。"), N_("请核对写法；可能的值有：{known}。")
    ),
    "variable-unknown": Wording(N_("数据字典里没有“{variable}”。"), N_("请改成字典里的名称，或把它加进数据字典。")),
    "variable-similar": Wording(N_("数据字典里没有“{variable}”。"), N_("是否应为“{similar}”？")),
    "type-inferred": Wording(
        N_("数据字典里没有“{variable}”，按内容推断为{type}。"), N_("建议在数据字典里写明它的类型。")
    ),
}

_CONDITIONS = {
    "condition-unclear": Wording(N_("看不懂条件“{text}”。"), N_("请对照“条件写法”一页改写。")),
    "condition-unclear-number": Wording(
        N_("数字列里的“{text}”看不懂。"), N_("可以写 >90、<=90、[30..90)、30-90、30,90、90以上、空 等。")
    ),
    "condition-unclear-date": Wording(
        N_("日期列里的“{text}”看不懂。"), N_("可以写 2026-01-31、>=2026-01-31、2026-01-01..2026-12-31、空 等。")
    ),
    "condition-unclear-text": Wording(
        N_("文本列里的“{text}”看不懂。"),
        N_('可以写 抵押、抵押,质押、not(信用,保证)、包含"破产"；值里有符号时请加引号。文本不能比较大小。'),
    ),
    "condition-unclear-bool": Wording(N_("是否列里的“{text}”看不懂。"), N_("请写“是”“否”“空”或“-”。")),
    "condition-rewrite": Wording(N_("看不懂条件“{text}”。"), N_("是否应为 {proposal}？")),
    "condition-too-long": Wording(N_("条件超过 {limit} 个字：{text}……"), N_("请拆成几行，或用参数和公式代替。")),
    "bounds-listed": Wording(
        N_("“{text}”用逗号（或“或”）连接了下限和上限，照字面任何值都满足。"), N_("是否应为 {proposal}？")
    ),
    "bounds-adjoined": Wording(N_("“{text}”里两个比较之间没有写“且”。"), N_("是否应为 {proposal}？")),
    "bounds-same-side": Wording(N_("“{text}”里的两个比较方向相同，其中一个是多余的。"), N_("请只留一个。")),
    "always-true": Wording(N_("“{text}”任何值都满足。"), N_("若是不限，请写“-”；否则请改正界限。")),
    "range-unbalanced": Wording(N_("区间“{text}”的括号不成对。"), N_("是否应为 {proposal}？")),
    "range-empty": Wording(N_("区间“{text}”里一个值也没有。"), N_("是否应为 {proposal}？")),
    "scale-unclear": Wording(N_("“{text}”里只有一头写了单位，分不清另一头的大小。"), N_("是否应为 {proposal}？")),
    "unit-unknown": Wording(
        N_("“{text}”里的单位“{unit}”与本列不符。"), N_("请换算成本列的单位，或在数据字典里写明单位。")
    ),
    "leading-zero": Wording(
        N_("“{text}”里的 {number} 以 0 开头，像编号而不像数字。"), N_("若是编号，请在数据字典里把类型改为文本。")
    ),
    "grouped-number": Wording(
        N_("“{text}”按千分位读作一个数 {value}。"), N_("若本意是几个数，请用顿号隔开：{proposal}。")
    ),
    "percent-missing": Wording(
        N_("“{variable}”是百分比，“{text}”没有百分号，读作 {percent}。"), N_("若本意是 {proposal}，请加上百分号。")
    ),
    "number-too-large": Wording(N_("“{text}”里的数 {number} 太大了。"), N_("请核对位数和单位；编号请改用文本类型。")),
    "date-with-time": Wording(
        N_("“{text}”里除了日期还有钟点，而规则只按日期判断。"), N_("是否应为 {proposal}？请把单元格改成只有日期。")
    ),
    "day-edge-unclear": Wording(
        N_("“{text}”没有说清当天算不算在内。"), N_("含当天请写 {proposal}，不含当天请写 {other}。")
    ),
    "text-list-unclear": Wording(N_("“{text}”里后面的值是“包含”它还是“等于”它，说不清。"), N_("是否应为 {proposal}？")),
    "text-both": Wording(
        N_("“{text}”用“且”连接了两个文本条件；一格里只能用“且”连接否定（非…且非…、不包含…且不包含…）。"),
        N_("请在公式里先得出一个是否变量，再按它判断；或改用“或”。"),
    ),
    "lines-unclear": Wording(N_("单元格里的“{text}”分了行，没有说清是几个值还是一个值。"), N_("是否应为 {proposal}？")),
    "text-wildcard": Wording(
        N_("“{text}”像是通配或排除的写法，这里会被当作一个完整的值。"),
        N_("是否应为 {proposal}？若它就是值本身，请加引号。"),
    ),
    "date-impossible": Wording(N_("“{text}”里的 {date} 不是一个存在的日期。"), N_("请核对年月日。")),
    "negation-listed": Wording(N_("“{text}”里“非”管到哪里说不清。"), N_("是否应为 {proposal}？")),
    "negation-twice": Wording(N_("“{text}”里有双重否定。"), N_("请改成肯定的写法。")),
    "name-unknown": Wording(
        N_("“{text}”里的“{name}”既不是值，也不是参数。"), N_("请写数值，或在“参数”里加上“{name}”。")
    ),
    "name-similar": Wording(N_("“{text}”里的“{name}”既不是值，也不是参数。"), N_("是否应为参数“{similar}”？")),
    "parameter-type": Wording(N_("参数“{name}”的值是“{value}”，与这里需要的类型不符。"), N_("请核对参数的值和类型。")),
}

_FORMULAS = {
    "formula-blank": Wording(N_("“{variable}”没有写公式。"), N_("请补上公式，或删去这一行。")),
    "formula-unclear": Wording(N_("公式从“{at}”处起看不懂：{text}"), N_("请检查那里的符号、括号和名称。")),
    "formula-unfinished": Wording(N_("公式没有写完：{text}"), N_("请检查括号是否成对，末尾是否缺了内容。")),
    "formula-too-long": Wording(N_("公式超过 {limit} 个字：{text}……"), N_("请拆成几个中间变量。")),
    "formula-too-deep": Wording(N_("公式太复杂：{text}……"), N_("请拆成几个中间变量。")),
    "function-unknown": Wording(N_("没有函数“{function}”。"), N_("可用的函数见“公式”一页；其他一概不能调用。")),
    "function-similar": Wording(N_("没有函数“{function}”。"), N_("是否应为 {similar}？")),
    "function-today": Wording(
        N_("公式里不能用 {function}：同一案件今天和明天会算出不同的结果。"), N_("请改用“业务日期”。")
    ),
    "function-arguments": Wording(N_("{function} 有 {count} 个参数，个数不对。"), N_("请核对逗号和括号。")),
    "decimals-unclear": Wording(N_("小数位“{text}”不对。"), N_("请写 0 到 10 之间的整数。")),
    "type-differs": Wording(N_("“{variable}”在这里是{type}，在数据字典（{cell}）里是{other}。"), N_("请改成一致。")),
}

MESSAGES: dict[str, Wording] = {
    f"rulebooks.{code}": wording
    for group in (_FILE, _CELLS, _CONDITIONS, _FORMULAS, BLOCKS, CHECKS, DMN)
    for code, wording in group.items()
}
