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
        "{file}: from {partner}, nothing new: we held it already.",
        "{file}：来自 {partner}，没有新内容，我方早已持有。",
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
}
