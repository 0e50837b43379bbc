"""The invented 云岭县农村信用合作联社: its branches, townships and officers, shared by every sample.

County, townships, people and numbers are invented; any likeness is chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.samples.names import person, source

BANK = "云岭县农村信用合作联社"
COUNTY = "云岭县"

_OFFICER_SEED = 805
_OFFICERS = (5, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3)


@dataclass(frozen=True, slots=True)
class Branch:
    """A credit cooperative of the union; ``code`` is text and keeps its leading zero."""

    code: str
    name: str
    town: str
    villages: tuple[str, ...]
    weight: int
    """Its share of the portfolio, relative to the others."""


@dataclass(frozen=True, slots=True)
class Officer:
    """A 客户经理; ``number`` is text and keeps its leading zero."""

    number: str
    name: str
    branch: Branch


BRANCHES = (
    Branch("0801", "城关信用社", "城关镇", ("南门社区", "文昌社区", "东岳社区", "新桥社区"), 16),
    Branch("0802", "云岭信用社", "云岭镇", ("石坝村", "大坪村", "香樟村", "上湾村"), 11),
    Branch("0803", "青溪信用社", "青溪镇", ("溪口村", "柳林村", "双河村", "白鹭村"), 10),
    Branch("0804", "白石信用社", "白石乡", ("白石村", "岩脚村", "马鞍村"), 7),
    Branch("0805", "龙泉信用社", "龙泉镇", ("龙泉村", "井坎村", "茶园村", "枫树村"), 9),
    Branch("0806", "马渡信用社", "马渡镇", ("渡口村", "沙洲村", "河湾村"), 8),
    Branch("0807", "松坪信用社", "松坪乡", ("松坪村", "云盘村", "老鹰村"), 6),
    Branch("0808", "红岩信用社", "红岩镇", ("红岩村", "核桃村", "干沟村", "新寨村"), 8),
    Branch("0809", "竹园信用社", "竹园镇", ("竹园村", "凤尾村", "鱼塘村"), 7),
    Branch("0810", "平坝信用社", "平坝镇", ("平坝村", "高田村", "大营村", "麦地村"), 8),
    Branch("0811", "铁厂信用社", "铁厂乡", ("铁厂村", "矿山村", "磨盘村"), 5),
    Branch("0812", "永和信用社", "永和镇", ("永和村", "太平村", "和睦村"), 5),
)


@cache
def officers() -> tuple[Officer, ...]:
    """The 40 officers of the 12 branches, each with a name of their own; the same in every sample."""
    chance = source(_OFFICER_SEED)
    taken: set[str] = set()
    found = []
    for branch, count in zip(BRANCHES, _OFFICERS, strict=True):
        for place in range(1, count + 1):
            name = person(chance)
            while name in taken:
                name = person(chance)
            taken.add(name)
            found.append(Officer(f"{branch.code}{place:02d}", name, branch))
    return tuple(found)
