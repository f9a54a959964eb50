"""Netting: what goes wrong, what a person should know, what was said."""

NETTING_TEXTS: dict[str, tuple[str, str]] = {
    "claim-held": (
        "All that is open on claim {claim} is held by rings of netting that are under way, or by a "
        "creditor who stays silent about one. Wait, or see `tuowang rings`.",
        "账款 {claim} 的未付金额正被进行中的轧差环占用，或因债权人对某个环保持沉默而冻结。"
        "请稍候，或查看 `tuowang rings`。",
    ),
    "not-excluded": (
        "Claim “{claim}” of {partner} is not excluded from netting. See `tuowang claims`.",
        "{partner} 的账款“{claim}”未被排除在轧差之外。请见 `tuowang claims`。",
    ),
    "netting-begun": (
        "Open claims stated to {partners} partners; {tokens} tokens sent to look for rings.",
        "已向 {partners} 个伙伴说明未结账款；已发出 {tokens} 个令牌寻找环。",
    ),
    "netting-too-many-tokens": (
        "{partner} sent more than {most} tokens today; the rest is dropped.",
        "{partner} 今天发来的令牌超过 {most} 个；其余不予转发。",
    ),
    "netting-lane-unknown": (
        "There is no lane of netting called “{lane}”. Known: {known}.",
        "没有名为“{lane}”的轧差通道。可用：{known}。",
    ),
    "netting-epoch-joined": (
        "We take part in netting, lane {lane}, until {until}: the connector plans with all "
        "partners that net, then looks for rings. Nothing binds before a ring is signed by all.",
        "本方参加轧差，通道 {lane}，至 {until}：连接器先与所有参加轧差的伙伴共同规划，再寻找环。"
        "环未经全体签名前，一切均无约束力。",
    ),
    "netting-epoch-refused": (
        "{partner} named an epoch of netting that is none by our clock or of no lane we know; it "
        "was not joined.",
        "{partner} 提出的轧差轮次按我方时钟不成立，或其通道未知；未参加。",
    ),
    "netting-push-refused": (
        "{partner} planned to net more with us than is open; what is beyond was refused.",
        "{partner} 计划与我方轧差的金额超过未结余额；超出部分已拒绝。",
    ),
    "netting-too-many-trails": (
        "{partner} has said {most} trails in this epoch; more are not kept.",
        "{partner} 在本轮次中已告知 {most} 条路径；超出部分不予保留。",
    ),
    "netting-refund": (
        "A ring took more of claim {claim} with {partner} than was open: what is below zero is to "
        "be refunded.",
        "某个环冲销的金额超过了与 {partner} 的账款 {claim} 的未结余额：负数部分应予退还。",
    ),
    "no-claims-open": ("Nothing is open with anybody.", "与各伙伴均无未结账款。"),
    "rings-in-sum": (
        "Rings settled: {settled}, setting off {set_off}. Under way: {under_way}, holding {held}. "
        "See `tuowang rings`.",
        "已结清的环：{settled} 个，抵销 {set_off}；进行中：{under_way} 个，占用 {held}。"
        "请见 `tuowang rings`。",
    ),
    "rings-released": (
        "{count} more came to nothing: `tuowang rings --all`.",
        "另有 {count} 个未成：`tuowang rings --all`。",
    ),
    "statement-days": (
        "{partner}: we stated what is open on {ours}, they on {theirs}. `tuowang net` states anew.",
        "{partner}：本方于 {ours} 说明未结账款，对方于 {theirs}。`tuowang net` 可重新说明。",
    ),
    "no-rings": ("No rings yet.", "尚无环。"),
    "no-setoffs": ("Nothing was set off yet.", "尚无抵销。"),
    "setoffs-written": (
        "{count} remittance advices written into {folder}.",
        "已将 {count} 份付款通知写入 {folder}。",
    ),
    "not-a-text-hash": (
        "“{text}” is not the SHA-256 of a text. Name the text's file: `tuowang net --agree PARTNER "
        "--text FILE`.",
        "“{text}”不是文本的 SHA-256。请指定文本文件：`tuowang net --agree 伙伴 --text 文件`。",
    ),
    "set-off-text-missing": (
        "Which text? Add --text FILE: both sides sign the very same file.",
        "哪份文本？请加 --text 文件：双方须签署同一份文件。",
    ),
    "no-set-off-agreement": (
        "We have not signed a set-off agreement with {partner}. Sign one: `tuowang net --agree "
        "{partner} --text FILE`.",
        "我方未与 {partner} 签署轧差框架协议。请签署："
        "`tuowang net --agree {partner} --text 文件`。",
    ),
    "set-off-unsigned": (
        "The framework set-off agreement is not signed by both sides with: {partners}. See "
        "`tuowang net --agree`.",
        "与下列伙伴的轧差框架协议尚未由双方签署：{partners}。请见 `tuowang net --agree`。",
    ),
    "set-off-agreement-in-force": (
        "The framework set-off agreement with {partner} is in force: both signed the text {hash}.",
        "与 {partner} 的轧差框架协议已生效：双方签署的文本为 {hash}。",
    ),
    "set-off-asked": (
        "{partner} signed the framework set-off agreement, text {hash}. Sign the same file: "
        "`tuowang net --agree {partner} --text FILE`.",
        "{partner} 已签署轧差框架协议，文本 {hash}。请签署同一文件："
        "`tuowang net --agree {partner} --text 文件`。",
    ),
    "said-set-off-agreement-agreed": (
        "Framework set-off agreement signed to {partner} on {day}.",
        "已于 {day} 向 {partner} 签署轧差框架协议。",
    ),
    "said-set-off-agreement-ended": (
        "Framework set-off agreement with {partner} ended.",
        "已终止与 {partner} 的轧差框架协议。",
    ),
    "said-netting-ruled": (
        "Netting: rings of at most {most_firms} firms, {days} days.",
        "轧差：每环至多 {most_firms} 家企业，{days} 天。",
    ),
    "said-netting-excluded": (
        "Netting with {partner}, claim “{claim}”: excluded, or allowed again.",
        "与 {partner} 的轧差，账款“{claim}”：已排除或恢复。",
    ),
    "said-netting-stated": (
        "Open claims as of {day} stated to {partner}.",
        "已向 {partner} 说明截至 {day} 的未结账款。",
    ),
    "said-netting-token-passed": (
        "A token passed to {partner} over claim {claim}.",
        "令牌经账款 {claim} 传给 {partner}。",
    ),
    "said-netting-hop-taken": (
        "A token goes on to {creditor} over claim {creditor_claim}.",
        "令牌将经账款 {creditor_claim} 传给 {creditor}。",
    ),
    "said-netting-epoch-opened": (
        "{partner} told what we could net in this epoch.",
        "已告知 {partner}：本轮次中双方可轧差的金额。",
    ),
    "said-netting-prices-said": (
        "A turn of planning said to {partner}.",
        "已向 {partner} 说明一步规划。",
    ),
    "said-netting-epoch-joined": (
        "Part taken in an epoch of netting, lane {lane}.",
        "已参加一个轧差轮次，通道 {lane}。",
    ),
    "said-netting-turn-taken": ("A turn of planning taken.", "已完成一步规划。"),
    "said-netting-walk-begun": ("Tokens sent to look for rings.", "已发出令牌寻找环。"),
    "said-netting-epoch-ended": ("An epoch of netting is over.", "一个轧差轮次已结束。"),
    "said-netting-token-returned": (
        "A token given back to {partner}.",
        "已将一个令牌退还 {partner}。",
    ),
    "said-netting-ring-measured": (
        "{partner} told what a ring could clear.",
        "已告知 {partner}：一个环可抵销的金额。",
    ),
    "said-netting-trails-said": (
        "{partner} told over which claims rings could go.",
        "已告知 {partner}：环可经过的账款。",
    ),
    "said-netting-offers-said": (
        "{partner} told what we offer to rings.",
        "已告知 {partner}：本方对各环的报额。",
    ),
    "said-netting-courier-turn": ("A day's turn by courier taken.", "已完成信使通道当日的一步。"),
    "said-netting-ring-dropped": (
        "{partner} told that a ring came to nothing.",
        "已告知 {partner}：一个环未能成立。",
    ),
    "said-netting-ring-locked": (
        "Claim {claim} with {partner} locked for a ring.",
        "与 {partner} 的账款 {claim} 已为一个环锁定。",
    ),
    "said-netting-ring-signed": (
        "A ring's signatures given to {partner}.",
        "已将环的签名交给 {partner}。",
    ),
    "said-netting-ring-walked": (
        "{partner} told that we leave a ring.",
        "已告知 {partner}：本方退出一个环。",
    ),
    "said-netting-ring-released": ("A ring's lock released.", "已解除一个环的锁定。"),
    "said-netting-ring-remembered": (
        "A ring's legs known again: {debtor} and {creditor}.",
        "已恢复一个环的两端：{debtor} 与 {creditor}。",
    ),
    "said-netting-ring-recalled": (
        "A forgotten ring known again by its certificate: {debtor} and {creditor}.",
        "凭证使遗忘的环得以恢复：{debtor} 与 {creditor}。",
    ),
    "said-netting-ring-settled-unsaid": (
        "A claim with {partner} set off; the link is closed, so the notice stays here.",
        "与 {partner} 的一笔账款已抵销；连接已断开，通知仅留存本方。",
    ),
    "said-netting-ring-settled": (
        "Claim {claim} with {partner} set off on {day}.",
        "与 {partner} 的账款 {claim} 已于 {day} 抵销。",
    ),
}
