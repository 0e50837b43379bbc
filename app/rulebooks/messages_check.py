"""The words of findings about a rulebook as a whole; collected in :mod:`app.rulebooks.messages`."""

from __future__ import annotations

from app.findings import N_, Wording

_NAMES = {
    "produced-twice": Wording(
        N_("“{variable}”由两处得出：{first} 和 {second}（{other}）。"), N_("请合并成一张表，或改其中一个结论的名称。")
    ),
    "block-twice": Wording(N_("有两块都叫“{name}”（另一处：{other}）。"), N_("请改名，每块的名称要不同。")),
    "rule-id-twice": Wording(N_("规则编号“{rule}”重复（另一处：{other}）。"), N_("请改成不同的编号。")),
    "name-clash": Wording(N_("“{name}”既是参数（{other}）又是变量。"), N_("请改其中一个的名称。")),
    "business-date-concluded": Wording(N_("“{name}”由系统给出，不能作为结论。"), N_("请给结论另取一个名称。")),
    "cycle": Wording(
        N_("这些块互相等待，无法决定先后：{blocks}。"), N_("请检查它们的条件列和结论列，去掉其中一处引用。")
    ),
    "flow-against-order": Wording(
        N_("决策流程把“{first}”排在“{second}”之前，但“{first}”要用“{second}”的结论。"),
        N_("实际会先算“{second}”；请改顺序。"),
    ),
    "letter-unknown": Wording(N_("文书目录里没有“{text}”。"), N_("请在文书目录里加上，或改成目录里的名称。")),
    "letter-similar": Wording(N_("文书目录里没有“{text}”。"), N_("是否应为“{similar}”？")),
    "variable-unused": Wording(
        N_("没有任何规则用到“{variable}”。"), N_("若只是文书要用，请在用途里写明；否则可以删去。")
    ),
    "parameter-unused": Wording(N_("没有任何规则用到参数“{name}”。"), N_("可以删去，或核对引用它的写法。")),
}

_ANALYSIS = {
    "overlap": Wording(
        N_("规则 {first} 与 {second}（{other}）会同时命中，例如 {case}。"), N_("请让条件不重叠，或改命中策略。")
    ),
    "contradiction": Wording(
        N_("规则 {first} 与 {second}（{other}）会同时命中而结论不同，例如 {case}。"),
        N_("请让结论一致，或让条件不重叠。"),
    ),
    "overlaps-more": Wording(N_("“{table}”里还有 {count} 处同样的重叠没有逐一列出。"), N_("请先改正上面列出的。")),
    "texts-incomplete": Wording(
        N_("“{table}”的“{variable}”有太多“包含”“开头”“结尾”的条件，没有查每两个是否会同时成立。"),
        N_("请核对它们之间的重叠，或改用“首条”。"),
    ),
    "rule-twice": Wording(N_("规则 {first} 与 {second}（{other}）完全相同。"), N_("请删去一条。")),
    "gap": Wording(
        N_("“{table}”没有覆盖所有情况，例如 {case} 时一条规则也不命中。"), N_("请补一条规则，或加一行“默认”。")
    ),
    "gaps-more": Wording(N_("“{table}”还有别的缺口没有逐一列出。"), N_("请先补上面列出的，或加一行“默认”。")),
    "table-too-large": Wording(
        N_("“{table}”太大，没有检查重叠、缺口和永远轮不到的规则。"), N_("请把表拆小，或减少列中不同的条件。")
    ),
    "gaps-incomplete": Wording(
        N_("“{table}”太大，缺口没有查完。"), N_("已查到的都列出了；可以把表拆小，或加一行“默认”。")
    ),
    "shadows-incomplete": Wording(
        N_("“{table}”太大，永远轮不到的规则没有查完。"), N_("已查到的都列出了；可以把表拆小。")
    ),
    "rule-shadowed": Wording(
        N_("规则 {rule} 永远轮不到：它的情况都由规则 {by} 先得出结论。"), N_("请调整顺序、改条件或删去它。")
    ),
    "rule-never-fires": Wording(
        N_("规则 {rule} 永远不会命中：“{variable}”不可能满足“{text}”。"),
        N_("请改条件，或核对数据字典里的类型和取值范围。"),
    ),
    "step-back": Wording(
        N_(
            "“{variable}”从 {case}（规则 {first}，{other}）变到 {value}（规则 {second}）而其他条件不变时，"
            "“{output}”从“{was}”变成“{becomes}”，与表中另外 {forward} 处的方向相反。"
        ),
        N_("请核对这两条规则的结论；若本意如此，可以不改。"),
    ),
    "steps-back-more": Wording(N_("“{table}”里还有 {count} 处同样的倒退没有逐一列出。"), N_("请先核对上面列出的。")),
    "steps-back-incomplete": Wording(
        N_("“{table}”太大，有序的结论是否倒退没有查完。"), N_("已查到的都列出了；可以把表拆小。")
    ),
    "scale-hole": Wording(N_("阶梯“{table}”有缺口，例如 {case} 时没有比例。"), N_("请把各档首尾相接。")),
    "scale-overlap": Wording(
        N_("阶梯“{table}”的 {first} 与 {second}（{other}）重叠，例如 {case}。"), N_("请让各档不重叠。")
    ),
    "scale-cliff": Wording(
        N_("阶梯“{table}”在 {amount} 处出现倒挂：超过后结果反而从 {before} 降到 {after}。"),
        N_("请核对比例，或改用超额累进。"),
    ),
}

CHECKS = {**_NAMES, **_ANALYSIS}
