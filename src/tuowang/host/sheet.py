"""A declared table as an SQL table: columns, statements, rows to parameters and back.

    int, bool    INTEGER          these three, and None beside them, are stored as they are, so
    str          TEXT             that `select * from commitments` can be read, sorted and joined
    bytes        BLOB
    the rest     TEXT, as JSON    lists, nested structs, dicts; decoded as exactly the field's type

Everything is compiled once a table. Statements name their columns, so it does not matter in
which order a migrated table holds them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect as types

from tuowang.store.table import Key, Table

Index = tuple[str, ...]
Raw = tuple[Any, ...]
_JSON = msgspec.json.Encoder()
_PLAIN: dict[type, tuple[str, str]] = {
    types.IntType: ("int", "INTEGER"),
    types.BoolType: ("bool", "INTEGER"),
    types.StrType: ("str", "TEXT"),
    types.BytesType: ("bytes", "BLOB"),
}


class Column(NamedTuple):
    """One field. `kind` changes when stored values would no longer be understood."""

    name: str
    kind: str
    sql_type: str
    default: str | None
    """The default as an SQL literal; None where the field has none."""
    encode: Callable[[Any], Any] | None
    decode: Callable[[Any], Any] | None

    @property
    def nullable(self) -> bool:
        """Whether None may stand here."""
        return self.kind.endswith("?")


def quoted(name: str) -> str:
    """A name as SQL; names are declared in our own code."""
    assert name.isidentifier() and name.isascii()
    return f'"{name}"'


def quoted_list(names: Sequence[str]) -> str:
    """Names as SQL, with commas."""
    return ", ".join(quoted(name) for name in names)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, int):
        return str(int(value))
    assert isinstance(value, str) and "\x00" not in value
    return "'" + value.replace("'", "''") + "'"


def _plain_kind(field_type: types.Type) -> tuple[str, str] | None:
    if isinstance(field_type, types.Metadata):
        return _plain_kind(field_type.type)
    if isinstance(field_type, types.UnionType):
        others = [one for one in field_type.types if not isinstance(one, types.NoneType)]
        kind = _plain_kind(others[0]) if len(others) == 1 else None
        return None if kind is None else (kind[0].rstrip("?") + "?", kind[1])
    return _PLAIN.get(type(field_type))


def _json_kind(field_type: Any) -> str:
    def bare(schema: Any) -> Any:
        """What decides about decoding; a changed docstring does not."""
        if isinstance(schema, dict):
            words = {"description", "title", "examples"}
            return {
                name: value if name in ("default", "enum", "const") else bare(value)
                for name, value in schema.items()
                if not (name in words and isinstance(value, str | list))
            }
        return [bare(one) for one in schema] if isinstance(schema, list) else schema

    text = json.dumps(bare(msgspec.json.schema(field_type)), sort_keys=True)
    return "json " + sha256(text.encode()).hexdigest()[:16]


def _to_json(value: Any) -> str:
    return _JSON.encode(value).decode()


def _to_bool(value: Any) -> Any:
    return None if value is None else bool(value)


def _column(field: msgspec.structs.FieldInfo) -> Column:
    plain = _plain_kind(types.type_info(field.type))
    if plain is None:
        kind, sql_type = _json_kind(field.type), "TEXT"
        encode: Callable[[Any], Any] | None = _to_json
        decode: Callable[[Any], Any] | None = msgspec.json.Decoder(field.type).decode
    else:
        (kind, sql_type), encode = plain, None
        decode = _to_bool if kind.startswith("bool") else None
    default = None
    if not field.required:
        made = field.default_factory
        value = field.default if made is msgspec.NODEFAULT else made()
        default = _literal(value if encode is None else encode(value))
    return Column(field.name, kind, sql_type, default, encode, decode)


class Sheet:
    """One table, compiled."""

    def __init__(self, table: Table[Any]) -> None:
        parameters = inspect.signature(table.row).parameters.values()
        assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters)
        self.table = table
        self.columns = tuple(_column(field) for field in msgspec.structs.fields(table.row))
        self.names = tuple(column.name for column in self.columns)
        kinds = {column.name: column.kind for column in self.columns}
        for index in (table.key, *table.indexes):
            assert all(kinds[name] in ("int", "str", "bool") for name in index)
        self._encoders = [(i, c.encode) for i, c in enumerate(self.columns) if c.encode]
        self._decoders = [(i, c.decode) for i, c in enumerate(self.columns) if c.decode]
        self._pages: dict[tuple[Index, int, int, bool], str] = {}
        name, key = quoted(table.name), " AND ".join(f"{quoted(one)} = ?" for one in table.key)
        marks = ", ".join("?" for _ in self.columns)
        self.put = f"INSERT OR REPLACE INTO {name} ({quoted_list(self.names)}) VALUES ({marks})"
        self.get = f"SELECT {quoted_list(self.names)} FROM {name} WHERE {key}"
        self.delete = f"DELETE FROM {name} WHERE {key}"
        self.clear = f"DELETE FROM {name}"
        self.count = f"SELECT count(*) FROM {name}"

    def encode(self, row: Any) -> Sequence[Any]:
        """A row as parameters, in the order of its fields."""
        values = msgspec.structs.astuple(row)
        if not self._encoders:
            return values
        changed = list(values)
        for position, encode in self._encoders:
            changed[position] = encode(changed[position])
        return changed

    def decode(self, raw: Raw) -> Any:
        """A selected row as the table's struct."""
        if not self._decoders:
            return self.table.row(*raw)
        values = list(raw)
        for position, decode in self._decoders:
            values[position] = decode(values[position])
        return self.table.row(*values)

    def order(self, index: Index) -> Index:
        """All columns that an index sorts by: its own, then what the key adds."""
        assert index == self.table.key or index in self.table.indexes
        return (*index, *(name for name in self.table.key if name not in index))

    def positions(self, names: Sequence[str]) -> list[int]:
        """Where these columns stand in a raw row."""
        return [self.names.index(name) for name in names]

    def page(self, index: Index, prefix: int, after: int, keys: bool) -> str:
        """Rows, or only their keys, with `prefix` leading values given, from behind a place.

        `after` says how many values of the order behind the prefix are given; where these are
        not all, places that begin with them are still to come. The last parameter is the limit.
        """
        made = self._pages.get((index, prefix, after, keys))
        if made is not None:
            return made
        order = self.order(index)
        clauses = [f"{quoted(name)} = ?" for name in order[:prefix]]
        if after:
            rest = order[prefix : prefix + after]
            comparison = ">" if prefix + after == len(order) else ">="
            marks = ", ".join("?" for _ in rest)
            clauses.append(f"({quoted_list(rest)}) {comparison} ({marks})")
        statement = (
            f"SELECT {quoted_list(self.table.key if keys else self.names)}"
            f" FROM {quoted(self.table.name)}"
            f"{' WHERE ' + ' AND '.join(clauses) if clauses else ''}"
            f" ORDER BY {quoted_list(order)} LIMIT ?"
        )
        self._pages[index, prefix, after, keys] = statement
        return statement


def rest_of(after: Key | None, prefix: Key, length: int) -> Key | None:
    """What of the place `after` bounds the rows under `prefix`: () is nothing, None is all.

    Places have `length` values and compare as tuples do, so a shorter `after` stands before
    the places that begin with it.
    """
    if after is None or after < prefix:
        return ()
    if after[: len(prefix)] != prefix or len(after) == len(prefix) == length:
        return None
    return after[len(prefix) :]
