"""Frames: what goes in comes out, however the stream is cut, and no stream breaks the reader."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from tuowang.carriers.base import (
    MAXIMUM_BUNDLE_BYTES,
    MAXIMUM_STREAM_BUNDLES,
    MAXIMUM_STREAM_BYTES,
    CarrierDown,
    FrameReader,
    framed,
)


def read(stream: bytes, cuts: list[int]) -> FrameReader:
    reader = FrameReader()
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, stop in pairwise(places):
        reader.feed(stream[start:stop])
    reader.end()
    return reader


@given(
    bundles=some.lists(some.binary(min_size=1, max_size=50), max_size=10),
    cuts=some.lists(some.integers(0, 1000), max_size=20),
)
def test_frames_come_out_as_they_went_in(bundles: list[bytes], cuts: list[int]) -> None:
    reader = read(framed(bundles), cuts)
    assert reader.bundles == bundles
    assert reader.skipped == []


@given(stream=some.binary(max_size=300), cuts=some.lists(some.integers(0, 1000), max_size=20))
def test_any_bytes_give_the_same_however_they_are_cut(stream: bytes, cuts: list[int]) -> None:
    whole, pieces = read(stream, []), read(stream, cuts)
    assert (whole.bundles, whole.skipped) == (pieces.bundles, pieces.skipped)
    assert sum(map(len, whole.bundles)) <= len(stream)
    assert all(whole.bundles)


@given(
    bundles=some.lists(some.binary(min_size=1, max_size=50), min_size=1, max_size=5),
    lost=some.integers(1, 54),
)
def test_a_cut_off_stream_gives_its_whole_frames(bundles: list[bytes], lost: int) -> None:
    stream = framed(bundles)
    lost = min(lost, len(bundles[-1]) + 3)
    reader = read(stream[:-lost], [])
    assert reader.bundles == bundles[:-1]
    assert [one.reason_code for one in reader.skipped] == ["cut-off"]


def test_a_stream_holds_no_more_than_a_reader_takes() -> None:
    for bundles in ([bytes(MAXIMUM_BUNDLE_BYTES)] * 5, [b"x"] * (MAXIMUM_STREAM_BUNDLES + 1)):
        stream = framed(bundles)
        assert len(stream) <= MAXIMUM_STREAM_BYTES
        reader = read(stream, [])
        assert reader.skipped == []
        assert len(reader.bundles) < len(bundles)
        assert bundles[: len(reader.bundles)] == reader.bundles


def test_down_says_why() -> None:
    assert str(CarrierDown("partner-busy", retry_after_seconds=5)) == (
        "partner-busy (retry_after_seconds=5)"
    )
    assert str(CarrierDown("partner-too-slow")) == "partner-too-slow"
