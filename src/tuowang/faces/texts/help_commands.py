"""What each command is for. The first sentence stands in the list of commands."""

from tuowang.faces.texts.help_pages import PAGES_HELP

COMMAND_HELP: dict[str, tuple[str, str]] = {
    "": (
        "Tuowang: every company its own connector. Plan, deal and deliver straight with "
        "the companies up- and downstream, with no platform in the middle, and with the "
        "internet unplugged.",
        "脱网：每家公司一个自己的连接器。与上下游企业直接排产、签约、交货，中间没有平台，断"
        "网也能用。",
    ),
    "init": (
        "Make a home for a company: its key, its settings, its database. Asks for the name "
        "where there is a terminal and --name is missing.",
        "为公司建立数据文件夹：密钥、设置和数据库。在终端中且未给出 --name 时会询问名称。",
    ),
    "party": (
        "Show who this company is, or change it. Without options it only shows.",
        "显示或修改本公司信息。不带选项时只显示。",
    ),
    "template": (
        "Write an empty workbook to fill in. All sheets and columns, with an explanation in each.",
        "生成待填写的空白工作簿。含全部工作表和列及其说明。",
    ),
    "import": (
        "Take in a workbook (.xlsx, .xls, .ods, .csv). All of it or, while one cell is "
        "wrong, nothing; what it does not name is kept. Try it with --dry-run first.",
        "导入工作簿（.xlsx、.xls、.ods、.csv）。要么全部导入，有一格出错则都不导入；其中未"
        "提到的保持原样。可先用 --dry-run 试。",
    ),
    "export-book": (
        "Write all that was entered as a workbook. Importing it again changes nothing.",
        "把已录入的全部内容导出为工作簿。原样再导入不会有变化。",
    ),
    "ready": (
        "How ready the items are to be traded, and which cells are missing. Below 80 "
        "points an item cannot be demanded or offered.",
        "物料的数字化就绪程度及缺少的单元格。低于 80 分的物料不能询价或报价。",
    ),
    "invite": (
        "Make a code for a partner to connect with. It is used once; hand it over by any "
        "way that you trust.",
        "生成供伙伴连接的邀请码。只能用一次；请用可信的方式交付。",
    ),
    "join": (
        "Join with a partner's code, or with the file that holds it.",
        "用伙伴的邀请码（或存有它的文件）加入。",
    ),
    "lan": (
        "Who announces itself in the local network. `--announce PARTNER` announces us for some "
        "minutes; `--join FINGERPRINT --as PARTNER` joins with whoever is heard.",
        "局域网内有谁在声明自己。`--announce 伙伴` 在几分钟内声明本方；"
        "`--join 指纹 --as 伙伴` 与听到的对方连接。",
    ),
    "words": (
        "Show the words that both people compare by telephone. They are the same on both "
        "screens unless somebody is in between.",
        "显示双方打电话核对的暗语。两边应一致，否则说明有人在中间。",
    ),
    "confirm": (
        "Trust a partner's link, once the words were compared.",
        "核对暗语之后，信任与伙伴的连接。",
    ),
    "disconnect": (
        "End the link to a partner. Nothing more is sent or taken; what was said stays.",
        "断开与伙伴的连接。不再收发；已有记录保留。",
    ),
    "partners": (
        "List the partners: the state of the link, what is under way, when they were last heard.",
        "列出伙伴：连接状态、在途记录、最近一次收到的时间。",
    ),
    "partners show": (
        "All about one partner: link, terms, what they may see, item codes.",
        "某个伙伴的全部信息：连接、条款、可见内容、编码对照。",
    ),
    "partners add": (
        "Enter or change a partner and our terms with it.",
        "录入或修改伙伴及与其的交易条款。",
    ),
    "address": (
        "Say where a partner's connector is reached. Without an address it calls us, or "
        "bundles are carried.",
        "设定伙伴连接器的地址。不填地址则由对方呼入，或靠携带交换。",
    ),
    "allow": (
        "Let a partner see a topic: trade, catalogue, trace or all. The default is nothing.",
        "允许伙伴看到某项内容：trade 交易、catalogue 目录、trace 追溯或 all 全部。默认什么"
        "也看不到。",
    ),
    "deny": ("Take a permission back. What was said stays said.", "收回授权。已说过的不变。"),
    "map": (
        "Say what a partner calls our item. Leave the partner's code out to take it back.",
        "说明伙伴对本方物料的叫法。省略对方编码即解除对照。",
    ),
    "publish": (
        "Tell a partner about the items it may see (topic catalogue). Only what changed is said.",
        "向伙伴发布其可见的物料（目录）。只发送有变化的内容。",
    ),
    "preview": (
        "Show what a partner may see by the rules as they are.",
        "预览按现有规则伙伴能看到什么。",
    ),
    "what-if": (
        "See the plan as it would be with other capacities, days, quantities or priorities. "
        "Nothing is written.",
        "试算：改变产能、日期、数量或优先级后计划会怎样。不写入任何内容。",
    ),
    "change": (
        "Make capacities, days, quantities and priorities so, as what-if tried them: all at once, "
        "or none. Only what no partner has a word in.",
        "按试算一次保存产能、日期、数量和优先级：全部生效或全部不生效。仅限无需伙伴同意的内容。",
    ),
    "projection": (
        "Show an item week by week: wanted, made, bought, promised, and the stock that is left.",
        "按周显示物料：需求、生产、采购、承诺和剩余库存。",
    ),
    "loads": (
        "Show what the plan takes of each work centre, week by week, and what there is.",
        "按周显示各工作中心的负荷与产能。",
    ),
    "late": (
        "List what the plan delivers late, and why, from what it waits for to the root.",
        "列出计划中延误的交付及原因，直至根源。",
    ),
    "capacity": (
        "Say how many hours a day a work centre has, from a day on.",
        "设定工作中心自某日起每天的小时数。",
    ),
    "priority": (
        "Say what is served first where not all can be in time. Plan anew to see it.",
        "无法全部按期时优先满足哪些需求。重新排产后生效。",
    ),
    "dock": (
        "Find one plan with all partners that may see docking, and theirs in turn. Nobody sees "
        "more than its own partners' orders, promises and quotes.",
        "与所有获准对接的伙伴（及其伙伴）共同找出一个计划。任何一方只看到直接伙伴的订货、承诺和报"
        "价。",
    ),
    "docks": (
        "The runs of docking: how far each is, and whom it waits for.",
        "列出对接：进行到哪一步、在等待谁。",
    ),
    "lanes": (
        "What docking came to, by partner, item and week. The plan counts on what is not agreed "
        "yet; with --request it becomes a demand.",
        "按伙伴、物料和周列出对接结果。计划会计入尚未约定的部分；加 --request 转为询价。",
    ),
    "promises": (
        "What was promised when we docked, and where it stands. Accept it, ask for something else "
        "with --line, or set with --frozen-days what becomes agreed by itself.",
        "对接中的承诺及其状态。可接受，可用 --line 改为其他要求，也可用 --frozen-days 设定"
        "自动成约的范围。",
    ),
    "figures": (
        "What partners told of their stock, output, capacity and forecasts. With --ours what we "
        "told them.",
        "伙伴告知的库存、计划产出、产能和预测。加 --ours 显示本方告知的。",
    ),
    "figures send": (
        "Tell partners what changed of the figures that they may see. A new plan does so by "
        "itself.",
        "把有变化且伙伴有权看到的数据告知伙伴。新计划会自动告知。",
    ),
    "catena-x": (
        "Write and read the payloads of Catena-X. They travel as files, by e-mail or a portal.",
        "生成和读取 Catena-X 数据。数据以文件形式，经邮件或门户传递。",
    ),
    "catena-x list": (
        "The payloads that are understood, and what a partner must be allowed to see for each.",
        "可处理的数据种类，以及每种所需的授权。",
    ),
    "catena-x out": (
        "Write payloads for a partner, of what it may see. One item gives one payload, several a "
        "list.",
        "为伙伴生成其有权看到的数据。一种物料为一份，多种为列表。",
    ),
    "catena-x in": (
        "Take in a partner's payload. A customer's forecast becomes needs; the rest is kept as "
        "the partner's figures.",
        "接收伙伴的数据。客户的预测成为外部需求；其余保存为伙伴数据。",
    ),
    "offered": ("List what partners published of their catalogues.", "列出伙伴发布的目录。"),
    "up": (
        "Run the connector until it is stopped. It listens for partners, sends what waits, "
        "notices by itself what other commands write, and serves the pages.",
        "运行连接器直到停止。等候伙伴连接，送出待发内容，自动察觉其他命令写入的变化，并提供页面。",
    ),
    "sync": (
        "Exchange once with every partner that has an address.",
        "与每个有地址的伙伴交换一次。",
    ),
    "carry": (
        "Exchange by a folder: a USB stick, a network share. Takes what is there for us "
        "and leaves what partners do not hold yet.",
        "通过文件夹交换：U 盘、网络共享。取走给我们的，留下伙伴尚未持有的。",
    ),
    "paper": (
        "What waits for a partner as lines, each for one QR code on paper; or take in lines that "
        "were read from paper.",
        "把待发给伙伴的内容输出为若干行，每行一个二维码；或接收从纸上读取的各行。",
    ),
    "tell": ("Tell a partner something.", "给伙伴捎句话。"),
    "messages": ("List what was told, newest last.", "列出消息，最新的在最后。"),
    "need": (
        "Enter a forecast, or with --order an order, from outside the links. Quantity 0 "
        "takes it out.",
        "录入连接之外的预测（加 --order 为订单）。数量填 0 即取消。",
    ),
    "needs": ("List forecasts and orders from outside the links.", "列出连接之外的预测和订单。"),
    "plan": (
        "Plan what to make, buy and deliver, and say why anything is late or costs more. With "
        "--show only the last plan is shown.",
        "排产：生产、采购、交付什么，以及延误或成本较高的原因。加 --show 只显示上一次的计划。",
    ),
    "demand": (
        "Ask a partner for goods. Or, with --from-plan, turn the plan's purchases into "
        "demands to their suppliers.",
        "向伙伴询价。加 --from-plan 则把计划中的采购变成对各供应商的询价。",
    ),
    "demands": (
        "List the demands that stand, ours and partners'.",
        "列出有效的询价，包括我方发出的和收到的。",
    ),
    "withdraw-demand": ("Take a demand of ours back.", "撤回我方的询价。"),
    "decline-demand": ("Decline a partner's demand.", "谢绝伙伴的询价。"),
    "offer": (
        "Answer a partner's demand: as asked at our prices; with --as-can-be-kept, what "
        "can be promised; or with --line, lines of our own.",
        "答复伙伴的询价：默认按其要求和我方价格；--as-can-be-kept 按能兑现的承诺；--line 自"
        "行填写。",
    ),
    "offers": (
        "List the offers and counters that stand, ours and partners'.",
        "列出有效的报价和还价，包括我方发出的和收到的。",
    ),
    "counter": ("Answer a partner's proposal with another one.", "对伙伴的报价还价。"),
    "agree": (
        "Accept a partner's proposal as it stands. It binds both once the partner has confirmed.",
        "按原样接受伙伴的报价。对方确认后对双方生效。",
    ),
    "decline": ("Decline a partner's proposal.", "谢绝伙伴的报价。"),
    "withdraw": ("Take a proposal of ours back.", "撤回我方的报价。"),
    "revise": (
        "Propose new lines for an agreement. Lines that are not named stay as they are; "
        "both must sign, as at first.",
        "提议变更协议的行。未提到的行保持不变；与签约时一样须双方签署。",
    ),
    "agreements": (
        "List what is agreed and still open, line by line.",
        "逐行列出已签约且未完成的内容。",
    ),
    "start": (
        "Begin to make a quantity: inputs go from the store into work, and the plan counts on what "
        "is to come. Finish it with `make --job`.",
        "开工：用料出库投入生产，计划会计入将完工的数量。完工时用 `make --job`。",
    ),
    "jobs": (
        "Work that was started and is not done. With --stop a job ends, and what it did not use "
        "goes back into the store.",
        "已开工而未完工的任务。加 --stop 结束任务，未用的料退回仓库。",
    ),
    "make": (
        "Make a quantity of an item: inputs out of the store, a lot into it.",
        "生产：投入物出库，产成批次入库。",
    ),
    "issue": (
        "Take a quantity out of the store for a use of our own.",
        "自用领出：从仓库领出一定数量。",
    ),
    "count": (
        "Enter what was counted. The difference becomes a move.",
        "录入盘点数。差额记为一次变动。",
    ),
    "stock": (
        "List what lies where and whose it is. With --moves, how it came and went.",
        "列出库存的位置和归属。加 --moves 显示收发明细。",
    ),
    "trace": (
        "Show where a lot comes from and where it went, as far as partners disclose it.",
        "追溯批次的来源和去向，以伙伴披露的范围为限。",
    ),
    "ship": (
        "Ship what is due of an agreement, or a part of it. Oldest lots go first unless named.",
        "按协议发货（全部或部分）。未指定批次时先进先出。",
    ),
    "receive": (
        "Receive a shipment: all of it, or less what is turned back or missing.",
        "收货：全部接收，或扣除退回和短缺的部分。",
    ),
    "shipments": (
        "List what is under way, from us and to us.",
        "列出在途货物，包括我方发出的和收到的。",
    ),
    "claim": (
        "Raise the claim for a receipt by hand. Usually a receipt raises it by itself.",
        "手工为收货单开具账款。通常收货后自动产生。",
    ),
    "claims": ("List what is owed to us and by us.", "列出应收和应付。"),
    "dispute": (
        "Say why a claim on us is wrong, or lift that again.",
        "对账款提出异议，或解除异议。",
    ),
    "pay": ("Say that a claim was paid, in whole or in part.", "登记已支付账款（全部或部分）。"),
    "payments": ("List payments, by us and to us.", "列出付款，包括我方付出的和收到的。"),
    "confirm-payment": ("Confirm that a partner's payment arrived.", "确认收到伙伴的付款。"),
    "net": (
        "State open claims to partners that may see them, and look for rings of debts to set off; "
        "with --lane in an epoch that all partners plan together. With an option that changes how: "
        "only that.",
        "向获授权的伙伴说明未结账款，并寻找可以抵销的债务环；加 --lane 则与全体伙伴共同规划"
        "一个轮次。带有修改规则的选项时，只修改规则。",
    ),
    "mandate": (
        "With --until: let our relay, another connector of ours that is always on, net for us "
        "while we are off. With --revoke: end that; with --serve: be the relay of PARTNER. With "
        "nothing: list the claims under mandates.",
        "带 --until：离线期间由我方自己的、始终在线的另一台连接器（中继）代为轧差。"
        "带 --revoke：结束授权；带 --serve：作该伙伴的中继。不带选项：列出授权下的账款。",
    ),
    "witness": (
        "Stamp rings of PARTNER as their witness; --end: no more. With nothing: list witnesses.",
        "为该伙伴的环作见证；--end：不再作。不带选项：列出见证人。",
    ),
    "rings": ("List the rings of netting that we take part in.", "列出我方参与的轧差环。"),
    "setoffs": (
        "List what was set off, claim by claim; or write the notices as UBL.",
        "逐笔列出已抵销的账款，或以 UBL 格式输出通知。",
    ),
    "exclude": (
        "Keep a claim (pledged, factored, retained), or all of a partner's, out of netting.",
        "将一笔账款（已质押、保理、留置）或某伙伴的全部账款排除在轧差之外。",
    ),
    "flows": ("List every flow, from planned to settled.", "列出全部业务流，从计划到结清。"),
    "measure": (
        "How well the flows run: on time, filled, stock days, lead time, bullwhip, cash.",
        "运行指标：准时率、满足率、库存天数、提前期、牛鞭效应、回款。",
    ),
    "stages": (
        "Show how far what falls due in some weeks has come: asked for, planned, promised, "
        "shipped, claimed, settled.",
        "显示某几周到期的业务进展：需求、计划、承诺、发货、开票、结清。",
    ),
    "neighbours": (
        "List who supplies us and who buys from us, and what is late between us.",
        "列出供应商和客户，以及双方之间的延误。",
    ),
    "log": ("Look at the signed logs themselves.", "查看签名日志本身。"),
    "log verify": (
        "Check every signature, chain and table. Ends with 1 if anything is wrong.",
        "检查全部签名、链和数据表。有问题时退出码为 1。",
    ),
    "log show": ("Show the entries of the logs, oldest first.", "显示日志记录，从旧到新。"),
    "log rebuild": ("Fold all tables anew from the logs.", "由日志重新生成全部数据表。"),
    "backup": (
        "Copy the whole home into one file. It holds the key; keep it safe.",
        "把整个数据文件夹备份为一个文件。其中含密钥，请妥善保管。",
    ),
    "restore": (
        "Make a home out of a backup, or of the recovery words alone. After a backup the partners "
        "return what they hold beyond it.",
        "用备份（或仅用恢复词）恢复数据文件夹。从备份恢复后，伙伴会补回其持有的后续记录。",
    ),
    "diagnostics": (
        "A connector in numbers, to be copied into a mail. No names, amounts, addresses or keys.",
        "以数字描述本连接器，便于复制到邮件中。不含名称、金额、地址或密钥。",
    ),
    "recovery-words": (
        "Show the words that bring the key back, to be written down on paper. Whoever has them is "
        "the company.",
        "显示可找回密钥的恢复词，请抄写在纸上。拿到它的人就能冒充本公司。",
    ),
    "export": (
        "Write all records and tables as plain files that need no Tuowang.",
        "把全部记录和数据表导出为不依赖脱网的普通文件。",
    ),
    "today": (
        "What needs a person, the most urgent first: answers, deliveries, receipts, payments.",
        "需要处理的事项，最紧急的在前：答复、交付、收货、付款。",
    ),
    **PAGES_HELP,
    "storm": (
        "Simulate companies through faults, crashes and restores. Prints one JSON line; "
        "ends with 1 if anything was lost, doubled, overwritten or stuck.",
        "模拟多家公司经历故障、崩溃和恢复。输出一行 JSON；若有丢失、重复、覆盖或停滞，退出码为 1。",
    ),
    "demo": (
        "Play a whole supply chain on this machine, with everything that goes wrong in life.",
        "在本机演示整条供应链，包括现实中会出的各种差错。",
    ),
    "compare": (
        "Run one industry three ways on the same demand: order by order, docked, and by a planner "
        "who sees everything. Shows what each costs.",
        "同一产业、同样的需求，按三种方式各运行一遍：逐单往来、对接、全知计划，并比较成本。",
    ),
    "bench": (
        "Measure how fast this machine does what a connector does.",
        "测量本机运行连接器各项工作的速度。",
    ),
}
