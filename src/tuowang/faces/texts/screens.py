"""Sentences of the screens: titles, results, next steps."""

SCREENS: dict[str, tuple[str, str]] = {
    "usage": ("Usage:", "用法："),
    "arguments": ("Arguments", "参数"),
    "options": ("Options", "选项"),
    "commands": ("Commands", "命令"),
    "section-first": ("The company", "公司与数据"),
    "section-partners": ("Partners", "伙伴"),
    "section-disclosure": ("What partners see", "披露"),
    "section-exchange": ("Exchange", "交换"),
    "section-planning": ("Plan", "排产"),
    "section-trade": ("Trade", "交易"),
    "section-goods": ("Goods", "货物"),
    "section-money": ("Money", "款项"),
    "section-overview": ("Overview and keeping", "总览与保管"),
    "section-trial": ("Trials", "试验"),
    "see-help": ("See: {command}", "请看：{command}"),
    "nothing-here": ("Nothing here.", "没有内容。"),
    "list-written": ("{count} rows written to {file}.", "已将 {count} 行写入 {file}。"),
    "ask-name": ("Name of your company", "贵公司名称"),
    "ask-id": ("Company id (may stay empty)", "统一社会信用代码（可留空）"),
    "said-init": (
        "{name} lives in {home} now. Its key: {key}.",
        "{name} 已安家于 {home}。密钥指纹：{key}。",
    ),
    "next-after-init": (
        "Next: `tuowang template book.xlsx`, fill it in, `tuowang import book.xlsx`; or "
        "`tuowang invite PARTNER`.",
        "下一步：`tuowang template book.xlsx`，填写后 `tuowang import book.xlsx`；或 "
        "`tuowang invite 伙伴`。",
    ),
    "party-shown": (
        "{name}\ncompany id: {company_id} ({scheme})\ncurrency: {currency}\naddresses: "
        "{addresses}\nhome: {home}\nlistens at: {listen}\nkey: {key}",
        "{name}\n企业代码：{company_id}（{scheme}）\n货币：{currency}\n地址：{addresses}\n"
        "数据文件夹：{home}\n监听：{listen}\n密钥指纹：{key}",
    ),
    "template-written": (
        "The empty workbook is in {file}. Fill it in, then `tuowang import {file} --dry-run`.",
        "空白工作簿已写入 {file}。填写后请执行 `tuowang import {file} --dry-run`。",
    ),
    "book-written": ("All that was entered is in {file}.", "已录入的全部内容写入 {file}。"),
    "new-cell": ("{column} {new}", "{column} {new}"),
    "changed-cell": ("{column}: {old} → {new}", "{column}：{old} → {new}"),
    "import-counts": (
        "new {added}, changed {changed}, unchanged {unchanged}, kept {kept}, refused {refused}",
        "新增 {added}，更改 {changed}，未变 {unchanged}，保留 {kept}，拒绝 {refused}",
    ),
    "import-done": ("{file} was taken in.", "已导入 {file}。"),
    "import-tried": (
        "That is what {file} would do; nothing was changed. Leave --dry-run out to do it.",
        "以上是 {file} 将产生的变化；尚未更改任何内容。去掉 --dry-run 即执行。",
    ),
    "import-refused": (
        "Nothing of {file} was taken in. Correct the cells above, then import it again.",
        "{file} 未导入任何内容。请改正以上单元格后重新导入。",
    ),
    "all-complete": ("Nothing is missing.", "没有缺项。"),
    "company-missing": ("Of the company itself is missing: {cells}.", "公司信息缺少：{cells}。"),
    "ready-score": (
        "Score {score} of 100; {ready} of {count} items are ready to be traded (from "
        "{threshold} on).",
        "总分 {score}（满分 100）；{count} 种物料中有 {ready} 种可以交易（{threshold} 分起）。",
    ),
    "code-written": ("The code is in {file}.", "邀请码已写入 {file}。"),
    "next-after-invite": (
        "Hand the code to {partner} by any way that you trust. It is used once. When they "
        "have joined: `tuowang words {partner}`.",
        "请用可信的方式把邀请码交给 {partner}，只能用一次。对方加入后：`tuowang words {partner}`。",
    ),
    "joined": (
        "Joined with {name}, here called {partner}.",
        "已与 {name} 相连，此处称 {partner}。",
    ),
    "next-after-join": (
        "Exchange once, then compare these words with them by telephone. If both see the "
        "same: `tuowang confirm {partner}`.",
        "请先交换一次数据，再打电话与对方核对以上暗语。若双方一致：`tuowang confirm {partner}`。",
    ),
    "compare-words": (
        "Compare them with {partner} by telephone. If both see the same: `tuowang confirm "
        "{partner}`. If not, somebody is in between: `tuowang disconnect {partner}`.",
        "请打电话与 {partner} 核对。若双方一致：`tuowang confirm {partner}`；若不一致，说明"
        "有人在中间：`tuowang disconnect {partner}`。",
    ),
    "confirmed": (
        "The link to {partner} is trusted. They see nothing yet but your name; allow more "
        "with `tuowang allow {partner} trade`.",
        "已信任与 {partner} 的连接。对方目前只能看到贵公司名称；可用 `tuowang allow "
        "{partner} trade` 放开。",
    ),
    "disconnected": (
        "The link to {partner} is ended; what was said stays.",
        "与 {partner} 的连接已断开；已有记录保留。",
    ),
    "address-set": (
        "{partner} is reached at {address} from now on.",
        "今后通过 {address} 联系 {partner}。",
    ),
    "address-none": (
        "{partner} has no address now: it calls us, or bundles are carried.",
        "{partner} 现无地址：由对方呼入，或靠携带交换。",
    ),
    "no-partners": (
        "No partners yet. `tuowang partners add`, then `tuowang invite PARTNER`.",
        "还没有伙伴。请执行 `tuowang partners add`，再 `tuowang invite 伙伴`。",
    ),
    "no-rules": ("They may see nothing.", "对方看不到任何内容。"),
    "sees-nothing": ("By the rules they see no item.", "按现有规则，对方看不到任何物料。"),
    "preview-rest": (
        "Besides, {partner} sees your name and id, messages to them, and what was said "
        "before. Nothing else leaves.",
        "此外，{partner} 可看到贵公司名称和代码、发给其的消息，以及以前说过的内容。其余一概"
        "不外传。",
    ),
    "listening": (
        "Listening for partners at {address}. Ctrl-C ends it.",
        "正在 {address} 等候伙伴。按 Ctrl-C 结束。",
    ),
    "stopped": ("Stopped.", "已停止。"),
    "synced": (
        "{heard} entries came in; {under_way} of ours are still under way.",
        "收到 {heard} 条记录；我方还有 {under_way} 条在途。",
    ),
    "carry-took": ("Taken in:", "已接收："),
    "carry-took-nothing": ("Nothing there was for us.", "其中没有给我们的内容。"),
    "carry-wrote": ("Left for partners:", "留给伙伴："),
    "carry-wrote-nothing": (
        "There is nobody to leave anything for: connect first.",
        "没有可留给的伙伴：请先建立连接。",
    ),
    "carry-left": ("{file} stays where it is: {why}", "{file} 留在原处：{why}"),
    "plan-title": ("Plan {plan}: {days} days from {day}", "计划 {plan}：自 {day} 起 {days} 天"),
    "plan-empty": ("There is nothing to make, buy or deliver.", "没有需要生产、采购或交付的内容。"),
    "no-jobs": ("No work in progress.", "没有在制任务。"),
    "plan-late": ("What is late, and why:", "延误及原因："),
    "reason-centre-full": (
        "{reference}: {quantity} late, because {centre} is full in {weeks}, from {first_day} to "
        "{last_day}, and has no room for {item}.",
        "{reference}：{quantity} 延误，{centre} 在{weeks}（{first_day} 至 {last_day}）已排满，"
        "没有加工 {item} 的产能。",
    ),
    "reason-material-late": (
        "{reference}: {quantity} late, because {item} waits for {component} from "
        "{first_day} to {last_day}.",
        "{reference}：{quantity} 延误，{first_day} 至 {last_day} {item} 等待 {component}。",
    ),
    "reason-lead-time": (
        "{reference}: {quantity} late, because {item} takes until {last_day} even if begun today.",
        "{reference}：{quantity} 延误，即使今天开始，{item} 也要到 {last_day} 才能完成。",
    ),
    "reason-beyond-horizon": (
        "{reference}: {quantity} of {item} cannot be had before the plan ends on {last_day}.",
        "{reference}：计划期末（{last_day}）之前无法得到 {item} {quantity}。",
    ),
    "nothing-to-order": (
        "The plan has nothing that is to be ordered by today.",
        "计划中没有今天之前应下单的采购。",
    ),
    "without-supplier": (
        "Without a supplier, so not asked for: {items}. Enter one in the workbook (sheet items).",
        "没有供应商，因此未询价：{items}。请在工作簿“物料”表中填写。",
    ),
    "trace-up": ("Made of:", "由以下制成："),
    "trace-down": ("Went into, or to:", "用于或去向："),
    "trace-nothing": ("nothing that we were told of", "没有相关记录"),
    "trace-cut": ("cut off here: the tree goes on", "在此截断：后面还有"),
    "measure-title": ("The {weeks} weeks before {day}", "{day} 之前的 {weeks} 周"),
    "measure-delivered-on-time-permille": ("delivered on time", "准时交付率"),
    "measure-delivered-fill-permille": ("delivered of what was due", "交付满足率"),
    "measure-supplied-on-time-permille": ("suppliers on time", "供应商准时率"),
    "measure-supplied-fill-permille": ("supplied of what was due", "供应满足率"),
    "measure-stock-value-minor": ("value of our stock", "库存金额"),
    "measure-stock-days": ("stock lasts", "库存天数"),
    "measure-lead-time-days": ("from demand to receipt", "采购提前期"),
    "measure-bullwhip-permille": ("bullwhip (above 1 we amplify)", "牛鞭效应（大于 1 表示放大）"),
    "measure-owed-to-us": ("owed to us", "应收"),
    "measure-owed-by-us": ("owed by us", "应付"),
    "measure-received": ("money received", "已收款"),
    "measure-paid": ("money paid", "已付款"),
    "measure-cash-days-to-us": ("from our claim to money", "回款天数"),
    "measure-cash-days-by-us": ("from their claim to our payment", "付款天数"),
    "verify-clean": (
        "{entries} entries checked; nothing is wrong.",
        "已检查 {entries} 条记录；没有问题。",
    ),
    "verify-found": (
        "{entries} entries checked; {findings} things are wrong. Keep a copy of the home "
        "and restore the last backup.",
        "已检查 {entries} 条记录；发现 {findings} 个问题。请保留一份数据文件夹副本，并恢复"
        "最近的备份。",
    ),
    "rebuilt": (
        "All tables folded anew from {entries} entries.",
        "已由 {entries} 条记录重新生成全部数据表。",
    ),
    "backed-up": (
        "Backup of {entries} entries, {bytes} bytes, in {file}.",
        "备份已写入 {file}：{entries} 条记录，{bytes} 字节。",
    ),
    "backup-holds-key": (
        "It holds the company's key: keep it where nobody else reads it.",
        "备份含有公司密钥：请存放在他人无法读取之处。",
    ),
    "backup-lacks-key": (
        "It holds no key: keep the key apart, for without it nothing can be restored.",
        "备份不含密钥：请另行保存密钥，没有它无法恢复。",
    ),
    "restored": (
        "{file} of {day} was restored to {home}: {entries} entries. With the next exchange "
        "{partners} partners return what they hold beyond it; nothing new leaves before.",
        "已将 {day} 的备份 {file} 恢复到 {home}：{entries} 条记录。下次交换时，{partners} "
        "个伙伴会补回其持有的后续记录；在此之前不发送新内容。",
    ),
    "moved-aside": ("What was there before is in {folder}.", "原有内容已移到 {folder}。"),
    "exported": (
        "{entries} entries and {tables} tables are in {folder}; README.txt there explains them.",
        "{entries} 条记录和 {tables} 张数据表已写入 {folder}；其中 README.txt 有说明。",
    ),
    "verify-entry-changed": (
        "Entry {n} of stream {stream} (partner {partner}) is not what was said.",
        "数据流 {stream}（伙伴 {partner}）的第 {n} 条记录与原内容不符。",
    ),
    "verify-seal-false": (
        "The seal on entry {n} of stream {stream} (partner {partner}) is false.",
        "数据流 {stream}（伙伴 {partner}）第 {n} 条记录的签名不符。",
    ),
    "verify-seal-differs": (
        "The seal on entry {n} of stream {stream} (partner {partner}) is of other entries "
        "than those kept here.",
        "数据流 {stream}（伙伴 {partner}）第 {n} 条记录的签名对应的并非此处保存的内容。",
    ),
    "verify-receipt-ahead": (
        "{partner} is said to hold {n} entries of stream {stream}, more than are here.",
        "据记录 {partner} 持有数据流 {stream} 的 {n} 条记录，多于此处所存。",
    ),
    "verify-database": ("The database's own check found: {why}", "数据库自检发现：{why}"),
    "verify-table-differs": (
        "The table {table} is not what the logs give. Fold it anew: `tuowang log rebuild`.",
        "数据表 {table} 与日志不符。请重新生成：`tuowang log rebuild`。",
    ),
    "storm-progress": (
        "{done} of {seeds} storms, {failing} failed",
        "已完成 {done}/{seeds} 场风暴，{failing} 场失败",
    ),
    "storm-drawn": (
        "seed {seed}: chances in a thousand {drawn}; wrong {wrong}",
        "种子 {seed}：千分率 {drawn}；错误 {wrong}",
    ),
    "demo-progress-found": (
        "founding companies from their workbooks: {done} of {of}",
        "正在由工作簿建立公司：{done}/{of}",
    ),
    "demo-progress-week": ("week {done} of {of}", "第 {done}/{of} 周"),
    "demo-progress-calm": ("exchanging what is still under way", "正在交换尚在途中的内容"),
    "demo-business": (
        "{companies} companies, {weeks} weeks, {agreements} agreements; {on_time} of deliveries on "
        "time, {fill} of what shops were asked for was there; bullwhip ratio {bullwhip}. Claims of "
        "{claims}, of which {paid} is paid.",
        "{companies} 家公司，{weeks} 周，{agreements} 份协议；准时交货 {on_time}，门店现货满足 "
        "{fill}；牛鞭比 {bullwhip}。应收共 {claims}，已付 {paid}。",
    ),
    "demo-exchange": (
        "{entries} entries over {links} links: {http} by HTTP, {folder} by folder (USB stick: "
        "{carried}).",
        "{links} 条连接共 {entries} 条记录：HTTP {http}，文件夹 {folder}（U 盘：{carried}）。",
    ),
    "demo-faults": (
        "On the way: off for weeks {off}, killed in mid-write {crash}, restored from a week-old "
        "backup {restore}.",
        "其间：停机数周 {off} 家，写入中途被终止 {crash} 家，恢复一周前的备份 {restore} 家。",
    ),
    "demo-equal": (
        "Entries lost {lost}, doubled {doubled}; both ends of every link hold the same bytes.",
        "记录丢失 {lost}，重复 {doubled}；每条连接两端的字节完全相同。",
    ),
    "demo-unequal": (
        "Entries lost {lost}, doubled {doubled}; NOT every link holds the same bytes at both ends.",
        "记录丢失 {lost}，重复 {doubled}；并非每条连接两端的字节都相同。",
    ),
    "demo-progress-compare": (
        "Three ways to run the same industry: week {done} of {of}",
        "同一产业，三种运行方式：第 {done}/{of} 周",
    ),
    "demo-no-comparison": (
        "To see the same industry docked, install the extra `plan` and run `tuowang compare`.",
        "要看同一产业对接后的效果，请安装 `plan` 附加组件并运行 `tuowang compare`。",
    ),
    "demo-netting": (
        "The money: of {gross} owed in the chain, {rings} rings of debts set off {cleared} "
        "({share}) with no cash, planned over all books by `tuowang net --pool`; the most that "
        "could go is {most}. {cash} is still to be paid in cash. {days} days' claims of the chain "
        "are no longer waited for.",
        "资金：链上共欠 {gross}，经 `tuowang net --pool` 汇集各家账款求解，{rings} 个债务环"
        "不用现金抵销 {cleared}（{share}）；最多可抵销 {most}。仍需以现金支付 {cash}。"
        "相当于全链 {days} 天的应收不必再等。",
    ),
    "demo-look": (
        "The companies are in {home}. Look at one: `tuowang --home {home}/{company} partners` (or "
        "agreements, stock, plan --show, claims, flows, measure, log verify).",
        "各公司在 {home}。查看其中一家：`tuowang --home {home}/{company} partners`（或 "
        "agreements、stock、plan --show、claims、flows、measure、log verify）。",
    ),
}
