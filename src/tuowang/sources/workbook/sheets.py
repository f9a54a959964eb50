"""The layout of the workbook: every sheet and column, in English and Chinese.

The order of `SHEETS` is the order in which references come to exist; a book may have any order.
"""

from __future__ import annotations

from tuowang.sources.workbook.columns import (
    COMPANY_ID,
    CURRENCY,
    ITEM,
    ITEM_OR_ALL,
    NAME,
    PARTNER,
    PARTNER_OF,
    QUANTITY,
    SCHEME,
    UNIT,
)
from tuowang.sources.workbook.layout import Column, Sheet, language_index
from tuowang.sources.workbook.making import CAPACITY, ITEMS, RECIPES, WORK

COMPANY = Sheet(
    "company",
    ("company", "公司"),
    ("our company", "本公司", "企业", "公司信息"),
    (
        NAME._replace(
            names=("company name", "公司名称"), others=("company", "公司", "名称", "企业名称")
        ),
        COMPANY_ID,
        SCHEME,
        CURRENCY,
        Column(
            "addresses",
            "addresses",
            ("addresses", "连接地址"),
            ("address", "url", "地址"),
            False,
            ("of our connector, separated by spaces", "本公司连接器的地址,以空格分隔"),
        ),
    ),
)
PARTNERS = Sheet(
    "partners",
    ("partners", "伙伴"),
    ("交易伙伴", "客商", "客户和供应商", "客户供应商"),
    (
        PARTNER,
        NAME._replace(names=("partner name", "伙伴名称"), others=("名称", "全称", "客商名称")),
        COMPANY_ID,
        SCHEME,
        CURRENCY,
        Column(
            "payment_days",
            "days",
            ("payment (days)", "账期(天)"),
            ("payment days", "payment term", "terms", "付款期限", "付款天数", "账期"),
            False,
            ("days from receipt until payment is due", "收货后多少天付款"),
        ),
        Column(
            "transit_days",
            "days",
            ("transit (days)", "运输(天)"),
            ("transit days", "transit time", "运输时间", "运输天数", "在途天数"),
            False,
            ("days that goods are under way", "货物在途天数"),
        ),
        Column(
            "tolerance_permille",
            "share",
            ("tolerance", "允差"),
            ("quantity tolerance", "tolerance %", "数量允差", "短溢装"),
            False,
            ("share of a quantity that may be more or less", "数量允许的偏差比例"),
        ),
    ),
)
PRICES = Sheet(
    "prices",
    ("prices", "价格"),
    ("price list", "价目表", "售价"),
    (
        ITEM,
        PARTNER_OF._replace(
            required=False, notes=("empty: for everybody", "留空表示适用于所有伙伴")
        ),
        Column(
            "price_minor",
            "money",
            ("price", "单价"),
            ("unit price", "价格", "售价", "含税单价"),
            True,
        ),
        Column(
            "price_quantity",
            "quantity",
            ("price quantity", "计价数量"),
            ("per", "price per", "每"),
            False,
            ("the price is for so many; empty: 1", "单价所对应的数量;留空为 1"),
        ),
        UNIT._replace(
            others=(*UNIT.others, "price unit", "计价单位"),
            notes=("of the price quantity", "计价数量的单位"),
        ),
        CURRENCY,
    ),
)
STOCK = Sheet(
    "stock",
    ("stock", "库存"),
    ("inventory", "stock on hand", "盘点", "现存量"),
    (
        ITEM,
        Column("lot", "code", ("lot", "批次"), ("lot number", "batch", "batch number", "批号")),
        Column(
            "place",
            "code",
            ("place", "存放地点"),
            ("location", "warehouse", "bin", "仓库", "库位", "地点"),
            False,
            ("empty: store", "留空为 store"),
        ),
        QUANTITY,
        UNIT,
        Column("day", "day", ("counted on", "盘点日期"), ("day", "date", "count date", "日期")),
        Column("reason", "text", ("reason", "原因"), ("remark", "remarks", "备注", "说明")),
    ),
)
NEEDS = Sheet(
    "needs",
    ("needs", "需求"),
    ("demand", "demands", "forecast", "预测", "需求计划", "销售订单"),
    (
        Column(
            "need",
            "code",
            ("need", "需求编号"),
            ("need no", "order", "order no", "reference", "单号", "订单号", "编号", "需求单号"),
            True,
            ("our own number of it", "本公司的编号"),
        ),
        ITEM,
        QUANTITY._replace(notes=("0 takes the need out", "0 表示取消该需求")),
        UNIT,
        Column(
            "due",
            "day",
            ("due", "交期"),
            ("due date", "date", "delivery date", "到期", "到期日", "交货日期", "需求日期"),
            True,
        ),
        Column(
            "kind",
            "word",
            ("kind", "类型"),
            ("type", "需求类型", "类别"),
            False,
            ("forecast or order", "预测或订单"),
        ),
    ),
)
DISCLOSURES = Sheet(
    "disclosures",
    ("disclosures", "披露"),
    ("disclosure", "permissions", "披露规则", "授权"),
    (
        PARTNER_OF,
        Column(
            "topic",
            "word",
            ("topic", "内容"),
            ("subject", "披露内容", "主题"),
            True,
            (
                "trade, catalogue, trace, stock, output, capacity or forecast",
                "交易、目录、追溯、库存、计划产出、产能或预测",
            ),
        ),
        ITEM_OR_ALL,
    ),
)
ITEM_CODES = Sheet(
    "item-codes",
    ("item codes", "对照"),
    ("item code map", "code map", "编码对照", "物料对照", "物料编码对照"),
    (
        PARTNER_OF,
        ITEM._replace(
            names=("our item", "本方物料编码"),
            others=("item", "our code", "our item code", "物料编码", "我方编码", "本方编码"),
        ),
        Column(
            "their_item",
            "code",
            ("their item", "对方物料编码"),
            ("their code", "their item code", "partner item", "对方编码", "客户料号"),
            True,
        ),
    ),
)

SHEETS = (
    COMPANY,
    PARTNERS,
    ITEMS,
    RECIPES,
    WORK,
    CAPACITY,
    PRICES,
    STOCK,
    NEEDS,
    DISCLOSURES,
    ITEM_CODES,
)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}

# Fields of a command that are spread over columns of other names.
_SPREAD = {
    ("recipes", "ingredients"): ("recipes", "ingredient"),
    ("recipes", "work"): ("work", "centre"),
    ("work", "work"): ("work", "centre"),
}


def sheet_name(sheet_key: str, language: str) -> str:
    """What a sheet is called in a language."""
    return BY_KEY[sheet_key].names[language_index(language)]


def heading(sheet_key: str, field: str, language: str) -> str:
    """How the column of a command's field is headed; the field itself where there is none."""
    sheet_key, field = _SPREAD.get((sheet_key, field), (sheet_key, field))
    for column in BY_KEY[sheet_key].columns:
        if column.field == field:
            return column.names[language_index(language)]
    return field
