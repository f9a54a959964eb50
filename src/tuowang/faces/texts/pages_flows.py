"""Flows as a drawing, direct partners as a map, figures over time."""

FLOW_PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "stages-not-whole": (
        "More falls due in these weeks than is counted here; choose fewer weeks.",
        "这几周到期的业务超过此处统计的数量；请减少周数。",
    ),
    "no-whole-week": (
        "No whole week has gone by since that day. Choose an earlier one.",
        "自该日起还没有完整的一周。请选择更早的日期。",
    ),
    "flows-stages": ("How far it has come", "业务进展"),
    "flows-sales": ("what we deliver", "销售"),
    "flows-side": ("which side", "方向"),
    "flows-about": (
        "What falls due in {weeks} weeks from {start}. A band is as wide as what has come from one "
        "stage to the next; what ends in a bar is still there.",
        "自 {start} 起 {weeks} 周到期的业务。带宽表示进入下一阶段的数量；"
        "止于柱内的仍停留在该阶段。",
    ),
    "flows-drawn": (
        "{asked} asked for, {settled} settled. The table holds every number.",
        "需求 {asked}，已结 {settled}。表中为全部数字。",
    ),
    "flows-others": ("{count} others", "其他 {count} 个"),
    "flows-none": ("Nothing falls due in these weeks.", "这几周没有到期的业务。"),
    "flows-map": ("Direct partners", "直接伙伴"),
    "flows-map-drawn": (
        "{suppliers} suppliers on the left, {customers} customers on the right, {late} with "
        "something late. The table holds all.",
        "左侧 {suppliers} 个供应商，右侧 {customers} 个客户，{late} 个有延误。表中为全部。",
    ),
    "flows-late": ("{count} late", "{count} 项延误"),
    "flows-next": ("next {day}", "下次 {day}"),
    "flows-more": ("and {count} more, in the table", "另有 {count} 个，见表格"),
    "flows-figures": ("Figures over time", "指标趋势"),
    "flows-see-figures": (
        "On time, stock, bullwhip, cash, over time",
        "准时率、库存、牛鞭效应、资金的趋势",
    ),
    "flows-all": ("Every flow", "全部业务流"),
    "flows-period": ("each period", "每期"),
    "flows-four-weeks": ("4 weeks", "4 周"),
    "flows-quarter": ("13 weeks", "13 周"),
    "flows-before-after": ("Before and after", "前后对比"),
    "flows-since": ("before and after which day", "对比哪一天前后"),
    "flows-figure-drawn": ("from {first} to {last}", "从 {first} 到 {last}"),
    "flows-no-figure": ("not measurable", "无法度量"),
    "flows-large": (
        "There is much to read through: this takes some seconds.",
        "数据较多，需要几秒钟。",
    ),
    "flows-go": ("Work it out", "开始计算"),
    "flows-costs": (
        "Stock is valued at today's costs.",
        "库存按今日成本计价。",
    ),
}
