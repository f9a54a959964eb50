"""Columns that several sheets of the workbook have, each named once."""

from __future__ import annotations

from tuowang.sources.workbook.layout import Column

ITEM = Column(
    "item",
    "code",
    ("item", "物料编码"),
    (
        "item code",
        "code",
        "item no",
        "part number",
        "sku",
        "编码",
        "料号",
        "物料号",
        "物料",
        "品号",
    ),
    True,
    ("our code of the item", "本公司的物料编码"),
)
ITEM_OR_ALL = ITEM._replace(required=False, notes=("empty: every item", "留空表示全部物料"))
PARTNER = Column(
    "partner",
    "code",
    ("partner", "伙伴编码"),
    ("partner code", "code", "编码", "伙伴", "交易伙伴", "客商编码", "单位编码"),
    True,
    ("our short code of the partner", "本公司对该伙伴的简码"),
)
PARTNER_OF = PARTNER._replace(
    others=("partner code", "伙伴", "交易伙伴", "客商", "客户", "供应商", "customer", "supplier")
)
UNIT = Column(
    "unit",
    "unit",
    ("unit", "单位"),
    ("uom", "unit of measure", "计量单位", "数量单位"),
    False,
    ("unit of the quantity; empty: the item's own", "数量的单位;留空为物料自身单位"),
)
QUANTITY = Column(
    "quantity",
    "quantity",
    ("quantity", "数量"),
    ("qty", "amount of goods", "库存数量", "需求数量", "现存量", "结存数量"),
    True,
)
CURRENCY = Column(
    "currency",
    "currency",
    ("currency", "币种"),
    ("货币", "币别"),
    False,
    ("CNY, EUR, USD …", "CNY、EUR、USD……"),
)
LEAD_TIME = Column(
    "lead_time_days",
    "days",
    ("lead time (days)", "提前期(天)"),
    ("lead time days", "交货期", "交货周期", "采购周期", "生产周期"),
    False,
    ("days from ordering or starting until it is here", "从下单或开工到可用的天数"),
)
YIELD = Column(
    "yield_permille",
    "share",
    ("yield", "成品率"),
    ("yield %", "yield rate", "良率", "合格率", "产出率"),
    False,
    ("98 % or 0.98", "98% 或 0.98"),
)
NAME = Column("name", "text", ("name", "名称"), (), True, ("as people call it", "通常的称呼"))
COMPANY_ID = Column(
    "company_id",
    "code",
    ("company id", "统一社会信用代码"),
    ("registration number", "信用代码", "社会信用代码", "税号"),
    False,
    ("as text: 18 characters in China", "请设为文本格式,18 位"),
)
SCHEME = Column(
    "company_id_scheme",
    "text",
    ("id scheme", "代码类型"),
    ("scheme", "company id scheme", "证件类型"),
    False,
    ("uscc, gln, lei … empty: uscc", "uscc、gln、lei……留空为 uscc"),
)
