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
    "acts": ("What people did in the pages, newest first.", "页面中的操作记录，最新的在前。"),
}
