"""The words of findings about print files; see :mod:`app.letters.messages`."""

from __future__ import annotations

from app.findings import N_, Wording

_SEPARATELY = N_("请把它的文书单独打印，或改正模板后重新生成打印文件。")
_ALIKE = N_("请把两种文书分开生成打印文件，或以同一份模板为底稿重做其中一份。")

PRINT: dict[str, Wording] = {
    "letters.print-docxtpl": Wording(
        N_("模板用了“{tag}”这种会增减单元格或文字块的写法，不能并入打印文件。"), _SEPARATELY
    ),
    "letters.print-field": Wording(
        N_("域“{field}”要从整个文档取内容，在打印文件里会取到别的文书。"), N_("请选中该域按 Ctrl+Shift+F9 转为文字。")
    ),
    "letters.print-page-count": Wording(
        N_("模板分为几节又打印总页数，在打印文件里总页数会不对。"), N_("请删除总页数，或把模板改为一节。")
    ),
    "letters.print-notes": Wording(N_("模板带有脚注或尾注，不能并入打印文件。"), N_("请把注的内容写进正文。")),
    "letters.print-comments": Wording(N_("模板带有批注，不能并入打印文件。"), N_("请在“审阅”中删除全部批注后保存。")),
    "letters.print-bound-control": Wording(
        N_("模板带有绑定了数据的内容控件，不能并入打印文件。"), N_("请右键删除该内容控件（保留文字）。")
    ),
    "letters.print-embedded-fonts": Wording(
        N_("模板嵌入了字体，不能并入打印文件。"), N_("请在“选项 → 保存”中取消“将字体嵌入文件”后保存。")
    ),
    "letters.print-picture-bullets": Wording(N_("模板用了图片项目符号，不能并入打印文件。"), N_("请改用普通符号。")),
    "letters.print-list-style": Wording(
        N_("列表样式“{style}”统管编号，在打印文件里编号会从上一份文书接着数。"),
        N_("请改用普通的段落编号，或键入序号。"),
    ),
    "letters.print-defaults-differ": Wording(N_("模板的默认字体或段落格式与“{other}”不同，不能合为一个文件。"), _ALIKE),
    "letters.print-settings-differ": Wording(
        N_("模板的版面设置（制表位、奇偶页、兼容选项等）与“{other}”不同，不能合为一个文件。"), _ALIKE
    ),
    "letters.print-theme-differ": Wording(N_("模板的主题字体和颜色与“{other}”不同，不能合为一个文件。"), _ALIKE),
    "letters.print-background-differ": Wording(N_("模板的页面颜色与“{other}”不同，不能合为一个文件。"), _ALIKE),
    "letters.print-namespaces-differ": Wording(
        N_("模板内部的写法与“{other}”冲突，不能合为一个文件。"), N_("请在 Word 中打开后另存，再重新上传。")
    ),
    "letters.print-sections-vary": Wording(
        N_("模板里的分节符会随条件消失或重复，不能并入打印文件。"), N_("请把分节符移到条件和循环之外。")
    ),
    "letters.print-too-large": Wording(
        N_("一个打印文件最多 {letters} 份文书、{size} 百万个字符。"), N_("请分批生成打印文件。")
    ),
    "letters.print-empty": Wording(N_("没有一份文书可以打印。"), N_("请先改正各份文书的问题。")),
}
