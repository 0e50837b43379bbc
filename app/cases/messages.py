"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

_SAVE_AS = N_("请用 Excel 或 WPS 打开，“另存为”Excel 工作簿（.xlsx）后再上传。")
_SPLIT = N_("请删除不需要的工作表和数据，或按机构拆成几个文件分别上传。")

REASONS: dict[str, str] = {
    "source": N_("案件不是从 Excel 工作簿读入的，或工作簿的内部结构特殊"),
    "encoding": N_("工作表不是 UTF-8 编码"),
    "markup": N_("工作表的内部结构不完整，或含有注释等特殊内容"),
    "strict": N_("文件是“严格 Open XML”格式"),
    "prefix": N_("工作表的内部写法与 Excel、WPS 不同"),
    "cols": N_("工作表的列宽设置无法识别"),
    "rows": N_("工作表的行无法逐一对应"),
    "order": N_("工作表的行或单元格没有按顺序排列"),
    "cells": N_("工作表右侧的单元格无法识别"),
    "columns": N_("工作表右侧没有足够的空列"),
    "styles": N_("工作簿的样式表无法识别，或样式过多"),
    "twice": N_("文件内部有重名的部件"),
    "signed": N_("工作簿有数字签名，改动会使签名失效"),
}
"""Why columns were not put into a workbook."""

MESSAGES: dict[str, Wording] = {
    # The file as a whole: what it is
    "cases.is-empty": Wording(N_("文件是空的。"), N_("请确认选对了文件，重新导出后再上传。")),
    "cases.is-xls": Wording(N_("这是旧版 Excel 97-2003 文件（.xls），不能直接读取。"), _SAVE_AS),
    "cases.is-xlsb": Wording(N_("这是 Excel 二进制工作簿（.xlsb），不能直接读取。"), _SAVE_AS),
    "cases.is-ods": Wording(N_("这是 OpenDocument 文件（.ods/.odt），不能直接读取。"), _SAVE_AS),
    "cases.is-macro": Wording(
        N_("这个工作簿含有宏（VBA 程序），出于安全考虑不予读取。"),
        N_("请用 Excel 或 WPS“另存为”不含宏的 Excel 工作簿（.xlsx）后再上传。"),
    ),
    "cases.is-encrypted": Wording(
        N_("这个文件设置了打开密码，无法读取。"), N_("请用 Excel 或 WPS 打开，取消密码保护并另存为 .xlsx 后再上传。")
    ),
    "cases.is-word": Wording(N_("这是 Word 文档，不是案件清单。"), N_("请上传 Excel（.xlsx）、CSV 或 JSONL 文件。")),
    "cases.is-pdf": Wording(
        N_("这是 PDF 文件，不是案件清单。"), N_("请从业务系统导出 Excel（.xlsx）或 CSV 文件后再上传。")
    ),
    "cases.is-picture": Wording(
        N_("这是图片，不是案件清单。"), N_("请从业务系统导出 Excel（.xlsx）或 CSV 文件后再上传。")
    ),
    "cases.is-html": Wording(N_("这个文件其实是网页（HTML/XML）格式，只是改了扩展名。"), _SAVE_AS),
    "cases.is-archive": Wording(
        N_("这是压缩包，里面没有可直接读取的工作簿。"), N_("请先解压，再上传其中的 .xlsx、.csv 或 .jsonl 文件。")
    ),
    "cases.is-binary": Wording(
        N_("这个文件不是文本，无法按 CSV 或 JSONL 读取。"), N_("请上传 Excel（.xlsx）、CSV 或 JSONL 文件。")
    ),
    "cases.is-other": Wording(
        N_("无法识别这种文件格式。"), N_("请上传 Excel（.xlsx）、CSV（UTF-8 或 GBK）或 JSONL 文件。")
    ),
    # The file as a whole: how much it is
    "cases.too-large": Wording(N_("文件有 {size} MB，超过 {limit} MB 的上限。"), _SPLIT),
    "cases.written-too-large": Wording(
        N_("要写出的工作表超过 {size} GB，工作簿放不下。"),
        N_("请改为下载 csv 或 jsonl，或把台账拆成几个文件后分批上传。"),
    ),
    "cases.too-many-cells": Wording(N_("表格超过 {limit} 个单元格（行数×列数），不予读取。"), _SPLIT),
    "cases.too-many-columns": Wording(
        N_("这一行超过 {limit} 列，不予读取。"), N_("请检查分隔符和引号，只保留需要的列。")
    ),
    "cases.too-many-merges": Wording(
        N_("工作表的合并单元格超过 {limit} 处。"), N_("请取消数据区的合并单元格后再上传。")
    ),
    "cases.too-many-damaged": Wording(
        N_("工作表里出错或未计算的公式单元格超过 {limit} 个。"), N_("请修正公式，或把公式粘贴为数值后再上传。")
    ),
    "cases.far-cell": Wording(
        N_("单元格 {cell} 有内容，离其余数据太远，整张表会超过 {limit} 个单元格，不予读取。"),
        N_("请删除该单元格所在的行或列（连同它与数据之间的空行空列），保存后再上传。"),
    ),
    "cases.cell-too-long": Wording(
        N_("工作表里有一个单元格的内容异常长。"), N_("请用 Excel 重新保存该文件，删除异常内容后再上传。")
    ),
    "cases.zip-members": Wording(
        N_("文件内部的部件超过 {limit} 个，不像正常的工作簿。"), N_("请用 Excel 重新保存，删除图片和对象后再上传。")
    ),
    "cases.zip-bomb": Wording(
        N_("文件内部“{member}”的压缩数据异常（解压后过大或与声明不符），不予读取。"),
        N_("请用 Excel 或 WPS 打开原文件，另存为新的 .xlsx 后再上传。"),
    ),
    "cases.zip-unpacked": Wording(N_("文件解压后有 {size} MB，超过 {limit} MB 的上限。"), _SPLIT),
    "cases.zip-odd": Wording(
        N_("文件内部“{member}”加密或用了不支持的压缩方式。"), N_("请用 Excel 或 WPS 另存为新的 .xlsx 后再上传。")
    ),
    "cases.count-false": Wording(
        N_("文件内部声明有 {count} 个文本，与实际大小不符，不予读取。"),
        N_("请用 Excel 或 WPS 打开原文件，另存为新的 .xlsx 后再上传。"),
    ),
    "cases.zip-damaged": Wording(
        N_("文件不完整或已损坏，可能是下载或上传中断。"), N_("请确认原文件能打开，重新保存后再上传。"), retry=True
    ),
    "cases.workbook-damaged": Wording(
        N_("工作簿内容无法读取（{reason}）。"), N_("请用 Excel 或 WPS 打开并另存为新的 .xlsx 后再上传。")
    ),
    # Text files
    "cases.encoding-unknown": Wording(
        N_("第 {line} 行有不符合 {encoding} 编码的字节，文件可能已损坏。"),
        N_("请用 Excel 打开并另存为“CSV UTF-8”，或另存为 .xlsx 后再上传。"),
    ),
    "cases.quote-unbalanced": Wording(
        N_("CSV 第 {line} 行附近的双引号不成对，之后的列无法分清。"),
        N_('请在该行检查双引号：内容里的引号要写成两个 ("")；或另存为 .xlsx 后再上传。'),
    ),
    "cases.row-too-long": Wording(
        N_("这一行有 {found} 列，标题只有 {expected} 列，列与标题对不上，整行不予读取。"),
        N_("多半是内容里的逗号没有加引号：请在该行给含逗号的内容加上双引号，或另存为 .xlsx。"),
    ),
    "cases.json-line": Wording(
        N_("第 {line} 行不是一个 JSON 对象：{text}"), N_('每行写一个对象，例如 {{"借据号": "JJ001", "逾期天数": 95}}。')
    ),
    "cases.json-none": Wording(
        N_("文件里没有一行是 JSON 对象。"), N_("JSONL 每行一个对象，不要写成一个大数组，也不要换行排版。")
    ),
    # Sheets, headers, rows
    "cases.sheet-missing": Wording(
        N_("工作簿里没有名为“{sheet}”的工作表。"), N_("可用的工作表：{sheets}。请改用其中一个。")
    ),
    "cases.no-sheets": Wording(
        N_("CSV 和 JSONL 文件没有工作表，无法读取“{sheet}”。"), N_("请去掉工作表名称，或上传 .xlsx 文件。")
    ),
    "cases.sheet-chosen": Wording(
        N_("读取的是工作表“{sheet}”；“{others}”也像案件清单，没有读取。"),
        N_("如应读取其他工作表，请指定工作表名称。"),
    ),
    "cases.no-header": Wording(
        N_("没有找到标题行：前 60 行里没有一个单元格是数据字典认识的列名。"),
        N_("请让标题行包含数据字典的变量名或别名，例如：{headings}；或在数据字典的“别名”里补上文件用的列名。"),
    ),
    "cases.no-header-at-all": Wording(
        N_("没有找到标题行：前 60 行里没有哪一行写着两个以上的列名。"), N_("请确认选对了文件和工作表。")
    ),
    "cases.no-rows": Wording(N_("标题行下面没有数据行。"), N_("请确认选对了文件和工作表。")),
    "cases.totals-skipped": Wording(
        N_("跳过了 {count} 行合计/小计：第 {rows} 行。"), N_("如其中有真实案件，请修改该行里的“合计”“小计”字样。")
    ),
    "cases.headers-skipped": Wording(N_("跳过了 {count} 行重复的标题：第 {rows} 行。"), N_("无需处理。")),
    "cases.signatures-skipped": Wording(
        N_("跳过了 {count} 行落款或说明：第 {rows} 行。"), N_("如其中有真实案件，请把它与落款文字分开。")
    ),
    "cases.merges-repeated": Wording(
        N_("数据区有向下合并的单元格，已按每一行都是同一内容读取。"), N_("如不是这个意思，请取消合并并逐行填写。")
    ),
    # Columns
    "cases.column-missing": Wording(N_("缺少必填列“{variable}”。"), N_("请增加一列，标题写成下列之一：{headings}。")),
    "cases.column-missing-near": Wording(
        N_("缺少必填列“{variable}”；文件里有一列“{near}”，是不是它？"),
        N_("如果是，请把标题改成下列之一：{headings}；或在数据字典里把“{near}”加为“{variable}”的别名。"),
    ),
    "cases.headings-unknown": Wording(
        N_("有 {count} 列的标题不在数据字典里，只原样保留、不参与决策：{headings}。"),
        N_("如某列应参与决策，请在数据字典里增加该变量，或把该标题加为某变量的别名。"),
    ),
    "cases.heading-twice": Wording(
        N_("变量“{variable}”对应的标题出现了多次：{columns}；读取的是第一列。"),
        N_("请删除或改名多余的列。"),
    ),
    "cases.heading-ambiguous": Wording(
        N_("有几列都可能是“{variable}”：{columns}；无法确定，都没有采用。"),
        N_("请把其中一列的标题写成数据字典里的变量名或别名全称。"),
    ),
    "cases.unit-applied": Wording(
        N_("表头注明单位为{unit}，下列金额列已按{unit}换算：{variables}。"),
        N_("如某列不是这个单位，请在该列标题后注明，例如“（元）”。"),
    ),
    "cases.date-serials": Wording(
        N_("列 {column} 有 {count} 个日期是数字（例如 {value}），已按 Excel 日期序号读成 {date} 等。"),
        N_("如读得不对，请在 Excel 里把该列设为日期格式后重新保存。"),
    ),
    "cases.percent-points": Wording(
        N_("列 {column} 是百分比，但数值多大于 1：{value} 会读成 {read}%。"),
        N_("如果 {value} 的意思是 {value}%，请在标题后加“（%）”，或把单元格写成带 % 的百分数。"),
    ),
    "cases.column-unreadable": Wording(
        N_("列 {column} 的大部分内容（{count} 个单元格）不能读成“{type}”。"),
        N_("请检查数据字典里“{variable}”的类型是否写错，或该列是否对错了标题。"),
    ),
    # Cells
    "cases.required-blank": Wording(N_("必填项“{variable}”是空的。"), N_("请补填该单元格后重新上传。")),
    "cases.digits-lost": Wording(
        N_("“{variable}”读到 {value}：超过 15 位的数字存成数值时已被 Excel 四舍五入，原号码已丢失。"),
        N_("请从业务系统重新导出，把该列设为“文本”格式后再粘贴号码。"),
    ),
    "cases.not-text": Wording(N_("“{variable}”读到 {value}，不是文本。"), N_("请改成文本后重新上传。")),
    "cases.not-a-number": Wording(
        N_("“{variable}”应为数字，读到“{value}”。"),
        N_("请填写数字，例如 1234.50、1,234.50 或 50万元；没有数据请留空。"),
    ),
    "cases.date-not-number": Wording(
        N_("“{variable}”应为数字，读到日期 {value}。"),
        N_("请在 Excel 里把该单元格设为“常规”格式，核对数字后重新保存。"),
    ),
    "cases.not-whole": Wording(N_("“{variable}”应为整数，读到 {value}。"), N_("请填写整数；没有数据请留空。")),
    "cases.number-too-long": Wording(
        N_("“{variable}”读到 {value}，位数超出可处理的范围。"), N_("请检查该单元格是否填错了列或单位。")
    ),
    "cases.not-a-date": Wording(
        N_("“{variable}”应为日期，读到“{value}”。"),
        N_("请填写完整的日期，例如 2024-01-31、20240131 或 2024年1月31日；没有数据请留空。"),
    ),
    "cases.not-yes-no": Wording(N_("“{variable}”应为是或否，读到“{value}”。"), N_("请填写 是 或 否；没有数据请留空。")),
    "cases.cell-error": Wording(
        N_("“{variable}”的公式出错，显示为 {value}。"), N_("请修正公式，或改填数值后重新上传。")
    ),
    "cases.cell-uncalculated": Wording(
        N_("“{variable}”是公式，但文件里没有保存计算结果。"),
        N_("请用 Excel 或 WPS 打开文件，等计算完成后保存，再上传。"),
    ),
    "cases.json-nested": Wording(
        N_("“{variable}”读到嵌套的 JSON 内容 {value}。"),
        N_("请只填写文本、数字、true/false 或 null；多个文本可写成字符串数组。"),
    ),
    # The officer's own workbook
    "cases.not-spliced": Wording(
        N_("没有在原工作簿里追加决策列，写成了一个新工作簿：{reason}。"),
        N_("如需在原表上追加，请用 Excel 或 WPS 打开原文件，另存为 Excel 工作簿（.xlsx）后重新上传。"),
    ),
}
