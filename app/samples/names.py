"""Invented people, firms, numbers and addresses.

Every number is made so that it cannot belong to anybody: identity numbers and credit codes carry a region
that does not exist (99…) and a wrong check digit, telephone numbers a prefix that is not given out (120…).
"""

from __future__ import annotations

from datetime import date
from random import Random

_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_COMMON = "李王张刘陈杨赵黄周吴"
_MALE = "国建志文明德荣福贵华军强伟勇平生林海波涛永兴光辉学友成才金银来顺安庆祥发开天云山江河春秋正良忠义仁"
_FEMALE = "秀英桂兰玉珍凤芬芳梅红丽霞翠莲淑琼艳琴燕萍华惠素美仙菊香云月娥会巧彩"
_BRANDS = "恒丰瑞祥鑫源宏达锦程盛泰众诚嘉禾金穗绿野山泉福满兴旺永顺同心利民茂林通达源丰"
_TRADES = {
    "农林牧渔业": ("农业开发", "种植", "养殖", "茶业", "果业"),
    "制造业": ("食品加工", "建材", "木业", "机械配件"),
    "批发零售业": ("商贸", "农资", "百货", "粮油贸易"),
    "建筑业": ("建筑工程", "装饰工程", "市政工程"),
    "房地产业": ("置业", "房地产开发"),
    "住宿餐饮业": ("餐饮管理", "酒店", "农家乐旅游"),
    "交通运输业": ("物流", "运输"),
    "居民服务业": ("家政服务", "汽修", "农机服务"),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def source(seed: int) -> Random:
    """The chance that samples are made of: the same for the same seed."""
    return Random(seed)  # noqa: S311 - a repeatable sample, not a secret


def person(chance: Random) -> str:
    """An invented name of two or three characters."""
    surname = chance.choice(_COMMON if chance.random() < 0.45 else _SURNAMES)
    given = _MALE if chance.random() < 0.6 else _FEMALE
    return surname + "".join(chance.sample(given, 2 if chance.random() < 0.85 else 1))


def trades() -> tuple[str, ...]:
    return tuple(_TRADES)


def company(chance: Random, county: str, trade: str) -> str:
    """An invented firm of *county* in one of :func:`trades`."""
    brand = "".join(chance.sample(_BRANDS, 2))
    return f"{county}{brand}{chance.choice(_TRADES[trade])}有限公司"


def identity_number(chance: Random, birth: date) -> str:
    """18 characters of the shape of a resident's identity number; region and check digit are wrong on purpose."""
    digits = f"9908{chance.randint(1, 29):02d}{birth:%Y%m%d}{chance.randint(1, 999):03d}"
    right = _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]
    return digits + chance.choice([check for check in _CHECK if check not in (right, "X")])


def credit_code(chance: Random) -> str:
    """18 characters of the shape of a 统一社会信用代码; the region does not exist."""
    return "91" + "990829" + "".join(chance.choices(_CODE, k=9)) + chance.choice("0123456789")


def telephone(chance: Random) -> str:
    return f"120{chance.randint(0, 99_999_999):08d}"
