"""What stands in the settings: people, backup, recovery words, diagnostics."""

SETTINGS_TEXTS: dict[str, tuple[str, str]] = {
    "recovery-words-keep": (
        "Write these words on paper, in order, and keep it as you keep the safe's key: whoever has "
        "them is the company. They bring back the key; the data comes from a backup.",
        "请按顺序抄写在纸上，像保险柜钥匙一样保管：拿到它的人就能冒充本公司。它们用于找回密钥；数据"
        "须从备份恢复。",
    ),
    "recovery-words-count": (
        "Those are {count} words; there must be {expected}. Type all of them, with blanks between.",
        "共 {count} 个词；应为 {expected} 个。请输入全部词，词间用空格隔开。",
    ),
    "recovery-word-unknown": (
        "Word {place}, “{word}”, is not in the list. Perhaps: {near}.",
        "第 {place} 个词“{word}”不在词表中。也许是：{near}。",
    ),
    "recovery-words-wrong": (
        "The words do not fit together: one is wrong, or two changed places. Compare with the "
        "paper.",
        "这些词不匹配：有一个错误，或两个词颠倒了。请与纸上核对。",
    ),
    "settings-start": ("First steps", "开始使用"),
    "settings-company": ("Company", "公司"),
    "settings-people": ("People and roles", "人员与角色"),
    "settings-nobody": (
        "Nobody is entered: whoever sits at this machine may do everything. The first person is an "
        "owner; from then on the pages ask everybody to log in.",
        "尚未录入人员：坐在本机前的任何人都可以执行所有操作。第一个人为所有者；此后页面要求所有人"
        "登录。",
    ),
    "settings-add": (
        "Add somebody, or change their role or password",
        "添加人员，或修改其角色或密码",
    ),
    "settings-put": ("Save", "保存"),
    "settings-role": ("Role", "角色"),
    "settings-password-least": ("At least {least} characters.", "至少 {least} 个字符。"),
    "settings-password-own": ("My password", "我的密码"),
    "settings-password-old": ("Password until now", "原密码"),
    "settings-password-new": ("New password", "新密码"),
    "settings-password-change": ("Change my password", "修改我的密码"),
    "settings-password-changed": (
        "The password is changed. Log in with it.",
        "密码已修改。请用新密码登录。",
    ),
    "settings-remove": ("Remove {person}", "移除 {person}"),
    "settings-audit": ("Who did what", "操作记录"),
    "settings-audit-about": (
        "Every command that was given in the pages, by whom, and what came of it.",
        "页面中执行过的每条命令、执行人及结果。",
    ),
    "settings-audit-show": ("Show all", "查看全部"),
    "settings-backup": ("Backup and restore", "备份与恢复"),
    "settings-backup-about": (
        "One file with everything. Whoever has it with its key is the company: keep it like the "
        "safe's key. To restore, start Tuowang with an empty home and drop the file in step one.",
        "一个文件包含全部内容。连同密钥拿到它的人就能冒充本公司：请像保险柜钥匙一样保管。恢复时，"
        "用空的"
        "数据文件夹启动脱网，在第一步拖入该文件。",
    ),
    "settings-backup-without": ("Leave the key out", "不含密钥"),
    "settings-backup-make": ("Download a backup", "下载备份"),
    "settings-words": ("Recovery words", "恢复词"),
    "settings-words-about": (
        "34 words that bring the key back after a fire. Write them on paper when nobody is "
        "looking.",
        "34 个恢复词，可在灾后找回密钥。请在无人旁观时抄写在纸上。",
    ),
    "settings-words-show": ("Show the words", "显示恢复词"),
    "settings-updates": ("Version and help", "版本与帮助"),
    "settings-version": (
        "Tuowang {version}. It never updates itself: back up, install the new version over it, and "
        "start again; the data is brought along.",
        "脱网 {version}。不会自动更新：请先备份，再安装新版本并重新启动；数据会自动沿用。",
    ),
    "settings-diagnostics": ("Diagnostics", "诊断信息"),
    "diagnostics-about": (
        "To be copied into a mail to whoever helps. It holds no names, amounts, addresses or keys.",
        "可复制到邮件中发给协助者。其中不含名称、金额、地址或密钥。",
    ),
    "diagnostics-copy": ("As text", "文本形式"),
    "diagnostics-logs": ("Check every signature, too", "同时检查全部签名"),
    "diagnosis-version": ("Tuowang", "脱网版本"),
    "diagnosis-python": ("Python", "Python 版本"),
    "diagnosis-system": ("system", "操作系统"),
    "diagnosis-sqlite": ("SQLite", "SQLite 版本"),
    "diagnosis-entries": ("entries", "记录数"),
    "diagnosis-items": ("items", "物料数"),
    "diagnosis-recipes": ("recipes", "配方数"),
    "diagnosis-partners": ("partners in the book", "账册中的伙伴数"),
    "diagnosis-invited": ("links invited", "已邀请的连接"),
    "diagnosis-joined": ("links joined", "已加入的连接"),
    "diagnosis-connected": ("links connected", "已连接"),
    "diagnosis-silent": ("links silent", "久无音讯的连接"),
    "diagnosis-healing": ("links healing", "核对恢复中的连接"),
    "diagnosis-carried": ("links carried only", "仅靠携带的连接"),
    "diagnosis-under-way": ("entries under way", "在途记录数"),
    "diagnosis-heard-days": ("days since anybody was heard", "距最近来信的天数"),
    "diagnosis-database-bytes": ("database (bytes)", "数据库（字节）"),
    "diagnosis-free-bytes": ("free on the disk (bytes)", "磁盘可用（字节）"),
    "diagnosis-findings": ("findings in the logs", "日志检查发现的问题"),
}
