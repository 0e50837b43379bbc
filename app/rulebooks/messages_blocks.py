"""The words of findings about the shape of blocks; collected in :mod:`app.rulebooks.messages`."""

from __future__ import annotations

from app.findings import N_, Wording

_TABLES = {
    "findings-cut": Wording(N_("问题超过 {limit} 个，没有再查下去。"), N_("请先改正列出的，或确认选对了文件。")),
    "block-unknown": Wording(
        N_("这一行自成一块，看不出是什么：{text}"), N_("空行把内容分成了块；若它属于上面的表，请删去中间的空行。")
    ),
    "text-ignored": Wording(N_("“{text}”不属于任何表，已略过。"), N_("若是说明文字，可以不管。")),
    "sections-unknown": Wording(
        N_("分不清“{table}”里哪些列是条件、哪些是结论。"), N_("请在结论列上方的标题行写“结论”，备注列上方写“备注”。")
    ),
    "sections-unknown-columns": Wording(
        N_("分不清“{table}”里哪些行是条件、哪些是结论。"),
        N_("请在最左边加一列，条件行前写“条件”，结论行前写“结论”，备注行前写“备注”。"),
    ),
    "orientation-unclear": Wording(
        N_("看不出“{table}”是一行一条规则，还是一列一条规则。"),
        N_("一行一条规则的，请在结论列上方写“结论”；一列一条规则的，请在结论行的最左边写“结论”。只写一处。"),
    ),
    "policy-unknown": Wording(
        N_("左上角的“{text}”不是命中策略。"),
        N_("是否应为 {similar}？可写 U/唯一 A/一致 F/首条 P/优先 最重 R/按行 O/按序 C/全部 C+ C> C< C#，留空为 U。"),
    ),
    "policy-twice": Wording(N_("左上角写的是“{corner}”，命中策略一行写的是“{other}”。"), N_("请只留一处。")),
    "order-unknown": Wording(
        N_("命中策略 {policy} 要按“{variable}”的取值范围排先后，但没有写取值范围。"),
        N_("请在表头下加一行“取值范围”，或在数据字典里写明。"),
    ),
    "collect-text": Wording(
        N_("命中策略 {policy} 要对“{variable}”求值，但它不是数字。"), N_("请改命中策略，或把结论写成数字。")
    ),
    "count-not-number": Wording(
        N_("命中策略 C# 得出的是个数，“{variable}”在数据字典里却是{type}，这里按整数读取。"),
        N_("请在数据字典里把它的类型改为整数，或给个数另取一个名称。"),
    ),
    "heading-blank": Wording(N_("这一列有内容，但没有列名。"), N_("请写上变量名，或删去这一列。")),
    "title-among-rules": Wording(N_("“{text}”像是另一张表的标题，却和上面的表连在一起。"), N_("请在它上面空一行。")),
    "column-apart": Wording(
        N_("“{table}”的空列后面还有内容，看不出是不是这张表的。"),
        N_("是这张表的，请删去空列；是另一张表，请移到下面，中间空一行。"),
    ),
    "heading-twice": Wording(N_("列名“{name}”出现了两次（另一处：{other}）。"), N_("请只留一列，或改名。")),
    "table-without-conclusion": Wording(N_("表里没有结论列。"), N_("请至少写一个结论列。")),
    "too-many-conditions": Wording(N_("条件列超过 {limit} 个。"), N_("请拆成几张表，先得出中间结论。")),
    "table-without-rules": Wording(N_("“{table}”里一条规则也没有。"), N_("请写上规则，或删去这张表。")),
    "conclusion-empty": Wording(N_("“{variable}”的结论是空的。"), N_("请写上结论；确实没有结论的写“-”。")),
    "default-twice": Wording(N_("有两行“默认”。"), N_("请只留一行。")),
    "default-differs": Wording(
        N_("默认写了不同的结论：“{text}”，与 {other} 的不同。"), N_("一张矩阵只能有一个默认结论，请只留一个。")
    ),
    "default-with-condition": Wording(
        N_("默认行里写了条件“{text}”，不会起作用。"), N_("请删去条件，或把这一行改成普通规则。")
    ),
    "property-unknown": Wording(N_("不认识的属性“{name}”，已略过。"), N_("若是说明文字，请移到“说明”工作表。")),
    "property-similar": Wording(N_("不认识的属性“{name}”，已略过。"), N_("是否应为“{similar}”？")),
    "property-twice": Wording(N_("属性“{name}”写了两次。"), N_("请只留一处。")),
    "property-without-value": Wording(N_("属性“{name}”没有值。"), N_("请在它右边写上值。")),
    "property-of-scales": Wording(
        N_("属性“{name}”只用于阶梯，在这里不起作用。"),
        N_("要封顶、保底，请改用阶梯，或在公式里写 MIN、MAX；否则请删去。"),
    ),
    "property-of-tables": Wording(
        N_("属性“{name}”不能用于阶梯。"), N_("阶梯按金额所在的档计算，没有命中策略和默认；请删去这一行。")
    ),
    "property-not-concluded": Wording(
        N_("属性“结论”写的“{name}”不在表的结论列里。"), N_("请改成结论列的名称，或删去这一行。")
    ),
    "default-for-several": Wording(
        N_("属性行里只写了一个默认结论，而“{table}”有几个结论列。"), N_("请在规则下面加一行“默认”，逐列写上结论。")
    ),
    "validity-reversed": Wording(N_("生效日期 {start} 晚于失效日期 {end}。"), N_("请核对两个日期。")),
    "corner-unclear": Wording(
        N_("矩阵左上角“{text}”看不出两个方向的变量，或与行列标题的个数不符。"),
        N_("请写成“行变量\\列变量”；几个变量用顿号隔开，各占一行或一列标题。"),
    ),
    "axis-blank": Wording(
        N_("矩阵“{table}”的行列标题里有空格子。"), N_("与左边或上边相同的请合并单元格，不限的请写“-”。")
    ),
}

_SCALES = {
    "scale-without-mode": Wording(
        N_("阶梯“{table}”没有写计算方式。"), N_("请加一行“计算方式”，写“超额累进”或“全额”。")
    ),
    "scale-mode-unknown": Wording(N_("计算方式“{text}”看不懂。"), N_("请写“超额累进”或“全额”。")),
    "scale-rounding-unknown": Wording(N_("舍入方式“{text}”看不懂。"), N_("请写“2 四舍五入”的样子；只有四舍五入。")),
    "scale-rounding-assumed": Wording(
        N_("阶梯“{table}”没有写舍入，按四舍五入保留 {decimals} 位小数。"), N_("请加一行“舍入”写明。")
    ),
    "scale-columns": Wording(
        N_("阶梯“{table}”缺少分档的金额列，或缺少“比例”“固定额”列。"),
        N_("请按“阶梯 | 金额 | …… | 比例 | 固定额”写表头。"),
    ),
    "scale-band": Wording(
        N_("阶梯的一档只能是连着的一段，“{text}”不是。"),
        N_("请写 <=5万、(5万..50万]、>50万 的样子；几段的请分成几档。"),
    ),
    "scale-amount": Wording(N_("阶梯的分档列“{variable}”不是数字。"), N_("请把金额列放在第一个条件列。")),
    "cap-below-floor": Wording(N_("封顶 {cap} 比保底 {floor} 还低。"), N_("请核对两个数。")),
    "rate-above-one": Wording(N_("比例“{text}”超过 100%。"), N_("若本意是百分数，请加上百分号。")),
}

_LISTS = {
    "list-without-headings": Wording(N_("标题下面没有列名行。"), N_("请写上列名：{columns}。")),
    "list-column-missing": Wording(N_("缺少列“{columns}”。"), N_("请补上这一列。")),
    "list-column-unknown": Wording(N_("不认识的列“{text}”，已略过。"), N_("若只是备注，可以不管。")),
    "list-column-similar": Wording(N_("不认识的列“{text}”，已略过。"), N_("是否应为“{similar}”？")),
    "variable-twice": Wording(N_("变量“{variable}”已在 {other} 定义过。"), N_("请只留一处。")),
    "alias-taken": Wording(
        N_("“{variable}”的名称或别名“{alias}”已经属于“{other}”。"), N_("请改别名，一个名称只能属于一个变量。")
    ),
    "type-unknown": Wording(N_("没有“{text}”这种类型。"), N_("可写：{known}。")),
    "type-blank": Wording(N_("“{variable}”没有写类型。"), N_("请写上类型。")),
    "domain-unclear": Wording(N_("取值范围“{text}”看不懂。"), N_("请写成“信用,保证,抵押”或“>=0”“[0..100]”的样子。")),
    "role-unknown": Wording(N_("用途“{text}”不是系统认识的用途，只作说明。"), N_("若本意是系统用途，请核对写法。")),
    "role-similar": Wording(N_("用途“{text}”不是系统认识的用途。"), N_("是否应为“{similar}”？")),
    "parameter-blank": Wording(N_("参数“{name}”没有值。"), N_("请写上值，或删去这一行。")),
    "parameter-twice": Wording(N_("参数“{name}”已在 {other} 定义过。"), N_("请只留一处。")),
    "tests-without-markers": Wording(
        N_("分不清测试用例里哪些列是输入、哪些是期望。"), N_("请在标题行的各列上方写“输入”或“期望”。")
    ),
    "test-without-expectation": Wording(
        N_("测试用例“{name}”没有写期望的结果。"), N_("请写上期望，不应命中的写“未命中”。")
    ),
    "test-twice": Wording(N_("测试用例“{name}”重名（另一处：{other}）。"), N_("请改名，以便辨认。")),
    "expected-not-produced": Wording(
        N_("“{variable}”不是任何表或公式的结论，不能作为期望。"), N_("请核对列名，或移到“输入”下面。")
    ),
    "aggregate-unknown": Wording(N_("没有“{text}”这种汇总方式。"), N_("可写：{known}。")),
    "measure-twice": Wording(N_("指标“{name}”已在 {other} 定义过。"), N_("请只留一处。")),
    "measure-without-field": Wording(N_("指标“{name}”没有写字段。"), N_("请写上要汇总的字段；只有“计数”可以不写。")),
    "measure-of-text": Wording(N_("“{variable}”不是数字，不能{aggregate}。"), N_("请换字段，或改用计数。")),
    "flow-unknown": Wording(N_("决策流程里的“{name}”不是任何表、阶梯或公式。"), N_("请核对名称。")),
    "flow-similar": Wording(N_("决策流程里的“{name}”不是任何表、阶梯或公式。"), N_("是否应为“{similar}”？")),
    "flow-order": Wording(N_("顺序“{text}”不是数字。"), N_("请写 1、2、3；留空的按所在的行排。")),
    "flow-twice": Wording(N_("决策流程里“{name}”出现了两次。"), N_("请只留一处。")),
    "letter-twice": Wording(N_("文书“{name}”已在 {other} 定义过。"), N_("请只留一处。")),
    "letter-served-type": Wording(
        N_("送达记入的“{variable}”是{type}，不是日期。"), N_("请写数据字典里类型为“日期”的变量，如 最近催收日期。")
    ),
    "template-name": Wording(
        N_("模板“{template}”不是 Word 文件名。"), N_("请写 letter_templates 里的文件名，以 .docx 结尾。")
    ),
    "template-unknown": Wording(N_("没有名为“{template}”的文书模板。"), N_("请先放入模板，或核对文件名。")),
    "template-similar": Wording(N_("没有名为“{template}”的文书模板。"), N_("是否应为“{similar}”？")),
    "number-pattern": Wording(
        N_("文号格式“{pattern}”里有看不懂的花括号。"), N_("只能用 {{年}} 和 {{序号:4}}（数字是位数）。")
    ),
    "number-without-sequence": Wording(
        N_("文号格式“{pattern}”没有序号，每份文书会是同一个号。"), N_("请加上 {{序号:4}} 的样子。")
    ),
}

BLOCKS = {**_TABLES, **_SCALES, **_LISTS}
