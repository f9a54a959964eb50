"""Mistakes in single cells of a workbook; `CELL_PLACE` says in front where the cell is.

A code that is not here has the text of the same code without "cell-".
"""

CELL_PLACE: tuple[str, str] = (
    "Sheet “{sheet}”, row {row}, column “{column}”: ",
    "工作表“{sheet}”第 {row} 行“{column}”列：",
)

CELL_MISTAKES: dict[str, tuple[str, str]] = {
    "cell-missing": ("nothing is filled in. Fill it in.", "未填写。请填写。"),
    "cell-formula-without-value": (
        "the formula has no stored value. Open and save the book in a spreadsheet program, "
        "or write the value.",
        "公式没有保存结果。请在表格软件中打开并保存，或直接填写数值。",
    ),
    "cell-error-value": (
        "the formula gives an error such as #N/A. Put it right, or write the value.",
        "公式结果是 #N/A 之类的错误。请改正公式或直接填写数值。",
    ),
    "cell-item-unknown": (
        "there is no item {item}. Add it to the sheet items, or correct the code.",
        "没有物料 {item}。请在“物料”表中添加，或改正编码。",
    ),
    "cell-partner-unknown": (
        "there is no partner {partner}. Add it to the sheet partners, or correct the code.",
        "没有伙伴 {partner}。请在“伙伴”表中添加，或改正编码。",
    ),
    "cell-item-code-taken": (
        "this code of theirs already means {item}. Change or correct one of the two.",
        "对方的这个编码已对应物料 {item}。请修改其中之一。",
    ),
    "cell-currencies-differ": (
        "“{text}” is not in {currency}, which the same row or heading names. Make them agree.",
        "“{text}”与同一行或标题中的币种 {currency} 不一致。请统一。",
    ),
    "cell-currency-unknown": (
        "“{currency}” is no known currency. Use one of: {known}.",
        "未知币种“{currency}”。可用：{known}。",
    ),
    "cell-unit-unknown": (
        "“{unit}” is no known unit. Use one of: {known}, or a pack that the item names.",
        "未知单位“{unit}”。可用：{known}，或该物料的包装单位。",
    ),
    "cell-unit-not-convertible": (
        "“{unit}” cannot be converted to {to}, the item's own unit. Use another unit.",
        "“{unit}”不能换算为该物料的单位 {to}。请改用其他单位。",
    ),
    "cell-units-differ": (
        "“{text}” names another unit than {unit} beside it or in the heading. Make them agree.",
        "“{text}”与旁边或标题中的单位 {unit} 不一致。请统一。",
    ),
    "cell-unit-changed": (
        "the book changes the unit of {item} from {old} to {new}, but these columns are "
        "missing and would keep the old figures: {lacking}. Add them, or keep the unit.",
        "工作簿将 {item} 的单位由 {old} 改为 {new}，但缺少以下列，旧数字会被保留：{lacking}。"
        "请补充这些列，或保持原单位。",
    ),
    "cell-not-a-number": (
        "“{text}” is no number. Write a number.",
        "“{text}”不是数字。请填写数字。",
    ),
    "cell-comma-unclear": (
        "the comma in “{text}” may divide thousands or decimals. Write it without a comma.",
        "“{text}”中的逗号含义不明（千分位还是小数点）。请去掉逗号。",
    ),
    "cell-quantity-not-whole": (
        "“{text}” {unit} is no whole number of {to}. Round it, or give the item a finer unit.",
        "“{text}”{unit} 不是 {to} 的整数。请取整，或为物料选用更小的单位。",
    ),
    "cell-quantity-out-of-range": (
        "“{text}” is negative or far too large. Write a quantity from 0 to 10¹⁵.",
        "“{text}”为负数或过大。请填写 0 至 10¹⁵ 的数量。",
    ),
    "cell-not-positive": ("“{text}” must be more than 0.", "“{text}”必须大于 0。"),
    "cell-amount-too-fine": (
        "“{text}” has more decimals than {currency}. Round it, or give the price for more units.",
        "“{text}”的小数位超过 {currency} 的最小单位。请取整，或改为更多数量的价格。",
    ),
    "cell-amount-out-of-range": (
        "“{text}” is negative or far too large. Write an amount from 0 on.",
        "“{text}”为负数或过大。请填写不小于 0 的金额。",
    ),
    "cell-days-out-of-range": (
        "“{text}” is no whole number of days from 0 to {limit}.",
        "“{text}”不是 0 至 {limit} 的整天数。",
    ),
    "cell-share-out-of-range": (
        "“{text}” is no share from 0 to 100 % in steps of 0.1 %.",
        "“{text}”不是 0 至 100% 的比例（最小单位 0.1%）。",
    ),
    "cell-clock-unclear": (
        "“{text}” may be hours or minutes. Write h:mm:ss, such as 0:07:30.",
        "“{text}”可能是时：分或分：秒。请写成 时：分：秒，如 0:07:30。",
    ),
    "cell-not-a-duration": (
        "“{text}” is no length of time. Write a number, 7:30:00, “2 h” or “30 min”.",
        "“{text}”不是时长。请填写数字、7:30:00、“2小时”或“30分钟”。",
    ),
    "cell-seconds-not-whole": (
        "“{text}” is no whole number of seconds. Round it.",
        "“{text}”不是整秒。请取整。",
    ),
    "cell-duration-out-of-range": (
        "“{text}” is negative or far too long.",
        "“{text}”为负数或过长。",
    ),
    "cell-date-unreadable": (
        "“{text}” is no date that can be read for sure. Write it as 2026-03-02.",
        "无法确定日期“{text}”。请写成 2026-03-02 的形式。",
    ),
    "cell-weekdays-unreadable": (
        "“{text}” names no weekdays. Write 12345, Mon-Fri or daily.",
        "“{text}”不是星期。请写成 12345、周一至周五或每天。",
    ),
    "cell-word-unknown": (
        "“{text}” is not known here. Use one of: {known}.",
        "此处不能填写“{text}”。可用：{known}。",
    ),
    "cell-packs-unreadable": (
        "“{text}” names no pack. Write box=50; pallet=1200.",
        "“{text}”不是包装换算。请写成 箱=50; 托盘=1200。",
    ),
    "cell-pack-twice": ("the pack “{text}” stands there twice.", "包装“{text}”重复。"),
    "cell-too-many": (
        "there are {count} addresses; at most {limit} are kept.",
        "有 {count} 个地址，最多 {limit} 个。",
    ),
    "cell-number-too-long": (
        "the spreadsheet took this code for a number and lost digits ({text}). Format the "
        "cell as text and write it again.",
        "表格软件把该编码当作数字，已丢失位数（{text}）。请将单元格设为文本格式后重新填写。",
    ),
    "cell-not-text": (
        "here stands a date or a truth value ({text}). Format the cell as text and write it again.",
        "此处是日期或逻辑值（{text}）。请将单元格设为文本格式后重新填写。",
    ),
    "cell-text-unprintable": (
        "{text} has characters that cannot be shown. Write it again.",
        "{text} 含有无法显示的字符。请重新填写。",
    ),
    "cell-too-long": (
        "the text has {length} characters or more; at most {limit} are allowed. Shorten it.",
        "文字至少 {length} 个字符，最多允许 {limit} 个。请缩短。",
    ),
    "cell-code-unfit": (
        "“{given}” is no code: one line of 1 to 64 characters that can be shown.",
        "“{given}”不能用作编码：须为单行、1 至 64 个可显示的字符。",
    ),
    "cell-partner-code-unfit": (
        "“{partner}” is no code of a partner: 1 to 32 letters, digits, “-”, “_” and “.”.",
        "“{partner}”不能用作伙伴编码：1 至 32 个字母、汉字、数字、“-”、“_”或“.”。",
    ),
    "cell-company-id-unreadable": (
        "“{company_id}” is no company id. Write it without extra characters.",
        "“{company_id}”不是公司代码。请去掉多余字符。",
    ),
    "cell-company-id-wrong": (
        "the check digit of “{company_id}” ({scheme}) is wrong. Compare it with the licence.",
        "“{company_id}”（{scheme}）的校验位不正确。请与营业执照核对。",
    ),
    "cell-recipe-cycle": (
        "the item would contain itself: {items}. Take one of these ingredients out.",
        "物料包含了自身：{items}。请去掉其中一种用料。",
    ),
    "cell-differs": (
        "row {first_row} of the same recipe says something else. Make them agree, or fill in one.",
        "与同一配方第 {first_row} 行不一致。请统一，或只填一处。",
    ),
    "cell-work-without-recipe": (
        "{item} has work but no recipe. Add it to the sheet recipes, with its batch quantity.",
        "{item} 有工艺但没有配方。请在“配方”表中添加并填写每批数量。",
    ),
}
