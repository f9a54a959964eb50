"""What stands in the pages about beginning, partners, carrying and settings."""

DESK_TEXTS: dict[str, tuple[str, str]] = {
    "partners-connect": ("Connect a partner", "连接伙伴"),
    "partners-count": ("{count} partners", "{count} 个伙伴"),
    "partners-holds": ("They hold {holds} of {said} entries", "对方已持有 {holds} / {said} 条记录"),
    "partners-under-way": ("{count} under way", "{count} 条在途"),
    "partners-heard": ("{count} received.", "已收到 {count} 条。"),
    "partners-heard-at": ("Last heard {at}.", "最近来信：{at}。"),
    "partners-heard-never": ("Nothing heard yet.", "尚无来信。"),
    "partner-next-connect": (
        "In your book, but not connected: make a code, or join with theirs.",
        "已在账册中，但尚未连接：请生成邀请码，或用对方的邀请码加入。",
    ),
    "partner-next-invited": (
        "The code is made. They join with it.",
        "邀请码已生成，等待对方加入。",
    ),
    "partner-next-joined": (
        "Compare the words by telephone, then confirm.",
        "请打电话核对暗语，然后确认。",
    ),
    "partner-next-silent": (
        "Nothing has come for long. Look at the network, carry a stick, or telephone.",
        "很久没有来信。请检查网络、用 U 盘携带，或打电话询问。",
    ),
    "partner-next-healing": (
        "Both compare what they hold after a restore; nothing new leaves until that is done.",
        "恢复后双方正在核对所持记录；完成之前不会发出新内容。",
    ),
    "partner-code": ("Called here", "我方称呼"),
    "partner-they-hold": ("They hold", "对方持有"),
    "partner-holds": ("{holds} of {said} entries", "{holds} / {said} 条记录"),
    "partner-under-way": ("Under way to them", "发往对方的在途记录"),
    "partner-we-hold": ("We hold of theirs", "我方持有对方的"),
    "partner-entries": ("{count} entries", "{count} 条记录"),
    "partner-disclose": ("What I disclose", "我披露的内容"),
    "partner-disclose-about": (
        "Nothing leaves that no line here allows. Recipes, costs and capacities of work centres "
        "never do.",
        "未经此处允许的内容不会发出。配方、成本和工作中心产能绝不发出。",
    ),
    "partner-only-items": ("only of", "仅限物料"),
    "partner-one-item": ("of one item", "单个物料"),
    "partner-sees": ("What {name} sees", "{name} 看到的内容"),
    "partner-sees-more": ("There is more.", "还有更多。"),
    "partner-preview": ("What {partner} would see", "{partner} 将会看到的内容"),
    "partner-preview-about": (
        "These are exactly the numbers that would leave. Nothing is said yet.",
        "以下正是将要发出的数据。目前尚未发出任何内容。",
    ),
    "words-title": ("Compare these words with {partner}", "与 {partner} 核对这些暗语"),
    "words-about": (
        "Telephone somebody there whose voice you know. Both read the words aloud, in order. All "
        "the same: nobody is in between.",
        "请打电话给您熟悉其声音的对方人员，双方按顺序读出暗语。全部相同即表示中间无人。",
    ),
    "words-same": ("They are the same: confirm", "完全相同：确认"),
    "words-differ": ("They differ: end the link", "不相同：断开连接"),
    "connect-invite": ("Make a code for them", "为对方生成邀请码"),
    "connect-invite-about": (
        "They type it, photograph it, or take it as a file. It is used once.",
        "对方可以输入、拍照或使用文件。只能用一次。",
    ),
    "connect-address": ("They reach us at {address}.", "对方通过 {address} 与我方通信。"),
    "connect-no-address": (
        "We have no address in the network: they must call us, or a stick is carried.",
        "我方没有网络地址：只能由对方提供地址，或用 U 盘携带。",
    ),
    "connect-name": ("Our name for the partner", "我方对伙伴的称呼"),
    "connect-name-about": (
        "Short, without spaces: frames, shop-2. Only we see it.",
        "简短、无空格，如 frames、shop-2。只有我方可见。",
    ),
    "connect-make": ("Make the code", "生成邀请码"),
    "connect-join": ("Join with their code", "用对方的邀请码加入"),
    "connect-join-about": (
        "Type or paste it, or read the QR code with the camera or from a picture.",
        "可输入或粘贴，也可用摄像头或图片读取二维码。",
    ),
    "connect-code": ("Code (begins with TW1)", "邀请码（以 TW1 开头）"),
    "connect-word": ("PARTNER", "伙伴"),
    "connect-word-code": ("CODE", "邀请码"),
    "connect-qr": ("QR code for {partner}", "给 {partner} 的二维码"),
    "connect-code-for": ("The code for {partner}", "给 {partner} 的邀请码"),
    "connect-once": (
        "It is shown only now. Whoever has it can join in the partner's place; the words that both "
        "compare later would tell.",
        "邀请码只在此刻显示。拿到它的人可以冒充伙伴加入；之后核对暗语即可发现。",
    ),
    "connect-file": ("As a file", "存为文件"),
    "connect-then-hand": (
        "Hand it to {partner} by a way that you trust.",
        "用可信的方式交给 {partner}。",
    ),
    "connect-then-wait": (
        "When they have joined and data has passed once, the state changes to joined.",
        "对方加入并交换一次数据后，状态变为“已加入”。",
    ),
    "connect-then-words": ("Compare the words by telephone and confirm.", "打电话核对暗语并确认。"),
    "connect-on": ("On to {partner}", "前往 {partner}"),
    "scan-camera": ("Read with the camera", "用摄像头读取"),
    "scan-picture": ("Read from a picture or file", "从图片或文件读取"),
    "scan-none": (
        "No QR code was found in it. Take the picture closer, straight, and with light.",
        "未找到二维码。请靠近、摆正，并保证光线充足。",
    ),
    "scan-found": ("Read. Check the name below and join.", "已读取。请核对下方称呼后加入。"),
    "scan-no-camera": (
        "No camera can be used here. Take a picture instead.",
        "此处无法使用摄像头。请改用图片。",
    ),
    "carry-about": (
        "Bundles go by any way that carries files: a stick, a share, a mail, a courier. They are "
        "sealed and encrypted; lost, doubled or late ones do no harm.",
        "数据包可用任何能携带文件的方式传递：U 盘、共享文件夹、邮件、快递。数据包已签名并加密；"
        "丢失、重复或迟到都无妨。",
    ),
    "carry-in": ("Bring in", "带入"),
    "carry-drop": (
        "Drop bundles here (.tuowang or .zip), or choose them:",
        "将数据包（.tuowang 或 .zip）拖到此处，或选择文件：",
    ),
    "carry-no-script": (
        "Without JavaScript, use the command line below.",
        "未启用 JavaScript 时，请使用下方的命令行。",
    ),
    "carry-out": ("Take out", "带出"),
    "carry-out-about": (
        "Save the file on the stick; the partner drops it on this page, or says `tuowang carry` "
        "with the stick. All that they have not acknowledged is in it, every time.",
        "将文件保存到 U 盘；对方把它拖到本页面，或对该 U 盘执行 `tuowang carry`。每次都包含对方尚未"
        "确认的全部内容。",
    ),
    "carry-out-all": ("Take out for everybody", "为所有伙伴带出"),
    "carry-take-out": ("Take out", "带出"),
    "carry-take": ("Take out for {partner}", "为 {partner} 带出"),
    "carry-folder": ("FOLDER", "文件夹"),
    "carry-new": (
        "{file}: from {partner}, {count} new entries taken in.",
        "{file}：来自 {partner}，已接收 {count} 条新记录。",
    ),
    "carry-known": (
        "{file}: from {partner}, no entries that we did not hold; what they hold is noted.",
        "{file}：来自 {partner}，没有我方尚未持有的记录；已记下对方所持内容。",
    ),
    "carry-too-much": (
        "More than {most} bytes wait to be carried. Choose one partner, or use `tuowang carry "
        "FOLDER`.",
        "待携带的内容超过 {most} 字节。请选择单个伙伴，或使用 `tuowang carry 文件夹`。",
    ),
    "nobody-to-carry-for": (
        "There is nobody to take anything out for. Connect a partner first.",
        "没有可带出的对象。请先连接伙伴。",
    ),
    "start-title": ("First steps", "开始使用"),
    "start-about": (
        "Five steps. Stop after any of them: what is done is of use by itself.",
        "共五步。任何一步之后都可以停下：已完成的部分本身就有用。",
    ),
    "start-done": ("done", "已完成"),
    "start-open": ("open", "待办"),
    "start-who": ("Who we are", "我们是谁"),
    "start-who-missing": (
        "The key is here, but the company has no name yet.",
        "密钥已在，但公司尚未命名。",
    ),
    "start-key": ("Our key: {key}", "本公司密钥：{key}"),
    "start-book": ("What Excel knows", "Excel 中的数据"),
    "start-book-about": (
        "Drop a workbook here. Before anything is written you see what would be added, changed and "
        "refused, cell by cell.",
        "将工作簿拖到此处。写入之前，您会逐个单元格看到哪些将新增、更改或拒绝。",
    ),
    "start-book-holds": (
        "{items} items, {partners} partners so far.",
        "目前有 {items} 种物料、{partners} 个伙伴。",
    ),
    "start-book-word": ("BOOK.xlsx", "工作簿.xlsx"),
    "start-drop": (
        "Drop a workbook (.xlsx, .xls, .ods, .csv), or choose it:",
        "拖入工作簿（.xlsx、.xls、.ods、.csv），或选择文件：",
    ),
    "start-template": ("An empty workbook", "空白工作簿"),
    "start-own": ("The workbook as it stands", "当前数据的工作簿"),
    "start-ready": ("What is missing", "缺少什么"),
    "start-score": (
        "Readiness {score} of 100 ({threshold} is enough); {ready} of {count} items are ready to "
        "be "
        "traded.",
        "完备度 {score}/100（{threshold} 即可）；{count} 种物料中有 {ready} 种可以交易。",
    ),
    "start-score-list": (
        "The list says how ready each item is.",
        "列表中可查看每种物料的完备度。",
    ),
    "start-ready-empty": ("No items yet.", "尚无物料。"),
    "start-missing": ("Cells that are missing", "缺少的单元格"),
    "start-connect": ("The first partner", "第一个伙伴"),
    "start-connect-about": (
        "A code, a QR picture or a file goes to the partner by a way that you trust; then both "
        "compare six words by telephone.",
        "用可信的方式把邀请码、二维码或文件交给伙伴；然后双方打电话核对六个暗语。",
    ),
    "start-disclose": ("What each partner may see", "每个伙伴可以看到什么"),
    "start-disclose-empty": ("First connect a partner.", "请先连接伙伴。"),
    "start-rules": ("{count} permissions", "{count} 项授权"),
    "start-on": ("On to today", "前往今日"),
    "begin-title": ("Welcome. Who are you?", "欢迎。您是哪家公司？"),
    "begin-about": (
        "No account, no server, no registry: a key and a database, on this machine and nowhere "
        "else.",
        "无需账号、服务器或注册：只有一把密钥和一个数据库，仅存于本机。",
    ),
    "begin-home": ("It will live in {home}.", "数据将存放在 {home}。"),
    "begin-new": ("A new company", "新公司"),
    "begin-name": ("Name of the company", "公司名称"),
    "begin-name-word": ("NAME", "名称"),
    "begin-file-word": ("FILE", "文件"),
    "begin-id": ("Company id", "企业代码"),
    "begin-id-about": ("May stay empty; partners see it.", "可留空；伙伴可见。"),
    "begin-scheme": ("Kind of id", "代码类型"),
    "scheme-uscc": ("unified social credit code", "统一社会信用代码"),
    "scheme-gln": ("global location number (GS1)", "全球位置码（GS1）"),
    "scheme-lei": ("legal entity identifier", "法人机构识别编码"),
    "scheme-duns": ("D-U-N-S number", "邓白氏编码"),
    "scheme-other": ("another one", "其他"),
    "begin-invited": ("A partner has invited us with a code", "伙伴已用邀请码邀请我们"),
    "begin-make": ("Begin", "开始"),
    "begin-restore": ("A company that was here before", "恢复已有公司"),
    "begin-backup": (
        "Drop a backup file (.zip) of at most 64 MB, or choose it; for a larger one use the "
        "command "
        "line below:",
        "拖入备份文件（.zip，不超过 64 MB），或选择文件；更大的备份请用下方命令行：",
    ),
    "begin-words": ("From recovery words", "用恢复词"),
    "begin-words-about": (
        "The words bring back the key, not the data. With a backup that lacks the key, use the "
        "command line: `tuowang restore FILE --words-from WORDS.txt`.",
        "恢复词只能找回密钥，不能找回数据。若备份不含密钥，请使用命令行："
        "`tuowang restore 文件 --words-from 恢复词.txt`。",
    ),
    "begin-words-restore": ("Restore the key", "恢复密钥"),
    "book-title": ("What {file} would do", "{file} 将产生的变化"),
    "book-nothing-yet": ("Nothing is written yet.", "尚未写入任何内容。"),
    "book-take-in": ("Take it in", "导入"),
    "book-cells": ("Cell by cell", "逐个单元格"),
    "book-moved": (
        "Meanwhile something changed here, so this is no longer what was shown. Look again.",
        "期间数据有变动，与之前显示的不同。请重新查看。",
    ),
    "book-kind-unknown": (
        "{file} is no workbook. Drop one of: {known}.",
        "{file} 不是工作簿。请拖入以下类型之一：{known}。",
    ),
    "upload-unknown": (
        "That file is no longer here. Drop it once more.",
        "该文件已不在此处。请重新拖入。",
    ),
    "restore-of-what": (
        "Restore from what? Name a backup FILE, or --words-from, or both.",
        "从什么恢复？请给出备份文件，或 --words-from，或两者都给。",
    ),
    "restored-key": (
        "The key {key} lives in {home} again, without any data. Next: `tuowang party --name NAME`, "
        "then connect each partner anew.",
        "密钥 {key} 已恢复到 {home}，不含任何数据。下一步：`tuowang party --name "
        "名称`，然后重新连接各"
        "伙伴。",
    ),
    "scan-many": ("read", "个已读取"),
    "carry-from-paper": ("From paper: QR codes", "来自纸张：二维码"),
    "carry-from-paper-about": (
        "Read all codes of the sheets, with the camera or from pictures, one picture a code; the "
        "order does not matter.",
        "用摄像头或图片读取纸上的全部二维码，每张图片一个；顺序无关。",
    ),
    "carry-lines": ("Codes that were read, one a line", "已读取的代码，每行一个"),
    "carry-lines-word": ("LINES.txt", "代码.txt"),
    "carry-take-in": ("Take in", "接收"),
    "carry-paper-name": ("paper", "纸张"),
    "carry-on-paper": ("On paper", "打印二维码"),
    "carry-paper": ("On paper for {partner}", "为 {partner} 打印二维码"),
    "paper-title": ("For {partner}, on paper", "给 {partner} 的纸质数据包"),
    "paper-about": (
        "Print this page. There, somebody opens Carry and reads the codes. They are sealed and "
        "encrypted to the partner.",
        "请打印本页。对方打开“携带”页面读取这些二维码。内容已签名，并加密给该伙伴。",
    ),
    "paper-too-much": (
        "That would be {pages} codes; {most} are the most. Use a file on a stick instead.",
        "这需要 {pages} 个二维码，最多 {most} 个。请改用 U 盘文件。",
    ),
    "paper-none": ("No codes were given. Read them first.", "没有代码。请先读取二维码。"),
    "paper-unreadable": (
        "Line {line} is no code of a bundle. Read that code again.",
        "第 {line} 行不是数据包代码。请重新读取该二维码。",
    ),
    "paper-mixed": (
        "These codes belong to different bundles. Read those of one sheet at a time.",
        "这些代码属于不同的数据包。请一次只读取同一份。",
    ),
    "paper-missing": (
        "Of {of} codes are missing: {pages}. Read these, too.",
        "共 {of} 个代码，缺少：{pages}。请继续读取。",
    ),
    "paper-wrong": (
        "The codes do not fit together: one was read wrong. Read all of them again.",
        "代码不匹配：其中一个读取有误。请全部重新读取。",
    ),
}
