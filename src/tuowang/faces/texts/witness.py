"""Witnesses of rings: what goes wrong, what a person should know, what was said."""

WITNESS_TEXTS: dict[str, tuple[str, str]] = {
    "witness-not-given": (
        "We are no witness of {partner}. See `tuowang witness`.",
        "本方不是 {partner} 的见证人。请见 `tuowang witness`。",
    ),
    "witness-not-offered": (
        "{partner} has not offered to witness for us. There: `tuowang witness US`.",
        "{partner} 尚未愿为我方作见证。请对方执行：`tuowang witness 我方`。",
    ),
    "witness-unknown": (
        "“{witness}” is no witness: name a partner that witnesses for us, or the 64 digits of a "
        "witness's key; or any, or none. See `tuowang witness`.",
        "“{witness}”不是见证人：请写为我方作见证的伙伴，或见证人密钥的 64 位十六进制数；"
        "或 any，或 none。请见 `tuowang witness`。",
    ),
    "too-many-witnesses": (
        "More than {most} witnesses. Name fewer of them, or any.",
        "见证人超过 {most} 个。请减少，或写 any。",
    ),
    "witness-offered": (
        "{partner} witnesses rings for us. Name it in those that we close: `tuowang net --witness "
        "{partner}`.",
        "{partner} 愿为我方的环作见证。在我方闭合的环中指定它：`tuowang net --witness {partner}`。",
    ),
    "witness-withdrawn": (
        "{partner} witnesses no more rings for us; those under way it still answers for.",
        "{partner} 不再为我方的环作见证；进行中的仍予答复。",
    ),
    "witness-contradicts": (
        "The witness of ring {ring} stamped it and let it lapse, too: it lies. The certificate "
        "counts; accept that witness no more.",
        "环 {ring} 的见证人既作见证又宣布失效：其不可信。以凭证为准；请不再接受该见证人。",
    ),
    "no-witnesses": (
        "Nobody witnesses rings for us, nor we for anybody.",
        "无人为我方的环作见证，我方也未为他人作见证。",
    ),
    "witness-named": (
        "Rings that we close name {partner} as their witness.",
        "我方闭合的环指定 {partner} 为见证人。",
    ),
    "witness-none-named": (
        "Rings that we close name no witness.",
        "我方闭合的环不指定见证人。",
    ),
    "witness-accepts-any": (
        "In rings that others closed we accept any witness.",
        "他方闭合的环：接受任何见证人。",
    ),
    "witness-accepts-only": (
        "In rings that others closed we accept {count} witnesses by their keys, and the one that "
        "we name.",
        "他方闭合的环：只接受按密钥列出的 {count} 个见证人，以及我方指定的那一个。",
    ),
    "witness-accepts-none": (
        "We take part in no ring with a witness that others closed.",
        "他方闭合且带见证人的环：不参加。",
    ),
    "witness-stamps": (
        "As a witness we stamped {seen} rings and let {lapsed} lapse.",
        "作为见证人，本方已见证 {seen} 个环，宣布 {lapsed} 个失效。",
    ),
    "said-witness-offered": (
        "{partner} told whether we witness its rings.",
        "已告知 {partner}：本方是否为其环作见证。",
    ),
    "said-witness-asked": (
        "{partner} asked, as a ring's witness, what becomes of it.",
        "已询问见证人 {partner}：一个环的结果。",
    ),
    "said-witness-ring-stamped": (
        "A ring stamped, or let lapse, as its witness.",
        "作为见证人，已对一个环作出见证或宣布失效。",
    ),
    "said-witness-ruled": (
        "It is settled which witnesses of rings we name and accept.",
        "已设定指定和接受哪些环的见证人。",
    ),
    "said-netting-ring-lapsed": (
        "{partner} told that a ring lapsed by its witness.",
        "已告知 {partner}：一个环经见证人宣布失效。",
    ),
}
