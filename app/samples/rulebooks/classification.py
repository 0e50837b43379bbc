"""五级分类.xlsx: floors by overdue days, the matrix of grade × security, and the worse of the two."""

from __future__ import annotations

from collections.abc import Iterable

from app.samples.rulebooks.dictionary import CLASSES, loan
from app.samples.rulebooks.model import Book, Cell, Listing, Matrix, Sheet, Table, Tests, Variable
from app.samples.rulebooks.percent import percent

_MEASURE = "《商业银行金融资产风险分类办法》（2023年）"
_TO_CHECK = "待核实"
_NAMES = CLASSES.split(",")

_BANDS = ("0", "1-30", "31-60", "61-90", "91-180", "181-270", "271-360", ">360")
_TOPS = (0, 30, 60, 90, 180, 270, 360, 10**6)
_HOUSEHOLDS = "农户,个体工商户,个人消费"
_FIRMS = "小微企业"

_LIMITS: dict[tuple[str, str], dict[str, tuple[int, ...]]] = {
    (_HOUSEHOLDS, "优秀"): {
        "信用": (60, 90, 180),
        "保证": (60, 90, 270),
        "抵押": (90, 180, 270),
        "质押": (90, 180, 360),
    },
    (_HOUSEHOLDS, "较好"): {
        "信用": (30, 90, 180),
        "保证": (30, 90, 180),
        "抵押": (60, 90, 180),
        "质押": (90, 180, 270),
    },
    (_HOUSEHOLDS, "一般,未评级"): {
        "信用": (0, 90, 180),
        "保证": (0, 90, 180),
        "抵押": (30, 90, 180),
        "质押": (60, 90, 270),
    },
    (_FIRMS, "-"): {
        "信用": (0, 30, 90, 360),
        "保证": (30, 90, 180, 360),
        "抵押": (30, 180, 360),
        "质押": (90, 180, 360),
    },
}
"""Upper limits of 正常/关注/次级 (and, with four, 可疑) in overdue days; above the last comes the next class.

The households' part is a real production table of a rural cooperative; the firms' part is a sample.
"""


def _class_of(limits: tuple[int, ...], days: int) -> str:
    return _NAMES[sum(days > limit for limit in limits)]


def _rows() -> Iterable[tuple[Cell, ...]]:
    for (kinds, credit), by_security in _LIMITS.items():
        for security, limits in by_security.items():
            yield (kinds, credit, security, *(_class_of(limits, top) for top in _TOPS))


def _matrix(output: str, days: str, word: str) -> Matrix:
    basis = f"联社农户贷款分类矩阵：等级×担保×{word}逾期天数；小微企业部分为示例，{_TO_CHECK}"
    return Matrix(output, ("客户类型", "信用等级", "担保方式"), days, _BANDS, tuple(_rows()), {"依据文件": basis})


def _worst(name: str, first: str, second: str, prefix: str) -> Table:
    """The worse of two classes, said rule by rule: each class of either side asks for at least itself."""
    rules: list[tuple[Cell, ...]] = []
    for number, one in enumerate(reversed(_NAMES), start=1):
        rules.append((f"{prefix}{number}A", one, "-", one, f"{first}为{one}的，不轻于{one}"))
        rules.append((f"{prefix}{number}B", "-", one, one, f"{second}为{one}的，不轻于{one}"))
    return Table(name, "最重", (first, second), (name,), ("说明",), tuple(rules))


def _winner() -> Table:
    """Equal, or the floor is worse; in every other case the matrix is (默认)."""
    rules: list[tuple[Cell, ...]] = [
        (f"R{number}", one, one, "一致", "两种口径结论相同") for number, one in enumerate(_NAMES, start=1)
    ]
    for place, one in enumerate(_NAMES[1:], start=1):
        lighter = ",".join(_NAMES[:place])
        rules.append((f"R{len(rules) + 1}", one, lighter, "底线", "逾期、重组或破产底线更重"))
    return Table("认定依据", "U", ("底线分类", "矩阵分类"), ("认定依据",), ("说明",), tuple(rules), ("矩阵",))


_PRINCIPAL = _matrix("本金矩阵分类", "本金逾期天数", "本金")
_INTEREST = _matrix("利息矩阵分类", "利息逾期天数", "利息")
_MATRICES = _worst("矩阵分类", "本金矩阵分类", "利息矩阵分类", "J")
_FINAL = _worst("五级分类", "底线分类", "矩阵分类", "W")

_PARAMETERS = Listing(
    "参数",
    ("参数", "值", "单位", "依据"),
    (
        ("关注天数", 0, "天", f"{_MEASURE}：本金、利息或收益逾期即至少关注；条文表述{_TO_CHECK}"),
        ("次级天数", 90, "天", f"{_MEASURE}：逾期超过90天至少次级；条文表述{_TO_CHECK}"),
        ("可疑天数", 270, "天", f"{_MEASURE}：逾期超过270天至少可疑；条文表述{_TO_CHECK}"),
        ("损失天数", 360, "天", f"{_MEASURE}：逾期超过360天归为损失；条文表述{_TO_CHECK}"),
    ),
)

_FORMULAS = Listing(
    "公式",
    ("变量", "公式", "类型", "小数位", "说明"),
    (
        ("逾期天数", "=MAX(本金逾期天数, 利息逾期天数)", "整数", 0, "本金与利息分别计算，取较长者"),
        ("拨备金额", "=ROUND(贷款余额*拨备比例, 2)", "金额", 2, "按认定后的类别计提；四舍五入到分"),
    ),
)

_FLOORS = Table(
    "底线分类",
    "最重",
    ("逾期天数", "是否重组", "是否破产"),
    ("底线分类",),
    ("依据", "说明"),
    (
        ("D1", ">损失天数", "-", "-", "损失", f"{_MEASURE}逾期天数标准", "超过360天"),
        ("D2", ">可疑天数", "-", "-", "可疑", f"{_MEASURE}逾期天数标准", "超过270天"),
        ("D3", ">次级天数", "-", "-", "次级", f"{_MEASURE}逾期天数标准", "超过90天"),
        ("D4", ">关注天数", "-", "-", "关注", f"{_MEASURE}逾期天数标准", "只要逾期"),
        ("D5", "-", "是", "-", "关注", f"{_MEASURE}重组资产", "观察期不少于两个还款期且不少于一年，再次违约重新起算"),
        ("D6", "-", "-", "是", "损失", f"债务人破产的归为损失（{_TO_CHECK}）", "债权申报另见《文书与合规》"),
    ),
    default=("正常",),
    properties={"负责人": "风险管理部"},
)

_PROVISIONS = Table(
    "拨备比例",
    "U",
    ("五级分类",),
    ("拨备比例",),
    ("依据",),
    (
        ("B1", "正常", percent(1), f"一般准备1%；文号{_TO_CHECK}"),
        ("B2", "关注", percent(2), f"专项准备2%；文号{_TO_CHECK}"),
        ("B3", "次级", percent(25), f"专项准备25%；文号{_TO_CHECK}"),
        ("B4", "可疑", percent(50), f"专项准备50%；文号{_TO_CHECK}"),
        ("B5", "损失", percent(100), f"专项准备100%；文号{_TO_CHECK}"),
    ),
)

_ASKED = ("客户类型", "信用等级", "担保方式", "本金逾期天数", "利息逾期天数", "是否重组", "是否破产", "贷款余额")
_ANSWERED = (
    "逾期天数",
    "底线分类",
    "本金矩阵分类",
    "利息矩阵分类",
    "矩阵分类",
    "五级分类",
    "认定依据",
    "拨备比例",
    "拨备金额",
)

_TESTS = Tests(
    _ASKED,
    _ANSWERED,
    (
        ("从未逾期的农户信用贷款", "农户", "优秀", "信用", 0, 0, "否", "否", 50000,
         0, "正常", "正常", "正常", "正常", "正常", "一致", percent(1), "500"),
        ("欠息20天：底线比矩阵严", "农户", "优秀", "抵押", 0, 20, "否", "否", 80000,
         20, "关注", "正常", "正常", "正常", "关注", "底线", percent(2), "1600"),
        ("本金逾期正好90天仍为关注", "农户", "较好", "保证", 90, 60, "否", "否", 30000,
         90, "关注", "关注", "关注", "关注", "关注", "一致", percent(2), "600"),
        ("本金逾期91天转次级", "农户", "较好", "保证", 91, 60, "否", "否", 30000,
         91, "次级", "次级", "关注", "次级", "次级", "一致", percent(25), "7500"),
        ("利息比本金拖得久，取较重", "个人消费", "一般", "抵押", 10, 200, "否", "否", 120000,
         200, "次级", "正常", "可疑", "可疑", "可疑", "矩阵", percent(50), "60000"),
        ("未评级信用贷款逾期1天", "个体工商户", "未评级", "信用", 1, 0, "否", "否", 20000,
         1, "关注", "关注", "正常", "关注", "关注", "一致", percent(2), "400"),
        ("担保不能抬高底线：质押逾期300天", "农户", "优秀", "质押", 300, 300, "否", "否", 100000,
         300, "可疑", "次级", "次级", "次级", "可疑", "底线", percent(50), "50000"),
        ("小微信用逾期45天，矩阵判次级", "小微企业", "一般", "信用", 45, 0, "否", "否", 1000000,
         45, "关注", "次级", "正常", "次级", "次级", "矩阵", percent(25), "250000"),
        ("小微抵押逾期400天", "小微企业", "较好", "抵押", 400, 380, "否", "否", 2000000,
         400, "损失", "可疑", "可疑", "可疑", "损失", "底线", percent(100), "2000000"),
        ("小微保证欠息361天，两种口径都到损失", "小微企业", "优秀", "保证", 0, 361, "否", "否", 600000,
         361, "损失", "正常", "损失", "损失", "损失", "一致", percent(100), "600000"),
        ("重组贷款观察期内至少关注", "农户", "优秀", "保证", 0, 0, "是", "否", 60000,
         0, "关注", "正常", "正常", "正常", "关注", "底线", percent(2), "1200"),
        ("已受理破产，不论逾期", "小微企业", "较好", "质押", 0, 0, "否", "是", 300000,
         0, "损失", "正常", "正常", "正常", "损失", "底线", percent(100), "300000"),
        ("农户信用逾期190天，矩阵判可疑", "农户", "较好", "信用", 190, 0, "否", "否", "10000.55",
         190, "次级", "可疑", "正常", "可疑", "可疑", "矩阵", percent(50), "5000.28"),
    ),
)  # fmt: skip


def _grid_tests() -> Tests:
    """One test per cell of the matrices, at the last day of its band, principal and interest alike."""
    rows: list[tuple[Cell, ...]] = []
    for (kinds, credit), by_security in _LIMITS.items():
        kind, grade = kinds.split(",")[0], credit.split(",")[0].replace("-", "一般")
        for security, limits in by_security.items():
            for top in (0, 30, 60, 90, 180, 270, 360, 400):
                made = _class_of(limits, top)
                rows.append((f"{kind}·{grade}·{security}·{top}天", kind, grade, security, top, top, made, made))
    return Tests(_ASKED[:5], ("本金矩阵分类", "利息矩阵分类"), tuple(rows))


BOOK = Book(
    name="五级分类",
    purpose=(
        "给每一笔贷款认定五级分类。先按逾期天数、重组、破产得出“底线分类”，再按客户类型、信用等级、担保方式和逾期天数得出“矩阵分类”，"
        "两者取较重的一个，并写明是哪一个说了算；担保再好也不能把类别抬到底线之上。最后按类别计提拨备。"
    ),
    advice=(
        "改矩阵的一格：在《矩阵》页改字，再把《矩阵测试》页中同一格的期望改成一样。两处一致才能发布，防止手误。",
        "部分矩阵格比底线宽松（例如质押逾期91-180天仍为关注），这是实际制度如此；最终取较重者，宽松的格子不会放松底线。",
    ),
    variables=(
        *loan("借据号", "机构名称", "客户名称", "客户类型", "信用等级", "担保方式", "本金逾期天数", "利息逾期天数"),
        *loan("是否重组", "是否破产", "贷款余额"),
        Variable("逾期天数", "整数", "天", ">=0", note="公式得出：本金、利息逾期天数取较长者"),
        Variable("底线分类", "文本", domain=CLASSES, role="有序", note="监管底线：逾期、重组、破产"),
        Variable("本金矩阵分类", "文本", domain=CLASSES, role="有序", note="按本金逾期天数查矩阵"),
        Variable("利息矩阵分类", "文本", domain=CLASSES, role="有序", note="按利息逾期天数查矩阵"),
        Variable("矩阵分类", "文本", domain=CLASSES, role="有序", note="本金、利息两者取较重"),
        Variable("五级分类", "文本", domain=CLASSES, role="有序", note="底线与矩阵取较重，为最终认定"),
        Variable("认定依据", "文本", domain="底线,矩阵,一致", note="最终类别由哪一种口径决定"),
        Variable("拨备比例", "百分比", "%", "[0..100%]", note="按最终类别"),
        Variable("拨备金额", "金额", "元", ">=0", note="贷款余额×拨备比例"),
    ),
    sheets=(
        Sheet("参数", (_PARAMETERS,), "逾期天数界限"),
        Sheet("公式", (_FORMULAS,), "逾期天数、拨备金额怎么算"),
        Sheet("底线", (_FLOORS,), "逾期、重组、破产各自给出的最低类别，取最重"),
        Sheet("矩阵", (_PRINCIPAL, _INTEREST), "等级×担保×逾期天数，本金、利息分别查"),
        Sheet("认定", (_MATRICES, _FINAL, _winner()), "两个矩阵取较重，再与底线取较重，并写明由谁决定"),
        Sheet("拨备", (_PROVISIONS,), "各类别的拨备比例"),
        Sheet("测试用例", (_TESTS,), "从台账数据到最终认定的完整用例"),
        Sheet("矩阵测试", (_grid_tests(),), "矩阵的每一格一条用例，防手误"),
    ),
)
