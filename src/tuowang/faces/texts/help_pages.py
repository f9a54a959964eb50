"""What the commands about the pages and their people are for."""

PAGES_HELP: dict[str, tuple[str, str]] = {
    "pages": (
        "Serve the pages on this machine, until stopped. `up` does it, too. Others can reach them "
        "only with a log-in and TLS.",
        "在本机提供页面，直到停止；`up` 也会同时提供。其他机器访问需要登录和 TLS。",
    ),
    "people": ("Who may log in to the pages, and their role.", "谁可以登录页面，及其角色。"),
    "add-person": (
        "Let somebody log in to the pages, or change their role or password. The first one is an "
        "owner; from then on the pages ask everybody to log in.",
        "允许某人登录页面，或修改其角色或密码。第一个人须为所有者；此后页面要求所有人登录。",
    ),
    "remove-person": ("Let somebody no longer log in to the pages.", "不再允许某人登录页面。"),
    "second-factor": (
        "Ask somebody for a code of their authenticator when they log in. Shows the secret once; "
        "it counts after --code was right, which shows the recovery codes once.",
        "登录时要求某人输入身份验证器的验证码。密钥只显示一次；用 --code 确认后生效，恢复码也只显示"
        "一次。",
    ),
    "reset-second-factor": (
        "Take off the second factor of somebody who lost it. Their log-ins end.",
        "为丢失验证器的人取消第二因素；其登录全部结束。",
    ),
    "require-second-factor": (
        "Everybody who logs in must have a second factor. Who has none sets it up when they log "
        "in next.",
        "所有登录者必须设置第二因素；尚未设置的人在下次登录时设置。",
    ),
    "end-log-ins": (
        "End the log-ins of somebody, in every browser.",
        "结束某人在所有浏览器中的登录。",
    ),
    "acts": (
        "What people did in the pages, and who logged in or tried to, newest first. Kept for two "
        "years.",
        "页面中的操作与登录（含失败的尝试）记录，最新的在前；保留两年。",
    ),
}
