"""Docking: what goes wrong, what a person should know, what was said."""

DOCKING_TEXTS: dict[str, tuple[str, str]] = {
    "docking-numbers-bad": (
        "These numbers are none that docking understands: {why}. Correct them, or give none to "
        "dock with the company's own.",
        "对接无法理解这些数据：{why}。请更正，或不提供数据以使用本公司的数据。",
    ),
    "docking-number-bad": (
        "{place} is {number}: no number to dock with. Numbers are finite, not negative, costs at "
        "most ten thousand millions, others a million millions. Correct it; nothing was changed.",
        "{place} 为 {number}，不能用于对接。数值须有限、非负，成本不超过一百亿，其他不超过一万亿。"
        "请更正；未作任何更改。",
    ),
    "docking-length-bad": (
        "{place} has {count} numbers where {wanted} periods are planned. Give one for each period.",
        "{place} 有 {count} 个数值，而计划为 {wanted} 个周期。请为每个周期给出一个数值。",
    ),
    "docking-name-unknown": (
        "{place} names “{name}”, which these numbers do not describe. Describe it, or take it out.",
        "{place} 提到“{name}”，但数据中没有它的说明。请补充，或将其删去。",
    ),
    "docking-name-twice": (
        "“{name}” stands twice among {place}. Give each a name of its own.",
        "“{name}”在 {place} 中出现两次。请为每项使用不同的名称。",
    ),
    "docking-product-in-itself": (
        "{product} is made of itself, so that it can never be made for the first time. Correct the "
        "parts.",
        "{product} 的组成中含有它自身，因此永远无法首次制造。请更正其组成。",
    ),
    "docking-too-many": (
        "{place}: {count} are more than the {most} that one company can dock with. Leave some out.",
        "{place}：{count} 超过一家公司对接的上限 {most}。请减少。",
    ),
    "exchanges-out-of-range": (
        "{exchanges} exchanges are not between 0 and {most}. Choose fewer; 3 are usual.",
        "交换次数 {exchanges} 不在 0 到 {most} 之间。请改小；通常为 3 次。",
    ),
    "job-lost": (
        "A computation ({kind}) ended without an answer. It is begun anew when the connector "
        "starts again (`tuowang up`).",
        "一项计算（{kind}）未得出结果便已结束。重新启动连接器（`tuowang up`）时会重新计算。",
    ),
    "docking-mode": (
        "There is no way of docking called “{mode}”. Known: {known}.",
        "没有名为“{mode}”的对接方式。可用：{known}。",
    ),
    "extra-missing": (
        "This needs a solver that is not installed here. Install it with the extra “{extra}”: "
        "`pip install 'tuowang[{extra}]'`.",
        "此处尚未安装所需的求解器。请安装附加组件“{extra}”：`pip install 'tuowang[{extra}]'`。",
    ),
    "nobody-to-dock-with": (
        "There is nothing to dock. Connect a partner, let it see the topic (`tuowang allow PARTNER "
        "docking`), and enter what customers want (`tuowang need`) of what is made of its items.",
        "没有可对接的内容。请连接伙伴，授权其查看（`tuowang allow 伙伴 docking`），并录入对用到其"
        "物料的产品的需求（`tuowang need`）。",
    ),
    "no-such-docking": (
        "There is no open run {run}. See `tuowang docks`.",
        "没有进行中的对接 {run}。请见 `tuowang docks`。",
    ),
    "docking-too-many-runs": (
        "{partner} began one more run of docking; {most} are open already, and it was not joined. "
        "End one with `tuowang dock --give-up RUN`.",
        "{partner} 又发起了一次对接；已有 {most} 次进行中，未参加。请用 `tuowang dock --give-up "
        "编号` 结束一次。",
    ),
    "docking-ended": (
        "Docking {run} is done after {exchanges} exchanges. See `tuowang lanes`.",
        "对接 {run} 已完成，共 {exchanges} 次交换。请见 `tuowang lanes`。",
    ),
    "docking-given-up": (
        "Docking {run} ended early: {why}. What was agreed on before stays.",
        "对接 {run} 提前结束：{why}。此前达成的结果保留。",
    ),
    "docking-begun-again": (
        "Docking begins again as {run}, without whoever is silent; what was agreed there stays.",
        "对接以 {run} 重新开始，不含无回应的公司；此前与其达成的结果保留。",
    ),
    "docking-item-left-out": (
        "{item} cannot be docked with {partner}. Missing: {missing}.",
        "{item} 无法与 {partner} 对接。缺少：{missing}。",
    ),
    "plan-beyond-docking": (
        "The plan buys {quantity} of {item} beyond what docking with {partner} came to: it may "
        "come later than asked for. Dock again, or ask and see what is offered.",
        "计划向 {partner} 采购的 {item} 比对接结果多 {quantity}，到货可能晚于所需。请重新对接，或"
        "询价后视报价而定。",
    ),
    "reason-promised-late": (
        "{reference}: late, because {partner} can promise {had} of {quantity} of {item} in the "
        "week of {first_day}; the rest arrives by {last_day}.",
        "{reference}：延误，{first_day} 那一周 {partner} 只能承诺 {item} {quantity} 中的 {had}，"
        "其余 {last_day} 前到货。",
    ),
    "reason-promised-short": (
        "{reference}: late, because {partner} can promise {had} of {quantity} of {item} in the "
        "week of {first_day}, and not all of the rest by {last_day}.",
        "{reference}：延误，{first_day} 那一周 {partner} 只能承诺 {item} {quantity} 中的 {had}，"
        "其余到 {last_day} 也不能全部到货。",
    ),
    "plan-dearer": ("What costs more, and why:", "成本较高的部分及原因："),
    "dearer": (
        "{quantity} of {item} come from {partner}, which asks {more} more than {other}.",
        "{item} {quantity} 来自 {partner}，其价格比 {other} 高 {more}。",
    ),
    "dearer-short": (
        " {other} can promise {had} of {wished} in the week of {week}.",
        "{week} 那一周 {other} 只能承诺 {wished} 中的 {had}。",
    ),
    "overtime": (
        "{centre} works {hours} h of overtime in {weeks}, from {day}, for {cost}.",
        "{centre} 在{weeks}（{day} 起）加班 {hours} 小时，费用 {cost}。",
    ),
    "overtime-for": (
        " So {references} come in time, or less late.",
        "{references} 因此得以按期或少延误。",
    ),
    "overtime-cheaper": (
        " Being late would cost {late}: overtime was cheaper.",
        "若延误则损失 {late}：加班更便宜。",
    ),
    "overtime-dearer": (
        " Being late would cost {late}, which is less: see whether a later date will do.",
        "若延误则损失 {late}，低于加班费用：可考虑推迟日期。",
    ),
    "week-number": ("week {week}", "第 {week} 周"),
    "week-numbers": ("weeks {first}–{last}", "第 {first}–{last} 周"),
    "plan-changed": (
        "{count} lines are different from the plan before: `tuowang plan --changes`.",
        "与上一计划相比有 {count} 行变化：`tuowang plan --changes`。",
    ),
    "plan-earlier": ("Since plan {plan} of {day}:", "自 {day} 的计划 {plan} 以来："),
    "plan-same": ("Nothing is different from the plan before.", "与上一计划相同。"),
    "plan-moves": (
        "What the plan counts on from outside, in all until a day:",
        "计划所依据的外部条件，截至某日累计：",
    ),
    "docking-day-off": (
        "{partner} began to dock on {day}, too far from today; its run was not joined. Compare "
        "the clocks.",
        "{partner} 于 {day} 开始对接，与今天相差太远，未参加。请核对时钟。",
    ),
    "docking-begun": (
        "Docking {run} has begun. It goes on by itself with every exchange of bundles.",
        "对接 {run} 已开始。随每次交换自动继续。",
    ),
    "no-docks": ("No docking yet.", "尚无对接。"),
    "no-lanes": ("Nothing was docked yet.", "尚无对接结果。"),
    "no-orders": ("No orders.", "没有订货。"),
    "docking-preview": (
        "{partner} would see these lanes. Nothing was allowed or sent.",
        "{partner} 将看到以下通道。尚未授权，也未发送。",
    ),
    "docking-preview-orders": (
        "First of all it would see these orders, if nobody ordered anything of us before. With "
        "every exchange come some more such series, around the plan reached by then:",
        "对方首先看到以下订货（假设此前无人向本方订货）。之后每次交换，会围绕当时的计划再给出"
        "若干组：",
    ),
    "docking-preview-rest": (
        "As a supplier, you promise {partner} shipments a week, and quote what other orders would "
        "cost at the margin and your share of spare capacity. Beside these it learns how many "
        "companies and bought items are behind you, and sums that hide each company's part.",
        "作为供应方，你向 {partner} 承诺每周发货，并报出其他订量的边际成本及其在空余产能中的份额。"
        "此外，对方得知你身后有多少家公司和多少种外购物料，以及看不出各家份额的合计。",
    ),
    "nothing-to-request": (
        "No shipments of {partner} that came of docking are still to be asked for until {day}.",
        "截至 {day}，没有待向 {partner} 询价的对接发货。",
    ),
    "said-docking-said": (
        "Docking {run}: {step} of exchange {exchange} said to {partner}.",
        "对接 {run}：已向 {partner} 发出第 {exchange} 次交换的 {step}。",
    ),
    "said-docking-joined": (
        "Part taken in docking {run} from {day}.",
        "已参加 {day} 开始的对接 {run}。",
    ),
    "said-docking-stepped": ("Docking {run}: step {step} taken.", "对接 {run}：第 {step} 步。"),
    "said-docking-agreed": (
        "Docking {run}: shipments on {lanes} lanes.",
        "对接 {run}：{lanes} 条通道的发货。",
    ),
    "said-docking-waited": (
        "Docking {run} still waits.",
        "对接 {run} 仍在等待。",
    ),
    "said-docking-settled": (
        "Docking {run}: all hold the plan of exchange {exchange}; it counts now.",
        "对接 {run}：各方均已持有第 {exchange} 次交换的计划，现予采用。",
    ),
    "said-docking-ended": ("Docking {run} is over.", "对接 {run} 已结束。"),
    "said-docking-prepared": (
        "Numbers for docking kept (part {piece}).",
        "已保存对接数据（第 {piece} 部分）。",
    ),
}

ENDINGS: dict[str, tuple[str, str]] = {
    "by-hand": ("somebody here ended it", "本公司有人结束了它"),
    "left": ("{about} left it", "{about} 退出了"),
    "left-over-silence": (
        "{about} left it, because a company is silent",
        "{about} 因有公司无音讯而退出",
    ),
    "is-silent": ("{about} is silent", "{about} 无音讯"),
    "denied": ("{about} may no longer see it", "{about} 已无权查看"),
    "numbers": ("our own number {about} is none to dock with", "本公司的数据 {about} 不能用于对接"),
    "program": ("our own numbers give no plan: {about}", "本公司的数据得不出计划：{about}"),
    "word-form": ("{about} said what has no known form", "{about} 的消息格式无法识别"),
    "word-long": ("{about} said a list without end", "{about} 给出的列表过长"),
    "word-number": (
        "{about} said a number that cannot be meant",
        "{about} 给出了不可能的数值",
    ),
    "word-incomplete": ("{about} left out a part of its word", "{about} 的消息不完整"),
    "word-not-asked": ("{about} said what it was not asked for", "{about} 发来了未被要求的内容"),
    "word-turn": ("{about} spoke out of turn", "{about} 的消息不合次序"),
    "word-twice": ("{about} said the same twice", "{about} 重复发送了同一消息"),
    "word-flood": ("{about} said more than can wait here", "{about} 发送的消息过多"),
    "word-periods": (
        "{about} said that it plans {said} periods, and we plan {wanted}",
        "{about} 声明的计划为 {said} 个周期，而本公司为 {wanted} 个",
    ),
    "word-mode": (
        "{about} named a way of docking that we do not know, “{mode}”",
        "{about} 提出了未知的对接方式“{mode}”",
    ),
    "word-lane": (
        "{about} spoke of the lane {lane}, which there is not between us",
        "{about} 提到双方之间不存在的通道 {lane}",
    ),
    "word-lane-missing": ("{about} said nothing of the lane {lane}", "{about} 未提及通道 {lane}"),
    "word-lane-periods": (
        "{about} said {said} periods of the lane {lane}, and {wanted} are planned",
        "{about} 对通道 {lane} 给出了 {said} 个周期，而计划为 {wanted} 个",
    ),
    "word-series": (
        "{about} said {said} series of the lane {lane}, and {wanted} were asked for",
        "{about} 对通道 {lane} 给出了 {said} 组数量，而所需为 {wanted} 组",
    ),
    "word-absurd": (
        "{about} said {most} in one period of the lane {lane}, more than anybody can mean",
        "{about} 对通道 {lane} 的一个周期给出了 {most}，超出任何可能",
    ),
    "word-lots": (
        "{about} promised on the lane {lane} what are no whole lots of {lot}",
        "{about} 在通道 {lane} 上承诺的不是 {lot} 的整批",
    ),
    "word-above-order": (
        "{about} promised more on the lane {lane} than we asked for",
        "{about} 在通道 {lane} 上承诺的多于本公司所订",
    ),
    "word-exchange": (
        "{about} answered exchange {said}, and we are at {wanted}",
        "{about} 答复的是第 {said} 次交换，而本公司正在第 {wanted} 次",
    ),
    "word-count": (
        "{about} said {said} costs, and {wanted} were asked for",
        "{about} 给出了 {said} 个成本，而所需为 {wanted} 个",
    ),
    "word-choice": (
        "{about} chose a plan that there is not",
        "{about} 选定了不存在的方案",
    ),
    "word-choice-cut": (
        "{about} chose a plan by which we would ship round a circle of suppliers what we cannot",
        "{about} 选定的方案要求本公司在供应环中发出无法交付的数量",
    ),
    "word-above-wish": (
        "{about} proposed more on the lane {lane} than we wished for",
        "{about} 在通道 {lane} 上提议的多于本公司所愿",
    ),
    "word-circle-exchange": (
        "{about} spoke of a circle of suppliers in exchange {said}, after all were found",
        "{about} 在第 {said} 次交换中才提到供应环，而此时供应环均已查明",
    ),
    "word-probe": (
        "{about} looked for a circle of suppliers where there can be none, or out of turn",
        "{about} 对不可能存在的供应环进行了查找，或次序有误",
    ),
    "word-cut": (
        "{about} will not wait for our orders, and it is not for it to say so now",
        "{about} 声明不等待本公司的订货，而此时它无权如此",
    ),
}
"""Why a run of docking ended early, by what stands before the colon; `about` stands behind it."""
