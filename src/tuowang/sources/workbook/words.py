"""Words with a fixed meaning, in both languages: English and Chinese first, then what else is read.

The first two of each line are what an export writes.
"""

from __future__ import annotations

import unicodedata

from tuowang.errors import Mistake
from tuowang.sources.workbook.layout import language_index, normal

Words = dict[str, tuple[str, ...]]

SUPPLY: Words = {
    "make": ("make", "自制", "made", "in house", "自产", "生产"),
    "buy": ("buy", "外购", "bought", "purchase", "采购", "购买"),
    "both": ("both", "自制和外购", "make or buy", "两者", "自制/外购", "自制或外购", "均可"),
}
TOPIC: Words = {
    "trade": ("trade", "交易", "dealings", "买卖"),
    "catalogue": ("catalogue", "目录", "catalog", "产品目录", "价格"),
    "trace": ("trace", "追溯", "traceability", "溯源"),
    "stock": ("stock", "库存", "inventory", "存货"),
    "output": ("output", "计划产出", "planned output", "产出"),
    "capacity": ("capacity", "产能", "capacities", "生产能力"),
    "forecast": ("forecast", "预测", "forecasts", "需求预测"),
    "docking": ("docking", "对接", "dock", "协同计划"),
    "netting": ("netting", "轧差", "net", "清抹账"),
}
NEED_KIND: Words = {
    "forecast": ("forecast", "预测", "计划"),
    "order": ("order", "订单", "walk-in order", "sales order", "销售订单"),
}
WORDS: dict[str, Words] = {"supply": SUPPLY, "topic": TOPIC, "kind": NEED_KIND}

_MEANINGS = {
    field: {normal(name): word for word, names in words.items() for name in (word, *names)}
    for field, words in WORDS.items()
}
_DAYS = (
    ("1", ("mon", "monday", "一", "周一", "星期一")),
    ("2", ("tue", "tues", "tuesday", "二", "周二", "星期二")),
    ("3", ("wed", "wednesday", "三", "周三", "星期三")),
    ("4", ("thu", "thur", "thurs", "thursday", "四", "周四", "星期四")),
    ("5", ("fri", "friday", "五", "周五", "星期五")),
    ("6", ("sat", "saturday", "六", "周六", "星期六")),
    ("7", ("sun", "sunday", "日", "天", "周日", "星期日", "星期天", "周天", "七")),
)
_DAY_NUMBERS = {name: number for number, names in _DAYS for name in (number, *names)}
_SETS = {
    "daily": "1234567",
    "every day": "1234567",
    "每天": "1234567",
    "weekdays": "12345",
    "工作日": "12345",
    "none": "",
    "无": "",
}
_SEPARATORS = str.maketrans(dict.fromkeys(",;、/和", " "))
_RANGES = str.maketrans(dict.fromkeys("–—~至到", "-"))


def read_word(field: str, text: str) -> str:
    """The word of a column that a text in either language means."""
    word = _MEANINGS[field].get(normal(text))
    if word is None:
        known = ", ".join("/".join(names[:2]) for names in WORDS[field].values())
        raise Mistake("word-unknown", text=text[:80], known=known)
    return word


def show_word(field: str, word: str, language: str) -> str:
    """How a word is written in a language; what is unknown is written as it is."""
    names = WORDS[field].get(word)
    return names[language_index(language)] if names else word


def read_weekdays(text: str) -> str:
    """ "12345", "1-5", "Mon-Fri", "周一至周五", "一二三", "Mon, Wed", "daily" -> "12345"."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in _SETS:
        return _SETS[plain]
    found: set[str] = set()
    for part in plain.translate(_SEPARATORS).translate(_RANGES).replace(" - ", "-").split():
        first, _, last = part.partition("-")
        if last:
            found.update(_range(_day(first, text), _day(last, text)))
        elif part in _DAY_NUMBERS:
            found.add(_DAY_NUMBERS[part])
        else:
            rest = part.removeprefix("星期").removeprefix("周")
            found.update(_day(letter, text) for letter in rest)
    return "".join(sorted(found))


def _day(name: str, text: str) -> str:
    number = _DAY_NUMBERS.get(name.strip(". "))
    if number is None:
        raise Mistake("weekdays-unreadable", text=text[:80])
    return number


def _range(first: str, last: str) -> list[str]:
    length = (int(last) - int(first)) % 7 + 1
    return [str((int(first) - 1 + step) % 7 + 1) for step in range(length)]


def show_weekdays(weekdays: str, language: str) -> str:
    """ "12345" as it is; no day at all needs a word, for an empty cell means Monday to Friday."""
    return weekdays or ("none", "无")[language_index(language)]
