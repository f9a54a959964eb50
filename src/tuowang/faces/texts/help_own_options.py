"""What options and arguments are for, where one command means something of its own."""

OWN_OPTION_HELP: dict[str, tuple[str, str]] = {
    "pages/key": ("The certificate's key, PEM.", "证书私钥（PEM）。"),
    "pages/listen": ("Where the pages are, HOST:PORT.", "页面地址，主机:端口。"),
    "pages/open": ("Open them in a browser.", "在浏览器中打开。"),
    "pages/name": ("A further name of this host; again for more.", "本机的其他名称；可重复。"),
    "address/address": ("The partner's address; empty: none.", "伙伴的地址；留空为无。"),
    "catena-x out/file": (
        "Write the payloads to this .json file; else they are shown.",
        "把数据写入该 .json 文件；否则直接显示。",
    ),
    "catena-x out/item": ("Only of this item of ours.", "仅限该本方物料。"),
    "catena-x in/item": (
        "Which item of ours it is about, where the file's own name for it is not known here.",
        "文件所指的本方物料（当文件中的名称在此未知时）。",
    ),
    "catena-x in/partner": ("The partner that the file is from.", "文件来自的伙伴。"),
    "catena-x out/partner": ("The partner that the payloads are for.", "数据的接收伙伴。"),
    "figures/partner": ("Only of this partner.", "仅限该伙伴。"),
    "invite/file": (
        "Also write the code to this .png, .svg (QR) or .txt file.",
        "同时把邀请码写入该 .png、.svg（二维码）或 .txt 文件。",
    ),
    "invite/partner": ("What we call the partner.", "本方对伙伴的称呼。"),
    "lan/announce": (
        "Announce us, to this partner, until it has joined or the time is over.",
        "向该伙伴声明本方，直到对方加入或时间结束。",
    ),
    "lan/minutes": ("How long.", "持续几分钟。"),
    "lan/join": ("Join with the connector of this fingerprint.", "与该指纹的连接器连接。"),
    "lan/as_": ("What we call the partner.", "本方对伙伴的称呼。"),
    "partners add/partner": ("Our short code for the partner.", "本方对伙伴的简码。"),
    "partners add/name": ("The partner's name.", "伙伴名称。"),
    "carry/partner": ("Leave bundles only for this partner.", "只为该伙伴留下数据包。"),
    "dock/exchanges": ("How often all improve the plan.", "共同改进计划的次数。"),
    "dock/preview": (
        "Only show what this partner would see; nothing is sent.",
        "只显示该伙伴将看到的内容，不发送。",
    ),
    "jobs/all": ("Show those that are done, too.", "包括已完工的。"),
    "promises/accept": (
        "Ask the supplier for what it promised, also beyond the rule.",
        "就供应方的承诺询价，包括规则之外的。",
    ),
    "promises/line": (
        "Ask for this instead: ITEM:QUANTITY:DATE; again for more.",
        "改为要求“物料:数量:日期”；可重复。",
    ),
    "preview/all": ("Show items that they do not see, too.", "包括对方看不到的物料。"),
    "ready/all": ("Show complete items, too.", "包括齐全的物料。"),
    "ship/line": ("Only this line of the agreement.", "只发协议的这一行。"),
    "ship/lot": (
        "Take this lot, LOT:QUANTITY; again for more.",
        "取用该批次，“批次:数量”；可重复。",
    ),
    "stages/start": ("The first day; four weeks ago unless said.", "第一天；默认四周前。"),
    "priority/number": ("0 to 99; the higher one comes first.", "0 到 99，数字大者优先。"),
    "what-if/capacity": (
        "Another capacity: work centre = hours on a working day, and @ from which day.",
        "另一产能：工作中心=每个工作日小时数，可加 @起始日期。",
    ),
    "what-if/date": ("Another day: reference = date.", "另一日期：需求编号=日期。"),
    "what-if/quantity": ("Another quantity: reference = quantity.", "另一数量：需求编号=数量。"),
    "what-if/priority": (
        "Another priority: reference = 0 to 99, the higher one first.",
        "另一优先级：需求编号=0 到 99，数字大者优先。",
    ),
    "change/capacity": (
        "Another capacity: work centre = hours on a working day, and @ from which day.",
        "另一产能：工作中心=每个工作日小时数，可加 @起始日期。",
    ),
    "change/date": (
        "Another day of an own need: need = date.",
        "自有需求的新日期：需求编号=日期。",
    ),
    "change/quantity": (
        "Another quantity of an own need: need = quantity.",
        "自有需求的新数量：需求编号=数量。",
    ),
    "change/priority": (
        "Another priority: reference = 0 to 99, the higher one first.",
        "另一优先级：需求编号=0 到 99，数字大者优先。",
    ),
    "log show/all": ("Show every entry.", "显示全部记录。"),
    "rings/all": ("List also those that came to nothing.", "也列出未成的环。"),
    "net/files": ("Shares of the members of a pool.", "账款池成员的份额文件。"),
    "net/cash": (
        "Tell, too, what so much cash would discharge at most, and where it is put in.",
        "并说明投入这么多现金最多能清偿多少、应投在何处。",
    ),
    "net/share": (
        "Write what may be netted into this file, signed, for whoever plans.",
        "把可轧差的账款写入该文件并签名，交给制定方案者。",
    ),
    "net/pool": (
        "Plan the most that clears of these shares; a file for each member goes into a folder.",
        "对所给份额求最多可冲销的方案；每个成员一个文件，写入文件夹。",
    ),
    "net/into": ("The folder that the plan goes into.", "方案写入的文件夹。"),
    "net/plan": (
        "Check our part of a plan, and take part in its rings.",
        "检查方案中本方的部分，并参与其中的环。",
    ),
    "mandate/partner": (
        "The relay; with --serve: the company it serves.",
        "中继；带 --serve 时为其所服务的企业。",
    ),
    "mandate/until": ("No ring begins after this day.", "此日之后不再成环。"),
    "mandate/with_": (
        "Only claims with this partner; may be repeated.",
        "只限与该伙伴的账款；可重复。",
    ),
    "mandate/claims": ("Only this claim; may be repeated.", "只限该账款；可重复。"),
    "mandate/amount": (
        "Of each claim at most so many minor units.",
        "每笔账款至多多少最小货币单位。",
    ),
    "net/days": ("How many days a ring may take.", "一个环最多用多少天。"),
    "exclude/lift": ("Let it take part again.", "恢复参与。"),
    "demo/serve": (
        "Then serve the pages of all companies, which go on exchanging, until stopped.",
        "随后提供所有公司的页面（各公司继续交换数据），直到停止。",
    ),
    "up/open": ("Open the pages in a browser.", "在浏览器中打开页面。"),
    "demo/open": ("Open the pages in a browser.", "在浏览器中打开页面。"),
    "demo/listen": ("Where the pages are served.", "提供页面的地址。"),
    "compare/weeks": ("How many weeks are counted; 52 if not said.", "统计的周数；默认 52。"),
    "compare/exchanges": (
        "How often a week the docked companies improve their plan after the first round; 2 if not "
        "said.",
        "对接的公司每周在首轮之后再改进计划的次数；默认 2。",
    ),
    "demo/home": (
        "Where the companies live; ./demo if not said.",
        "各公司数据的位置；默认 ./demo。",
    ),
    "bench/plan": (
        "Write the plans to this file; of several instances, into this folder.",
        "把计划写入该文件；多个算例时写入该文件夹。",
    ),
    "bench/seed": ("Another seed draws other chances.", "随机种子。"),
    "net/agree": (
        "Sign the framework set-off agreement with this partner, in the text of --text.",
        "与该伙伴签署轧差框架协议，文本由 --text 指定。",
    ),
    "net/text": (
        "The agreement's file; the partner signs the very same one.",
        "协议文件；伙伴须签署同一份。",
    ),
    "bench/lane": ("Play this lane: live or courier.", "模拟此通道：live 或 courier。"),
}
