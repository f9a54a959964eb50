"""What was wrong with a partner's bytes, and what healed: nothing of it was lost here."""

REFUSALS: dict[str, tuple[str, str]] = {
    "body-not-canonical": (
        "An entry is not written in its one form; it was not taken.",
        "有一条记录不是规定的唯一写法，未予接收。",
    ),
    "body-not-plain": (
        "An entry holds other than plain values; it was not taken.",
        "有一条记录含有非普通值，未予接收。",
    ),
    "body-not-readable": (
        "An entry cannot be read; it was not taken.",
        "有一条记录无法读取，未予接收。",
    ),
    "body-not-understood": (
        "An entry cannot be understood ({why}); it is kept and means nothing here.",
        "有一条记录无法理解（{why}），已保存但不生效。",
    ),
    "body-too-large": (
        "An entry of {size} bytes is too large; it was not taken.",
        "有一条 {size} 字节的记录过大，未予接收。",
    ),
    "bundle-damaged": (
        "A bundle is damaged or was changed on its way; it was not taken and will come again.",
        "数据包损坏或在途中被改动，未予接收，会再次送来。",
    ),
    "bundle-foreign": (
        "A bundle is for another company; it was left alone.",
        "数据包是给别的公司的，未作处理。",
    ),
    "bundle-truncated": (
        "A bundle was cut off after {size} bytes; it was not taken and will come again.",
        "数据包在 {size} 字节处中断，未予接收，会再次送来。",
    ),
    "bundle-unknown-prekey": (
        "A bundle is sealed for a key that is no longer here; it was not taken and will "
        "come again.",
        "数据包所用的密钥已不存在，未予接收，会再次送来。",
    ),
    "bundle-unknown-version": (
        "A bundle is of version {version}, suite {suite}, which this Tuowang does not "
        "know. Upgrade it.",
        "数据包版本为 {version}、算法 {suite}，本版脱网不认识。请升级。",
    ),
    "bundle-unreadable": (
        "A bundle cannot be read; it was not taken.",
        "数据包无法读取，未予接收。",
    ),
    "code-used-already": (
        "Somebody tried to join with a code that {partner} has used. If it was not "
        "{partner}, the code is known to others.",
        "有人试图用 {partner} 已用过的邀请码加入。若不是 {partner} 本人，则邀请码已外泄。",
    ),
    "hello-missing": (
        "Somebody answered an invitation without saying who they are; nothing was taken.",
        "有人答复了邀请但未表明身份，未予接收。",
    ),
    "hello-unreadable": (
        "An answer to an invitation cannot be read; nothing was taken.",
        "对邀请的答复无法读取，未予接收。",
    ),
    "link-closed": (
        "{partner} sent something on a link that is closed; it was not taken.",
        "{partner} 在已断开的连接上发来数据，未予接收。",
    ),
    "range-wrong": (
        "{partner} sent entries that do not follow on what we hold; they were not taken.",
        "{partner} 发来的记录与已有记录不衔接，未予接收。",
    ),
    "seal-forged": (
        "A bundle under {partner}'s name bears a false signature; it was not taken.",
        "以 {partner} 名义发来的数据包签名不符，未予接收。",
    ),
    "seal-unreadable": (
        "A bundle's signature cannot be read; it was not taken.",
        "数据包的签名无法读取，未予接收。",
    ),
    "kind-unknown": (
        "An entry is of a kind that this version does not know; it is kept and means nothing here.",
        "有一条记录的种类本版不认识，已保存但不生效。",
    ),
    "kind-out-of-place": (
        "An entry stands in a log where its kind does not belong; it is kept and means nothing.",
        "有一条记录出现在不该出现的日志中，已保存但不生效。",
    ),
    "echo-false": (
        "{partner} gave back entries of ours that we never signed; they were not taken.",
        "{partner} 送回了并非我方签名的“我方记录”，未予接收。",
    ),
    "entries-said-again": (
        "{count} entries of ours were said again to {partner} after a restore; look "
        "whether any now stands twice.",
        "恢复备份后，{count} 条我方记录已重新发给 {partner}；请核对有无重复。",
    ),
    "healed": (
        "The link to {partner} is whole again; what they held of ours has come back.",
        "与 {partner} 的连接已恢复完整；对方所持的我方记录已取回。",
    ),
    "partner-silent": (
        "Nothing was heard from {partner} for {days} days. Ask them whether their connector runs "
        "and can be reached; what you said waits and is not lost.",
        "已 {days} 天没有 {partner} 的音讯。请询问其连接器是否在运行、能否连通；"
        "我方所说仍在等待，不会丢失。",
    ),
    "healing-begun": (
        "The log with {partner} is being compared; nothing new leaves until it is whole.",
        "正在与 {partner} 核对日志；核对完成前不发送新内容。",
    ),
    "partner-contradicts-itself": (
        "{partner} signed two different entries under number {number}. Both proofs are "
        "kept; ask them.",
        "{partner} 在编号 {number} 下签了两条不同的记录。两份证据均已保存；请向对方询问。",
    ),
    "unpublishing-refused": (
        "{partner} tried to take back what it had said (epoch {epoch}); what was said stays.",
        "{partner} 试图收回已说过的内容（纪元 {epoch}）；已说过的保留。",
    ),
}
