"""Numba's part of `compiled.touch`: one machine instruction that fetches memory ahead of its use.

Imported only where loops are compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array

from tuowang.net.compiled import touch

_READ, _KEEP, _DATA = 0, 3, 1


@intrinsic  # type: ignore[untyped-decorator]
def _fetch(_typing: Any, column: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = make_array(signature.args[0])(context, builder, arguments[0])
        word, byte = ir.IntType(32), ir.PointerType(ir.IntType(8))
        address = builder.bitcast(builder.gep(array.data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        call = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(call, [address, word(_READ), word(_KEEP), word(_DATA)])
        return context.get_dummy_value()

    return types.void(column, types.intp), generate


@overload(touch)  # type: ignore[untyped-decorator]
def _touch(column: Any, place: Any) -> Callable[..., Any]:
    def fetched(column: Any, place: Any) -> None:
        _fetch(column, place)

    return fetched
