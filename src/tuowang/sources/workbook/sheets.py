"""The layout of the workbook: every sheet and column, in English and Chinese.

The order of `SHEETS` is the order in which references come to exist; a book may have any order.
"""

from __future__ import annotations

from tuowang.sources.workbook.layout import Column, Sheet, language_index

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
NAME = Column("name", "text", ("name", "名称"), (), True)
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
ITEMS = Sheet(
    "items",
    ("items", "物料"),
    ("item", "materials", "parts", "物料清单", "物料主数据", "产品"),
    (
        ITEM,
        NAME._replace(
            names=("item name", "物料名称"), others=("description", "名称", "品名", "物料描述")
        ),
        UNIT._replace(
            required=True,
            notes=("kg, pcs, m … or a UN/ECE Rec 20 code", "千克、个、米……或 UN/ECE Rec 20 代码"),
            others=("uom", "unit of measure", "计量单位", "基本单位"),
        ),
        Column(
            "supply",
            "word",
            ("supply", "来源"),
            ("make or buy", "make/buy", "获取方式", "供应方式", "物料属性", "自制/外购"),
            False,
            ("make, buy or both", "自制、外购或两者皆可"),
        ),
        LEAD_TIME,
        Column("safety_stock", "quantity", ("safety stock", "安全库存"), ("安全存量", "最低库存")),
        Column(
            "lot_multiple",
            "quantity",
            ("lot multiple", "批量倍数"),
            ("order multiple", "rounding", "包装数量", "订货倍数", "批量增量"),
        ),
        Column(
            "lot_minimum",
            "quantity",
            ("lot minimum", "最小批量"),
            ("minimum order", "moq", "最小订货量", "起订量", "最小起订量"),
        ),
        Column(
            "supplier",
            "code",
            ("supplier", "供应商"),
            ("vendor", "supplier code", "供应商编码", "供货商"),
            False,
            ("code of a partner", "伙伴编码"),
        ),
        Column(
            "cost_minor",
            "money",
            ("cost", "成本"),
            ("unit cost", "standard cost", "单位成本", "标准成本"),
        ),
        Column(
            "cost_quantity",
            "quantity",
            ("cost quantity", "成本数量"),
            ("cost per",),
            False,
            ("the cost is for so many; empty: 1", "成本所对应的数量;留空为 1"),
        ),
        CURRENCY,
        Column(
            "unit_factors",
            "factors",
            ("packs", "包装换算"),
            ("unit factors", "conversions", "单位换算", "换算"),
            False,
            ("box=50; pallet=1200", "箱=50; 托盘=1200"),
        ),
    ),
)
RECIPES = Sheet(
    "recipes",
    ("recipes", "配方"),
    ("recipe", "bom", "bill of materials", "物料清单bom", "产品结构"),
    (
        ITEM._replace(others=(*ITEM.others, "product", "parent", "父项", "母件", "产品编码")),
        Column(
            "batch_quantity",
            "quantity",
            ("batch quantity", "每批数量"),
            ("batch", "batch size", "base quantity", "批量", "基准数量"),
            False,
            ("what one batch gives; empty: 1", "每批产出的数量;留空为 1"),
        ),
        UNIT._replace(
            field="batch_unit",
            names=("batch unit", "每批单位"),
            others=("产出单位",),
            notes=("of the batch; empty: the item's own", "每批数量的单位;留空为物料自身单位"),
        ),
        Column(
            "ingredient",
            "code",
            ("ingredient", "用料编码"),
            ("component", "child", "material", "用料", "子件", "子项", "子件编码", "原料"),
            False,
            ("one row each; empty: only work", "每种用料一行;留空表示只有工艺"),
        ),
        QUANTITY._replace(
            field="ingredient_quantity",
            names=("ingredient quantity", "用量"),
            others=("quantity", "qty", "component quantity", "子件用量", "数量", "定额"),
            required=False,
        ),
        UNIT._replace(
            others=(*UNIT.others, "ingredient unit", "用量单位"),
            notes=("of the ingredient quantity", "用量的单位"),
        ),
        YIELD,
        LEAD_TIME,
    ),
)
WORK = Sheet(
    "work",
    ("work", "工艺"),
    ("routing", "operations", "工艺路线", "工序"),
    (
        ITEM._replace(others=(*ITEM.others, "product", "产品编码")),
        Column(
            "centre",
            "code",
            ("centre", "工作中心"),
            ("center", "work centre", "work center", "machine", "设备", "机台", "产线"),
            True,
        ),
        Column(
            "setup_seconds",
            "duration",
            ("setup (min)", "准备时间(分钟)"),
            ("setup time", "setup minutes", "换型时间", "准备工时"),
            False,
            ("once per job; 30, 0:30:00 or 2 h", "每个任务一次;30、0:30:00 或 2小时"),
            "MIN",
        ),
        Column(
            "run_seconds",
            "duration",
            ("run per batch (min)", "每批加工时间(分钟)"),
            ("run time", "run", "run time per batch", "加工时间", "加工工时", "单批工时"),
            False,
            ("for one batch of the recipe", "配方中一批所需的时间"),
            "MIN",
        ),
    ),
)
CAPACITY = Sheet(
    "capacity",
    ("capacity", "产能"),
    ("capacities", "work centres", "工作中心"),
    (
        WORK.columns[1],
        Column(
            "start",
            "day",
            ("from", "起始日期"),
            ("valid from", "start date", "开始日期", "生效日期"),
            True,
            ("holds until the centre's next row", "有效至该工作中心的下一行"),
        ),
        Column(
            "seconds_per_day",
            "duration",
            ("hours per day", "每天小时数"),
            ("daily hours", "time per day", "每日工时", "日工时", "每天工时", "日产能"),
            True,
            ("7.5 or 7:30", "7.5 或 7:30"),
            "HUR",
        ),
        Column(
            "weekdays",
            "weekdays",
            ("weekdays", "工作日"),
            ("working days", "days", "星期"),
            False,
            ("12345, Mon-Fri … empty: Monday to Friday", "12345、周一至周五……留空为周一至周五"),
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
            ("trade, catalogue or trace", "交易、目录或追溯"),
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
