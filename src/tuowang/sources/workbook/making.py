"""The sheets about what is made and how: items, recipes, work, capacity."""

from __future__ import annotations

from tuowang.sources.workbook.columns import CURRENCY, ITEM, LEAD_TIME, NAME, QUANTITY, UNIT, YIELD
from tuowang.sources.workbook.layout import Column, Sheet

ITEMS = Sheet(
    "items",
    ("items", "物料"),
    ("item", "materials", "parts", "物料主数据", "产品"),
    (
        ITEM,
        NAME._replace(
            names=("item name", "物料名称"),
            others=("description", "名称", "品名", "物料描述"),
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
        Column(
            "order_cost_minor",
            "money",
            ("order or set-up cost", "订货或换型成本"),
            (
                "order cost",
                "ordering cost",
                "setup cost",
                "订货成本",
                "订货费用",
                "换型成本",
                "准备成本",
            ),
            False,
            (
                "of one order; of one set-up where it is made",
                "每次订货的费用；自制的为每次换型的费用",
            ),
        ),
    ),
)
RECIPES = Sheet(
    "recipes",
    ("recipes", "配方"),
    ("recipe", "bom", "bill of materials", "物料清单", "物料清单bom", "产品结构"),
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
        Column(
            "overtime_seconds_per_day",
            "duration",
            ("overtime hours per day", "每天加班小时数"),
            ("overtime", "overtime hours", "加班小时数", "加班工时", "可加班小时数"),
            False,
            (
                "possible on these weekdays, beyond the hours above",
                "在这些工作日另外可以加班的小时数",
            ),
            "HUR",
        ),
        Column(
            "overtime_cost_minor",
            "money",
            ("overtime cost per hour", "加班每小时成本"),
            ("overtime cost", "cost of overtime", "加班成本", "加班费"),
            False,
            ("what an hour of overtime costs", "加班一小时的费用"),
        ),
        CURRENCY,
    ),
)
