"""The plan: its pages, and what tries and changes say."""

PLAN_PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "no-plan": ("There is no plan yet: `tuowang plan`.", "还没有计划：`tuowang plan`。"),
    "no-loads": (
        "The plan takes no work centre whose capacity is known.",
        "计划未占用已知产能的工作中心。",
    ),
    "nothing-late": ("Nothing is late.", "没有延误。"),
    "same-deliveries": (
        "Every delivery comes when it would come anyway.",
        "所有交付日期不变。",
    ),
    "what-if-late": (
        "Deliveries late as things are: {before}. Then: {then}. Nothing was written.",
        "目前延误的交付：{before}；试算后：{then}。未写入任何内容。",
    ),
    "what-if-lines": ("Lines of the plan that would be different:", "计划中会变化的行："),
    "change-unreadable": (
        "“{text}” is no change. Write NAME=VALUE, as in press=16 or shop/A-1/2=2026-08-01.",
        "“{text}”不是有效的变更。请写 名称=值，例如 press=16 或 shop/A-1/2=2026-08-01。",
    ),
    "centre-unknown": (
        "No recipe works at {centre}. See the work centres: `tuowang loads`.",
        "没有工艺使用工作中心 {centre}。请看：`tuowang loads`。",
    ),
    "change-not-own": (
        "{reference} is no need of our own; a partner has a word in it. Ask with `tuowang revise`, "
        "or answer a demand with `tuowang offer`. Nothing was changed.",
        "{reference} 不是自有需求，需要伙伴同意。请用 `tuowang revise` 提出变更，或用 "
        "`tuowang offer` 答复询价。未作任何更改。",
    ),
    "act-change": ("Save the changes", "保存改动"),
    "plan-save-all": (
        "All of these at once, or none: {count}.",
        "以下 {count} 项一次全部保存，或全部不保存。",
    ),
    "want-unknown": (
        "Nothing that is wanted is called {reference}. See: `tuowang plan --show`.",
        "没有名为 {reference} 的需求。请看：`tuowang plan --show`。",
    ),
    "said-priority-recorded": (
        "Priority of {reference}: {priority}.",
        "{reference} 的优先级：{priority}。",
    ),
    "act-capacity": ("Change the capacity", "修改产能"),
    "act-priority": ("Change the priority", "修改优先级"),
    "not-late": (
        "{reference} is not late in this plan. See: `tuowang late`.",
        "{reference} 在本计划中没有延误。请看：`tuowang late`。",
    ),
    "plan-try": ("What if …", "试算"),
    "plan-ask": ("Ask suppliers for what is due", "向供应商询购到期采购"),
    "plan-try-want": ("What if it came on another day, or first?", "试算：改日期或提高优先级"),
    "plan-try-centre": ("What if there were more capacity?", "试算：增加产能"),
    "plan-age": ("made {days} days ago", "{days} 天前制定"),
    "plan-lines": ("All lines", "全部计划行"),
    "plan-what-changed": ("What changed", "变化"),
    "plan-is-late": ("Late, and why", "延误及原因"),
    "plan-all-late": ("All that is late", "全部延误"),
    "plan-work": ("Work centres", "工作中心"),
    "plan-see-work": ("Jobs and load, day by day", "按日查看任务与负荷"),
    "plan-items": ("Items", "物料"),
    "plan-look-on": (
        "None among the items looked through so far; look on.",
        "已查找的物料中没有；请继续查找。",
    ),
    "plan-stock-now": ("in stock", "现有库存"),
    "plan-least": ("least stock", "最低库存"),
    "plan-of-item": ("Plan of {item}", "{item} 的计划"),
    "plan-in-unit": ("in {unit}", "单位：{unit}"),
    "plan-by-week": ("Week by week", "按周"),
    "plan-goes": ("goes out", "出库"),
    "plan-drawn-item": (
        "{weeks} weeks from {day}; least stock: {least}, in the week of {week}. "
        "The table below holds every number.",
        "自 {day} 起 {weeks} 周；最低库存 {least}，出现在 {week} 一周。下表列出全部数字。",
    ),
    "plan-late-why": ("late: why?", "延误：原因"),
    "plan-why": ("Why is {reference} late?", "{reference} 为何延误？"),
    "plan-chain": ("From what it waits for to the root", "从等待的内容到根源"),
    "plan-drawn-work": (
        "{count} jobs in {days} days from {day}, {late} of them late. "
        "The tables below hold every job and load.",
        "自 {day} 起 {days} 天内 {count} 个任务，其中 {late} 个延误。下表列出全部任务与负荷。",
    ),
    "plan-more-jobs": ("and {count} more, in the table", "另有 {count} 个，见表格"),
    "plan-every-centre": ("all", "全部"),
    "plan-days": ("days", "天数"),
    "plan-jobs": ("Jobs", "任务"),
    "plan-jobs-full": (
        "These are the first {count} jobs; choose a work centre or fewer days to see the others.",
        "仅显示前 {count} 个任务；请选择工作中心或减少天数以查看其余任务。",
    ),
    "plan-hours": ("hours", "小时"),
    "plan-loads": ("Load of each day", "每日负荷"),
    "plan-gantt-key": (
        "Above: how full each day is; the frame is the capacity, “!” more than there is. "
        "Below: jobs; “!” and a thick frame: what it goes into is late.",
        "上方：每天的负荷，方框为产能，“!”为超负荷。下方：任务，“!”及粗框表示其用途已延误。",
    ),
    "plan-today-elsewhere": ("Today is not among these days.", "今天不在所示日期内。"),
    "plan-try-about": (
        "Nothing is written until you save: both plans are made from this moment, and what differs "
        "comes of your changes alone.",
        "保存之前不写入任何内容：两个计划都以此刻为准，差异只来自您的改动。",
    ),
    "plan-changes-now": ("Your changes", "您的改动"),
    "plan-no-changes": ("No change yet: enter one below.", "还没有改动：请在下方录入。"),
    "plan-try-capacity": ("Another capacity", "改产能"),
    "plan-try-wanted": ("Something wanted, otherwise", "改需求"),
    "plan-from": ("from (date)", "起始日期"),
    "plan-hours-a-day": ("hours a working day", "每个工作日小时数"),
    "plan-want": ("what is wanted", "需求编号"),
    "plan-new-date": ("new date", "新日期"),
    "plan-new-quantity": ("new quantity", "新数量"),
    "plan-new-priority": ("priority, 0 to 99", "优先级 0 到 99"),
    "plan-add": ("Try", "试算"),
    "plan-remove": ("take back {change}", "撤销 {change}"),
    "plan-start-again": ("Start again", "重新开始"),
    "plan-effect": ("What would come of it", "结果"),
    "plan-save": ("Save", "保存"),
    "plan-save-about": (
        "Each opens its form, filled in. What a partner has agreed to, the partner is asked about. "
        "Then plan anew.",
        "每项打开已填好的表单；已签约的内容需要询问伙伴。之后请重新排产。",
    ),
    "plan-save-none": (
        "{reference} is what a partner asks for: answer with an offer.",
        "{reference} 是伙伴的询价：请用报价答复。",
    ),
    "plan-change-capacity": ("capacity", "产能"),
    "plan-change-date": ("date", "日期"),
    "plan-change-quantity": ("quantity", "数量"),
    "plan-change-priority": ("priority", "优先级"),
    "grid-wants": ("Own needs and forecasts", "自有需求与预测"),
    "grid-centres": ("Work centres", "工作中心"),
    "grid-try": ("See the effect", "查看影响"),
    "grid-how": ("Keys", "键盘操作"),
    "grid-keys": (
        "Arrow keys, Tab and Enter move; typing changes the cell, F2 goes on in it, Escape takes "
        "it back. Shift and arrows choose a block; copy and paste work with a spreadsheet. Ctrl+Z "
        "undoes, Ctrl+Y does again. An empty cell stays as it was.",
        "方向键、Tab、Enter 移动；直接输入即修改，F2 继续编辑，Esc 还原。Shift 加方向键选择区域，"
        "可与电子表格互相复制粘贴。Ctrl+Z 撤销，Ctrl+Y 重做。清空的单元格保持原值。",
    ),
    "grid-count": ("Changed cells:", "已改单元格："),
    "grid-outside": (
        "outside the grid and left out (row/column):",
        "超出表格、未粘贴（行/列）：",
    ),
    "grid-cell": (
        "Row {row} ({thing}), column {column}: {why}",
        "第 {row} 行（{thing}），“{column}”列：{why}",
    ),
    "grid-too-many": (
        "{count} changes are too many to try at once; at most {most}.",
        "{count} 项改动过多，一次最多试算 {most} 项。",
    ),
}
