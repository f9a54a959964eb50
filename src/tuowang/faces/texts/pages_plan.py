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
}
