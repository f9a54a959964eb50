"""What a person should know without having made a mistake."""

NOTES: dict[str, tuple[str, str]] = {
    "unit-changed": (
        "Sheet “{sheet}”, row {row}: the unit of {item} changes from {old} to {new}.",
        "工作表“{sheet}”第 {row} 行：{item} 的单位由{old}改为{new}。",
    ),
    "agreement-not-disclosed": (
        "{partner} accepted {proposal}, but may no longer see dealings about its items, so "
        "it was not confirmed. Allow it (`tuowang allow {partner} trade`), or withdraw the "
        "proposal.",
        "{partner} 已接受 {proposal}，但其已无权看到相关物料的交易，因此未予确认。请允许（"
        "`tuowang allow {partner} trade`），或撤回报价。",
    ),
    "claim-not-disclosed": (
        "The receipt {receipt} makes a claim on {partner}, who may not see it. Allow it "
        "(`tuowang allow {partner} trade`), then `tuowang claim {partner} {receipt}`.",
        "收货单 {receipt} 产生对 {partner} 的应收，但其无权看到。请允许（`tuowang allow "
        "{partner} trade`），再执行 `tuowang claim {partner} {receipt}`。",
    ),
    "plan-outdated": (
        "Something changed while the plan {plan} was being made. Plan again to take it in.",
        "排产 {plan} 期间情况有变。请重新排产以纳入变化。",
    ),
    "database-older-than-guard": (
        "The database in {home} is older than what was sent from it: an old copy was put "
        "back. Nothing new leaves until the partners have returned what they hold.",
        "{home} 中的数据库比已发出的内容旧：放回的是旧副本。伙伴交还其持有的记录之前，不发"
        "送新内容。",
    ),
    "sheet-unknown": (
        "The sheet “{sheet}” was not read: its name is not known here.",
        "工作表“{sheet}”未读取：名称无法识别。",
    ),
    "sheet-empty": ("The sheet “{sheet}” is empty.", "工作表“{sheet}”为空。"),
    "column-unknown": (
        "{sheet}: the column “{column}” was not read: its heading is not known here.",
        "{sheet}：“{column}”列未读取：标题无法识别。",
    ),
    "formulas-used": (
        "{sheet}: {count} formulas, the first in {first}. Their stored values were read.",
        "{sheet}：有 {count} 个公式，首个在 {first}。已读取其保存的结果。",
    ),
    "ingredient-twice": (
        "{sheet}, row {row}: {ingredient} stands already in row {first_row} of the same "
        "recipe; both count.",
        "{sheet} 第 {row} 行：{ingredient} 已在同一配方第 {first_row} 行出现；两行都计入。",
    ),
    "centre-without-capacity": (
        "{sheet}, row {row}: the work centre {centre} has no capacity yet. Add it to the "
        "sheet capacity.",
        "{sheet} 第 {row} 行：工作中心 {centre} 尚无产能。请在“产能”表中添加。",
    ),
}
