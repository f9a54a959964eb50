"""Mistakes in dealings with partners: what is wrong, and what to do."""

FLOW_MISTAKES: dict[str, tuple[str, str]] = {
    "name-missing": (
        "A company needs a name. Say it with --name.",
        "公司需要名称。请用 --name 填写。",
    ),
    "party-missing": (
        "This company has not said who it is. Do so with `tuowang party --name NAME`.",
        "本公司尚未说明自己是谁。请执行 `tuowang party --name 名称`。",
    ),
    "company-id-unreadable": (
        "“{company_id}” cannot be read as a company id. Use letters and digits only.",
        "无法将“{company_id}”读作企业代码。请只用字母和数字。",
    ),
    "company-id-wrong": (
        "The company id {company_id} is wrong by its own check digits (scheme {scheme}). "
        "Compare it with the licence, or name another scheme with --scheme.",
        "企业代码 {company_id} 的校验位不符（编码体系 {scheme}）。请与执照核对，或用 "
        "--scheme 指定其他体系。",
    ),
    "partner-unknown": (
        "There is no partner {partner}. `tuowang partners` lists them; enter one with "
        "`tuowang partners add` or in the workbook.",
        "没有伙伴 {partner}。`tuowang partners` 列出全部伙伴；请用 `tuowang partners add` "
        "或在工作簿中录入。",
    ),
    "partner-name-missing": (
        "The partner {partner} needs a name. Write it behind the code.",
        "伙伴 {partner} 需要名称。请写在编码后面。",
    ),
    "number-out-of-range": (
        "{field}: {value} is out of range. Choose a number from {least} to {most}.",
        "{field}：{value} 超出范围。请填写 {least} 到 {most} 之间的数。",
    ),
    "code-unfit": (
        "“{given}” cannot be a code. Use 1 to 64 characters, without spaces at the ends.",
        "“{given}”不能作为编码。请使用 1 到 64 个字符，首尾不留空格。",
    ),
    "item-code-taken": (
        "{partner}'s code {their_item} already stands for our item {item}. Take that back "
        'first: `tuowang map {partner} {item} ""`.',
        "{partner} 的编码 {their_item} 已对应本方物料 {item}。请先解除：`tuowang map "
        '{partner} {item} ""`。',
    ),
    "statement-too-large": (
        "This is too much for one statement ({kind}): an entry holds {most} bytes. Split it "
        "into smaller ones.",
        "内容过多，一条记录（{kind}）放不下：上限为 {most} 字节。请拆成几次录入。",
    ),
    "topic-unknown": (
        "There is no topic “{topic}”. Choose one of: {known}, or all.",
        "没有“{topic}”这项内容。请从以下选择：{known}，或 all（全部）。",
    ),
    "rule-missing": (
        "{partner} may not see “{topic}” of “{item}” anyway; there is no rule to take "
        "back. `tuowang partners show {partner}` lists the rules.",
        "{partner} 本来就看不到“{item}”的“{topic}”，没有可收回的规则。`tuowang partners "
        "show {partner}` 列出各项规则。",
    ),
    "not-disclosed": (
        "{partner} may not see “{topic}”, so nothing was sent. If they may: `tuowang allow "
        "{partner} {topic}`.",
        "{partner} 无权看到“{topic}”，因此未发送任何内容。若允许：`tuowang allow {partner} "
        "{topic}`。",
    ),
    "text-length": (
        "The text has {length} characters. Write 1 to {most}.",
        "文字有 {length} 个字符。请写 1 到 {most} 个字符。",
    ),
    "lines-missing": (
        "There are no lines. Add at least one with --line ITEM:QUANTITY:DATE.",
        "没有明细行。请至少加一行：--line 物料:数量:日期。",
    ),
    "lines-too-many": (
        "{count} lines are too many. Use at most {most} in one document.",
        "{count} 行太多。每份单据最多 {most} 行。",
    ),
    "line-name": (
        "The line name “{line}” is empty, too long or there twice. Give every line a name "
        "of its own, such as 1, 2, 3.",
        "行号“{line}”为空、过长或重复。请给每行不同的行号，例如 1、2、3。",
    ),
    "causes-differ": (
        "There are {causes} plan lines for {lines} lines. Name one plan line for each line.",
        "计划行有 {causes} 个，明细行有 {lines} 行。请为每行各指定一个计划行。",
    ),
    "plan-line-unknown": (
        "The plan has no purchase {line} of {item}. Plan anew (`tuowang plan`) and take "
        "the lines from there.",
        "计划中没有 {item} 的采购行 {line}。请重新排产（`tuowang plan`），并从中选取。",
    ),
    "plan-line-demanded": (
        "The plan's purchase {line} of {item} was demanded already. See `tuowang demands`; "
        "plan anew if you need more.",
        "计划中 {item} 的采购行 {line} 已经询价。请查看 `tuowang demands`；若还需要，请重新排产。",
    ),
    "expires-past": (
        "--expires: {expires} is past; today is {today}. Choose a later day, such as +14.",
        "--expires：{expires} 已过；今天是 {today}。请选择以后的日期，例如 +14。",
    ),
    "demand-unknown": (
        "There is no such demand {demand} with {partner}. `tuowang demands {partner}` lists them.",
        "与 {partner} 之间没有询价 {demand}。`tuowang demands {partner}` 列出全部询价。",
    ),
    "demand-closed": (
        "The demand {demand} is closed ({state}). `tuowang demands --all` shows what became of it.",
        "询价 {demand} 已结束（{state}）。`tuowang demands --all` 可查看结果。",
    ),
    "acceptance-pending": (
        "You have accepted {proposal} and the partner has not confirmed yet. Exchange "
        "(`tuowang sync` or `tuowang carry`) and wait for the answer.",
        "您已接受 {proposal}，对方尚未确认。请交换数据（`tuowang sync` 或 `tuowang carry`）"
        "并等待答复。",
    ),
    "proposal-unknown": (
        "There is no such proposal {proposal} with {partner}. `tuowang offers {partner}` "
        "lists them.",
        "与 {partner} 之间没有报价 {proposal}。`tuowang offers {partner}` 列出全部报价。",
    ),
    "proposal-closed": (
        "The proposal {proposal} no longer stands ({state}). `tuowang offers --all` shows "
        "what became of it.",
        "报价 {proposal} 已失效（{state}）。`tuowang offers --all` 可查看结果。",
    ),
    "proposal-expired": (
        "The proposal {proposal} stood until {expires}. Ask the partner for a new one, or "
        "counter it (`tuowang counter`).",
        "报价 {proposal} 的有效期到 {expires} 为止。请向对方索取新报价，或还价（`tuowang "
        "counter`）。",
    ),
    "proposal-open": (
        "Your offer {proposal} still stands. Take it back first (`tuowang withdraw`), or "
        "wait for the answer.",
        "您的报价 {proposal} 仍然有效。请先撤回（`tuowang withdraw`），或等待答复。",
    ),
    "proposal-overtaken": (
        "Another proposal was agreed in the place of {proposal}. See `tuowang agreements`.",
        "{proposal} 所在的位置已另有报价成交。请查看 `tuowang agreements`。",
    ),
    "thread-too-long": (
        "You have made {most} proposals here already. Talk to the partner, then start with "
        "a new demand.",
        "您在此已提出 {most} 次报价。请与对方沟通，然后重新询价。",
    ),
    "tolerance-out-of-range": (
        "--tolerance: {tolerance_permille} ‰ is too much. Choose 0 to 100 percent.",
        "--tolerance：{tolerance_permille} ‰ 太大。请填写 0 到 100 之间的百分比。",
    ),
    "days-out-of-range": (
        "{days} days are out of range. Choose a number from 0 to 3650.",
        "{days} 天超出范围。请填写 0 到 3650 之间的数。",
    ),
    "revision-changes-item": (
        "Line {line} is about {item} in its own unit, and a revision keeps that. Set the "
        "line to what is left of it, and add a new line for the other thing.",
        "第 {line} 行约定的是 {item} 及其单位，变更时必须保持。请调整该行的数量，并为其他物"
        "料另加一行。",
    ),
    "revision-below-shipped": (
        "{shipped} of line {line} have been shipped already. Agree to at least that.",
        "第 {line} 行已发货 {shipped}。协议数量不能低于此数。",
    ),
    "agreement-unknown": (
        "There is no such agreement {agreement} with {partner} (to ship, you must be its "
        "seller). `tuowang agreements {partner}` lists them.",
        "与 {partner} 之间没有协议 {agreement}（发货须是卖方）。`tuowang agreements "
        "{partner}` 列出全部协议。",
    ),
    "item-not-mapped": (
        "You have no item for {partner}'s {their_item}. Say which it is: `tuowang map "
        "{partner} ITEM {their_item}`.",
        "{partner} 的 {their_item} 没有对应的本方物料。请说明对应关系：`tuowang map "
        "{partner} 物料 {their_item}`。",
    ),
    "item-not-ready": (
        "{item} is not ready to be traded: its score is {score}, {threshold} are needed. "
        "Missing: {missing}. Fill these cells in and import the workbook; `tuowang ready "
        "{item}` shows them.",
        "{item} 尚不具备交易条件：得分 {score}，需要 {threshold}。缺少：{missing}。请补齐这"
        "些单元格并导入工作簿；`tuowang ready {item}` 可查看。",
    ),
    "price-missing": (
        "There is no price of {item} for {partner}. Enter one in the workbook (sheet "
        "prices), or name it in the line: --line ITEM:QUANTITY:DATE:PRICE.",
        "没有 {item} 给 {partner} 的价格。请在工作簿“价格”表中录入，或在行中写明：--line 物"
        "料:数量:日期:单价。",
    ),
    "currencies-differ": (
        "One document cannot hold prices in both {one} and {other}. Use one currency.",
        "一份单据不能同时用 {one} 和 {other} 计价。请使用同一种货币。",
    ),
    "unit-differs": (
        "{item} is dealt in {expected} here, not in {unit}. Write the quantity in {expected}.",
        "{item} 在此以{expected}计，而不是{unit}。请以{expected}填写数量。",
    ),
    "item-unit-changed": (
        "The item {item} is no longer counted in {unit}, as was agreed. Give it that unit "
        "back, or revise the agreement (`tuowang revise`).",
        "物料 {item} 现已不按约定的单位（{unit}）计量。请改回该单位，或变更协议（`tuowang "
        "revise`）。",
    ),
}
