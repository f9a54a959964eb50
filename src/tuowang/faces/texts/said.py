"""What a command did, record by record, by name."""

SAID: dict[str, tuple[str, str]] = {
    "said-many": ("{count} × {what} recorded.", "已记录 {count} 条{what}。"),
    "nothing-changed": ("Nothing changed: it was so already.", "没有变化：原本就是如此。"),
    "leaves-next": (
        "It leaves with the next exchange (`tuowang up`, `tuowang sync` or `tuowang carry`).",
        "将在下次交换时送出（`tuowang up`、`tuowang sync` 或 `tuowang carry`）。",
    ),
    "said-party-recorded": ("This company: {name}, {currency}.", "本公司：{name}，{currency}。"),
    "said-partner-recorded": ("Partner {partner}: {name}.", "伙伴 {partner}：{name}。"),
    "said-partner-topic-allowed": (
        "{partner} may now see “{named_topic}” ({item}).",
        "{partner} 现在可以看到“{named_topic}”（{item}）。",
    ),
    "said-partner-topic-denied": (
        "{partner} may no longer see “{named_topic}” ({item}); what was said stays said.",
        "{partner} 不再能看到“{named_topic}”（{item}）；已说过的不变。",
    ),
    "said-partner-item-code-mapped": (
        "Our {item} is {their_item} at {partner}.",
        "本方 {item} 在 {partner} 处为 {their_item}。",
    ),
    "said-partner-introduced": (
        "Introduced ourselves to {partner}.",
        "已向 {partner} 介绍本公司。",
    ),
    "said-item-recorded": ("Item {item}: {name}.", "物料 {item}：{name}。"),
    "said-recipe-recorded": (
        "Recipe of {item}: {ingredients} ingredients, {work} operations.",
        "{item} 的配方：{ingredients} 种投入物，{work} 道工序。",
    ),
    "said-capacity-recorded": (
        "Capacity of {centre} from {start}: {seconds_per_day} seconds a day.",
        "{centre} 自 {start} 起的产能：每天 {seconds_per_day} 秒。",
    ),
    "said-price-recorded": (
        "Price of {item}: {price} for {price_quantity}.",
        "{item} 的价格：每 {price_quantity} 计 {price}。",
    ),
    "said-catalogue-item-published": (
        "Published {item} to {partner}.",
        "已向 {partner} 发布 {item}。",
    ),
    "said-message-told": ("Told {partner}: {text}", "已告知 {partner}：{text}"),
    "said-stock-counted": (
        "Counted {quantity} of {item}, lot {lot}.",
        "盘点 {item} 批次 {lot}：{quantity}。",
    ),
    "said-production-produced": (
        "Made {quantity} of {item}: lot {lot}.",
        "已生产 {item} {quantity}：批次 {lot}。",
    ),
    "said-stock-issued": (
        "Issued {quantity} of {item}, lot {lot}.",
        "已领出 {item} {quantity}，批次 {lot}。",
    ),
    "said-demand-requested": (
        "Demand {demand} to {partner}: {lines} lines, stands until {expires}.",
        "询价 {demand} 致 {partner}：{lines} 行，有效期至 {expires}。",
    ),
    "said-production-started": (
        "Job {job} started: {quantity} of {item} by {finish}.",
        "任务 {job} 已开工：{item} {quantity}，{finish} 完工。",
    ),
    "said-production-stopped": (
        "Job {job} stopped; what it did not use is back in the store.",
        "任务 {job} 已结束，未用的料已退回仓库。",
    ),
    "said-demand-withdrawn": (
        "Demand {demand} to {partner} withdrawn.",
        "已撤回致 {partner} 的询价 {demand}。",
    ),
    "said-demand-declined": (
        "Demand {demand} from {partner} declined.",
        "已谢绝 {partner} 的询价 {demand}。",
    ),
    "said-proposal-made": (
        "Offer {proposal} to {partner}, stands until {expires}.",
        "报价 {proposal} 致 {partner}，有效期至 {expires}。",
    ),
    "said-proposal-accepted": (
        "Offer {proposal} from {partner} accepted; it binds both once they confirm.",
        "已接受 {partner} 的报价 {proposal}；对方确认后对双方生效。",
    ),
    "said-proposal-declined": (
        "Offer {proposal} from {partner} declined.",
        "已谢绝 {partner} 的报价 {proposal}。",
    ),
    "said-proposal-withdrawn": (
        "Offer {proposal} to {partner} withdrawn.",
        "已撤回致 {partner} 的报价 {proposal}。",
    ),
    "said-agreement-confirmed": (
        "Agreement {agreement} with {partner} stands.",
        "与 {partner} 的协议 {agreement} 已成立。",
    ),
    "said-shipment-shipped": (
        "Shipment {shipment} to {partner}: {lines} lines, arrives {arrives}.",
        "发货单 {shipment} 致 {partner}：{lines} 行，{arrives} 到货。",
    ),
    "said-shipment-received": (
        "Receipt {receipt} for shipment {shipment} from {partner}.",
        "收货单 {receipt}，对应 {partner} 的发货单 {shipment}。",
    ),
    "said-claim-raised": (
        "Claim {claim} on {partner}: {amount}, due {due}.",
        "账款 {claim}，应收 {partner} {amount}，{due} 到期。",
    ),
    "said-claim-disputed": (
        "Claim {claim} of {partner}: the dispute was told.",
        "账款 {claim}：已将争议情况告知 {partner}。",
    ),
    "said-payment-made": (
        "Payment {payment} to {partner}: {amount} for claim {claim}.",
        "付款 {payment} 致 {partner}：{amount}，对应账款 {claim}。",
    ),
    "said-payment-confirmed": (
        "Payment {payment} from {partner} confirmed.",
        "已确认 {partner} 的付款 {payment}。",
    ),
    "said-need-recorded": (
        "Need {need}: {quantity} of {item} by {due}.",
        "外部需求 {need}：{item} {quantity}，{due} 之前。",
    ),
    "said-plan-decided": (
        "Plan {plan} for {periods} days from {day}.",
        "计划 {plan}：自 {day} 起 {periods} 天。",
    ),
    "said-plan-extended": ("Plan {plan}, continued.", "计划 {plan}（续）。"),
}
