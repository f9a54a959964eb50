"""The ring commit at five firms, searched through with fewer states; and that these are enough."""

from __future__ import annotations

import os

import pytest

from tests.net.reduced import Reduced
from tests.net.search import Found, Numbers, World
from tests.net.test_commit import (
    NeverReleases,
    NoRedo,
    NoRelay,
    OneSignatureShort,
    ReleaseIsFinal,
    TrustsSettled,
)
from tuowang.net.commit import OPEN, RELEASED, Commit

LONG = pytest.mark.skipif("TUOWANG_SOAK" not in os.environ, reason="`make soak` runs it")
OF_FIVE = [
    (),
    (0,),
    (0, 1),
    (0, 2),
    (0, 1, 2),
    (0, 1, 3),
    (0, 1, 2, 3),
]
"""Who lies in a ring of five: all that are not the same but for who is called the first."""


@pytest.mark.parametrize("liars", OF_FIVE)
def test_nobody_of_five_is_half_cleared_or_locked_for_ever(liars: tuple[int, ...]) -> None:
    assert Reduced(5, frozenset(liars)).search() > 10


@pytest.mark.parametrize("liars", [(0, 1), (0, 2), pytest.param((0,), marks=LONG)])
def test_nor_where_parts_of_a_set_are_held(liars: tuple[int, ...]) -> None:
    assert Reduced(5, frozenset(liars), parts_of_sets=True).search() > 1000


@pytest.mark.parametrize(
    ("liars", "restores"),
    [((0, 1, 2, 3), 2), ((0, 1, 3), 1), pytest.param((0, 1, 2), 1, marks=LONG)],
)
def test_nor_after_old_disks(liars: tuple[int, ...], restores: int) -> None:
    assert World(5, frozenset(liars), restores).search() > 10


Ends = set[tuple[tuple[str, bool, bool], ...]]


def ends(world: World) -> Ends:
    """How it can end: of each honest firm its state, which legs it settled; open is released."""
    world.search()

    def end(state: Numbers) -> tuple[tuple[str, bool, bool], ...]:
        parts = [firm.part for firm in world.told_of(state)]
        return tuple(
            (
                RELEASED if one.state == OPEN else one.state,
                one.sides[0].settled,
                one.sides[1].settled,
            )
            for one in parts
        )

    return {end(state) for state in world.ends.values()}


@pytest.mark.parametrize(
    ("size", "liars"), [(2, (0,)), (3, (0,)), (3, (0, 1)), (4, (0, 1)), (4, (0, 2))]
)
def test_the_search_with_fewer_states_comes_to_the_same_ends(
    size: int, liars: tuple[int, ...]
) -> None:
    found = ends(World(size, frozenset(liars)))
    assert ends(Reduced(size, frozenset(liars))) == found
    assert ends(Reduced(size, frozenset(liars), parts_of_sets=True)) == found


FAULTS = [
    NoRedo(),
    NoRelay(),
    OneSignatureShort(),
    TrustsSettled(),
    NeverReleases(),
    ReleaseIsFinal(),
]


@pytest.mark.parametrize("rules", FAULTS, ids=lambda rules: type(rules).__name__)
@pytest.mark.parametrize("liars", OF_FIVE[1:5])
def test_a_planted_fault_is_found_at_five(rules: Commit, liars: tuple[int, ...]) -> None:
    with pytest.raises(Found):
        Reduced(5, frozenset(liars), rules).search()
