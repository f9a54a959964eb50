"""Other texts of codes that come with other details in different places."""

Pair = tuple[str, str]

VARIANTS: dict[str, tuple[Pair, ...]] = {
    "file-not-writable": (
        (
            "{file} could not be written: {why}. Name a file in a folder that exists and that "
            "you may write to.",
            "无法写入 {file}：{why}。请指定一个存在且可写的文件夹中的文件。",
        ),
    ),
    "code-unfit": (
        (
            "“{name}” cannot be a name. Use 1 to 64 characters, without spaces at the ends.",
            "“{name}”不能作为名称。请使用 1 到 64 个字符，首尾不留空格。",
        ),
        (
            "“{code}” cannot be a code. Use 1 to 64 characters, without spaces at the ends.",
            "“{code}”不能作为编码。请使用 1 到 64 个字符，首尾不留空格。",
        ),
    ),
    "currencies-differ": (
        (
            "“{text}” names another currency than {currency}. Use one of them throughout.",
            "“{text}”写的货币与 {currency} 不同。请统一使用一种。",
        ),
    ),
    "days-out-of-range": (
        (
            "“{text}” are no days. Write a whole number from 0 to {limit}.",
            "“{text}”不是天数。请填写 0 到 {limit} 之间的整数。",
        ),
    ),
    "weekdays-unreadable": (
        (
            "“{text}” are no weekdays. Write 12345 or Mon-Fri.",
            "“{text}”不是星期。请写成 12345 或 周一至周五。",
        ),
    ),
    "bundle-too-large": (
        (
            "A bundle of {size} bytes is too large; it was not taken.",
            "{size} 字节的数据包过大，未予接收。",
        ),
    ),
    "command-unknown": (
        (
            "There is no command “{command}”. `tuowang --help` lists them all.",
            "没有命令“{command}”。`tuowang --help` 列出全部命令。",
        ),
    ),
    "option-unknown": (
        (
            "There is no option {option} here. Add --help to see them all.",
            "此处没有选项 {option}。加 --help 可查看全部选项。",
        ),
    ),
    "partner-unreachable": (
        (
            "The partner's connector cannot be reached ({fault}). It will be tried again.",
            "无法连接到对方的连接器（{fault}）。稍后会自动重试。",
        ),
    ),
    "partner-too-slow": (
        (
            "The partner's connector took too long to answer. It will be tried again.",
            "对方的连接器响应太慢。稍后会自动重试。",
        ),
    ),
    "partner-busy": (
        (
            "The partner's connector is busy. It will be tried again in {retry_after_seconds} "
            "seconds.",
            "对方的连接器正忙。将在 {retry_after_seconds} 秒后重试。",
        ),
    ),
    "partner-answers-otherwise": (
        (
            "What answers at the partner's address is no connector, or refuses (HTTP status "
            "{status}). Compare the address with the partner.",
            "对方地址上的应答者不是连接器，或拒绝了请求（HTTP 状态 {status}）。请与对方核对地址。",
        ),
    ),
    "partner-reply-cut-off": (
        (
            "The partner's answer was cut off or damaged ({fault}). It will be tried again.",
            "对方的应答中断或损坏（{fault}）。稍后会自动重试。",
        ),
    ),
}
