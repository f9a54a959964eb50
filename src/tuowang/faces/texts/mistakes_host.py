"""Mistakes about the home, the key, the disk, the link: what is wrong, and what to do."""

HOST_MISTAKES: dict[str, tuple[str, str]] = {
    "home-missing": (
        "No company lives in {home}. Make one with `tuowang init`, or name another folder "
        "with --home.",
        "{home} 中没有公司。请用 `tuowang init` 创建，或用 --home 指定其他文件夹。",
    ),
    "home-taken": (
        "A company lives in {home} already. Name another folder with --home; nothing was changed.",
        "{home} 中已有一家公司。请用 --home 指定其他文件夹；未作任何更改。",
    ),
    "settings-unreadable": (
        "The settings {file} cannot be understood: {why}. Correct that line, or move the "
        "file away.",
        "无法理解设置文件 {file}：{why}。请改正该行，或移走该文件。",
    ),
    "key-readable-by-others": (
        "Others on this machine may read the key {file}. Take that right away (chmod 600 "
        "{file}), then try again.",
        "本机其他用户可以读取密钥 {file}。请收回该权限（chmod 600 {file}）后重试。",
    ),
    "key-damaged": (
        "The key {file} is damaged. Put it back from a backup; without it nobody can speak "
        "for this company.",
        "密钥 {file} 已损坏。请从备份恢复；没有它，任何人都无法代表本公司发言。",
    ),
    "address-not-free": (
        "Nothing can listen at {address}: {why}. Stop the other program there, or choose "
        "another address with `tuowang party --listen HOST:PORT`.",
        "无法在 {address} 监听：{why}。请停止占用它的程序，或用 `tuowang party --listen 主"
        "机:端口` 另选地址。",
    ),
    "code-unreadable": (
        "That is no code of a connector. Codes begin with TW1; copy the whole code, or "
        "name the file that holds it.",
        "这不是连接器的邀请码。邀请码以 TW1 开头；请复制完整的邀请码，或给出存有它的文件名。",
    ),
    "code-mistyped": (
        "The code has a typing error. Compare it with the original, or use the QR picture "
        "or the file.",
        "邀请码有输入错误。请与原文核对，或改用二维码或文件。",
    ),
    "code-own": (
        "That is your own code. Hand it to the partner; the partner joins with it.",
        "这是您自己的邀请码。请交给对方，由对方用它加入。",
    ),
    "code-used": (
        "You have joined with this code already, as {partner}. Go on with `tuowang words "
        "{partner}`.",
        "您已用此邀请码加入（伙伴 {partner}）。请继续执行 `tuowang words {partner}`。",
    ),
    "partner-linked": (
        "There is a link to {partner} already. See `tuowang partners show {partner}`; to "
        "start anew, end it first with `tuowang disconnect {partner}`.",
        "与 {partner} 的连接已存在。请查看 `tuowang partners show {partner}`；若要重新连接，"
        "请先 `tuowang disconnect {partner}`。",
    ),
    "partner-code-unfit": (
        "“{partner}” cannot be a partner's code. Use 1 to 64 characters.",
        "“{partner}”不能作为伙伴编码。请使用 1 到 64 个字符。",
    ),
    "partner-not-connected": (
        "There is no link to {partner} yet. Invite them (`tuowang invite {partner}`) or "
        "join with their code (`tuowang join CODE --as {partner}`).",
        "尚未与 {partner} 连接。请邀请对方（`tuowang invite {partner}`），或用对方的邀请码"
        "加入（`tuowang join 邀请码 --as {partner}`）。",
    ),
    "partner-not-joined": (
        "{partner} has not joined with your code yet, or its answer has not arrived. Hand "
        "over the code, then exchange (`tuowang up`, `tuowang sync` or `tuowang carry`).",
        "{partner} 尚未用您的邀请码加入，或其答复还没到。请交付邀请码，然后交换数据（"
        "`tuowang up`、`tuowang sync` 或 `tuowang carry`）。",
    ),
    "partner-not-confirmed": (
        "The link to {partner} is not confirmed yet. Compare the words by telephone "
        "(`tuowang words {partner}`), then `tuowang confirm {partner}`.",
        "与 {partner} 的连接尚未确认。请打电话核对暗语（`tuowang words {partner}`），然后 "
        "`tuowang confirm {partner}`。",
    ),
    "file-missing": (
        "The file {file} is not there. Check its name and folder.",
        "找不到文件 {file}。请检查文件名和所在文件夹。",
    ),
    "backup-not-ours": (
        "{file} is no backup of Tuowang. Choose a file that `tuowang backup` wrote.",
        "{file} 不是脱网的备份。请选择由 `tuowang backup` 生成的文件。",
    ),
    "backup-damaged": (
        "The backup {file} is damaged; nothing was restored. Take an earlier one.",
        "备份 {file} 已损坏；未恢复任何内容。请使用更早的备份。",
    ),
    "backup-too-large": (
        "The backup {file} claims to hold more than {most} bytes; nothing was restored. "
        "Take another one.",
        "备份 {file} 声称超过 {most} 字节；未恢复任何内容。请使用其他备份。",
    ),
    "backup-newer": (
        "The backup {file} was written by a newer version of Tuowang (format {format}). "
        "Install that version, then restore.",
        "备份 {file} 由更新版本的脱网写入（格式 {format}）。请安装该版本后再恢复。",
    ),
    "backup-without-key": (
        "The backup {file} holds no key, and there is none in the home. Give the "
        "recovery words with --words-from, or put the file “key” into the home and add --replace.",
        "备份 {file} 不含密钥，数据文件夹中也没有。请用 --words-from "
        "给出恢复词，或把文件“key”放入数据文"
        "件夹，再加 --replace。",
    ),
    "backup-of-another": (
        "The backup {file} is of another company ({company}) than the key. Choose the "
        "backup that belongs to this key.",
        "备份 {file} 属于另一家公司（{company}），与密钥不符。请选择与该密钥对应的备份。",
    ),
    "folder-not-empty": (
        "The folder {folder} is not empty. Name a new or an empty one.",
        "文件夹 {folder} 不是空的。请指定新的或空的文件夹。",
    ),
    "scenario-missing": (
        "The scenario {file} is not there. Name one that comes with Tuowang (ebike), or a "
        ".toml file.",
        "找不到情景 {file}。请给出自带的情景名（ebike），或一个 .toml 文件。",
    ),
    "scenario-unreadable": (
        "The scenario {file} cannot be understood: {why}. Correct it there.",
        "无法理解情景文件 {file}：{why}。请在该处改正。",
    ),
    "scenario-names-nobody": (
        "The scenario {file} names {name}, which it does not have. Correct the name, or "
        "add the company or item.",
        "情景文件 {file} 提到了不存在的 {name}。请改正名称，或补上该公司或物料。",
    ),
    "chain-unreadable": (
        "The supply chain file {file} cannot be understood: {why}. Choose an XML file of "
        "the published chains.",
        "无法理解供应链文件 {file}：{why}。请选择已发布供应链的 XML 文件。",
    ),
    "chain-too-large": (
        "The supply chain in {file} has more than {most} stages. Choose a smaller one.",
        "{file} 中的供应链超过 {most} 个环节。请选择较小的一条。",
    ),
    "already-running": (
        "The connector of {home} is running already (process {pid}). Use that one, or stop it.",
        "{home} 的连接器已在运行（进程 {pid}）。请使用它，或先将其停止。",
    ),
    "demo-home-not-empty": (
        "The folder {home} holds other things than an earlier demo. Name an empty one with --home.",
        "文件夹 {home} 中有演示以外的内容。请用 --home 指定一个空文件夹。",
    ),
    "weeks-out-of-range": (
        "--weeks: {weeks} weeks cannot be played. Choose a number from 1 to {most}.",
        "--weeks：无法演示 {weeks} 周。请填写 1 到 {most} 之间的数。",
    ),
}
