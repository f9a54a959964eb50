"""Every command of the command line, in the order of a company's first days."""

_HOME = "tuowang.faces.cli.home"
_BOOK = "tuowang.faces.cli.book"
_PARTNERS = "tuowang.faces.cli.partners"
_RULES = "tuowang.faces.cli.rules"
_FIGURES = "tuowang.faces.cli.figures"
_STANDARDS = "tuowang.faces.cli.standards"
_EXCHANGE = "tuowang.faces.cli.exchange"
_PLANNING = "tuowang.faces.cli.planning"
_PLAN_WEEKS = "tuowang.faces.cli.plan_weeks"
_WHAT_IF = "tuowang.faces.cli.what_if"
_CHANGES = "tuowang.faces.cli.changes"
_DOCKING = "tuowang.faces.cli.docking"
_PROMISES = "tuowang.faces.cli.promises"
_DEMANDS = "tuowang.faces.cli.demands"
_PROPOSALS = "tuowang.faces.cli.proposals"
_JOBS = "tuowang.faces.cli.jobs"
_GOODS = "tuowang.faces.cli.goods"
_SHIPPING = "tuowang.faces.cli.shipping"
_MONEY = "tuowang.faces.cli.money"
_NETTING = "tuowang.faces.cli.netting"
_FLOW_VIEWS = "tuowang.faces.cli.flow_views"
_OVERVIEW = "tuowang.faces.cli.overview"
_LOG = "tuowang.faces.cli.log"
_KEEPING = "tuowang.faces.cli.keeping"
_PEOPLE = "tuowang.faces.cli.people"
_FACTOR = "tuowang.faces.cli.second_factor"
_PAGES = "tuowang.faces.cli.pages"
_TODAY = "tuowang.faces.cli.today"
_TRIALS = "tuowang.faces.cli.trials"

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "section-first": {
        "init": (_HOME, "init"),
        "party": (_HOME, "party"),
        "template": (_BOOK, "template"),
        "import": (_BOOK, "import_book"),
        "export-book": (_BOOK, "export_book"),
        "ready": (_BOOK, "ready"),
    },
    "section-partners": {
        "invite": (_PARTNERS, "invite"),
        "join": (_PARTNERS, "join"),
        "lan": ("tuowang.faces.cli.lan", "lan"),
        "words": (_PARTNERS, "words"),
        "confirm": (_PARTNERS, "confirm"),
        "disconnect": (_PARTNERS, "disconnect"),
        "partners": (_PARTNERS, "partners"),
        "address": (_PARTNERS, "address"),
    },
    "section-disclosure": {
        "allow": (_RULES, "allow"),
        "deny": (_RULES, "deny"),
        "map": (_RULES, "map_item"),
        "publish": (_RULES, "publish"),
        "preview": (_RULES, "preview"),
        "offered": (_RULES, "offered"),
        "figures": (_FIGURES, "figures"),
        "catena-x": (_STANDARDS, "catena_x"),
    },
    "section-exchange": {
        "up": (_EXCHANGE, "up"),
        "sync": (_EXCHANGE, "sync"),
        "carry": (_EXCHANGE, "carry"),
        "paper": ("tuowang.faces.cli.paper", "paper"),
        "tell": (_EXCHANGE, "tell"),
        "messages": (_EXCHANGE, "messages"),
    },
    "section-planning": {
        "need": (_PLANNING, "need"),
        "needs": (_PLANNING, "needs"),
        "plan": (_PLANNING, "plan"),
        "what-if": (_WHAT_IF, "try_plan"),
        "change": (_CHANGES, "change"),
        "projection": (_PLAN_WEEKS, "projection"),
        "loads": (_PLAN_WEEKS, "loads"),
        "late": (_PLAN_WEEKS, "list_late"),
        "capacity": (_WHAT_IF, "capacity"),
        "priority": (_WHAT_IF, "priority"),
        "dock": (_DOCKING, "dock"),
        "docks": (_DOCKING, "docks"),
        "lanes": (_DOCKING, "lanes"),
        "promises": (_PROMISES, "promises"),
    },
    "section-trade": {
        "demand": (_DEMANDS, "demand"),
        "demands": (_DEMANDS, "demands"),
        "withdraw-demand": (_DEMANDS, "withdraw_demand"),
        "decline-demand": (_DEMANDS, "decline_demand"),
        "offer": (_PROPOSALS, "offer"),
        "offers": (_PROPOSALS, "offers"),
        "counter": (_PROPOSALS, "counter"),
        "agree": (_PROPOSALS, "agree"),
        "decline": (_PROPOSALS, "decline"),
        "withdraw": (_PROPOSALS, "withdraw"),
        "revise": (_PROPOSALS, "revise"),
        "agreements": (_PROPOSALS, "agreements"),
    },
    "section-goods": {
        "start": (_JOBS, "start"),
        "jobs": (_JOBS, "jobs"),
        "make": (_GOODS, "make"),
        "issue": (_GOODS, "issue"),
        "count": (_GOODS, "count"),
        "stock": (_GOODS, "stock"),
        "trace": (_GOODS, "trace"),
        "ship": (_SHIPPING, "ship"),
        "receive": (_SHIPPING, "receive"),
        "shipments": (_SHIPPING, "shipments"),
    },
    "section-money": {
        "claim": (_MONEY, "claim"),
        "claims": (_MONEY, "claims"),
        "dispute": (_MONEY, "dispute"),
        "pay": (_MONEY, "pay"),
        "payments": (_MONEY, "payments"),
        "confirm-payment": (_MONEY, "confirm_payment"),
        "net": (_NETTING, "net"),
        "mandate": ("tuowang.faces.cli.mandate", "mandate"),
        "witness": ("tuowang.faces.cli.witness", "witness"),
        "rings": (_NETTING, "list_rings"),
        "setoffs": (_NETTING, "setoffs"),
        "exclude": (_NETTING, "exclude"),
    },
    "section-overview": {
        "today": (_TODAY, "today"),
        "flows": (_OVERVIEW, "flows"),
        "stages": (_FLOW_VIEWS, "list_stages"),
        "neighbours": (_FLOW_VIEWS, "list_neighbours"),
        "measure": (_OVERVIEW, "measure"),
        "log": (_LOG, "log"),
        "backup": (_KEEPING, "backup"),
        "restore": (_KEEPING, "restore"),
        "recovery-words": (_KEEPING, "show_recovery_words"),
        "export": (_KEEPING, "export"),
        "diagnostics": (_KEEPING, "diagnostics"),
        "pages": (_PAGES, "pages"),
        "people": (_PEOPLE, "people"),
        "add-person": (_PEOPLE, "add_person"),
        "remove-person": (_PEOPLE, "remove_person"),
        "second-factor": (_FACTOR, "second_factor"),
        "reset-second-factor": (_FACTOR, "reset_second_factor"),
        "require-second-factor": (_FACTOR, "require_second_factor"),
        "end-log-ins": (_PEOPLE, "end_log_ins"),
        "acts": (_PEOPLE, "acts"),
    },
    "section-trial": {
        "storm": (_TRIALS, "storm"),
        "demo": ("tuowang.faces.cli.demo", "demo"),
        "compare": ("tuowang.faces.cli.compare", "compare"),
        "bench": (_TRIALS, "bench"),
    },
}
"""The commands, as the first screen groups them: one line a command."""

COMMANDS = {name: where for section in SECTIONS.values() for name, where in section.items()}
