"""Style as a test: sizes, names, docstrings, whole numbers, purity, dead files, live links.

The rules are small functions over source text, so that each is also shown to catch its own fault.
"""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tuowang"
SOURCES = sorted(PACKAGE.rglob("*.py"))

FILE_LINES, FUNCTION_LINES, COLUMNS, DEPENDENCIES = 400, 70, 100, 12

PURE = (
    "errors",
    "units",
    "record",
    "store",
    "link",
    "plan",
    "net",
    "flows",
    "node",
    "sim",
    "standards",
)
WHOLE_NUMBERS = ("units", "record", "store", "link", "plan", "net", "flows")
MAY_PRINT = ("faces", "demo")
ENTRY_POINTS = {"tuowang", "tuowang.__main__", "tuowang.faces.cli"}
# Judges that the package ships for its tests, so that a new carrier or source can be held to them.
SHIPPED_TESTS = re.compile(r"\.acceptance$")

BORROWED_WORDS = re.compile(r"(Manager|Helper|Util|Utils)$|^(utils?|helpers?|managers?)$", re.I)
# Built from pieces, so that this file passes its own rule.
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.", "npm" + r"js\.(org|com)"])
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.~-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "tmp/t" + "w"]) + r")/"
)
SKIPPED_FOLDERS = {"__pycache__", "node_modules"}
SKIPPED_AT_ROOT = {"build", "demo", "dist"}

NAMED = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

Rule = Callable[[str, str], list[str]]
"""From a file's name relative to src/ and its text to what is wrong, one sentence each."""


def room(name: str) -> str:
    """The room of a file: `tuowang/link/admit.py` -> `link`, `tuowang/node.py` -> `node`."""
    return Path(name).parts[1].removesuffix(".py")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def sizes(name: str, text: str) -> list[str]:
    lines = text.splitlines()
    wrong = [f"line {n} has {len(x)} columns" for n, x in enumerate(lines, 1) if len(x) > COLUMNS]
    if len(lines) > FILE_LINES:
        wrong.append(f"the file has {len(lines)} lines")
    for function in functions(ast.parse(text)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LINES:
            wrong.append(f"{function.name} has {length} lines")
    return wrong


def docstrings(name: str, text: str) -> list[str]:
    tree = ast.parse(text)
    wrong = [] if ast.get_docstring(tree) else ["the module has no docstring"]
    for node in tree.body:
        if isinstance(node, NAMED) and not node.name.startswith("_"):
            wrong += [] if ast.get_docstring(node) else [f"{node.name} has no docstring"]
    return wrong


def no_bare_except(name: str, text: str) -> list[str]:
    return [
        f"line {node.lineno}: a bare except"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


def nothing_left_to_do(name: str, text: str) -> list[str]:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    return [f"line {n}: {x.strip()}" for n, x in enumerate(text.splitlines(), 1) if mark.search(x)]


LINEAR_PROGRAMS = re.compile(
    r"/plan/(docking/|firm|lane_consensus|lot_program|lot_passes|chain_program)"
    r"|/flows/docking_(problem|usual|lanes)"
)
"""A linear program's numbers are no whole ones; what leaves it is rounded to whole units."""


def whole_numbers(name: str, text: str) -> list[str]:
    if room(name) not in WHOLE_NUMBERS or LINEAR_PROGRAMS.search(name):
        return []
    wrong = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            wrong.append(f"line {node.lineno}: the float {node.value}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "float":
            wrong.append(f"line {node.lineno}: float()")
    return wrong


def purity(name: str, text: str) -> list[str]:
    """Imports are the import contract's matter; this finds the calls that no import shows."""
    if room(name) not in PURE:
        return []
    impure = re.compile(
        r"^(datetime\.)*(datetime|date)\.(now|utcnow|today)$|^(time|random|secrets|uuid)\.\w+$"
        r"|^os\.\w+$|^(open|input)$|Key\.generate$|\.generate_key$"
    )
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}()"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and impure.search(ast.unparse(node.func))
    ]


def names(name: str, text: str) -> list[str]:
    wrong = [f"the file is called {name}"] if BORROWED_WORDS.search(Path(name).stem) else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, NAMED) and BORROWED_WORDS.search(node.name):
            wrong.append(f"line {node.lineno}: {node.name}")
    return wrong


def no_print(name: str, text: str) -> list[str]:
    if room(name) in MAY_PRINT:
        return []
    return [
        f"line {node.lineno}: print()"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    ]


RULES: tuple[Rule, ...] = (
    sizes,
    docstrings,
    no_bare_except,
    nothing_left_to_do,
    whole_numbers,
    purity,
    names,
    no_print,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    wrong = [
        f"{name}: {what}"
        for file in SOURCES
        for name in [file.relative_to(ROOT / "src").as_posix()]
        for what in rule(name, file.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("rule", "name", "fault"),
    [
        (sizes, "tuowang/node.py", "#" * 101),
        (sizes, "tuowang/node.py", "\n" * 401),
        (sizes, "tuowang/node.py", "def long() -> None:\n" + "    pass\n" * 70),
        (docstrings, "tuowang/node.py", "x = 1"),
        (docstrings, "tuowang/node.py", '"""A module."""\ndef ask() -> None: ...'),
        (docstrings, "tuowang/node.py", '"""A module."""\nclass Ask: ...'),
        (no_bare_except, "tuowang/node.py", "try:\n    x = 1\nexcept:\n    pass"),
        (nothing_left_to_do, "tuowang/node.py", "# TO" + "DO later"),
        (whole_numbers, "tuowang/flows/order.py", "price = 1.5"),
        (whole_numbers, "tuowang/units.py", "price = float('1')"),
        (purity, "tuowang/flows/order.py", "at = datetime.now()"),
        (purity, "tuowang/flows/order.py", "at = datetime.datetime.now(tz=None)"),
        (purity, "tuowang/node.py", "at = time.time()"),
        (purity, "tuowang/sim/storm.py", "n = random.random()"),
        (purity, "tuowang/record/keys.py", "seed = os.urandom(32)"),
        (purity, "tuowang/record/keys.py", "key = Ed25519PrivateKey.generate()"),
        (names, "tuowang/node.py", "class OrderManager: ..."),
        (names, "tuowang/utils.py", ""),
        (no_print, "tuowang/host/loop.py", "print('x')"),
    ],
)
def test_the_rule_catches(rule: Rule, name: str, fault: str) -> None:
    assert rule(name, fault)


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


def mentioned(file: Path) -> Iterator[str]:
    """Every module that a file imports, or names whole in a string, as an explicit list may."""
    package = module_name(file).split(".")
    package = package if file.name == "__init__.py" else package[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join(above + ([node.module] if node.module else []))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_file_is_dead() -> None:
    alive = {name for file in SOURCES for name in mentioned(file) if name != module_name(file)}
    dead = [
        module_name(file)
        for file in SOURCES
        if file.name != "__init__.py" and module_name(file) not in alive | ENTRY_POINTS
    ]
    assert not [name for name in dead if not SHIPPED_TESTS.search(name)]


def test_the_dependencies_are_few_and_each_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = tomllib.loads(text)["project"]["dependencies"]
    assert 0 < len(dependencies) <= DEPENDENCIES
    for dependency in dependencies:
        assert re.search(re.escape(f'"{dependency}",') + r"\s+# \w", text), dependency


def test_every_dependency_is_locked_with_its_hash() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, wanted in {
        "requirements.lock": declared["dependencies"],
        "requirements-dev.lock": declared["dependencies"]
        + declared["optional-dependencies"]["dev"]
        + ["hatchling"],
        "requirements-build.lock": ["hatchling"],
    }.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^([\w.-]+)==[^\n]+\\\n    --hash=sha256:", text, re.M)
        missing = {re.split(r"[<>=\[]", name)[0] for name in wanted} - {*pins, "tuowang"}
        assert not missing, lock
        assert len(pins) == len(re.findall(r"^[\w.-]+==", text, re.M)), lock


def project_files() -> Iterator[Path]:
    """What a clone would hold: everything but caches, environments and what the demo wrote."""
    for folder, below, files in os.walk(ROOT):
        here = Path(folder)
        skipped = SKIPPED_AT_ROOT if here == ROOT else set()
        below[:] = [
            name
            for name in below
            if name not in SKIPPED_FOLDERS | skipped
            and (not name.startswith(".") or name in {".ci", ".github"})
        ]
        yield from (here / name for name in files)


def test_no_file_names_a_registry_or_a_machine() -> None:
    wrong = []
    for file in project_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if found := REGISTRIES.search(line) or MACHINE_PATHS.search(line):
                wrong.append(f"{file.relative_to(ROOT)}:{number}: {found.group()}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_search_for_hosts_and_machines_finds_them() -> None:
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert MACHINE_PATHS.search("see /wo" + "rk/notes")
    assert not MACHINE_PATHS.search("the folder at wo" + "rk/notes")


def test_every_link_in_the_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert documents
    broken = []
    for document in documents:
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)", text):
            if re.match(r"[a-z]+:|#", target):
                continue
            if not (document.parent / target.split("#")[0]).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert not broken, "\n" + "\n".join(broken)
