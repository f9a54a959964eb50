"""What can be wrong with a file of obligations."""

OBLIGATION_TEXTS: dict[str, tuple[str, str]] = {
    "obligations-header": (
        "Line {line} is {said!r}, but the first line must be {header}. Put it there.",
        "第 {line} 行是 {said!r}，但首行必须是 {header}。请补上。",
    ),
    "obligation-fields": (
        "Line {line} is not one invoice: it needs {header}, separated by commas, with no quotes. "
        "It has {count} fields.",
        "第 {line} 行不是一张发票：应为 {header}，以逗号分隔，不加引号；该行有 {count} 个字段。",
    ),
    "obligation-too-long": (
        "Line {line} is longer than {most} bytes. Shorten its names.",
        "第 {line} 行超过 {most} 字节。请缩短名称。",
    ),
    "obligation-text": (
        "Line {line} is not UTF-8. Save the file as UTF-8.",
        "第 {line} 行不是 UTF-8 编码。请将文件另存为 UTF-8。",
    ),
    "obligation-unnamed": (
        "Line {line} has no {field}. Fill it in.",
        "第 {line} 行缺少 {field}。请填写。",
    ),
    "obligation-self": (
        "Line {line}: {firm} owes itself. Take the line out.",
        "第 {line} 行：{firm} 欠自己的款。请删除该行。",
    ),
    "obligation-amount": (
        "Line {line}: {amount!r} is no amount. Give a whole number of minor units, 1 to {most}.",
        "第 {line} 行：{amount!r} 不是有效金额。请填 1 到 {most} 的整数（最小货币单位）。",
    ),
    "obligation-currency": (
        "Line {line}: {currency!r} is no currency. Give three capital letters, such as CNY.",
        "第 {line} 行：{currency!r} 不是货币代码。请填三个大写字母，如 CNY。",
    ),
    "obligation-due": (
        "Line {line}: {due!r} is no date. Write it like 2026-03-02.",
        "第 {line} 行：{due!r} 不是日期。请写成 2026-03-02 的形式。",
    ),
    "obligation-doubled": (
        "Line {line}: the id {id!r} stands on line {first} already. Give each invoice its own.",
        "第 {line} 行：编号 {id!r} 已出现在第 {first} 行。每张发票须有自己的编号。",
    ),
    "obligations-too-large": (
        "By line {line} the amounts sum to 2^62 or more. Split the file.",
        "到第 {line} 行为止金额合计达到 2^62 或以上。请拆分文件。",
    ),
    "netting-one-file": (
        "A result can be written of one file only, and {count} are named. Name one.",
        "只能为一个文件写出结果，而指定了 {count} 个。请只指定一个。",
    ),
    "netting-process-ended": (
        "The process that netted ended with status {status}; most likely the memory ran out. Net a "
        "smaller file.",
        "轧差进程以状态 {status} 结束，很可能是内存不足。请处理较小的文件。",
    ),
}
