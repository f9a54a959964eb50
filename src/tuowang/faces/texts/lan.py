"""Finding each other in the local network: what is said, and what goes wrong."""

LAN_TEXTS: dict[str, tuple[str, str]] = {
    "lan-none": (
        "This machine has no address {address} in a network. Look with `ip address`, and say where "
        "the connector listens: `tuowang party --listen 0.0.0.0:8470`.",
        "本机在网络中没有地址 {address}。请用 `ip address` 查看，并设定连接器的监听地址："
        "`tuowang party --listen 0.0.0.0:8470`。",
    ),
    "lan-deaf": (
        "Nothing can be heard in the local network: port {port}, {why}.",
        "无法收听局域网：端口 {port}，{why}。",
    ),
    "lan-no-port": (
        "“{listen}” names no port where partners reach us. Say one: `tuowang party --listen "
        "0.0.0.0:8470`.",
        "“{listen}”没有伙伴可用的端口。请设定：`tuowang party --listen 0.0.0.0:8470`。",
    ),
    "lan-not-heard": (
        "Nobody with the fingerprint {fingerprint} announces itself here now. Ask them to run "
        "`tuowang lan --announce`, then try again.",
        "此刻没有指纹为 {fingerprint} 的连接器在声明自己。请对方运行 `tuowang lan --announce`，"
        "然后重试。",
    ),
    "lan-nobody": (
        "Nobody announces itself here now. The other side runs `tuowang lan --announce PARTNER`.",
        "此刻没有人声明自己。请对方运行 `tuowang lan --announce 伙伴`。",
    ),
    "lan-announced": (
        "Announced to the local network for {minutes} minutes, for {partner} to join at {at}. "
        "Partners need `tuowang up` to run here.",
        "已向局域网声明 {minutes} 分钟，等待 {partner} 通过 {at} 加入。本机需运行 `tuowang up`。",
    ),
    "lan-only-here": (
        "The connector listens on this machine only, so no other machine hears it. For the whole "
        "network: `tuowang party --listen 0.0.0.0:8470`, then start `tuowang up` again.",
        "连接器只监听本机，其他机器听不到。面向整个网络："
        "`tuowang party --listen 0.0.0.0:8470`，然后重新启动 `tuowang up`。",
    ),
    "lan-joined": (
        "{partner} has joined. Compare the words: `tuowang words {partner}`.",
        "{partner} 已加入。请核对暗语：`tuowang words {partner}`。",
    ),
    "lan-title": ("In the same local network", "在同一局域网内"),
    "lan-about": (
        "Two connectors in one network find each other with nothing in between. One side is "
        "announced for some minutes, the other looks and joins; then both compare the words.",
        "同一网络中的两个连接器可直接找到对方，中间没有任何第三方。一方声明自己几分钟，"
        "另一方查看并加入；然后双方核对暗语。",
    ),
    "lan-go": ("Find each other", "互相查找"),
    "lan-be-found": ("Be found", "被对方找到"),
    "lan-be-found-about": (
        "Everybody in the network then sees our name and key fingerprint for {minutes} minutes, or "
        "until one has joined. Announce one partner at a time.",
        "之后 {minutes} 分钟内（或直到有一方加入），网络中的所有人都能看到本方名称和密钥指纹。"
        "一次只声明给一个伙伴。",
    ),
    "lan-announce": ("Announce us for {minutes} minutes", "声明本方 {minutes} 分钟"),
    "lan-who": ("Who is there", "网络中有谁"),
    "lan-who-about": (
        "Takes three seconds. A name is only what somebody says; the words tell who it is.",
        "需要三秒。名称只是对方自称；核对暗语才能确认身份。",
    ),
    "lan-look": ("Look round", "查看"),
    "lan-over": (
        "Nobody joined. The announcement is over, and its invitation is void.",
        "没有人加入。声明已结束，邀请已作废。",
    ),
}
