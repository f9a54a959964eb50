"""Mistakes in what was typed on the command line: what is wrong, and what to do."""

CLI_MISTAKES: dict[str, tuple[str, str]] = {
    "command-unknown": (
        "There is no command “{command}”. Did you mean: {near}? `tuowang --help` lists them all.",
        "没有命令“{command}”。您是不是要输入：{near}？`tuowang --help` 列出全部命令。",
    ),
    "option-unknown": (
        "There is no option {option} here. Did you mean: {near}? Add --help to see them all.",
        "此处没有选项 {option}。您是不是要输入：{near}？加 --help 可查看全部选项。",
    ),
    "option-needs-value": (
        "The option {option} needs a value behind it. Add one, or leave the option out.",
        "选项 {option} 后面需要一个值。请补上，或去掉该选项。",
    ),
    "option-takes-no-value": (
        "The option {option} takes no value. Write it alone.",
        "选项 {option} 不带值。请单独书写。",
    ),
    "arguments-extra": (
        "Nothing is known to do with: {arguments}. Leave it out, or put a text with spaces "
        "in quotes; `{command} --help` shows what is expected.",
        "多余的内容：{arguments}。请去掉；含空格的文字请加引号。`{command} --help` 显示所需内容。",
    ),
    "option-not-a-number": (
        "{option}: “{text}” is not a whole number. Write digits only, such as 14.",
        "{option}：“{text}”不是整数。请只写数字，例如 14。",
    ),
    "option-out-of-range": (
        "{option}: {text} is out of range. Choose a number from {least} to {most}.",
        "{option}：{text} 超出范围。请填写 {least} 到 {most} 之间的数。",
    ),
    "option-word-unknown": (
        "{option}: “{text}” is not known. Choose one of: {known}.",
        "{option}：不认识“{text}”。请从以下选择：{known}。",
    ),
    "argument-needed": (
        "{name} is missing. Add it; --help shows the order.",
        "缺少 {name}。请补上；--help 显示各项的顺序。",
    ),
    "argument-unreadable": (
        "What was typed holds bytes that are no text in this terminal's encoding. Set the "
        "terminal to UTF-8, or rename the file.",
        "输入中含有本终端编码无法识别的字节。请将终端设为 UTF-8，或给文件改名。",
    ),
    "usage-wrong": (
        "The command cannot be understood: {said} Add --help to see how it is written.",
        "无法理解这条命令：{said} 加 --help 可查看写法。",
    ),
    "language-unknown": (
        "--lang: the language “{text}” is not spoken here. Choose one of: {known}.",
        "--lang：不支持语言“{text}”。请从以下选择：{known}。",
    ),
    "name-ambiguous": (
        "“{text}” may mean several: {known}. Type a few more letters.",
        "“{text}”可能指多个：{known}。请多输入几个字符。",
    ),
    "line-unreadable": (
        "--line: “{text}” cannot be read. Write ITEM:QUANTITY:DATE or "
        "ITEM:QUANTITY:DATE:PRICE, such as bolt-m8:400:2026-03-20:0.35.",
        "--line：无法读取“{text}”。请写成“物料:数量:日期”或“物料:数量:日期:单价”，例如 "
        "bolt-m8:400:2026-03-20:0.35。",
    ),
    "lot-unreadable": (
        "“{text}” cannot be read as a part of a lot. Write LOT:QUANTITY, or "
        "ITEM:LOT:QUANTITY where several items go.",
        "无法将“{text}”读作批次数量。请写成“批次:数量”；涉及多种物料时写成“物料:批次:数量”。",
    ),
    "part-unreadable": (
        "{option}: “{text}” cannot be read. Write LINE:QUANTITY, such as 1:20.",
        "{option}：无法读取“{text}”。请写成“行号:数量”，例如 1:20。",
    ),
    "part-line-unclear": (
        "{option}: “{text}” names no single line of the shipment. Its lines are: {known}. "
        "Write AGREEMENT/LINE:QUANTITY.",
        "{option}：“{text}”没有指明唯一的发货行。该发货单的行有：{known}。请写成“协议/行号:数量”。",
    ),
    "amount-zero": (
        "“{text}” is no amount to pay. Name an amount above 0, or leave it out to pay all "
        "that is still owed.",
        "“{text}”不是可支付的金额。请填写大于 0 的金额，或省略以付清全部欠款。",
    ),
    "code-needed": (
        "No code is given. Type the code that the partner handed you, or the name of the "
        "file that holds it.",
        "没有给出邀请码。请输入对方给您的邀请码，或存有邀请码的文件名。",
    ),
    "code-file-kind": (
        "--file: a code cannot be written as {file}. End the name in .png or .svg (a QR "
        "picture) or in .txt.",
        "--file：不能把邀请码写成 {file}。文件名请以 .png、.svg（二维码图片）或 .txt 结尾。",
    ),
    "partner-code-needed": (
        "Say which of your partners sent this code: add --as PARTNER. Partners without a "
        "link: {known}.",
        "请说明这个邀请码来自哪个伙伴：加上 --as 伙伴。尚未连接的伙伴：{known}。",
    ),
    "demand-incomplete": (
        "A demand needs a partner and what is asked for. Write PARTNER ITEM QUANTITY DATE, "
        "or PARTNER --line ITEM:QUANTITY:DATE, or --from-plan.",
        "询价需要伙伴和所需内容。请写“伙伴 物料 数量 日期”，或“伙伴 --line 物料:数量:日期”，"
        "或 --from-plan。",
    ),
    "nothing-can-be-kept": (
        "Nothing of the demand {demand} from {partner} can be promised within the plan's "
        "horizon. Plan further ahead (`tuowang plan --days`), offer lines of your own with "
        "--line, or decline it (`tuowang decline-demand`).",
        "在计划期内，{partner} 的询价 {demand} 无法作出任何承诺。请延长计划期（`tuowang "
        "plan --days`），用 --line 自行报价，或谢绝（`tuowang decline-demand`）。",
    ),
    "disconnect-unsure": (
        "This ends the link to {partner}: nothing more is sent or taken; what was said "
        "stays. Add --yes if you mean it.",
        "此操作将断开与 {partner} 的连接：不再收发，已有记录保留。若确定，请加 --yes。",
    ),
}
