"""From the tables that were to the tables that are declared, in one transaction.

    new table              created; folded from the logs anew, if there are logs
    new field + default    ALTER TABLE ADD COLUMN
    index                  created or dropped
    anything else          the table is dropped and created; folded from the logs anew

`lasting` tables are not folded from logs (links, with their keys): these are never dropped. A
field may leave them; a changed one, or another key, needs a step written here by hand, and its
absence is an assertion. The table `_shape` holds what was declared last, and under "" the
fingerprint of the whole, by which an unchanged database opens with one look.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tuowang.host.database import APPLICATION_ID, SCHEMA_VERSION
from tuowang.host.sheet import Index, Sheet, quoted, quoted_list

RESERVED = ("log", "meta")
REBUILD = "rebuild"
"""The `meta` key that says that the tables must be folded from the logs anew."""

_BASE = (
    "CREATE TABLE IF NOT EXISTS log (arrival INTEGER PRIMARY KEY, stream INTEGER NOT NULL,"
    " n INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL, UNIQUE (stream, n))",
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY NOT NULL, value BLOB) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS _shape (name TEXT PRIMARY KEY NOT NULL, shape TEXT NOT NULL)"
    " WITHOUT ROWID",
)


def shape_of(sheet: Sheet, lasting: bool) -> dict[str, Any]:
    """What a table's declaration says, as far as stored rows depend on it."""
    return {
        "lasting": lasting,
        "columns": {column.name: column.kind for column in sheet.columns},
        "key": list(sheet.table.key),
        "indexes": [list(index) for index in sheet.table.indexes],
    }


def migrate(
    connection: sqlite3.Connection, sheets: Mapping[str, Sheet], lasting: frozenset[str]
) -> None:
    """Bring the schema to the declaration; nothing is written where nothing changed."""
    assert not any(name in RESERVED or name.startswith("_") for name in sheets)
    shapes = {
        name: json.dumps(shape_of(sheet, name in lasting), sort_keys=True)
        for name, sheet in sheets.items()
    }
    whole = json.dumps([SCHEMA_VERSION, sorted(shapes.items())])
    fingerprint = sha256(whole.encode()).hexdigest()
    if _known(connection).get("") == fingerprint:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = _known(connection)
        if known.get("") != fingerprint:
            _migrate(connection, sheets, lasting, known)
            absent = {name: known[name] for name in known.keys() - shapes.keys() if name}
            kept = {name: shape for name, shape in absent.items() if json.loads(shape)["lasting"]}
            _remember(connection, kept | shapes | {"": fingerprint})
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _known(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = '_shape'").fetchone()
    return dict(connection.execute("SELECT name, shape FROM _shape")) if found else {}


def _remember(connection: sqlite3.Connection, shapes: dict[str, str]) -> None:
    """A folded table that is no longer declared is forgotten: if it returns, its rows are old."""
    connection.execute("DELETE FROM _shape")
    connection.executemany("INSERT INTO _shape (name, shape) VALUES (?, ?)", shapes.items())
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _migrate(
    connection: sqlite3.Connection,
    sheets: Mapping[str, Sheet],
    lasting: frozenset[str],
    known: dict[str, str],
) -> None:
    for statement in _BASE:
        connection.execute(statement)
    has_logs = connection.execute("SELECT 1 FROM log LIMIT 1").fetchone() is not None
    for name, sheet in sheets.items():
        old = json.loads(known[name]) if name in known else None
        fits = old is not None and _alter(connection, sheet, old, name in lasting)
        if not fits:
            assert old is None or name not in lasting
            connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
            _create(connection, sheet, name)
            if has_logs and name not in lasting:
                connection.execute("REPLACE INTO meta VALUES (?, ?)", (REBUILD, b"1"))
        _index(connection, sheet)


def _alter(
    connection: sqlite3.Connection, sheet: Sheet, old: dict[str, Any], lasting: bool
) -> bool:
    """Change a table in place, its rows kept; False where that cannot be."""
    name, had = sheet.table.name, old["columns"]
    new = [column for column in sheet.columns if column.name not in had]
    same_key = old["key"] == list(sheet.table.key)
    same_kinds = all(had.get(column.name, column.kind) == column.kind for column in sheet.columns)
    gone = set(had) - set(sheet.names)
    if not (same_key and same_kinds and all(column.default is not None for column in new)):
        assert not lasting, f"{name} is not folded from logs: write its migration by hand"
        return False
    if gone and not lasting:
        return False
    if gone:
        _copy(connection, sheet, [one for one in sheet.names if one in had])
        return True
    for column in new:
        declared = f"{_declared(column.name, column.sql_type, column.nullable)}"
        connection.execute(
            f"ALTER TABLE {quoted(name)} ADD COLUMN {declared} DEFAULT {column.default}"
        )
    return True


def _copy(connection: sqlite3.Connection, sheet: Sheet, kept: list[str]) -> None:
    name, columns = sheet.table.name, quoted_list(kept)
    _create(connection, sheet, "_new")
    connection.execute(f"INSERT INTO _new ({columns}) SELECT {columns} FROM {quoted(name)}")
    connection.execute(f"DROP TABLE {quoted(name)}")
    connection.execute(f"ALTER TABLE _new RENAME TO {quoted(name)}")


def _declared(name: str, sql_type: str, nullable: bool) -> str:
    return f"{quoted(name)} {sql_type}{'' if nullable else ' NOT NULL'}"


def _create(connection: sqlite3.Connection, sheet: Sheet, name: str) -> None:
    """Short plain rows live in their key's own tree; a single number is the row's number."""
    key, columns = sheet.table.key, []
    kinds = {column.name: column.kind for column in sheet.columns}
    numbered = len(key) == 1 and kinds[key[0]] == "int"
    for column in sheet.columns:
        declared = _declared(column.name, column.sql_type, column.nullable)
        default = "" if column.default is None else f" DEFAULT {column.default}"
        columns.append(declared + default)
    columns.append(f"PRIMARY KEY ({quoted_list(key)})")
    plain = not any(kind.startswith(("json", "bytes")) for kind in kinds.values())
    ending = " WITHOUT ROWID" if plain and not numbered else ""
    connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join(columns)}){ending}")


def _index_name(table: str, index: Index) -> str:
    return "_by_".join([table, "_".join(index)])


def _index(connection: sqlite3.Connection, sheet: Sheet) -> None:
    """Each index ends in the key: so a walk in its order has one next place."""
    table = sheet.table.name
    wanted = {_index_name(table, index): index for index in sheet.table.indexes}
    query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL"
    present = {name for (name,) in connection.execute(query, (table,)).fetchall()}
    for name in present - set(wanted):
        connection.execute(f"DROP INDEX {quoted(name)}")
    for name, index in wanted.items():
        if name not in present and index != sheet.table.key:
            columns = quoted_list(sheet.order(index))
            connection.execute(f"CREATE INDEX {quoted(name)} ON {quoted(table)} ({columns})")
