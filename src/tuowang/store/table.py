"""A table's shape: its rows' type, its key, what else it is looked up by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

R = TypeVar("R", bound=msgspec.Struct)
Key = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Table(Generic[R]):
    """Rows of one frozen struct. `key` names the fields of the primary key, `indexes` other orders.

    Key and index fields are int or str. A table never changes shape silently: a new field
    has a default, and the host's migration adds the column.
    """

    name: str
    row: type[R]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        fields = self.row.__struct_fields__
        assert all(name in fields for index in (self.key, *self.indexes) for name in index)

    def key_of(self, row: R) -> Key:
        """The primary key of a row."""
        return tuple([getattr(row, name) for name in self.key])
