"""The words of findings about DMN files and other tools' workbooks; part of :data:`app.rulebooks.messages.MESSAGES`."""

from __future__ import annotations

from app.findings import N_, Wording

_READING = {
    "dmn-too-large": Wording(N_("DMN 文件有 {size} MB，超过了 {limit} MB 的上限。"), N_("请分成几个文件再导入。")),
    "dmn-too-many": Wording(N_("DMN 文件里的元素或决策超过上限（{limit} 个）。"), N_("请分成几个文件再导入。")),
    "dmn-damaged": Wording(N_("DMN 文件不是完整的 XML，读不下去（{reason}）。"), N_("请在原来的工具里重新导出。")),
    "dmn-doctype": Wording(
        N_("DMN 文件带有文档类型声明（DOCTYPE），为安全起见不予打开。"),
        N_("请重新导出，或删去这个声明。"),
    ),
    "dmn-foreign": Wording(
        N_("这不是 DMN 文件：最外层是“{root}”，不是 DMN 1.1 至 1.5 的 definitions。"), N_("请确认选对了文件。")
    ),
    "dmn-no-table": Wording(N_("文件里没有可以取用的决策表。"), N_("请确认决策表已随文件导出。")),
    "dmn-not-a-table": Wording(
        N_("决策“{decision}”不是决策表（{kind}），没有取用。"),
        N_("请改成决策表，或在工作簿的“公式”里写出来。"),
    ),
    "dmn-element-left": Wording(N_("{kind}“{name}”没有取用。"), N_("引用它的决策表会把它当作要输入的变量，请核对。")),
    "dmn-language": Wording(
        N_("这里的表达式语言是“{language}”，不是 FEEL。"), N_("请在原来的工具里改用 FEEL，再重新导出。")
    ),
    "dmn-input-unclear": Wording(
        N_("输入列的表达式“{text}”不是一个变量名。"), N_("需要完整的 FEEL 引擎才能计算；请先把它算成一个变量。")
    ),
    "dmn-output-unnamed": Wording(N_("第 {number} 个输出列没有名称。"), N_("请给它一个名称，再重新导出。")),
    "dmn-name-unusable": Wording(N_("名称“{name}”不能用作变量名。"), N_("请换一个不含反斜杠的名称。")),
    "dmn-heading-twice": Wording(N_("“{variable}”在这张表里占了两列。"), N_("请合并成一列，再重新导出。")),
    "dmn-cell-feel": Wording(
        N_("“{variable}”的“{text}”需要完整的 FEEL 引擎，或没有任何值能满足它。"),
        N_('请改成比较、区间、列表、not()、带引号的文本、date("…") 或 -。'),
    ),
    "dmn-empty-text": Wording(
        N_("“{variable}”的结论是空文本，规则工作簿里没有这种结论，按没有结论取用。"), N_("请改成写得出来的值，如“无”。")
    ),
    "dmn-cell-type": Wording(
        N_("“{variable}”的类型是{type}，“{text}”与它不符。"), N_("请核对变量的类型，或改写这一格。")
    ),
    "dmn-type-unsupported": Wording(
        N_("“{variable}”的类型“{type}”在规则工作簿里没有对应的类型。"), N_("请改用 string、number、boolean 或 date。")
    ),
    "dmn-type-mixed": Wording(
        N_("“{variable}”没有写明类型，各格的内容又不一致（{types}）。"), N_("请在 DMN 里写明类型，再重新导出。")
    ),
    "dmn-type-guessed": Wording(N_("“{variable}”没有写明类型，按内容读作{type}。"), N_("请在数据字典里核对。")),
    "dmn-values-unclear": Wording(
        N_("“{variable}”的允许值“{text}”读不出来。"), N_("请改成值的列表或区间，再重新导出。")
    ),
    "dmn-values-differ": Wording(
        N_("“{variable}”在几处写的允许值不同，取用“{kept}”，没有取用“{text}”。"), N_("请在数据字典里核对取值范围。")
    ),
    "dmn-policy-unknown": Wording(N_("不认识命中策略“{text}”。"), N_("请改成 DMN 标准的命中策略。")),
    "dmn-rule-width": Wording(
        N_("规则“{rule}”有 {inputs} 个条件、{outputs} 个结论，与表头不符。"), N_("请在原来的工具里补齐，再重新导出。")
    ),
    "dmn-table-left": Wording(
        N_("决策表“{table}”没有取用：少取一格，判定就会出错。"), N_("请先改正上面列出的各处，再重新导入。")
    ),
    "dmn-table-empty": Wording(N_("决策表“{table}”没有规则。"), N_("请补上规则，再重新导出。")),
    "dmn-renamed": Wording(N_("“{name}”在规则工作簿里另有含义，已改名为“{new}”。"), N_("要改名，请在工作簿里改。")),
    "dmn-negation": Wording(
        N_("not(…) 在 DMN 里对缺失的值也成立，在规则工作簿里不成立。"), N_("若缺失也要命中，请为“空”另写一条规则。")
    ),
}

_WRITING = {
    "dmn-not-written": Wording(
        N_("{kind}“{name}”不是决策表，没有写进导出的文件。"), N_("在别的工具里，要由使用者给出它的结果。")
    ),
    "dmn-block-left": Wording(
        N_("“{kind}”（{count} 条）没有写进导出的文件。"), N_("它不参与判定；请保留原来的工作簿。")
    ),
    "dmn-dates-not-written": Wording(
        N_("“{name}”只在写明的日期之间有效，别的工具不按业务日期判断。"),
        N_("日期只记作备注；请在那里另行控制。"),
    ),
    "dmn-list-read": Wording(
        N_("“{variable}”是一组值，别的工具对它的条件算法不同。"), N_("在别的工具里请改用 list contains()。")
    ),
    "dmn-worst-reversed": Wording(
        N_("DMN 没有“最重”，已写成“优先”（PRIORITY），允许值的顺序倒过来。"), N_("判定的结果不变。")
    ),
    "dmn-default-as-rule": Wording(
        N_("决策表“{table}”的默认行在别的工具里会当作一条规则，与其他规则一起命中。"),
        N_("请在那里删去默认行，另行处理没有命中的情形。"),
    ),
    "dmn-title-apart": Wording(
        N_("决策表“{name}”在导出的工作簿里叫“{new}”：别的工具按标题找表，同名的变量会被当成表。"),
        N_("判定的结果不变。"),
    ),
    "dmn-property-left": Wording(
        N_("决策表“{table}”的“{name}”没有写进导出的工作簿：别的工具认不出标题下面的这一行。"),
        N_("请保留原来的工作簿。"),
    ),
    "dmn-property-kept": Wording(
        N_("决策表“{table}”写着生效或失效日期，别的工具读不了这张表。"), N_("请删去日期后再导出，在那里另行控制。")
    ),
    "dmn-cell-ours": Wording(
        N_("“{variable}”的条件“{text}”只有律簿读得懂，别的工具会读错或读不了。"), N_("请在那里改写这一格。")
    ),
    "dmn-domain-dropped": Wording(
        N_("“{variable}”的允许值含有分隔符号，写不进取值范围一格，已略去。"), N_("请把值里的逗号、顿号或分号换掉。")
    ),
    "dmn-cell-dropped": Wording(
        N_("“{variable}”的“{text}”写不进单元格。"), N_("请在原来的工具里缩短它，或去掉其中的引号。")
    ),
    "dmn-differs": Wording(
        N_("决策表“{table}”写进工作簿后读出来与原来不同。"), N_("请核对它的名称和取值里有没有特殊的符号。")
    ),
}

_EXCEL = {
    "dmn-layout": Wording(N_("按 {layout} 的版式读取：{reason}。"), N_("版式不对时，请用 --layout 指明。")),
    "dmn-layout-unknown": Wording(
        N_("认不出这份工作簿是哪种版式（工作表：{sheets}）。"),
        N_("应有 pyDMNrules 的 Glossary、Decision 或双线分区的决策表，或 Camunda 的标题行；也可用 --layout 指明。"),
    ),
    "dmn-layout-ambiguous": Wording(N_("这份工作簿像不止一种版式：{seen}。"), N_("请用 --layout 指明按哪一种读取。")),
    "dmn-workbook-ours": Wording(N_("这已经是规则工作簿（有“{seen}”），不用导入。"), N_("请直接检查或上传它。")),
    "dmn-sheet-left": Wording(
        N_("工作表“{sheet}”没有取用：这种版式只读第一张。"), N_("请把其他表各存成一个文件再导入。")
    ),
    "dmn-step-unknown": Wording(
        N_("Decision 里的决策表“{table}”找不到，或认不出它的版式。"), N_("请核对名称、双线边框和左上角的命中策略。")
    ),
    "dmn-step-twice": Wording(
        N_("Decision 里的决策表“{table}”要执行两次，只取用了第一次。"), N_("请把两次的条件写进表里，分成两张表。")
    ),
    "dmn-step-condition": Wording(
        N_("Decision 对“{table}”的条件与表里“{variable}”的条件不能合成一格。"), N_("请在表里写出合并后的条件。")
    ),
    "dmn-table-not-run": Wording(
        N_("Decision 没有提到决策表“{table}”，它不会执行，没有取用。"), N_("要用它，请在 Decision 里加一行。")
    ),
    "dmn-execute": Wording(
        N_("决策表“{table}”用 Execute 列决定接着执行哪张表，规则工作簿没有这种写法。"),
        N_("请把执行的条件写成各表自己的条件列。"),
    ),
    "dmn-no-double-line": Wording(
        N_("决策表“{table}”的条件和结论之间没有双线边框。"), N_("请在两者之间画双线，再重新导入。")
    ),
    "dmn-outcome-blank": Wording(N_("决策表“{table}”的这个结论是空的。"), N_("请填上结论，再重新导入。")),
    "dmn-crosstab-headings": Wording(
        N_("交叉表的左上角与两个标题不符：横向有 {across} 个变量，纵向有 {down} 个。"),
        N_("左上角的行数、列数应各比变量的个数多一。"),
    ),
    "dmn-concluded-twice": Wording(
        N_("“{variable}”在决策表“{table}”里已有结论，这里又给出一次（后一次覆盖前一次）。"),
        N_("请合成一张表，或把其中一个换个名称。"),
    ),
    "dmn-read-before": Wording(
        N_("“{variable}”在这里用到，却要到后面的表才有结论。"), N_("请调整 Decision 里的次序，或换个名称。")
    ),
    "dmn-unique-overlap": Wording(
        N_("决策表“{table}”写的是唯一（U），却有规则同时命中；原来的工具只取第一条。"),
        N_("请改正规则；若确实要取第一条，导入时加上 --unique-as-first。"),
    ),
    "dmn-unique-as-first": Wording(
        N_("决策表“{table}”有规则同时命中，已按要求读作首条（F）。"), N_("请核对规则的先后次序。")
    ),
}

DMN: dict[str, Wording] = _READING | _WRITING | _EXCEL
