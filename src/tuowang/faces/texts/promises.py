"""Promises and dates: what waits for a person, what was said."""

PROMISE_TEXTS: dict[str, tuple[str, str]] = {
    "nothing-promised": (
        "Nothing that {partner} promised and that is not asked for yet arrives by {day}. See "
        "`tuowang promises {partner}`, name a later day (--until), or lines of your own (--line).",
        "{day} 前没有 {partner} 已承诺而尚未询价的到货。请见 `tuowang promises {partner}`，"
        "或指定更晚的日期（--until），或自行填写（--line）。",
    ),
    "promise-waits": (
        "{partner} promised {promised} of {wished} {item} until {day}: further from what we wished "
        "for than its rule allows. Accept or change it: `tuowang promises {partner}`.",
        "{partner} 承诺截至 {day} 的 {item} 为 {promised}，本方期望 {wished}，超出规则允许的偏差。"
        "请接受或修改：`tuowang promises {partner}`。",
    ),
    "demand-beyond-promise": (
        "Demand {demand} of {partner} asks for more, or for earlier, than was promised to it when "
        "we docked. Decide: `tuowang offer` or `tuowang decline-demand`.",
        "{partner} 的询价 {demand} 超出对接时的承诺（数量或日期）。请决定：`tuowang offer` 或 "
        "`tuowang decline-demand`。",
    ),
    "offer-not-as-promised": (
        "Offer {proposal} of {partner} is not what was promised, or its price or terms are not "
        "known. Decide: `tuowang agree`, `tuowang counter` or `tuowang decline`.",
        "{partner} 的报价 {proposal} 与承诺不符，或价格、条款不明。请决定：`tuowang agree`、"
        "`tuowang counter` 或 `tuowang decline`。",
    ),
    "deliveries-late": (
        "{partner} will be late with {lines} agreed lines, such as {item} due {due}: all of it by "
        "{day}. The plan is made anew with it: `tuowang plan --changes`.",
        "{partner} 有 {lines} 行约定将延误，如 {due} 到期的 {item}：{day} 前全部到货。"
        "已据此重新排产：`tuowang plan --changes`。",
    ),
    "deliveries-in-time": (
        "{partner} will deliver all that is agreed in time again.",
        "{partner} 的约定均可恢复按时交付。",
    ),
    "said-delivery-expected": (
        "{partner} is told of {lines} agreed lines that will be late.",
        "已告知 {partner}：{lines} 行约定将延误。",
    ),
    "said-delivery-day-begun": (
        "What partners told of late deliveries beyond a day's measure is planned with now.",
        "昨日超出当日次数上限的延误告知，现一并重新排产。",
    ),
    "no-promises": ("No promises.", "没有承诺。"),
    "promise-rules": ("What is accepted by itself:", "自动接受的规则："),
    "said-promise-rule-set": (
        "Promises of {partner} are accepted by themselves for the next {frozen_days} days.",
        "{partner} 今后 {frozen_days} 天内的承诺将自动接受。",
    ),
    "said-promise-asked": (
        "Demand {demand} asks {partner} for what it promised.",
        "询价 {demand} 对应 {partner} 的承诺。",
    ),
    "docking-date-past": (
        "{day} is over (today is {today}). Name a day to come.",
        "{day} 已过（今天 {today}）。请指定之后的日期。",
    ),
    "no-docking-date": (
        "There is no date for docking with {partner}. See `tuowang docks --dates`.",
        "与 {partner} 没有对接日期。请见 `tuowang docks --dates`。",
    ),
    "docking-date-asked": (
        "{partner} would like to dock on {day} (again every {every} days; 0: once). Agree: "
        "`tuowang dock --agree {partner}`.",
        "{partner} 希望在 {day} 对接（每 {every} 天一次；0 为仅一次）。同意：`tuowang dock --agree "
        "{partner}`。",
    ),
    "docking-date-agreed": (
        "{partner} agreed to dock on {day}. `tuowang up` begins by itself.",
        "{partner} 同意在 {day} 对接。`tuowang up` 届时自动开始。",
    ),
    "docking-date-dropped": (
        "{partner} took the date for docking back.",
        "{partner} 取消了对接日期。",
    ),
    "docking-date-came": (
        "Docking {run} has begun: {day} is the date that was agreed.",
        "对接 {run} 已开始：{day} 是约定的日期。",
    ),
    "no-docking-dates": ("No dates for docking.", "没有对接日期。"),
    "said-docking-date-proposed": (
        "{partner} is asked to dock on {day}.",
        "已向 {partner} 提议在 {day} 对接。",
    ),
    "said-docking-date-agreed": (
        "Docking with {partner} on {day} agreed.",
        "已同意在 {day} 与 {partner} 对接。",
    ),
    "said-docking-date-dropped": (
        "No date for docking with {partner} any more.",
        "已取消与 {partner} 的对接日期。",
    ),
    "said-docking-date-kept": ("Dates of {day} looked after.", "已处理 {day} 的日期。"),
    "said-promise-rolled": ("Promises looked at on {day}.", "{day} 已检查承诺。"),
}
