"""Money: what is owed, rings, notices."""

MONEY_PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "money-to-us": ("Owed to us", "应收"),
    "money-by-us": ("Owed by us", "应付"),
    "money-overdue": ("{amount} of it overdue", "其中逾期 {amount}"),
    "money-none": ("Nothing is owed, to us or by us.", "没有应收或应付。"),
    "money-drawn": (
        "{count} partners, {sum} in all, {overdue} of it overdue; the {shown} largest are drawn, "
        "the table holds all.",
        "{count} 个伙伴，合计 {sum}，其中逾期 {overdue}；图中为最大的 {shown} 个，表中为全部。",
    ),
    "money-ages": ("By days overdue:", "按逾期天数："),
    "money-claims": ("All claims", "全部账款"),
    "money-payments": ("All payments", "全部付款"),
    "money-reconcile": ("What each side says was paid", "双方各自所述的收付"),
    "money-books": (
        "Invoice by invoice, as each side last stated it",
        "逐笔对账：双方最近的对账单",
    ),
    "money-same": (
        "Both sides say the same of every payment, with every partner.",
        "与所有伙伴的收付记录一致。",
    ),
    "money-differ": (
        "To be cleared up with {partners}: a payment that did not arrive yet, or a dispute.",
        "需要与 {partners} 核对：未到账的付款或争议。",
    ),
    "money-rings": ("Rings of debts", "债务环"),
    "money-ring-title": ("Ring {ring}", "环 {ring}"),
    "money-ring": (
        "{debtor} owes us, we owe {creditor}, and so on round {firms} firms: {amount} each, "
        "{state} ({until}). Who the others are is known to nobody but their neighbours.",
        "{debtor} 欠我方，我方欠 {creditor}，如此经 {firms} 家企业成环，每家 {amount}，{state}"
        "（{until}）。其他企业只有其相邻企业知道。",
    ),
    "money-all-rings": ("All rings", "全部环"),
    "money-notices": ("Notices of set-off", "抵销通知"),
    "money-all-notices": ("All notices", "全部通知"),
    "money-print": ("To print", "打印"),
    "notice-unknown": (
        "There is no notice of {claim} in ring {ring}. See: `tuowang setoffs`.",
        "环 {ring} 中没有 {claim} 的抵销通知。请看：`tuowang setoffs`。",
    ),
    "notice-title": ("Notice of set-off", "抵销通知书"),
    "notice-from": ("From", "发出方"),
    "notice-to": ("To", "接收方"),
    "notice-you-owe": ("the recipient", "接收方"),
    "notice-we-owe": ("the sender", "发出方"),
    "notice-about": (
        "The claim above is discharged by the amount set off. Every firm of the ring signed the "
        "same ring; nothing changes in what anybody owns or owes on balance.",
        "上述账款按抵销金额清偿。环中每家企业都已签署同一环；各方的净债权债务不变。",
    ),
    "notice-sign": ("Date, signature, seal:", "日期、签字、盖章："),
}
"""The ring itself is in the notice, so that both sides' books can name it."""
