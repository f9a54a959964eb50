"""Mandates: what goes wrong, what a person should know, what was said."""

MANDATE_TEXTS: dict[str, tuple[str, str]] = {
    "serves-another": (
        "This home is the relay of {partner} already. Make another home for another relay.",
        "本数据文件夹已是 {partner} 的中继。请为另一个中继新建数据文件夹。",
    ),
    "relay-nets-itself": (
        "This home has claims or rings of its own, so it cannot be a relay. Make a new home for "
        "the relay.",
        "本数据文件夹有自己的账款或环，不能作中继。请为中继新建数据文件夹。",
    ),
    "relay-gives-no-mandate": (
        "This home is a relay itself: it gives no mandate. Give it at the company's own home.",
        "本数据文件夹本身是中继，不能出具授权。请在企业自己的数据文件夹上出具。",
    ),
    "mandate-stands": (
        "A mandate to {relay} stands already. Revoke it first: `tuowang mandate {relay} --revoke`.",
        "给 {relay} 的授权仍然有效。请先撤销：`tuowang mandate {relay} --revoke`。",
    ),
    "mandate-past": (
        "{day} has passed (today is {today}). Name a later day.",
        "{day} 已过（今天是 {today}）。请指定更晚的日期。",
    ),
    "mandate-needs-day": (
        "Until when? Add --until DATE; or --revoke, or --serve.",
        "到哪一天？请加 --until 日期；或 --revoke，或 --serve。",
    ),
    "nothing-to-hand-over": (
        "None of these claims may be netted now. See `tuowang claims`, and `tuowang allow PARTNER "
        "netting`.",
        "这些账款目前都不能轧差。请见 `tuowang claims` 和 `tuowang allow 伙伴 netting`。",
    ),
    "no-mandate": (
        "No mandate to {relay} stands. See `tuowang mandate`.",
        "没有给 {relay} 的有效授权。请见 `tuowang mandate`。",
    ),
    "mandate-told": (
        "Mandate to {relay} until {until}: {count} claims with {partners} partners handed over.",
        "已授权 {relay} 至 {until}：交出与 {partners} 个伙伴的 {count} 笔账款。",
    ),
    "no-mandates": ("No mandates.", "没有授权。"),
    "mandate-taken": (
        "{partner} lets its own relay net for it until {day}: {count} of {of} claims accepted.",
        "{partner} 由自己的中继代为轧差，至 {day}：接受 {of} 笔账款中的 {count} 笔。",
    ),
    "mandate-not-taken": (
        "A mandate of {partner} was not taken: we do not net with it, or cannot know its relay.",
        "未接受 {partner} 的授权：我方不与其轧差，或无法识别其中继。",
    ),
    "mandate-not-served": (
        "{partner} wants us as its relay, and we are not. If it is your own company: `tuowang "
        "mandate {partner} --serve`.",
        "{partner} 要求本方作其中继，而本方不是。如属同一企业："
        "`tuowang mandate {partner} --serve`。",
    ),
    "mandate-ended": (
        "Nothing of the mandate to {relay} is under way any more: the claims are ours again.",
        "给 {relay} 的授权已无进行中的事项：账款重归我方。",
    ),
    "mandate-breach": (
        "Our relay set off more than its mandate allowed, claim “{claim}” with “{partner}”. It "
        "counts all the same; look after the relay.",
        "中继的抵销超出授权范围，与“{partner}”的账款“{claim}”。抵销仍然有效；请检查中继。",
    ),
    "mandate-proof-unfit": (
        "What {partner} showed of a ring of our relay proves nothing, and was left out.",
        "{partner} 出示的中继成环证据不成立，已忽略。",
    ),
    "said-mandate-relay-serves": (
        "We are the relay of {principal} from now on.",
        "从现在起，本方是 {principal} 的中继。",
    ),
    "said-mandate-relay-looks": (
        "As a relay we look for rings by ourselves again.",
        "作为中继，本方将再次自行寻找环。",
    ),
    "said-mandate-entrusted": (
        "Claims with a partner handed over to the relay {partner}.",
        "已将与一个伙伴的账款交给中继 {partner}。",
    ),
    "said-mandate-given": (
        "{partner} told which claims our relay nets.",
        "已告知 {partner} 由我方中继轧差的账款。",
    ),
    "said-mandate-taken": (
        "{partner} told which claims of its mandate we accept.",
        "已告知 {partner} 我方接受其授权中的哪些账款。",
    ),
    "said-mandate-revoked": (
        "The relay {partner} asked to end its mandate; it counts when it answers.",
        "已要求中继 {partner} 结束授权；以其答复为准。",
    ),
    "said-mandate-ended": (
        "{partner} told that nothing of its mandate is under way.",
        "已告知 {partner}：其授权已无进行中的事项。",
    ),
    "said-mandate-over": (
        "{partner} told that our relay nets no more.",
        "已告知 {partner}：我方中继不再轧差。",
    ),
    "said-mandate-lapsed": (
        "The mandate with {partner} is over by its day.",
        "与 {partner} 的授权已到期。",
    ),
    "said-mandate-proof-judged": (
        "A ring that our relay signed was taken into the books on {day}.",
        "中继签名的一个环已于 {day} 入账。",
    ),
}
