"""Mistakes in workbooks and lists: where, what is wrong, and what to do.

A cell's mistake has the place in front (`CELL_PLACE`) and the text of its code without "cell-".
"""

Pair = tuple[str, str]

CELL_PLACE: Pair = (
    "Sheet “{sheet}”, row {row}, column “{column}”: ",
    "工作表“{sheet}”第 {row} 行“{column}”列：",
)

SOURCE_MISTAKES: dict[str, Pair] = {
    "source-unknown": (
        "There is no source called “{name}”. Choose one of: {known}.",
        "没有名为“{name}”的数据来源。请从以下选择：{known}。",
    ),
    "more-mistakes": (
        "And {count} more of the kind. Correct these first, then try again with --dry-run.",
        "另有 {count} 处错误。请先改正以上各处，再用 --dry-run 试一次。",
    ),
    "several-mistakes": (
        "{count} things are wrong; nothing was taken in. Correct them, then import again.",
        "共有 {count} 处错误；未导入任何内容。请改正后重新导入。",
    ),
    "file-not-readable": (
        "{path} cannot be read: {fault}. Check the name, and that you may read it.",
        "无法读取 {path}：{fault}。请检查文件名和读取权限。",
    ),
    "file-empty": (
        "{path} is empty. Save it again from the spreadsheet, or choose another file.",
        "{path} 是空文件。请从表格软件重新保存，或选择其他文件。",
    ),
    "file-too-large": (
        "{path} has {megabytes} MB; at most {limit} are read. Split it into several files.",
        "{path} 有 {megabytes} MB，最多读取 {limit} MB。请拆成多个文件。",
    ),
    "workbook-kind-unknown": (
        "{path} is no workbook. Save it as .xlsx, .xls, .ods or .csv.",
        "{path} 不是工作簿。请另存为 .xlsx、.xls、.ods 或 .csv。",
    ),
    "workbook-damaged": (
        "{path} is damaged. Open it in the spreadsheet and save it anew.",
        "{path} 已损坏。请在表格软件中打开并重新保存。",
    ),
    "workbook-locked": (
        "{path} is protected by a password. Save it without one.",
        "{path} 受密码保护。请另存为无密码的文件。",
    ),
    "workbook-swells": (
        "{path} would swell to {megabytes} MB when unpacked, so it was not opened. Save it "
        "anew from the spreadsheet.",
        "{path} 解压后将达 {megabytes} MB，因此未打开。请从表格软件重新保存。",
    ),
    "workbook-empty": (
        "{path} has no row of data. Fill in at least one of the sheets: {known}.",
        "{path} 没有任何数据行。请至少填写一张表：{known}。",
    ),
    "workbook-without-known-sheet": (
        "{path} has none of the sheets that are read: {known}. Name the sheets so, or start "
        "from `tuowang template`.",
        "{path} 中没有可读取的工作表：{known}。请按此命名工作表，或从 `tuowang template` 开始。",
    ),
    "csv-sheet-unknown": (
        "“{name}” ({path}) is none of the sheets: {known}. Rename the file, or name the sheet "
        "with --sheet.",
        "“{name}”（{path}）不是以下工作表之一：{known}。请给文件改名，或用 --sheet 指明工作表。",
    ),
    "csv-encoding-unknown": (
        "The letters in {path} cannot be read. Save it as CSV UTF-8.",
        "无法识别 {path} 的文字编码。请另存为 CSV UTF-8。",
    ),
    "csv-damaged": (
        "{path} is damaged: {fault}. Save it anew from the spreadsheet.",
        "{path} 已损坏：{fault}。请从表格软件重新保存。",
    ),
    "too-many-rows": (
        "{path} would have more than {limit} rows. Split it into several files.",
        "{path} 超过 {limit} 行。请拆成多个文件。",
    ),
    "list-kind-unknown": (
        "A list cannot be written as {path}. End the name in .xlsx or .csv.",
        "不能把列表写成 {path}。文件名请以 .xlsx 或 .csv 结尾。",
    ),
    "column-missing": (
        "Sheet “{sheet}” lacks the column “{column}”. Add it; `tuowang template` shows the layout.",
        "工作表“{sheet}”缺少“{column}”列。请补上；`tuowang template` 可查看版式。",
    ),
    "column-twice": (
        "Sheet “{sheet}” has both “{column}” and “{other}”, which mean the same. Take one out.",
        "工作表“{sheet}”同时有“{column}”和“{other}”列，含义相同。请去掉其中一列。",
    ),
    "cells-merged": (
        "Sheet “{sheet}”, row {row}: the cells {range} are merged. Take the merge apart and "
        "fill in each cell.",
        "工作表“{sheet}”第 {row} 行：单元格 {range} 已合并。请取消合并并逐格填写。",
    ),
    "row-twice": (
        "Sheet “{sheet}”, row {row}: {key} stands in row {first_row} already. Take one of the "
        "two out.",
        "工作表“{sheet}”第 {row} 行：{key} 已在第 {first_row} 行出现。请去掉其中一行。",
    ),
    "company-twice": (
        "Sheet “{sheet}”, row {row}: there is only one company of our own. Keep one row.",
        "工作表“{sheet}”第 {row} 行：本公司只能有一行。请只保留一行。",
    ),
    "recipe-empty": (
        "Sheet “{sheet}”, row {row}: the recipe of {item} has neither an ingredient nor work. "
        "Add one of them.",
        "工作表“{sheet}”第 {row} 行：{item} 的配方既无投入物也无工序。请至少补一项。",
    ),
    "missing": ("the cell is empty and is needed. Fill it in.", "该单元格为空但必须填写。请补上。"),
    "differs": (
        "row {first_row} says something else for the same item. Write the same in both.",
        "与第 {first_row} 行同一物料的内容不一致。请改成一致。",
    ),
    "error-value": (
        "the cell shows an error of the spreadsheet. Correct its formula.",
        "该单元格显示表格错误值。请改正公式。",
    ),
    "formula-without-value": (
        "the formula was never computed. Open the workbook in the spreadsheet and save it.",
        "公式尚未计算。请在表格软件中打开工作簿并保存。",
    ),
    "work-without-recipe": (
        "there is work for {item} but no recipe. Add it in the sheet recipes.",
        "{item} 有工序但没有配方。请在“配方”表中补上。",
    ),
    "not-positive": (
        "“{text}” is not above 0. Write a larger number.",
        "“{text}”不大于 0。请填写更大的数。",
    ),
    "not-text": (
        "“{text}” is no text. Format the cell as text and type it again.",
        "“{text}”不是文本。请将单元格设为文本格式并重新输入。",
    ),
    "text-unprintable": (
        "{text} holds characters that cannot be seen. Type it again.",
        "{text} 含有不可见字符。请重新输入。",
    ),
    "too-long": (
        "{length} characters are too many. Use at most {limit}.",
        "{length} 个字符太长。最多 {limit} 个。",
    ),
    "too-many": ("{count} are too many. Use at most {limit}.", "{count} 个太多。最多 {limit} 个。"),
    "number-too-long": (
        "{text} is longer than a spreadsheet can hold a number. Format the cell as text and "
        "type it again.",
        "{text} 超出表格数字的精度。请将单元格设为文本格式并重新输入。",
    ),
    "comma-unclear": (
        "it is unclear what the comma in “{text}” means. Write 1234.5 or 1,234.5.",
        "“{text}”中的逗号含义不明。请写成 1234.5 或 1,234.5。",
    ),
    "units-differ": (
        "“{text}” names another unit than {unit}. Leave the unit out, or convert the quantity.",
        "“{text}”写的单位与{unit}不同。请去掉单位，或换算数量。",
    ),
    "share-out-of-range": (
        "“{text}” is no share. Write a percentage from 0 % to 100 %, in steps of 0.1 %.",
        "“{text}”不是比例。请填写 0% 到 100% 之间的百分比，精确到 0.1%。",
    ),
    "not-a-duration": (
        "“{text}” is no time. Write 30 min, 1.5 h or 0:30:00.",
        "“{text}”不是时长。请写成 30 分钟、1.5 小时或 0:30:00。",
    ),
    "clock-unclear": (
        "it is unclear whether “{text}” is a time of day or a duration. Write 30 min or 0:30:00.",
        "“{text}”是时刻还是时长不明确。请写成 30 分钟或 0:30:00。",
    ),
    "seconds-not-whole": (
        "“{text}” does not come out in whole seconds. Round it.",
        "“{text}”换算成秒不是整数。请取整。",
    ),
    "duration-out-of-range": (
        "the time “{text}” is out of range. Write a shorter one.",
        "时长“{text}”超出范围。请填写更短的时长。",
    ),
    "packs-unreadable": (
        "“{text}” cannot be read as a pack. Write box=50, one after the other with “;”.",
        "无法将“{text}”读作包装换算。请写成 箱=50，多个用“；”隔开。",
    ),
    "pack-twice": ("the pack {text} is there twice. Keep one.", "包装 {text} 重复。请只保留一个。"),
    "word-unknown": (
        "“{text}” is not known here. Choose one of: {known}.",
        "此处不认识“{text}”。请从以下选择：{known}。",
    ),
}

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
    "unit-changed": (
        (
            "{item} was counted in {old}, and the workbook lacks columns that would be in "
            "{new} now: {lacking}. Add them.",
            "{item} 原以{old}计；工作簿缺少现应以{new}填写的列：{lacking}。请补上。",
        ),
        (
            "Sheet “{sheet}”, row {row}: {item} is now counted in {new} instead of {old}. Look "
            "whether all its quantities were meant so.",
            "工作表“{sheet}”第 {row} 行：{item} 的单位由{old}改为{new}。请核对其各项数量。",
        ),
    ),
    "recipe-cycle": (
        (
            "Sheet “{sheet}”, row {row}: the recipe contains itself: {cycle}. Take one of "
            "these ingredients out.",
            "工作表“{sheet}”第 {row} 行：配方包含自身：{cycle}。请去掉其中一种投入物。",
        ),
    ),
}
