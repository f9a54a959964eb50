"""Mistakes about carriers and the disk: what is wrong, and what to do; and what is passed over."""

CARRIER_MISTAKES: dict[str, tuple[str, str]] = {
    "carrier-unknown": (
        "There is no carrier called “{name}”. Choose one of: {known}.",
        "没有名为“{name}”的传输方式。请从以下选择：{known}。",
    ),
    "bundle-empty": (
        "An empty bundle cannot be sent. Nothing was sent.",
        "不能发送空数据包。未发送任何内容。",
    ),
    "bundle-too-large": (
        "The bundle has {bytes} bytes; a carrier moves at most {maximum_bytes}. Send it in parts.",
        "数据包有 {bytes} 字节，传输方式一次最多 {maximum_bytes} 字节。请分批发送。",
    ),
    "folder-missing": (
        "The folder {path} is not there. Plug in the stick or connect the share, or choose "
        "another folder.",
        "找不到文件夹 {path}。请插入U盘或连接网络共享，或选择其他文件夹。",
    ),
    "folder-is-no-folder": (
        "{path} is not a folder. Choose a folder.",
        "{path} 不是文件夹。请选择一个文件夹。",
    ),
    "folder-not-readable": (
        "The folder {path} may not be read. Ask whoever owns it for the right to read, or "
        "choose another folder.",
        "没有读取文件夹 {path} 的权限。请向其所有者申请读取权限，或选择其他文件夹。",
    ),
    "folder-not-writable": (
        "Nothing can be written or removed in the folder {path}. Open the stick's write "
        "lock, get the right to write there, or choose another folder.",
        "无法在文件夹 {path} 中写入或删除文件。请打开U盘的写保护开关、取得写入权限，或选择"
        "其他文件夹。",
    ),
    "folder-full": (
        "There is not enough room in the folder {path}. Nothing was changed there. Free "
        "some space, then try again.",
        "文件夹 {path} 空间不足，其中内容未改变。请腾出空间后重试。",
    ),
    "address-not-http": (
        "“{address}” is not an address of a connector. Write it like "
        "http://192.168.1.5:8440 or https://works.example/tuowang, without “?” or “#”.",
        "“{address}”不是连接器的地址。请写成 http://192.168.1.5:8440 或 "
        "https://works.example/tuowang 的形式，不含“?”或“#”。",
    ),
    "address-with-password": (
        "The address of {address} contains a user name or password. Leave them out: "
        "partners know each other by their keys.",
        "{address} 的地址中含有用户名或密码。请去掉：合作双方以密钥识别彼此。",
    ),
    "folder-fault": (
        "The folder {path} failed ({fault}). It will be tried again; if this stays, check "
        "the stick or the share.",
        "文件夹 {path} 出现故障（{fault}）。稍后会自动重试；若持续出现，请检查U盘或网络共享。",
    ),
    "partner-unreachable": (
        "The connector of {partner} cannot be reached ({fault}). It will be tried again.",
        "无法连接到 {partner} 的连接器（{fault}）。稍后会自动重试。",
    ),
    "partner-too-slow": (
        "The connector of {partner} took too long to answer. It will be tried again.",
        "{partner} 的连接器响应太慢。稍后会自动重试。",
    ),
    "partner-busy": (
        "The connector of {partner} is busy. It will be tried again in {retry_after_seconds} "
        "seconds.",
        "{partner} 的连接器正忙。将在 {retry_after_seconds} 秒后重试。",
    ),
    "partner-answers-otherwise": (
        "What answers at the address of {partner} is no connector, or refuses (HTTP status "
        "{status}). Compare the address with them; `tuowang address {partner} URL` changes it.",
        "{partner} 地址上的应答者不是连接器，或拒绝了请求（HTTP 状态 {status}）。请与对方核对地"
        "址；可用 `tuowang address {partner} 网址` 更改。",
    ),
    "partner-reply-cut-off": (
        "The answer of {partner} was cut off or damaged ({fault}). It will be tried again.",
        "{partner} 的应答中断或损坏（{fault}）。稍后会自动重试。",
    ),
    "carrier-holds-too-much": (
        "What the partner sent has not been taken in yet, so nothing more is sent for now.",
        "对方发来的数据尚未收完，暂不继续发送。",
    ),
    "disk-full": (
        "The disk is full; {path} could not grow. Nothing of this step was kept. Free some "
        "space, then do it again.",
        "磁盘已满，{path} 无法继续写入。本次操作未保存任何内容。请释放空间后重试。",
    ),
    "disk-failed": (
        "The disk did not read or write {path} properly. What was confirmed before is "
        "kept; look whether the last step was. Check the disk and its cable, make a backup "
        "on another disk, then start again.",
        "磁盘未能正常读写 {path}。此前已确认的数据均已保存，请核对最后一步是否生效。请检查"
        "磁盘及连接线，备份到另一块磁盘，然后重新启动。",
    ),
    "home-busy": (
        "Another program is using {path} and did not let go in time. Nothing was changed. "
        "Close the other program, or wait and try again.",
        "另一个程序正在使用 {path}，未及时释放。未作任何更改。请关闭该程序，或稍后重试。",
    ),
    "home-not-writable": (
        "{path} cannot be opened for writing. Check that its folder exists, that the disk "
        "is not write-protected, and that you may write there.",
        "无法以写入方式打开 {path}。请确认文件夹存在、磁盘未写保护，且您有写入权限。",
    ),
    "database-damaged": (
        "The database {path} is damaged. Do not delete it: keep a copy, then restore the "
        "last backup; your partners give back what they hold.",
        "数据库 {path} 已损坏。请勿删除：先保留一份副本，再恢复最近的备份；交易伙伴持有的记"
        "录会由他们补回。",
    ),
    "database-newer": (
        "The database {path} was written by a newer version of Tuowang (format {version}). "
        "Install that version; nothing was changed.",
        "数据库 {path} 由更新版本的脱网写入（格式 {version}）。请安装该版本；未作任何更改。",
    ),
    "database-not-ours": (
        "{path} is a database of another program. Choose another folder; nothing was changed.",
        "{path} 是其他程序的数据库。请选择其他文件夹；未作任何更改。",
    ),
    "backup-onto-itself": (
        "The backup cannot replace the database that it copies ({path}). Name another "
        "file, best on another disk.",
        "备份不能覆盖正在使用的数据库（{path}）。请指定另一个文件，最好在另一块磁盘上。",
    ),
    "backup-failed": (
        "The backup {path} could not be written: {fault}. What was there before is "
        "unchanged. Name a file in a folder that exists and that you may write to.",
        "无法写入备份 {path}：{fault}。原有文件未改动。请指定一个存在且可写的文件夹中的文件。",
    ),
}

SKIPPED: dict[str, tuple[str, str]] = {
    "not-a-file": ("not a plain file", "不是普通文件"),
    "empty": ("empty", "空"),
    "too-large": ("larger than a bundle may be", "超过数据包的大小上限"),
    "unreadable": ("cannot be read", "无法读取"),
    "unprintable-name": ("its name cannot be shown", "文件名无法显示"),
    "too-many-files": (
        "more files than one look takes; the rest comes next",
        "文件过多，其余下次读取",
    ),
    "cut-off": ("cut off", "不完整"),
    "stream-too-long": ("the reply does not end", "应答过长"),
    "too-many-bundles": ("too many bundles in one reply", "一次应答中的数据包过多"),
}
