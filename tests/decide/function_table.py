# ruff: noqa: E501 - one formula a line
"""Every function of 公式 with what it gives: the specification of functions, and what the spreadsheet is asked, too.

A row is the formula, the result, and whether a spreadsheet says the same (``SAME``) or why it does not.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

SAME = ""
BLANK = "a missing value stays missing; a spreadsheet counts it as zero"
BINARY = "a spreadsheet computes in binary"
CALENDAR = "days off and worked weekends of the PRC are known; a spreadsheet knows weekends only"
CHINESE = "a format of Chinese spreadsheets"
OURS = "not a function of spreadsheets"
TYPES = "text and number are never mixed"
D = Decimal


class Fault(str):
    """The code (without its package) of the case's error."""

    __slots__ = ()


ZERO, TYPE, RANGE, FORMAT = (
    Fault("formula-zero"),
    Fault("formula-type"),
    Fault("formula-range"),
    Fault("formula-format"),
)

VALUES: dict[str, Any] = {
    "本金": D("10000.00"), "利率": D("0.0435"), "天数": D(95), "借款日": date(2024, 1, 31), "到期日": date(2026, 2, 28),
    "姓名": "云小岭", "担保": "抵押", "缺": None, "重组": True, "零": D(0),
}  # fmt: skip

FUNCTIONS: dict[str, list[tuple[str, Any, str]]] = {
    "operators": [
        ("=1+2*3", D(7), SAME), ("=(1+2)*3", D(9), SAME), ("=10-4-3", D(3), SAME), ("=100/10/2", D(5), SAME), ("=2^3^2", D(64), SAME),
        ("=-2^2", D(4), SAME), ("=2^-1", D("0.5"), SAME), ("=50%", D("0.5"), SAME), ("=10%*本金", D(1000), SAME), ("=--3", D(3), SAME),
        ("=0.1+0.2", D("0.3"), SAME), ("=0.1+0.2=0.3", True, SAME), ("=1.1*1.1", D("1.21"), SAME), ("=4.35*100", D(435), SAME),
        ("=1/3*3", D(1), SAME), ("=1/3*3=1", True, SAME), ("=本金*利率*天数/360", D("114.7916666666666666666666666666667"), SAME),
        ("=1/0", ZERO, SAME), ("=0/0", ZERO, SAME), ("=本金/零", ZERO, SAME), ("=10^400", RANGE, SAME),
        ("=10^9999", RANGE, SAME), ("=姓名+1", TYPE, SAME), ("=-姓名", TYPE, SAME), ("=重组+1", TYPE, TYPES), ("=本金*缺", None, BLANK), ("=缺=缺", None, BLANK),
        ("=3>2", True, SAME), ("=3<>3", False, SAME), ("=2>=2", True, SAME), ("=姓名=\"云小岭\"", True, SAME), ("=担保<>\"信用\"", True, SAME),
        ("=借款日<到期日", True, SAME), ("=天数=\"95\"", TYPE, TYPES), ("=借款日+1", date(2024, 2, 1), SAME), ("=借款日-31", date(2023, 12, 31), SAME),
        ("=到期日-借款日", D(759), SAME), ("=借款日+到期日", TYPE, TYPES), ("=姓名&\"女士\"", "云小岭女士", SAME), ("=天数&\"天\"", "95天", SAME), ("=姓名&缺", "云小岭", SAME),
    ],
    "IF": [("=IF(天数>90,1,2)", D(1), SAME), ("=IF(天数>95,1,2)", D(2), SAME), ("=IF(缺,1,2)", D(2), SAME), ("=IF(重组,\"是\",\"否\")", "是", SAME),
           ("=IF(天数>99,1)", None, "a spreadsheet says FALSE"), ("=IF(零=0,0,本金/零)", D(0), SAME), ("=IF(天数,1,2)", TYPE, TYPES), ("=如果(天数>90,1,2)", D(1), OURS)],
    "IFS": [("=IFS(天数>360,1,天数>90,2)", D(2), SAME), ("=IFS(天数>360,1)", None, "a spreadsheet says #N/A"), ("=IFS(天数>90,1,零/零>1,2)", D(1), SAME), ("=多条件(TRUE,7)", D(7), OURS)],
    "AND": [("=AND(重组,天数>90)", True, SAME), ("=AND(重组,缺)", False, BLANK), ("=AND(1)", TYPE, TYPES), ("=且(重组,FALSE)", False, OURS)],
    "OR": [("=OR(FALSE,天数>90)", True, SAME), ("=OR(缺,FALSE)", False, SAME), ("=或(FALSE,FALSE)", False, OURS)],
    "NOT": [("=NOT(重组)", False, SAME), ("=NOT(缺)", True, SAME), ("=非(FALSE)", True, OURS)],
    "MIN": [("=MIN(3,1,2)", D(1), SAME), ("=MIN(缺,3)", D(3), SAME), ("=MIN(缺)", None, BLANK), ("=MIN(-1,-2)", D(-2), SAME), ("=MIN(借款日,到期日)", date(2024, 1, 31), SAME), ("=MIN(1,姓名)", TYPE, TYPES), ("=最小(2,3)", D(2), OURS)],
    "MAX": [("=MAX(3,1,2)", D(3), SAME), ("=MAX(缺,天数)", D(95), SAME), ("=MAX(借款日,到期日)", date(2026, 2, 28), SAME), ("=MAX(1/3,0.3)*3", D(1), SAME), ("=最大值(2,3)", D(3), OURS)],
    "SUM": [("=SUM(1,2,3)", D(6), SAME), ("=SUM(缺,3)", D(3), SAME), ("=SUM(缺)", None, BLANK), ("=SUM(0.1,0.2)", D("0.3"), SAME), ("=SUM(1/3,1/3,1/3)", D(1), SAME), ("=SUM(1,姓名)", TYPE, TYPES), ("=合计(1,2)", D(3), OURS)],
    "ROUND": [
        ("=ROUND(2.5)", D(3), "a spreadsheet wants the places"), ("=ROUND(2.5,0)", D(3), SAME), ("=ROUND(-2.5,0)", D(-3), SAME), ("=ROUND(1.005,2)", D("1.01"), SAME), ("=ROUND(2.675,2)", D("2.68"), SAME),
        ("=ROUND(-1.005,2)", D("-1.01"), SAME), ("=ROUND(1234.5,-2)", D(1200), SAME), ("=ROUND(1250,-2)", D(1300), SAME), ("=ROUND(本金*利率*天数/360,2)", D("114.79"), SAME),
        ("=ROUND(1/3,4)", D("0.3333"), SAME), ("=ROUND(2/3,4)", D("0.6667"), SAME), ("=ROUND(5/6*3,0)", D(3), SAME), ("=ROUND(缺,2)", None, BLANK), ("=ROUND(1,99)", RANGE, "a spreadsheet gives 1"), ("=ROUND(姓名,2)", TYPE, SAME), ("=四舍五入(0.125,2)", D("0.13"), OURS),
    ],
    "ROUNDUP": [("=ROUNDUP(1.001,2)", D("1.01"), SAME), ("=ROUNDUP(-1.001,2)", D("-1.01"), SAME), ("=ROUNDUP(1.1,0)", D(2), SAME), ("=ROUNDUP(1,0)", D(1), SAME), ("=ROUNDUP(1/3*3,0)", D(1), SAME), ("=ROUNDUP(1201,-2)", D(1300), SAME), ("=向上舍入(1.2,0)", D(2), OURS)],
    "ROUNDDOWN": [("=ROUNDDOWN(1.009,2)", D(1), SAME), ("=ROUNDDOWN(-1.009,2)", D(-1), SAME), ("=ROUNDDOWN(1/3*3,0)", D(1), SAME), ("=ROUNDDOWN(1299,-2)", D(1200), SAME), ("=ROUNDDOWN(4.35*100,0)", D(435), SAME), ("=向下舍入(1.9,0)", D(1), OURS)],
    "ABS": [("=ABS(-3)", D(3), SAME), ("=ABS(3)", D(3), SAME), ("=ABS(缺)", None, BLANK), ("=ABS(姓名)", TYPE, SAME), ("=绝对值(-1)", D(1), OURS)],
    "INT": [("=INT(1.9)", D(1), SAME), ("=INT(-1.5)", D(-2), SAME), ("=INT(天数/30)", D(3), SAME), ("=INT(1/3*3)", D(1), SAME), ("=取整(2.9)", D(2), OURS)],
    "MOD": [("=MOD(7,3)", D(1), SAME), ("=MOD(-3,2)", D(1), SAME), ("=MOD(3,-2)", D(-1), SAME), ("=MOD(5.5,2)", D("1.5"), SAME), ("=MOD(1,0)", ZERO, SAME), ("=MOD(0.3,0.1)", D(0), BINARY), ("=取余(7,4)", D(3), OURS)],
    "DATE": [("=DATE(2024,2,29)", date(2024, 2, 29), SAME), ("=DATE(2024,13,1)", date(2025, 1, 1), SAME), ("=DATE(2024,1,32)", date(2024, 2, 1), SAME), ("=DATE(2024,3,0)", date(2024, 2, 29), SAME), ("=DATE(2024,0,1)", date(2023, 12, 1), SAME), ("=DATE(99999,1,1)", RANGE, SAME), ("=日期(2024,1,1)", date(2024, 1, 1), OURS)],
    "YEAR": [("=YEAR(借款日)", D(2024), SAME), ("=YEAR(缺)", None, BLANK), ("=YEAR(姓名)", TYPE, SAME), ("=年(借款日)", D(2024), OURS)],
    "MONTH": [("=MONTH(借款日)", D(1), SAME), ("=月份(到期日)", D(2), OURS)],
    "DAY": [("=DAY(借款日)", D(31), SAME), ("=DAY(2024)", TYPE, TYPES), ("=日(借款日)", D(31), OURS)],
    "DAYS": [("=DAYS(DATE(2024,3,1),借款日)", D(30), SAME), ("=DAYS(借款日,DATE(2024,3,1))", D(-30), SAME), ("=相差天数(到期日,借款日)", D(759), OURS)],
    "EDATE": [("=EDATE(借款日,1)", date(2024, 2, 29), SAME), ("=EDATE(借款日,13)", date(2025, 2, 28), SAME), ("=EDATE(借款日,-2)", date(2023, 11, 30), SAME), ("=EDATE(DATE(2024,2,29),12)", date(2025, 2, 28), SAME), ("=EDATE(借款日,0)", date(2024, 1, 31), SAME), ("=EDATE(借款日,99999)", RANGE, "a spreadsheet counts on to the year 9999"), ("=加月(借款日,1)", date(2024, 2, 29), OURS)],
    "EOMONTH": [("=EOMONTH(借款日,0)", date(2024, 1, 31), SAME), ("=EOMONTH(借款日,1)", date(2024, 2, 29), SAME), ("=EOMONTH(DATE(2023,1,15),1)", date(2023, 2, 28), SAME), ("=EOMONTH(借款日,-2)", date(2023, 11, 30), SAME), ("=月末(到期日,0)", date(2026, 2, 28), OURS)],
    "WORKDAY": [("=WORKDAY(DATE(2026,9,30),1)", date(2026, 10, 8), CALENDAR), ("=WORKDAY(DATE(2026,3,2),5)", date(2026, 3, 9), SAME), ("=WORKDAY(DATE(2026,3,9),-5)", date(2026, 3, 2), SAME), ("=WORKDAY(借款日,0)", date(2024, 1, 31), SAME), ("=WORKDAY(DATE(2031,1,3),1)", date(2031, 1, 6), SAME), ("=WORKDAY(借款日,999999)", RANGE, "a spreadsheet counts on"), ("=工作日(DATE(2026,3,2),1)", date(2026, 3, 3), OURS)],
    "NETWORKDAYS": [("=NETWORKDAYS(DATE(2026,3,2),DATE(2026,3,8))", D(5), SAME), ("=NETWORKDAYS(DATE(2026,9,28),DATE(2026,10,8))", D(4), CALENDAR), ("=NETWORKDAYS(DATE(2026,3,8),DATE(2026,3,2))", D(-5), SAME), ("=NETWORKDAYS(DATE(2026,3,7),DATE(2026,3,8))", D(0), SAME), ("=工作日数(DATE(2026,3,2),DATE(2026,3,2))", D(1), OURS)],
    "TEXT": [
        ("=TEXT(本金,\"#,##0.00\")", "10,000.00", SAME), ("=TEXT(1234567.895,\"#,##0.00\")", "1,234,567.90", SAME), ("=TEXT(利率,\"0.00%\")", "4.35%", SAME), ("=TEXT(0.5,\"0%\")", "50%", SAME), ("=TEXT(7,\"000\")", "007", SAME),
        ("=TEXT(-5,\"0.0\")", "-5.0", SAME), ("=TEXT(0,\"#,##0\")", "0", SAME), ("=TEXT(1.5,\"0.0#\")", "1.5", SAME), ("=TEXT(0.5,\"#.##\")", ".5", SAME), ("=TEXT(95,\"0\"\"天\"\"\")", "95天", SAME), ("=TEXT(95,\"0天\")", "95天", SAME), ("=TEXT(2.5,\"0\")", "3", SAME), ("=TEXT(-0.4,\"0\")", "0", "a spreadsheet writes -0 or 0"),
        ("=TEXT(借款日,\"yyyy-mm-dd\")", "2024-01-31", SAME), ("=TEXT(借款日,\"yyyy年m月d日\")", "2024年1月31日", SAME), ("=TEXT(借款日,\"yyyymmdd\")", "20240131", SAME), ("=TEXT(借款日,\"yy.m.d\")", "24.1.31", SAME), ("=TEXT(借款日,\"aaaa\")", "星期三", CHINESE),
        ("=TEXT(本金,\"0.00E+00\")", FORMAT, "not offered"), ("=TEXT(本金,\"[红]0\")", FORMAT, "not offered"), ("=TEXT(借款日,\"hh:mm\")", FORMAT, "not offered"), ("=TEXT(姓名,\"0\")", TYPE, TYPES), ("=TEXT(缺,\"0\")", None, BLANK), ("=文本(5,\"00\")", "05", OURS),
    ],
    "LEFT": [("=LEFT(姓名,1)", "云", SAME), ("=LEFT(姓名)", "云", SAME), ("=LEFT(姓名,9)", "云小岭", SAME), ("=LEFT(姓名,0)", "", SAME), ("=LEFT(12345,2)", "12", SAME), ("=LEFT(缺,1)", None, BLANK), ("=左取(姓名,1)", "云", OURS)],
    "RIGHT": [("=RIGHT(姓名,2)", "小岭", SAME), ("=RIGHT(姓名)", "岭", SAME), ("=RIGHT(姓名,0)", "", SAME), ("=右取(姓名,1)", "岭", OURS)],
    "MID": [("=MID(姓名,2,1)", "小", SAME), ("=MID(姓名,2,9)", "小岭", SAME), ("=MID(姓名,9,1)", "", SAME), ("=MID(姓名,0,1)", RANGE, SAME), ("=中取(姓名,1,2)", "云小", OURS)],
    "LEN": [("=LEN(姓名)", D(3), SAME), ("=LEN(\"\")", D(0), SAME), ("=LEN(12.50)", D(4), SAME), ("=LEN(缺)", None, BLANK), ("=长度(\"ab\")", D(2), OURS)],
    "CONCAT": [("=CONCAT(姓名,\"-\",天数)", "云小岭-95", SAME), ("=CONCAT(缺,姓名)", "云小岭", SAME), ("=CONCATENATE(\"a\",\"b\")", "ab", SAME), ("=连接(1,2)", "12", OURS)],
    "IFERROR": [("=IFERROR(本金/零,7)", D(7), SAME), ("=IFERROR(本金/2,7)", D(5000), SAME), ("=IFERROR(姓名+1,\"错\")", "错", SAME), ("=IFERROR(缺,7)", None, BLANK), ("=IFERROR(1/零,2/零)", ZERO, SAME), ("=出错时(1/零,0)", D(0), OURS)],
    "ISBLANK": [("=ISBLANK(缺)", True, SAME), ("=ISBLANK(姓名)", False, SAME), ("=ISBLANK(\"\")", False, SAME), ("=为空(缺)", True, OURS)],
    "COALESCE": [("=COALESCE(缺,天数)", D(95), OURS), ("=COALESCE(缺,缺)", None, OURS), ("=COALESCE(天数,1/零)", D(95), OURS), ("=首个非空(缺,1)", D(1), OURS)],
}  # fmt: skip

ROWS = [(function, *row) for function, rows in FUNCTIONS.items() for row in rows]
