"""Pools and what-ifs of netting: what goes wrong, what a person should know."""

POOL_TEXTS: dict[str, tuple[str, str]] = {
    "pool-needs-files": (
        "A pool needs the members' shares and a folder: `tuowang net --pool A.csv B.csv --into "
        "plan`. Each member writes its share with `tuowang net --share FILE`.",
        "账款池需要各成员的份额和一个文件夹：`tuowang net --pool A.csv B.csv --into plan`。"
        "各成员用 `tuowang net --share FILE` 写出份额。",
    ),
    "pool-share-empty": (
        "There is nothing to share: of {left_out} open claims none may be netted now. See "
        "`tuowang claims`; say `tuowang net` first, so that both books are compared.",
        "没有可共享的账款：{left_out} 笔未结账款现均不可轧差。请见 `tuowang claims`；"
        "请先运行 `tuowang net` 以核对双方账簿。",
    ),
    "pool-share-written": (
        "{invoices} invoices with {partners} partners written into {file}; {left_out} open claims "
        "take no part. Give the file to whoever plans: it shows who owes you and whom you owe.",
        "已将与 {partners} 个伙伴的 {invoices} 张发票写入 {file}；{left_out} 笔未结账款不参与。"
        "请把文件交给制定方案者：其中显示谁欠您、您欠谁。",
    ),
    "pool-share-refused": (
        "{file}, line {line}: {said} Nothing was taken.",
        "{file}，第 {line} 行：{said} 未采用任何内容。",
    ),
    "pool-share-end": (
        "Line {line} is not the end of a share. Ask its member for the whole file.",
        "第 {line} 行不是份额文件的结尾。请向该成员索取完整文件。",
    ),
    "pool-share-line": (
        "Line {line}: invoice {id!r} is none of the member who signed. Ask it for a new file.",
        "第 {line} 行：发票 {id!r} 不属于签名的成员。请向其索取新文件。",
    ),
    "pool-share-signature": (
        "Line {line}: the signature does not hold: the file was changed. Ask its member for it "
        "again.",
        "第 {line} 行：签名无效，文件已被改动。请向该成员重新索取。",
    ),
    "pool-file-unreadable": (
        "{file} cannot be read: {fault}. Check the name.",
        "无法读取 {file}：{fault}。请检查文件名。",
    ),
    "pool-file-too-large": (
        "{file} is larger than {most} bytes. Split the pool.",
        "{file} 超过 {most} 字节。请拆分账款池。",
    ),
    "pool-member-twice": (
        "Two shares are signed by the same member, {firm}. Keep the newer one.",
        "两份份额由同一成员 {firm} 签名。请只保留较新的一份。",
    ),
    "pool-empty": (
        "No invoice stands in the shares of both its firms.",
        "没有一张发票同时出现在其双方的份额中。",
    ),
    "pool-planned": (
        "Plan {pool}: {count} files in {folder}, one for each member, named by its key. Each "
        "checks its own with `tuowang net --plan FILE`.",
        "方案 {pool}：{folder} 中有 {count} 个文件，每个成员一个，以其密钥命名。"
        "各成员用 `tuowang net --plan FILE` 检查自己的文件。",
    ),
    "pool-plan-line": (
        "Line {line} of a plan cannot be understood ({fault}). Ask for the file again.",
        "方案第 {line} 行无法理解（{fault}）。请重新索取该文件。",
    ),
    "pool-plan-end": (
        "Line {line}: the plan is not whole, or was changed after it was signed. Ask for it again.",
        "第 {line} 行：方案不完整，或在签名后被改动。请重新索取。",
    ),
    "pool-not-ours": (
        "{file} is the part of another member, {member}. Take the one that is named by your key.",
        "{file} 是另一成员 {member} 的部分。请取以本方密钥命名的文件。",
    ),
    "pool-partner-unknown": (
        "The plan names the firm {key}, which is no partner of ours there. Do not take it; tell "
        "who planned.",
        "方案中的企业 {key} 并非我方伙伴。请勿采用，并告知制定者。",
    ),
    "pool-claim-unknown": (
        "The plan has claim {claim} with {partner}, which is not in our book like that. Pool anew.",
        "方案中与 {partner} 的账款 {claim} 与本方账簿不符。请重新汇集。",
    ),
    "pool-claim-twice": (
        "The plan has claim {claim} with {partner} twice. Do not take it; tell who planned.",
        "方案中与 {partner} 的账款 {claim} 出现两次。请勿采用，并告知制定者。",
    ),
    "pool-claim-amount": (
        "The plan clears {cleared_minor} of {amount_minor} minor units of claim {claim}, and "
        "{free_minor} are free. Pool anew.",
        "方案对账款 {claim} 冲销 {amount_minor} 中的 {cleared_minor}（最小货币单位），"
        "而可用的为 {free_minor}。请重新汇集。",
    ),
    "pool-positions": (
        "By the plan our position in {currency} would change by {change_minor} minor units. Do not "
        "take it; tell who planned.",
        "按该方案，本方 {currency} 净头寸将变动 {change_minor}（最小货币单位）。"
        "请勿采用，并告知制定者。",
    ),
    "pool-price-missing": (
        "The plan has no price of {partner} in {currency}. Do not take it; tell who planned.",
        "方案缺少 {partner} 的 {currency} 价格。请勿采用，并告知制定者。",
    ),
    "pool-not-proven": (
        "By its prices the plan is not the best on claim {claim} with {partner}. Do not take it; "
        "tell who planned.",
        "按其价格，该方案在与 {partner} 的账款 {claim} 上并非最优。请勿采用，并告知制定者。",
    ),
    "pool-ring-wrong": (
        "Ring {ring} of the plan does not fit what it clears of our claims. Do not take it; tell "
        "who planned.",
        "方案中的环 {ring} 与其对本方账款的冲销不符。请勿采用，并告知制定者。",
    ),
    "pool-ring-too-long": (
        "Ring {ring} of the plan has {firms} firms, and we allow {most}. Say `tuowang net "
        "--most-firms {firms}`, or pool anew.",
        "方案中的环 {ring} 有 {firms} 家企业，而本方只允许 {most} 家。"
        "请运行 `tuowang net --most-firms {firms}`，或重新汇集。",
    ),
    "pool-price-differs": (
        "{partner} says another price of itself than plan {pool} told us: the plan is not proven "
        "to be the best. What rings settle stays right.",
        "{partner} 所说的自身价格与方案 {pool} 告知的不同：该方案未被证明最优。"
        "各环的结清仍然正确。",
    ),
    "pool-checked": (
        "The plan holds on all our {claims} claims in it; {cleared} clear, in {rings} rings, of "
        "which {first} start with us.",
        "方案在本方全部 {claims} 笔账款上成立；其中 {cleared} 笔冲销，经 {rings} 个环，"
        "由本方发起 {first} 个。",
    ),
    "cash-put-in": ("Cash of {cash} put in at {firm}.", "在 {firm} 投入现金 {cash}。"),
    "what-if-at-most": (
        "That is what our own book knows: debts both ways with a partner. In rings of more firms "
        "at most {most} of what we owe and of what is owed to us can go; how much, a pool tells.",
        "以上仅凭本方账簿：与同一伙伴互欠的账款。在更多企业的环中，应收与应付各最多可冲销 {most}；"
        "实际多少，由账款池算出。",
    ),
    "said-pool-taken": (
        "Plan {pool} taken: {rings} rings.",
        "已采用方案 {pool}：{rings} 个环。",
    ),
    "said-pool-priced": (
        "Our price in plan {pool} told to {partner}.",
        "已将本方在方案 {pool} 中的价格告知 {partner}。",
    ),
}
