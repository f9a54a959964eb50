"""Who logs in, with what, and what is noted of it."""

PEOPLE_TEXTS: dict[str, tuple[str, str]] = {
    "act-reset-second-factor": ("Take off the second factor", "取消第二因素"),
    "act-require-second-factor": ("Who needs a second factor", "谁须设置第二因素"),
    "act-end-log-ins": ("End the log-ins", "结束登录"),
    "password-common": (
        "That password is among those that are tried first. Choose another one; three or four "
        "words that do not belong together are good.",
        "该密码属于最先会被尝试的常见密码。请另选一个；三四个互不相关的词就很好。",
    ),
    "password-name": (
        "That password is little more than “{name}”, which is easily guessed. Choose another one.",
        "该密码几乎只是“{name}”，容易被猜到。请另选一个。",
    ),
    "code-wrong": (
        "The code is wrong, or was used already. Wait for the next one and type that.",
        "验证码不正确或已用过。请等下一个验证码再输入。",
    ),
    "log-in-again": (
        "The log-in waited too long for its code. Begin again with name and password.",
        "等待验证码超时。请重新输入姓名和密码。",
    ),
    "factor-not-begun": (
        "There is no secret to confirm. First: `tuowang second-factor NAME`, or begin in the "
        "settings.",
        "没有待确认的密钥。请先运行 `tuowang second-factor 姓名`，或在设置中开始。",
    ),
    "settings-own": ("My log-in", "我的登录"),
    "settings-factor": ("Second factor", "第二因素"),
    "settings-factor-reset": (
        "Take off the second factor of {person}",
        "取消 {person} 的第二因素",
    ),
    "settings-factor-require": (
        "Whether everybody needs a second factor",
        "是否要求所有人设置第二因素",
    ),
    "settings-log-ins": ("My log-ins", "我的登录记录"),
    "settings-end": ("End the log-ins of {person}", "结束 {person} 的登录"),
    "factor-all-must": (
        "Everybody who logs in must have a second factor.",
        "所有登录者必须设置第二因素。",
    ),
    "factor-all-may": (
        "Who logs in may have a second factor, and need not.",
        "登录者可自愿设置第二因素。",
    ),
    "factor-lacking": ("Not yet: {people}.", "尚未设置：{people}。"),
    "factor-code": ("Code", "验证码"),
    "factor-code-about": (
        "Six digits of your authenticator, or one of your recovery codes.",
        "身份验证器上的六位数字，或一个恢复码。",
    ),
    "factor-other-person": ("Begin again", "重新开始"),
    "factor-is-on": ("Your log-in asks for a code, too.", "您登录时还需输入验证码。"),
    "factor-is-off": ("Your log-in asks for a password only.", "您登录时只需密码。"),
    "factor-needed": (
        "In this company everybody has a second factor. Set yours up to go on.",
        "本公司要求所有人设置第二因素。请设置后继续。",
    ),
    "factor-state-on": (
        "Your log-in asks for a code of your authenticator. Recovery codes left: {left}. A new "
        "one replaces both.",
        "您登录时需输入身份验证器的验证码。剩余恢复码：{left}。重新设置将同时替换两者。",
    ),
    "factor-state-off": (
        "With a second factor a stolen password opens nothing: when you log in you type a code, "
        "too, that an authenticator on your telephone shows, without any network.",
        "有了第二因素，密码被盗也无法登录：登录时还需输入手机身份验证器上显示的验证码，无需网络。",
    ),
    "factor-begin": ("Set it up", "开始设置"),
    "factor-begin-anew": ("Set up a new one", "重新设置"),
    "factor-scan": (
        "Read this with an authenticator, now: it is not shown again.",
        "请立即用身份验证器扫描：不会再次显示。",
    ),
    "factor-type": ("Or type this secret into it:", "或手动输入此密钥："),
    "factor-then": (
        "Then: `tuowang second-factor {person} --code DIGITS`.",
        "然后运行：`tuowang second-factor {person} --code 验证码`。",
    ),
    "factor-confirm": ("Confirm with a code", "用验证码确认"),
    "factor-on": (
        "From now on the log-in asks for a code. All other log-ins are ended.",
        "此后登录需输入验证码。其他登录已全部结束。",
    ),
    "factor-off": (
        "{person} has no second factor any more; the log-ins are ended.",
        "{person} 已无第二因素；其登录已全部结束。",
    ),
    "factor-recovery": ("Recovery codes", "恢复码"),
    "factor-recovery-about": (
        "Each of these is good for one log-in without the authenticator. Keep them on paper or in "
        "a password manager: they are not shown again.",
        "每个恢复码可在没有身份验证器时登录一次。请抄写或存入密码管理器：不会再次显示。",
    ),
    "again-password": ("Your password, once more", "请再次输入您的密码"),
    "log-ins-standing": ("Where you are logged in", "当前登录"),
    "log-ins-which": ("Which to end, by when it began", "要结束的登录（按开始时间）"),
    "log-ins-all-others": ("all others", "其他全部"),
    "log-ins-end": ("End", "结束"),
    "log-ins-ended": ("The log-ins of {person} are ended.", "{person} 的登录已结束。"),
    "log-ins-last": ("Your last log-ins", "最近的登录"),
    "log-ins-last-about": (
        "Somebody else tried, or was in? Change your password, and tell an owner.",
        "有他人尝试或登录过？请修改密码并告知所有者。",
    ),
}

PEOPLE_WORDS: dict[str, tuple[str, str]] = {
    "logged-in": ("logged in", "已登录"),
    "logged-out": ("logged out", "已退出"),
    "log-in-wrong": ("log-in failed: password", "登录失败：密码"),
    "log-in-unknown": ("log-in failed: unknown name", "登录失败：姓名不存在"),
    "code-wrong": ("log-in failed: code", "登录失败：验证码"),
    "not-allowed": ("not allowed", "无权限"),
    "recovery-code-used": ("a recovery code was used", "使用了恢复码"),
}
