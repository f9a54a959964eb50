"""What a person should know without having made a mistake."""

NOTES: dict[str, tuple[str, str]] = {
    "agreement-not-disclosed": (
        "{partner} accepted {proposal}, but may no longer see dealings about its items, so it "
        "was not confirmed. Allow it (`tuowang allow {partner} trade`), or withdraw the "
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
        "The database in {home} is older than what was sent from it: an old copy was put back. "
        "Nothing new leaves until the partners have returned what they hold.",
        "{home} 中的数据库比已发出的内容旧：放回的是旧副本。伙伴交还其持有的记录之前，不发送新"
        "内容。",
    ),
    "sheet-unknown": (
        "The sheet “{sheet}” is none of ours and was passed over.",
        "工作表“{sheet}”不在约定之列，已跳过。",
    ),
    "sheet-empty": ("The sheet “{sheet}” is empty.", "工作表“{sheet}”为空。"),
    "column-unknown": (
        "Sheet “{sheet}”: the column “{column}” is not used.",
        "工作表“{sheet}”：未使用“{column}”列。",
    ),
    "formulas-used": (
        "Sheet “{sheet}” has {count} formulas (first in {first}); their last values were taken.",
        "工作表“{sheet}”有 {count} 个公式（首个在 {first}）；采用其最近一次的计算值。",
    ),
    "ingredient-twice": (
        "Sheet “{sheet}”, row {row}: the ingredient {ingredient} stands in row {first_row} "
        "already; both are used.",
        "工作表“{sheet}”第 {row} 行：投入物 {ingredient} 已在第 {first_row} 行出现；两者都计入。",
    ),
    "centre-without-capacity": (
        "Sheet “{sheet}”, row {row}: the work centre {centre} has no capacity, so it is taken "
        "as unlimited.",
        "工作表“{sheet}”第 {row} 行：工作中心 {centre} 没有产能，按无限产能处理。",
    ),
}
