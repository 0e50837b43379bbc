"""The words of this package's findings; see :mod:`app.findings`. Braces of tags are doubled: ``{{{{`` prints ``{{``."""

from __future__ import annotations

from app.findings import N_, Wording
from app.letters.messages_print import PRINT

_CLEAN_COPY = N_("请在 Word 中新建空白文档，只粘贴文字和表格，另存为 .docx 后重新上传。")
_REMOVE = N_("请在 Word 中删除该内容后重新保存上传。")
_AS_TEXT = N_("请删除这个标签，用键盘在正文里重新输入一遍。")

_FILE: dict[str, Wording] = {
    "letters.too-large": Wording(
        N_("文件有 {size} MB，超过 {limit} MB 的上限。"), N_("请压缩或删除模板中的图片后重新上传。")
    ),
    "letters.not-docx": Wording(
        N_("文件不是有效的 Word 文档（.docx），或已经损坏。"),
        N_("请在 Word 或 WPS 中打开它，另存为 .docx 后重新上传。"),
    ),
    "letters.old-format": Wording(
        N_("这是旧版 .doc 文档，或者是加了打开密码的文档。"), N_("请去掉密码，另存为 .docx 后重新上传。")
    ),
    "letters.encrypted": Wording(N_("文件中的部件“{part}”加了密码。"), N_("请去掉密码后重新保存上传。")),
    "letters.too-many-parts": Wording(N_("文件里有 {count} 个部件，超过 {limit} 个的上限。"), _CLEAN_COPY),
    "letters.unpacks-too-large": Wording(N_("文件解压后有 {size} MB，超过 {limit} MB 的上限。"), _CLEAN_COPY),
    "letters.part-too-large": Wording(
        N_("部件“{part}”有 {size} MB，超过 {limit} MB 的上限。"), N_("请压缩图片、拆分文档后重新上传。")
    ),
    "letters.zip-bomb": Wording(
        N_("部件“{part}”的压缩比异常（解压后 {size} MB），疑似恶意文件，已拒绝打开。"), _CLEAN_COPY
    ),
    "letters.part-name": Wording(N_("文件内部件的名称“{part}”不安全或重复，已拒绝打开。"), _CLEAN_COPY),
    "letters.xml-damaged": Wording(N_("部件“{part}”第 {line} 行的内容已损坏，无法读取。"), _CLEAN_COPY),
    "letters.xml-doctype": Wording(N_("部件“{part}”含有文档类型声明（DTD），疑似恶意文件，已拒绝打开。"), _CLEAN_COPY),
    "letters.xml-too-deep": Wording(N_("部件“{part}”的嵌套超过 {limit} 层。"), _CLEAN_COPY),
    "letters.xml-too-many-elements": Wording(
        N_("文档的内容过于庞大（到“{part}”已超过 {limit} 个元素）。"), N_("请拆分文档后重新上传。")
    ),
    "letters.no-document": Wording(N_("文件里没有（或不止一份）Word 正文。"), _CLEAN_COPY),
    "letters.strict-format": Wording(
        N_("文档是“Strict Open XML”格式，不能用作模板。"), N_("另存时请选择“Word 文档 (*.docx)”。")
    ),
    "letters.word-template": Wording(
        N_("这是 Word 模板文件（.dotx）。"), N_("请另存为“Word 文档 (*.docx)”后重新上传。")
    ),
    "letters.not-annotated": Wording(
        N_("文件带有宏、嵌入对象或外来部件，不制作批注版。"), N_("请先按检查结果清除这些内容，再检查一次。")
    ),
    "letters.template-too-complex": Wording(
        N_("部件“{part}”的标签过于复杂，无法编译（{reason}）。"), N_("请减少嵌套的条件和过长的表达式。")
    ),
}

_STRANGERS: dict[str, Wording] = {
    "letters.macro": Wording(N_("文件带有宏或工具栏程序：“{part}”。"), N_("请另存为不含宏的 .docx 后重新上传。")),
    "letters.embedded-object": Wording(N_("文件嵌入了其他程序的对象：“{part}”。"), _REMOVE),
    "letters.alt-chunk": Wording(N_("文件引入了外来内容块（altChunk）：“{part}”。"), _CLEAN_COPY),
    "letters.sub-document": Wording(N_("文件引用了子文档：“{part}”。"), _REMOVE),
    "letters.part-refused": Wording(N_("文件带有模板中不允许的部件“{part}”（{type}）。"), _CLEAN_COPY),
    "letters.template-link": Wording(
        N_("文件链接到另一个模板“{target}”，打开时会去读取它。"),
        N_("请在 Word 的“开发工具 → 文档模板”中改回 Normal 后保存。"),
    ),
    "letters.mail-merge": Wording(
        N_("文件连着邮件合并的数据源“{target}”。"), N_("请在“邮件 → 开始邮件合并”中选“普通 Word 文档”后保存。")
    ),
    "letters.web-video": Wording(N_("文件嵌入了网页视频（{part}）。"), _REMOVE),
    "letters.external-image": Wording(
        N_("图片链接到文件之外：“{target}”。"), N_("请把图片直接插入文档，不要使用链接。")
    ),
    "letters.external-part": Wording(N_("“{part}”引用了文件之外的内容：“{target}”（{type}）。"), _REMOVE),
    "letters.link-refused": Wording(
        N_("超链接“{target}”不是普通网址或邮箱。"), N_("请改为 http、https 或 mailto 链接，或取消超链接。")
    ),
    "letters.relation-refused": Wording(N_("“{part}”中有不允许的引用类型“{type}”（指向“{target}”）。"), _CLEAN_COPY),
    "letters.relation-broken": Wording(N_("“{part}”引用的部件“{target}”不存在，文件已损坏。"), _CLEAN_COPY),
    "letters.field-refused": Wording(
        N_("“{part}”中有不允许的域代码“{field}”。"), N_("请选中该域按 Ctrl+Shift+F9 转为文字，或删除它。")
    ),
    "letters.field-mail-merge": Wording(
        N_("邮件合并域“{field}”不会被填写。"), N_("请删除该域，改为键入标签，例如 {{{{ 客户名称 }}}}。")
    ),
    "letters.field-changing-date": Wording(
        N_("日期域“{field}”每次打开文书都会变成当天日期。"), N_("请删除该域，改用标签 {{{{ 制作日期 }}}}。")
    ),
}

_TAGS: dict[str, Wording] = {
    "letters.tag-unclosed": Wording(N_("标签“{tag}”没有写完，缺少结束的括号。"), N_("请补上 }}}} 或 %}}。")),
    "letters.tag-unopened": Wording(
        N_("多出一个“{tag}”，前面没有与它配对的开始括号。"), N_("请删除它，或补上开始的括号。")
    ),
    "letters.tag-over-paragraphs": Wording(
        N_("标签“{tag}”被拆在两个段落里，下一段是“{next}”。"), N_("请把整个标签写在同一段内。")
    ),
    "letters.tag-over-structure": Wording(
        N_("标签“{tag}”的中间夹着超链接、修订、域、图片或内容控件的边界。"), _AS_TEXT
    ),
    "letters.tag-in-bound-control": Wording(
        N_("标签“{tag}”在一个绑定了数据的内容控件里，Word 打开文书时会用别的内容盖掉它。"),
        N_("请右键删除该内容控件（保留文字），再重新输入标签。"),
    ),
    "letters.tag-misplaced": Wording(
        N_("标签写在了不能填写的位置（{element}，例如域代码、已删除的修订、图片说明）。"), N_("请把标签移到正文里。")
    ),
    "letters.tag-in-comment": Wording(N_("备注标签“{tag}”里面还有别的标签。"), N_("请删除备注，或去掉其中的花括号。")),
    "letters.tag-invisible-character": Wording(N_("标签“{tag}”里有看不见的字符。"), _AS_TEXT),
    "letters.tag-empty": Wording(N_("标签“{tag}”里面是空的。"), N_("请填写字段名称，或删除它。")),
    "letters.tag-too-long": Wording(N_("标签“{tag}”超过 {limit} 个字符。"), N_("请拆成几个较短的标签。")),
    "letters.too-many-tags": Wording(N_("模板里的标签超过 {limit} 个的上限。"), N_("请拆分模板。")),
    "letters.too-many-findings": Wording(
        N_("模板里的问题太多，后面的没有继续检查。"), N_("请先改正前面的问题，再检查一次。")
    ),
    "letters.full-width-brace": Wording(N_("标签“{tag}”用了全角括号。"), N_("请改为：{suggestion}")),
    "letters.full-width-in-tag": Wording(N_("标签“{tag}”里有全角符号。"), N_("请改为：{suggestion}")),
    "letters.single-brace": Wording(
        N_("“{tag}”只有一层花括号，不会被填写。"), N_("如果要填写字段，请改为：{suggestion}")
    ),
    "letters.other-placeholder": Wording(
        N_("“{tag}”像是别的软件的占位符，不会被填写。"), N_("如果要填写字段，请改为：{suggestion}")
    ),
    "letters.tag-syntax": Wording(
        N_("标签“{tag}”写法有误，问题在“{near}”附近。"), N_("请对照说明检查字段名称、竖线和引号；名称中间不能有空格。")
    ),
    "letters.prefix-apart": Wording(
        N_("标签“{tag}”中，{word} 必须紧跟在 {{% 之后，并用一个空格与后面隔开。"),
        N_("例如：{{%{word} for 笔 in 明细 %}}"),
    ),
    "letters.dash-drops-text": Wording(
        N_("标签“{tag}”里的减号会与相邻的段落合并，同一处的文字“{text}”会丢失。"),
        N_("请删除减号；确实要合并段落的，让这个标签单独位于段落的开头或结尾。"),
    ),
    "letters.dash-over-structure": Wording(
        N_("标签“{tag}”里的减号会与“{next}”合并，跨过了单元格、表格或单独成段的标签，其间的内容会丢失。"),
        N_("请删除减号。"),
    ),
    "letters.tag-torn": Wording(
        N_("这里的标签合并以后无法识别：“{tag}”。"),
        N_("请检查附近带减号的标签（{{%- 或 -%}}）：它们不能跨过表格或单元格合并，删除减号即可。"),
    ),
    "letters.print-prefix": Wording(
        N_("标签“{tag}”不能用 {{{{{word} 打印。"), N_("打印字段请写 {{{{ 字段 }}}}；{word} 只用于循环和条件。")
    ),
    "letters.row-tag-in-data-row": Wording(
        N_("标签“{tag}”和数据写在了同一行，这一行会整行消失。"),
        N_("请在数据行的上面和下面各插入一行，把 {{%tr … %}} 单独放在那两行里。"),
    ),
    "letters.row-tag-outside-table": Wording(
        N_("标签“{tag}”不在表格里。"), N_("{{%tr %}} 和 {{%tc %}} 只能写在表格中；段落请用 {{%p %}}。")
    ),
    "letters.cell-tag-with-text": Wording(
        N_("标签“{tag}”所在的单元格还有别的内容，会一起消失。"), N_("请把 {{%tc … %}} 单独放在一个单元格里。")
    ),
    "letters.cell-needed": Wording(
        N_("标签“{tag}”只能写在表格的单元格里。"), N_("请在 Word 中重新插入表格，再把 {{% {word} %}} 写进单元格。")
    ),
    "letters.paragraph-tag-with-text": Wording(
        N_("标签“{tag}”所在的段落还有别的内容，会一起消失。"), N_("请把 {{%p … %}} 单独放在一段。")
    ),
}

_BLOCKS: dict[str, Wording] = {
    "letters.block-unclosed": Wording(N_("“{tag}”没有结束。"), N_("请在后面补上 {{% {end} %}}。")),
    "letters.block-unopened": Wording(
        N_("“{tag}”前面没有与它配对的 {{% {start} … %}}。"), N_("请删除它，或补上开始标签。")
    ),
    "letters.block-crossed": Wording(
        N_("“{tag}”与“{open}”交叉了：后开始的必须先结束。"), N_("请检查结束标签的种类和先后次序。")
    ),
    "letters.block-else-alone": Wording(
        N_("“{tag}”不在条件之中，或已经出现过 else。"), N_("请检查 if、elif、else、endif 的次序。")
    ),
    "letters.block-mixed": Wording(
        N_("“{tag}”与开始标签“{open}”的写法不一致。"), N_("开始和结束要用同样的前缀（tr、p 或都不用）。")
    ),
    "letters.block-over-cells": Wording(
        N_("“{tag}”和“{end}”跨越了单元格或表格。"), N_("要重复整行请用 {{%tr %}} 并各占一行；否则请写在同一单元格内。")
    ),
    "letters.block-breaks-structure": Wording(
        N_("这里的条件或循环会拆散 Word 的段落结构：“{tag}”。"), N_("请让开始和结束标签各占一段，写成 {{%p … %}}。")
    ),
    "letters.blocks-too-deep": Wording(N_("“{tag}”嵌套超过 {limit} 层。"), N_("请减少嵌套的条件。")),
    "letters.loops-too-deep": Wording(N_("“{tag}”：循环最多套 {limit} 层。"), N_("请减少嵌套的循环。")),
    "letters.statement-refused": Wording(
        N_("“{tag}”：模板中不允许使用 {word}。"), N_("模板只能填写字段，使用 if 条件和 for 循环。")
    ),
    "letters.statement-unknown": Wording(
        N_("“{tag}”：不认识“{word}”。"), N_("可以使用 if、elif、else、endif、for、endfor。")
    ),
    "letters.statement-unknown-like": Wording(N_("“{tag}”：不认识“{word}”。"), N_("是否应为 {suggestion}？")),
}

_EXPRESSIONS: dict[str, Wording] = {
    "letters.call-refused": Wording(
        N_("“{tag}”：模板中不允许调用函数。"), N_("请改用竖线加工，例如 {{{{ 贷款余额|大写 }}}}。")
    ),
    "letters.power-refused": Wording(N_("“{tag}”：模板中不允许乘方运算。"), N_("请在规则簿的公式里计算。")),
    "letters.repetition-refused": Wording(N_("“{tag}”：文字和列表不能做乘法或取余。"), N_("请直接写出文字。")),
    "letters.expression-refused": Wording(
        N_("“{tag}”：模板中不允许这种写法（{what}）。"), N_("模板只能填写字段、加工、比较和四则运算。")
    ),
    "letters.expression-too-deep": Wording(N_("“{tag}”：表达式的嵌套太深。"), N_("请在规则簿的公式里计算。")),
    "letters.name-refused": Wording(N_("“{tag}”：不能使用名称“{name}”。"), N_("请使用数据字典中的字段名称。")),
    "letters.filter-unknown": Wording(
        N_("“{tag}”：没有名为“{name}”的加工方式。"),
        N_("可以使用：大写、元、万元、千分位、百分比、日期、短日期、大写日期、空白、默认、连接、个数。"),
    ),
    "letters.filter-unknown-like": Wording(N_("“{tag}”：没有名为“{name}”的加工方式。"), N_("是否应为“{suggestion}”？")),
    "letters.test-unknown": Wording(
        N_("“{tag}”：不认识判断“{name}”。"), N_("可以使用 none、defined、odd、even，或用 == 比较。")
    ),
    "letters.test-unknown-like": Wording(N_("“{tag}”：不认识判断“{name}”。"), N_("是否应为 {suggestion}？")),
    "letters.filter-arguments": Wording(
        N_("“{tag}”：“{name}”的括号里参数不对。"), N_("参数只能是直接写出的数字或带引号的文字，个数要相符。")
    ),
    "letters.field-unknown": Wording(
        N_("“{tag}”：规则簿里没有字段“{field}”。"), N_("请使用数据字典、公式、结论或参数的名称。")
    ),
    "letters.field-unknown-like": Wording(N_("“{tag}”：规则簿里没有字段“{field}”。"), N_("是否应为“{suggestion}”？")),
    "letters.attribute-unknown": Wording(
        N_("“{tag}”：“{owner}”里没有“{field}”。"), N_("请使用数据字典、公式或结论的名称。")
    ),
    "letters.list-not-looped": Wording(
        N_("“{tag}”：“{owner}”有多行，不能直接取其中的“{field}”。"),
        N_(
            "请写在 {{%tr for 笔 in {owner} %}} 与 {{%tr endfor %}} 之间，用 {{{{ 笔.{field} }}}}；"
            "要把各笔贷款的值合写在一处，用 {{{{ 各笔.{field} }}}}。"
        ),
    ),
    "letters.record-whole": Wording(
        N_("“{tag}”：“{field}”是一组数据，不能整个打印或循环。"),
        N_("请写出其中的一项，例如 {{{{ 合计.贷款余额 }}}}；多行的用 {{%tr for 笔 in 明细 %}} 循环。"),
    ),
    "letters.attribute-unknown-like": Wording(
        N_("“{tag}”：“{owner}”里没有“{field}”。"), N_("是否应为“{suggestion}”？")
    ),
}

_REMAINS: dict[str, Wording] = {
    "letters.tracked-changes": Wording(
        N_("模板里还有 {count} 处修订痕迹，会随每份文书发出。"), N_("请在“审阅”中接受或拒绝全部修订后保存。")
    ),
    "letters.comments": Wording(
        N_("模板里还有 {count} 条批注，会随每份文书发出。"), N_("请在“审阅”中删除全部批注后保存。")
    ),
    "letters.hidden-text": Wording(N_("模板里有隐藏文字，收件人可以让它显示出来。"), N_("请删除隐藏文字。")),
    "letters.id-number": Wording(
        N_("模板里有一个身份证号码（{number}），可能是以前客户的。"), N_("请删除，或改为标签 {{{{ 证件号码 }}}}。")
    ),
    "letters.mobile-number": Wording(
        N_("模板里有一个手机号码（{number}）。"), N_("若是客户的号码请删除；若是本单位的联系电话可以保留。")
    ),
}

_VALUES: dict[str, Wording] = {
    "letters.value-missing": Wording(
        N_("“{field}”没有值，文书未生成。"), N_("请补齐数据；允许空着的，在模板里写成 {{{{ {field}|空白 }}}}。")
    ),
    "letters.field-absent": Wording(N_("没有名为“{field}”的字段，文书未生成。"), N_("请核对模板与数据的字段名称。")),
    "letters.value-character": Wording(
        N_("“{field}”含有 Word 不允许的不可见字符 {character}，文书未生成。"), N_("请在数据中删除该字符后重试。")
    ),
    "letters.value-type": Wording(N_("“{field}”不是可以打印的值（{type}），文书未生成。"), N_("请核对模板与数据。")),
    "letters.value-number": Wording(N_("“{field}”的数值“{value}”无法打印，文书未生成。"), N_("请核对数据。")),
    "letters.filter-value": Wording(
        N_("“{field}”的值“{value}”不能用“{filter}”加工，文书未生成。"), N_("请核对模板的写法或数据的类型。")
    ),
    "letters.filter-argument": Wording(
        N_("“{field}”：加工“{filter}”的参数“{argument}”超出范围，文书未生成。"),
        N_("小数位数为 0 至 10，空白宽度为 0 至 60。"),
    ),
    "letters.operands": Wording(
        N_("“{field}”：运算“{operator}”的两边不都是数字，文书未生成。"), N_("请核对模板的写法或数据的类型。")
    ),
    "letters.arithmetic": Wording(
        N_("“{field}”：运算“{operator}”没有结果（例如除以零），文书未生成。"), N_("请核对数据。")
    ),
    "letters.condition-missing": Wording(
        N_("条件里的“{field}”没有值，无法比较，文书未生成。"), N_("请补齐数据，或在模板里先用 {{% if 字段 %}} 判断。")
    ),
    "letters.condition-types": Wording(
        N_("条件里的“{field}”两边类型不同，无法比较，文书未生成。"), N_("文字要加引号，数字和日期不加；请核对模板。")
    ),
    "letters.not-rows": Wording(
        N_("“{field}”不是清单，不能用来循环，文书未生成。"), N_("请核对模板，例如循环“明细”。")
    ),
    "letters.too-many-rows": Wording(N_("循环“{field}”超过 {limit} 行，文书未生成。"), N_("请减少明细或循环的层数。")),
    "letters.code-too-long": Wording(N_("二维码的内容太长，放不进图里：{text}…"), N_("请缩短文书目录里的文号格式。")),
    "letters.too-much-text": Wording(N_("文书超过 {limit} 个字符，未生成。"), N_("请核对模板的循环和数据。")),
}

_JSON: dict[str, Wording] = {
    "letters.values-encoding": Wording(N_("数据文件不是 UTF-8 编码。"), N_("请另存为 UTF-8 编码。")),
    "letters.values-not-json": Wording(
        N_("第 {line} 行不是有效的 JSON。"), N_("请检查引号、逗号和括号；文字和日期要加双引号。")
    ),
    "letters.values-not-object": Wording(
        N_("第 {line} 行不是“字段: 值”的对象。"), N_('每份文书的数据写成 {{"字段": 值, …}}。')
    ),
}

_NUMBERS: dict[str, Wording] = {
    "letters.number-slot": Wording(
        N_("文号格式“{pattern}”里不认识“{slot}”。"), N_("可以使用 {{年}}、{{序号}} 和 {{序号:4}}（四位）。")
    ),
    "letters.number-braces": Wording(
        N_("文号格式“{pattern}”的花括号不配对，或用了全角。"), N_("请使用半角 {{ 和 }}。")
    ),
    "letters.number-without-sequence": Wording(
        N_("文号格式“{pattern}”里没有序号，文号会重复。"), N_("请加上 {{序号:4}}。")
    ),
    "letters.number-without-year": Wording(
        N_("文号格式“{pattern}”里没有年份，而序号每年重新从 1 开始。"), N_("请加上 {{年}}。")
    ),
}

MESSAGES: dict[str, Wording] = {
    **_FILE, **_STRANGERS, **_TAGS, **_BLOCKS, **_EXPRESSIONS, **_REMAINS, **_VALUES, **_JSON, **_NUMBERS, **PRINT
}  # fmt: skip
