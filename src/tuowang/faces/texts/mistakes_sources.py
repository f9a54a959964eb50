"""Mistakes in workbooks and lists as a whole: what is wrong, and what to do."""

SOURCE_MISTAKES: dict[str, tuple[str, str]] = {
    "source-unknown": (
        "There is no source called “{name}”. Choose one of: {known}.",
        "没有名为“{name}”的数据来源。请从以下选择：{known}。",
    ),
    "file-not-readable": (
        "{path} cannot be read ({fault}). Check the name, and whether you may read it.",
        "无法读取 {path}（{fault}）。请检查文件名以及是否有读取权限。",
    ),
    "file-empty": (
        "{path} is empty. Save it again in the program that made it.",
        "{path} 是空文件。请在原程序中重新保存。",
    ),
    "file-too-large": (
        "{path} has {megabytes} MB; at most {limit} MB are read. Split it into several books.",
        "{path} 有 {megabytes} MB,最多读取 {limit} MB。请拆分为多个文件。",
    ),
    "file-not-writable": (
        "{path} cannot be written ({fault}). What was there is unchanged. Close it in "
        "other programs, or choose another place.",
        "无法写入 {path}（{fault}）,原有内容未改变。请在其他程序中关闭该文件，或另选位置。",
    ),
    "list-kind-unknown": (
        "A list cannot be written as {path}. End the name in .xlsx or .csv.",
        "不能把列表写成 {path}。文件名请以 .xlsx 或 .csv 结尾。",
    ),
    "too-many-rows": (
        "{path} would have more than {limit} rows, which is all that a spreadsheet holds. "
        "Use several files.",
        "{path} 超过 {limit} 行，已超出电子表格的上限。请分成多个文件。",
    ),
    "workbook-kind-unknown": (
        "{path} is no workbook. Use .xlsx, .xls, .ods or .csv; save an .xlsb as .xlsx first.",
        "{path} 不是工作簿。请使用 .xlsx、.xls、.ods 或 .csv;.xlsb 请先另存为 .xlsx。",
    ),
    "workbook-damaged": (
        "{path} is damaged, or claims to be larger than a workbook can be. Open it in the "
        "program that made it, save it anew, and try again.",
        "{path} 已损坏，或其声明的大小超出工作簿的可能范围。请在原程序中打开并重新保存后再试。",
    ),
    "workbook-locked": (
        "{path} is locked by a password. Save a copy without one.",
        "{path} 有密码保护。请另存一份不带密码的文件。",
    ),
    "workbook-swells": (
        "{path} would swell to {megabytes} MB when unpacked, or has far too many parts; no "
        "ordinary workbook does. Do not trust it; save a copy with the needed sheets only.",
        "{path} 解压后将膨胀到 {megabytes} MB 或包含过多部件，普通工作簿不会如此。请勿信任"
        "该文件；如确需导入，请只保留所需工作表另存一份。",
    ),
    "workbook-needs-memory": (
        "{path} needs more memory than is allowed for reading. Split it into several books.",
        "读取 {path} 所需内存超过上限。请拆分为多个文件。",
    ),
    "workbook-empty": (
        "{path} has no rows. Fill in at least one sheet: {known}.",
        "{path} 没有任何行。请至少填写一个工作表：{known}。",
    ),
    "workbook-without-known-sheet": (
        "{path} has no sheet with a known name. Name the sheets: {known}.",
        "{path} 中没有可识别的工作表。请使用以下名称：{known}。",
    ),
    "csv-sheet-unknown": (
        "What {path} lists cannot be told from “{name}”. Say it with --sheet, one of: {known}.",
        "无法从“{name}”判断 {path} 的内容。请用 --sheet 指明，可选：{known}。",
    ),
    "csv-encoding-unknown": (
        "{path} is neither UTF-8 nor GB 18030. Save it as “CSV UTF-8”.",
        "{path} 既不是 UTF-8 也不是 GB 18030 编码。请另存为“CSV UTF-8”。",
    ),
    "csv-damaged": (
        "{path} is no proper CSV file ({fault}). Save it anew as “CSV UTF-8”.",
        "{path} 不是正确的 CSV 文件（{fault}）。请重新另存为“CSV UTF-8”。",
    ),
    "sheet-twice": (
        "Two sheets mean the same: {sheet}. Put their rows into one.",
        "两个工作表含义相同：{sheet}。请合并为一个。",
    ),
    "sheet-too-wide": (
        "{sheet} has more than 512 columns. Remove those that are not needed.",
        "{sheet} 超过 512 列。请删除不需要的列。",
    ),
    "column-missing": (
        "{sheet} has no column “{column}”. Add it, headed like this.",
        "{sheet} 缺少“{column}”列。请按此标题添加。",
    ),
    "column-twice": (
        "{sheet}: “{column}” and “{other}” mean the same. Keep one of them.",
        "{sheet}：“{column}”与“{other}”含义相同。请只保留一列。",
    ),
    "cells-merged": (
        "{sheet}: the cells {range} are merged. Take the merging away and fill in every cell.",
        "{sheet}：单元格 {range} 已合并。请取消合并并逐格填写。",
    ),
    "row-twice": (
        "Sheet “{sheet}”, row {row}, column “{column}”: {key} stands already in row "
        "{first_row}. Keep one of the two rows.",
        "工作表“{sheet}”第 {row} 行“{column}”列：{key} 已出现在第 {first_row} 行。请只保留一行。",
    ),
    "company-twice": (
        "Sheet “{sheet}”, row {row}, column “{column}”: there is a second company. The "
        "sheet has one row: your own company.",
        "工作表“{sheet}”第 {row} 行“{column}”列：出现了第二家公司。此表只有一行，即本公司。",
    ),
    "recipe-empty": (
        "{sheet}, row {row}: the recipe of {item} has neither ingredients nor work. Add "
        "some, or remove the row.",
        "{sheet} 第 {row} 行：{item} 的配方既没有用料也没有工艺。请补充或删除该行。",
    ),
    "more-mistakes": (
        "… and {count} more. Put these right first, then import again.",
        "……还有 {count} 处。请先改正以上各处，再重新导入。",
    ),
    "several-mistakes": (
        "{count} things are wrong; nothing was taken in. Correct them, then import again.",
        "共有 {count} 处错误；未导入任何内容。请改正后重新导入。",
    ),
}
