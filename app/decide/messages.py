"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

MESSAGES: dict[str, Wording] = {
    "decide.unique-overlap": Wording(
        N_("「{table}」要求只能有一条规则命中（U/唯一），但 {rules} 同时命中。"),
        N_("请修改这些规则的条件使其互不重叠，或把命中策略改为 F/首条 或 P/优先。"),
    ),
    "decide.any-conflict": Wording(
        N_("「{table}」允许多条规则命中但结论必须一致（A/一致），而 {rules} 的结论不同。"),
        N_("请统一这些规则的结论，或修改条件使其不同时命中。"),
    ),
    "decide.out-of-domain": Wording(
        N_("「{variable}」的值“{value}”不在数据字典的取值范围内（{domain}）。"),
        N_("请更正案件数据；如果这个值应当允许，请在数据字典的取值范围中加上它。"),
    ),
    "decide.table-split": Wording(
        N_("「{table}」的条件组合太多，分成 {parts} 组规则分别判定；结论不变。"),
        N_("不需要处理。想让大批量判定更快，可以减少条件列，或拆成几张表。"),
    ),
    "decide.table-bits": Wording(
        N_("「{table}」的条件组合太多，按列逐条比对 {rules} 条规则；结论不变，大批量判定慢一些。"),
        N_("不需要处理。想让大批量判定更快，可以减少条件列，或拆成几张表。"),
    ),
    "decide.scale-range": Wording(
        N_("阶梯「{table}」的「{variable}」{value} 位数过多，无法精确计算。"), N_("请更正案件数据。")
    ),
    "decide.formula-zero": Wording(
        N_("公式「{variable}」{formula} 的除数为零。"), N_("请检查案件数据，或在公式中用 IF 或 IFERROR 处理这种情况。")
    ),
    "decide.formula-type": Wording(
        N_("公式「{variable}」{formula} 需要{expected}，得到的是“{value}”。"),
        N_("请检查公式中各变量在数据字典里的类型。"),
    ),
    "decide.formula-range": Wording(
        N_("公式「{variable}」{formula} 的计算结果或参数超出允许范围 {value}。"), N_("请检查公式和案件数据。")
    ),
    "decide.formula-format": Wording(
        N_("公式「{variable}」{formula} 的格式“{pattern}”不认识，或不适合这个值。"),
        N_("数字可用 0.00、#,##0.00、0.00%、000000，日期可用 yyyy-mm-dd、yyyy年m月d日、aaaa。"),
    ),
    "decide.formula-arguments": Wording(
        N_("公式「{variable}」{formula} 中函数 {function} 的参数个数或类型不对。"), N_("请对照函数说明改正参数。")
    ),
    "decide.test-failed": Wording(
        N_("测试用例「{test}」未通过：「{variable}」期望“{expected}”，实际“{actual}”。"),
        N_("如果规则改对了，请更新测试用例的期望值；否则请改正规则。"),
    ),
    "decide.test-error": Wording(
        N_("测试用例「{test}」的案件有错误：{reason}"), N_("请检查测试用例的输入值是否符合数据字典。")
    ),
}
