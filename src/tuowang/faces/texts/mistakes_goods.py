"""Mistakes about items, stock, shipments, money and plans: what is wrong, and what to do."""

GOODS_MISTAKES: dict[str, tuple[str, str]] = {
    "item-unknown": (
        "There is no item {item}. Enter it in the workbook (sheet items) and import that.",
        "没有物料 {item}。请在工作簿“物料”表中录入并导入。",
    ),
    "supply-unknown": (
        "{item}: “{supply}” is no way to get an item. Write make, buy or both.",
        "{item}：“{supply}”不是供应方式。请填写自制、外购或两者。",
    ),
    "unit-fixed": (
        "{item} is counted in {unit}, and there is stock or an agreement in it; it cannot "
        "change to {to}. Enter a new item, or state a pack instead.",
        "{item} 以{unit}计，已有库存或协议，不能改为{to}。请另建物料，或改为填写包装换算。",
    ),
    "recipe-cycle": (
        "A recipe would contain itself: {items}. Take one of these ingredients out.",
        "配方会包含自身：{items}。请去掉其中一种投入物。",
    ),
    "weekdays-unreadable": (
        "“{weekdays}” are no weekdays. Write 12345 for Monday to Friday.",
        "“{weekdays}”不是星期。周一至周五请写 12345。",
    ),
    "recipe-missing": (
        "{item} has no recipe, so it cannot be made. Enter one in the workbook (sheet recipes).",
        "{item} 没有配方，无法生产。请在工作簿“配方”表中录入。",
    ),
    "not-in-recipe": (
        "The recipe does not take {item}. Leave that lot out, or change the recipe.",
        "配方中没有 {item}。请去掉该批次，或修改配方。",
    ),
    "lots-too-many": (
        "{count} lots would go in; at most {most} do at once. Make less at a time.",
        "将用到 {count} 个批次，一次最多 {most} 个。请减少每次的生产数量。",
    ),
    "lot-of-itself": (
        "Lot {lot} of {item} would go into itself. Name another lot with --lot.",
        "{item} 的批次 {lot} 会用于自身。请用 --lot 指定其他批次。",
    ),
    "place-reserved": (
        "“{place}” is where goods under way are kept; nothing is counted there. Name "
        "another place.",
        "“{place}”用于在途货物，不能在此盘点。请指定其他地点。",
    ),
    "pack-twice": (
        "{item}: “{unit}” is there twice, as a pack or as the unit itself. Name each pack once.",
        "{item}：“{unit}”重复（作为包装或单位本身）。请每种包装只写一次。",
    ),
    "text-unprintable": (
        "{text} holds characters that cannot be shown. Type it again without them.",
        "{text} 含有无法显示的字符。请去掉后重新输入。",
    ),
    "share-out-of-range": (
        "“{text}” is no share. Write a percentage from 0 to 100, in steps of 0.1.",
        "“{text}”不是比例。请填写 0 到 100 的百分比，精确到 0.1。",
    ),
    "stock-short": (
        "There are only {have} of {item} in the store; {need} are needed. Make, buy or "
        "count more (`tuowang make`, `tuowang demand`, `tuowang count`).",
        "{item} 库存只有 {have}，需要 {need}。请生产、采购或重新盘点（`tuowang make`、"
        "`tuowang demand`、`tuowang count`）。",
    ),
    "lot-short": (
        "Lot {lot} of {item} holds only {have}; {need} are needed. Name another lot, or "
        "leave --lot out to take the oldest first.",
        "{item} 的批次 {lot} 只有 {have}，需要 {need}。请指定其他批次，或去掉 --lot 以先进先出。",
    ),
    "lots-differ": (
        "The lots named of {item} hold {named}, but {quantity} are to go. Make both the same.",
        "指定的 {item} 批次合计 {named}，但要发出 {quantity}。请使两者一致。",
    ),
    "lot-unknown": (
        "Nobody told us of a lot {lot}. `tuowang stock` lists the lots here.",
        "没有批次 {lot} 的任何记录。`tuowang stock` 列出现有批次。",
    ),
    "line-missing": (
        "A quantity needs a line of {agreement}. Write the line behind the agreement.",
        "指定数量时需要 {agreement} 的行号。请写在协议后面。",
    ),
    "nothing-due": (
        "Nothing is to be shipped of {agreement} {line}. `tuowang agreements` shows what is open.",
        "{agreement} {line} 没有待发的货。`tuowang agreements` 显示未完成的行。",
    ),
    "more-than-committed": (
        "Line {line}: {quantity} would be more than is agreed; {room} may still go. Ship "
        "less, or revise the agreement (`tuowang revise`).",
        "第 {line} 行：{quantity} 超过约定；还可发 {room}。请少发，或变更协议（`tuowang "
        "revise`）。",
    ),
    "item-not-due": (
        "{item} is not due in {agreement}. Name lots of the items that are.",
        "{agreement} 中没有待发的 {item}。请指定待发物料的批次。",
    ),
    "shipment-unknown": (
        "There is no shipment {shipment} from {partner}. `tuowang shipments {partner}` lists them.",
        "没有来自 {partner} 的发货单 {shipment}。`tuowang shipments {partner}` 列出全部。",
    ),
    "shipment-received": (
        "The shipment {shipment} was received already (receipt {receipt}). Nothing was changed.",
        "发货单 {shipment} 已收货（收货单 {receipt}）。未作任何更改；请选择其他发货单。",
    ),
    "line-not-shipped": (
        "Line {line} is not in the shipment {shipment}, or named twice. Name each of its "
        "lines once.",
        "第 {line} 行不在发货单 {shipment} 中，或重复。请每行只写一次。",
    ),
    "more-than-shipped": (
        "Only {shipped} of line {line} were shipped. Accepted and rejected together must "
        "not be more.",
        "第 {line} 行只发了 {shipped}。接收与退回之和不能超过此数。",
    ),
    "receipt-unknown": (
        "There is no receipt {receipt} of our goods at {partner}. `tuowang shipments "
        "{partner} --all` lists them.",
        "{partner} 没有收到本方货物的收货单 {receipt}。`tuowang shipments {partner} --all` "
        "列出全部。",
    ),
    "nothing-to-claim": (
        "The receipt {receipt} makes nothing due that was not claimed yet. See `tuowang "
        "claims --all`.",
        "收货单 {receipt} 没有尚未开票的应收。请查看 `tuowang claims --all`。",
    ),
    "claim-unknown": (
        "There is no such claim {claim} with {partner}. `tuowang claims {partner}` lists them.",
        "与 {partner} 之间没有这样的账款 {claim}。`tuowang claims {partner}` 列出全部账款。",
    ),
    "claim-settled": (
        "The claim {claim} is settled. Nothing was changed; talk to the partner about a credit.",
        "账款 {claim} 已结清。未作任何更改；如需退款请与对方商议。",
    ),
    "claim-disputed": (
        "The claim {claim} is disputed ({reason}). Lift that first: `tuowang dispute --lift`.",
        "账款 {claim} 有争议（{reason}）。请先解除：`tuowang dispute --lift`。",
    ),
    "claim-not-disputed": (
        "The claim {claim} is not disputed, so there is nothing to lift. See `tuowang claims`.",
        "账款 {claim} 没有争议，无需解除。请查看 `tuowang claims`。",
    ),
    "claim-paid": (
        "The claim {claim} is paid in full; the partner has yet to confirm. See `tuowang "
        "payments`.",
        "账款 {claim} 已全额支付，等待对方确认。请查看 `tuowang payments`。",
    ),
    "more-than-owed": (
        "That is more than is still owed on {claim}. Leave the amount out to pay the rest; "
        "`tuowang claims` shows it.",
        "金额超过 {claim} 的剩余欠款。省略金额即付清余款；`tuowang claims` 可查看。",
    ),
    "payment-unknown": (
        "There is no payment {payment} from {partner}. `tuowang payments {partner}` lists them.",
        "没有来自 {partner} 的付款 {payment}。`tuowang payments {partner}` 列出全部付款。",
    ),
    "payment-confirmed": (
        "The payment {payment} is confirmed already. Nothing was changed; see `tuowang payments`.",
        "付款 {payment} 已确认过。未作任何更改；请查看 `tuowang payments`。",
    ),
    "need-kind": (
        "“{kind}” is no kind of need. Choose one of: {known}.",
        "“{kind}”不是需求类型。请从以下选择：{known}。",
    ),
    "periods-out-of-range": (
        "--days: {periods} days cannot be planned. Choose a number from 1 to {most}.",
        "--days：无法排 {periods} 天的计划。请填写 1 到 {most} 之间的数。",
    ),
    "unit-unknown": (
        "The unit “{unit}” is not known. Use one of {known}, or an everyday name such as kg or 个.",
        "不认识单位“{unit}”。请使用 {known} 之一，或常用名称，如千克、个。",
    ),
    "unit-not-convertible": (
        "{unit} cannot be turned into {to}. Use a unit of the same kind, or state in the "
        "workbook (sheet items, packs) how many {to} one {unit} holds.",
        "{unit}无法换算成{to}。请使用同类单位，或在工作簿“物料”表的包装列写明一{unit}合多少{to}。",
    ),
    "not-a-number": (
        "“{text}” is not a number. Write it like 1200 or 12.50.",
        "“{text}”不是数字。请写成 1200 或 12.50 的形式。",
    ),
    "quantity-not-whole": (
        "{text} {unit} does not come out whole in {to}. Choose a quantity that does, or "
        "count the item in a smaller unit.",
        "{text} {unit}换算成{to}不是整数。请改用可整除的数量，或以更小的单位计量该物料。",
    ),
    "quantity-out-of-range": (
        "The quantity {text} is out of range. Use a number above 0 and below 10^15.",
        "数量 {text} 超出范围。请填写大于 0 且小于 10^15 的数。",
    ),
    "currency-unknown": (
        "The currency “{currency}” is not known. Choose one of: {known}.",
        "不认识货币“{currency}”。请从以下选择：{known}。",
    ),
    "amount-too-fine": (
        "{text} is finer than {currency} is counted. Round it.",
        "{text} 超出 {currency} 的最小单位。请四舍五入。",
    ),
    "amount-out-of-range": (
        "The amount {text} is out of range. Use an amount of at least 0 and below 10^13.",
        "金额 {text} 超出范围。请填写不小于 0 且小于 10^13 的金额。",
    ),
    "date-unreadable": (
        "“{text}” is no date. Write it like 2026-03-20, or +14 for two weeks from today.",
        "“{text}”不是日期。请写成 2026-03-20 的形式，或用 +14 表示两周后。",
    ),
    "job-unknown": (
        "There is no started work “{job}” of which more is to come. See `tuowang jobs`.",
        "没有未完工的任务“{job}”。请见 `tuowang jobs`。",
    ),
    "job-of-other-item": (
        "{job} is about {item}. Make that, or name another job.",
        "{job} 生产的是 {item}。请改为该物料，或指定其他任务。",
    ),
    "job-took-its-parts": (
        "{job} took its inputs when it was started. Leave --use out.",
        "{job} 开工时已领料。请去掉 --use。",
    ),
    "finish-before-start": (
        "{finish} is before {start}. Name a later day to finish.",
        "{finish} 早于 {start}。请填写更晚的完工日期。",
    ),
}
