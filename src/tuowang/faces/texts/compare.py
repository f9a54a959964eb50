"""Texts of the comparison: one industry, run three ways."""

COMPARE_TEXTS: dict[str, tuple[str, str]] = {
    "compare-frame": (
        "{companies} companies, {weeks} weeks, the same customers for every way. Plans reach "
        "{horizon} weeks ahead and are made anew every week. Seed {seed}.",
        "{companies} 家公司，{weeks} 周，三种方式面对相同的需求。"
        "计划展望 {horizon} 周，每周重排。种子 {seed}。",
    ),
    "compare-load": (
        "Every work centre is manned so that a usual week takes {percent} % of its time.",
        "各工作中心的人手按平常一周占用 {percent} % 工时配置。",
    ),
    "compare-by-order": (
        "Order by order: each company forecasts and orders alone (its planners' best settings out "
        "of {choices}: service {service} %, smoothing {smoothing}).",
        "逐单往来：各公司独自预测、独自下单（计划员从 {choices} 组参数中选最优："
        "服务水平 {service} %，平滑系数 {smoothing}）。",
    ),
    "compare-docked": (
        "Docked: exchanges with direct partners, {exchanges} a week after the first round; "
        "{messages} messages, {size} in all.",
        "对接：只与直接伙伴交换，每周首轮之后再交换 {exchanges} 次；共 {messages} 条消息，{size}。",
    ),
    "compare-all-seeing": (
        "All-seeing planner: one who knows every company's numbers. Nobody is.",
        "全知计划：掌握所有公司的全部数据。现实中并不存在。",
    ),
    "compare-cost": ("cost that planning can change", "计划可控成本"),
    "compare-stock-cost": ("  of stock", "  库存"),
    "compare-overtime-cost": ("  of overtime", "  加班"),
    "compare-late-cost": ("  of being late", "  延误"),
    "compare-on-time": ("served in the week they asked", "当周满足率"),
    "compare-stock-days": ("stock, days of sales", "库存天数"),
    "compare-lead-time": ("raw material to customer", "原料到客户用时"),
    "compare-bullwhip": ("bullwhip at raw material", "原料端牛鞭比"),
    "compare-cash": ("cash in stock and on the way", "库存与在途占用资金"),
    "compare-days": ("{days} days", "{days} 天"),
    "compare-legend": (
        "Cost: {stock} stock  {overtime} overtime  {late} late",
        "成本：{stock} 库存  {overtime} 加班  {late} 延误",
    ),
    "compare-ordered": (
        "Ordered of raw material, week by week",
        "原料端每周收到的订货",
    ),
    "compare-late": ("What customers wait for, week by week", "客户每周仍在等待的货"),
    "compare-wanted": ("customers buy", "客户购买"),
    "compare-less-than-order": (
        "Docked costs {percent} % less than order by order.",
        "对接比逐单往来成本低 {percent} %。",
    ),
    "compare-more-than-order": (
        "Docked costs {percent} % more than order by order here. Where nothing is scarce, or in a "
        "lucky draw, plans gain little.",
        "此处对接比逐单往来成本高 {percent} %。什么都不紧缺或运气好时，计划带来的好处有限。",
    ),
    "compare-more-than-seeing": (
        "It costs {percent} % more than the all-seeing planner.",
        "比全知计划高 {percent} %。",
    ),
    "compare-less-than-seeing": (
        "It costs {percent} % less than the all-seeing planner, who sees all companies and no "
        "future.",
        "比全知计划低 {percent} %：全知计划看得到所有公司，但看不到未来。",
    ),
    "industry-in-a-circle": (
        "These companies buy from each other in a circle: {companies}. Take one purchase out of "
        "the scenario; the comparison needs a beginning.",
        "这些公司互相采购形成循环：{companies}。请从情景中去掉其中一项采购，比较需要有起点。",
    ),
    "industry-makes-own-parts": (
        "{company} makes {item} itself and uses it in another product. The comparison knows bought "
        "parts only; put them into one recipe.",
        "{company} 自制 {item} 并用于其他产品。比较只支持外购件；请合并为一个配方。",
    ),
    "industry-sells-nothing": (
        "Nobody in the scenario {scenario} sells to end customers. Give an item `weekly`.",
        "情景 {scenario} 中没有公司向最终客户销售。请为某个物料填写 `weekly`。",
    ),
}
