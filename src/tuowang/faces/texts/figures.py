"""Figures that partners tell each other, and the standards in which others write them."""

FIGURE_TEXTS: dict[str, tuple[str, str]] = {
    "said-stock-figures-told": (
        "Told {partner} the stock of {item}.",
        "已告知 {partner} {item} 的库存。",
    ),
    "said-output-figures-told": (
        "Told {partner} the planned output of {item}.",
        "已告知 {partner} {item} 的计划产出。",
    ),
    "said-capacity-figures-told": (
        "Told {partner} the capacity for {item}.",
        "已告知 {partner} {item} 的产能。",
    ),
    "said-forecast-figures-told": (
        "Told {partner} the forecast of {item}.",
        "已告知 {partner} {item} 的预测。",
    ),
    "said-figures-noted": (
        "Figures of {partner} about {item} entered ({source}).",
        "已录入 {partner} 关于 {item} 的数据（{source}）。",
    ),
    "said-notice-noted": (
        "Notice of {partner} entered: from {start} on.",
        "已录入 {partner} 的通知：自 {start} 起。",
    ),
    "said-global-id-mapped": (
        "{global_id} of {partner} is our {item}.",
        "{partner} 的 {global_id} 即本方 {item}。",
    ),
    "preview-would-see": (
        "{partner} would see these numbers under “{topic}” ({item}). Nothing was allowed or sent.",
        "{partner} 将在“{topic}”（{item}）下看到以下数字。尚未授权，也未发送。",
    ),
    "preview-catalogue": (
        "With `tuowang publish {partner}` they would see this of the catalogue ({item}). Nothing "
        "was allowed or sent.",
        "执行 `tuowang publish {partner}` 后，对方将看到以下目录内容（{item}）。尚未授权，也未"
        "发送。",
    ),
    "preview-dealings": (
        "Under “{topic}” no numbers leave by themselves: {partner} sees only what you deal with "
        "it. Nothing was allowed or sent.",
        "“{topic}”不会自动送出数字：{partner} 只看到你与其往来的内容。尚未授权，也未发送。",
    ),
    "no-figures": ("No figures.", "没有数据。"),
    "notices-title": ("Notices:", "通知："),
    "payloads-written": (
        "{count} payloads of {name} for {partner} written to {file}.",
        "已把发给 {partner} 的 {count} 份 {name} 写入 {file}。",
    ),
    "payloads-none": (
        "There is nothing to tell {partner} as {name}.",
        "没有可告知 {partner} 的 {name}。",
    ),
    "payloads-read": ("{file}: {count} payloads ({name}).", "{file}：{count} 份（{name}）。"),
    "figures-too-many": (
        "That is {count} points at once; {most} are the most. Take in a shorter time.",
        "一次 {count} 个数据点；最多 {most} 个。请缩短时间范围。",
    ),
    "standard-unknown": (
        "There is no payload “{name}”. Known: {known}.",
        "没有数据种类“{name}”。可用：{known}。",
    ),
    "unit-not-in-standard": (
        "The standard has no unit for {unit}. Give the item one of these units: {known}.",
        "标准中没有单位 {unit}。请为物料使用以下单位之一：{known}。",
    ),
    "payload-too-large": (
        "The file has {size} bytes; {most} are the most. Ask the partner for smaller files.",
        "文件为 {size} 字节；最多 {most} 字节。请伙伴提供较小的文件。",
    ),
    "payload-unreadable": (
        "The file is not JSON: {why}. Ask the partner for it again.",
        "文件不是 JSON：{why}。请伙伴重新提供。",
    ),
    "payload-too-deep": (
        "The file nests more than {most} levels deep; nothing was taken. Ask the partner for a "
        "file that follows the standard.",
        "文件嵌套超过 {most} 层，未予接收。请伙伴提供符合标准的文件。",
    ),
    "payload-too-many": (
        "{path} holds more than {most} parts; nothing was taken. Ask the partner for several "
        "smaller files.",
        "{path} 的内容超过 {most} 项，未予接收。请伙伴分成几个较小的文件。",
    ),
    "payload-unfit": (
        "{path} should be: {expected}. Nothing was taken; ask the partner to correct it.",
        "{path} 应为：{expected}。未予接收；请伙伴更正。",
    ),
    "payload-lacks": (
        "{path} is missing. Nothing was taken; ask the partner to add it.",
        "缺少 {path}。未予接收；请伙伴补充。",
    ),
    "payload-beyond": (
        "{path} is not between {least} and {most}. Nothing was taken; ask the partner to correct "
        "it.",
        "{path} 不在 {least} 到 {most} 之间。未予接收；请伙伴更正。",
    ),
    "payload-word-unknown": (
        "{path} is “{text}”. Known: {known}. Nothing was taken; ask the partner to correct it.",
        "{path} 为“{text}”。可用：{known}。未予接收；请伙伴更正。",
    ),
    "payload-unit": (
        "{path} is in {unit}, and {item} is counted in {expected}. Enter how many {expected} one "
        "{unit} of it is, as a unit factor of the item.",
        "{path} 的单位为 {unit}，而 {item} 以 {expected} 计。请在物料的换算中填写一 {unit} 合多少 "
        "{expected}。",
    ),
    "payload-unknown": (
        "{path} follows no standard known here. Known: {known}. Name it with --aspect.",
        "{path} 不符合任何已知标准。可用：{known}。请用 --aspect 指明。",
    ),
    "material-unknown": (
        "{partner} speaks of “{material}”, which is none of our items. Name ours with --item, or "
        "enter its code: `tuowang map {partner} ITEM THEIR-CODE`.",
        "{partner} 所说的“{material}”不是本方物料。请用 --item 指明，或录入编码：`tuowang map "
        "{partner} 物料 对方编码`。",
    ),
}
