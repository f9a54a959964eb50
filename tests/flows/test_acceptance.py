"""Every flow passes its interface's suite; and the suite can fail."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from tests.flows.test_hostile_partner import anything
from tuowang.flows import FLOWS
from tuowang.flows.acceptance import check_flow
from tuowang.flows.base import Flow, Record, Said
from tuowang.store.store import Rows


def records_of(flow: Flow) -> st.SearchStrategy[list[Record]]:
    """Some records of a flow, as wild as their types allow."""
    one = st.one_of([anything(inspect.type_info(record), {}) for record in flow.records.values()])
    return st.lists(one, max_size=6)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_every_flow_is_accepted(flow: Flow, data: st.DataObject) -> None:
    check_flow(flow, data.draw(records_of(flow)))


class Whispered(Record, frozen=True):
    """Something was whispered."""

    kind: ClassVar[str] = "whisper.whispered"
    topic: ClassVar[str] = "link"
    text: str = ""


def test_a_flow_that_forgets_a_fold_or_fails_in_one_is_not_accepted() -> None:
    flow = Flow("whisper")
    flow.record(Whispered)
    with pytest.raises(AssertionError, match="folded into nothing"):
        check_flow(flow, [Whispered()])

    @flow.fold(Whispered)
    def fold(_rows: Rows, said: Said[Any]) -> None:
        if not said.record.text:
            raise KeyError(said.record.text)

    with pytest.raises(KeyError):
        check_flow(flow, [Whispered()])
    check_flow(flow, [Whispered("x")])
