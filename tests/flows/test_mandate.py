"""Off the net, and one's own relay nets on: within limits, and no invoice is used twice."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from msgspec.structs import replace

from tests.flows.debtors import DAY, Market
from tests.flows.ends import End, connect
from tuowang.errors import Mistake
from tuowang.flows.base import Record
from tuowang.flows.mandate import (
    GiveMandate,
    MandateEnded,
    MandateEntrusted,
    MandateGiven,
    MandateOver,
    RevokeMandate,
    Serve,
)
from tuowang.flows.mandate_tables import HANDED, MANDATED, RELAYED
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import Net, RingLocked, RingSigned, SetNettingRules
from tuowang.flows.netting_agreement import AgreeToSetOff, EndSetOffAgreement
from tuowang.flows.netting_free import free_minor, why_not
from tuowang.flows.netting_views import notices
from tuowang.flows.partner import RecordPartner

TRIANGLE = (("a", "b", 100), ("b", "c", 70), ("c", "a", 90))
UNTIL = "2026-03-20"


class Street(Market):
    """A market whose firms may have relays, and may be off: what is said to them waits."""

    def __init__(self, *debts: tuple[str, str, int], seed: int = 0) -> None:
        super().__init__(*debts, seed=seed)
        self.off: set[str] = set()
        self.waiting: list[tuple[str, str, Record]] = []
        self.unmet: list[tuple[End, str, Record]] = []

    def relay(self, name: str) -> End:
        """A relay for a firm."""
        relay = End(f"{name}-relay", DAY)
        relay.now = self.ends[name].now
        self.ends[relay.name] = relay
        connect(self.ends[name], relay, code_of_other="RELAY", code_of_one="HOME")
        self.ends[name].ask(RecordPartner("RELAY", "Relay"))
        relay.ask(RecordPartner("HOME", name.title()))
        relay.ask(Serve("HOME"))
        return relay

    def meet(self) -> None:
        """Open the links that mandates ask for."""
        by_key = {end.key: end for end in self.ends.values()}
        for end in self.ends.values():
            for row in end.store.scan(MANDATED):
                other = by_key.get(row.sign)
                if row.partner in end.wires or other is None:
                    continue
                theirs = [one for one in other.store.scan(MANDATED) if one.sign == end.key]
                if theirs:
                    one_code = theirs[0].partner
                    connect(end, other, code_of_other=row.partner, code_of_one=one_code)
        met = [one for one in self.unmet if one[1] in one[0].wires]
        self.unmet = [one for one in self.unmet if one[1] not in one[0].wires]
        for one in met:
            self.pass_on(*one)

    def settle(self) -> None:
        """Deliver until nothing waits but what is for firms that are off."""
        while speaking := [
            end for name, end in self.ends.items() if end.out and name not in self.off
        ]:
            end = self.random.choice(speaking) if self.random else speaking[0]
            self.meet()
            partner, record = end.out.popleft()
            if partner in end.wires:
                self.pass_on(end, partner, record)
            else:
                self.unmet.append((end, partner, record))
        self.meet()

    def pass_on(self, end: End, partner: str, record: Record) -> None:
        """Let the other end hear it, when it is back."""
        other, code = end.wires[partner]
        if other.name in self.off:
            self.waiting.append((other.name, code, record))
        else:
            other.hear(code, record)

    def back(self, name: str) -> None:
        """A firm is back, and hears what waited."""
        self.off.discard(name)
        mine = [one for one in self.waiting if one[0] == name]
        self.waiting = [one for one in self.waiting if one[0] != name]
        for _, code, record in mine:
            self.ends[name].hear(code, record)
        self.settle()

    def give(self, name: str, **how: object) -> None:
        """Give a mandate and go off."""
        self.ends[name].ask(GiveMandate("RELAY", UNTIL, **how))  # type: ignore[arg-type]
        self.settle()
        self.off.add(name)

    def assert_fair(self, positions: dict[str, int]) -> None:
        """Firms' positions are what they were, both books agree; relays have none."""
        for name, position in positions.items():
            assert self.position(name) == position, name
        for number, (debtor, creditor, _) in enumerate(self.debts):
            claim = f"I{number}"
            assert self.open(debtor)[claim] == self.open(creditor)[claim], claim


def away(*who: str, **how: object) -> Street:
    street = Street(*TRIANGLE)
    for name in who:
        street.relay(name)
        street.give(name, **how)
    return street


def test_a_relay_nets_while_its_firm_is_off_and_the_firm_has_it_in_its_book_when_back() -> None:
    street = away("b")
    positions = street.positions()
    street.ends["a"].ask(Net(4))
    street.settle()
    assert street.open("a") == {"I0": 30, "I2": 20}
    assert street.open("c") == {"I1": 0, "I2": 20}
    assert street.open("b") == {"I0": 100, "I1": 70}
    street.back("b")
    assert street.open("b") == {"I0": 30, "I1": 0}
    street.assert_fair({name: positions[name] for name in "abc"})
    assert [one.agreed for one in notices(street.ends["b"].store)] == [True, True]


@pytest.mark.parametrize("dead", ["b-relay", "a", "c"])
def test_any_one_of_relay_and_partners_is_enough_to_tell_the_firm(dead: str) -> None:
    street = away("b")
    street.ends["a"].ask(Net(4))
    street.settle()
    proofs = [one for one in street.waiting if isinstance(one[2], RingSigned)]
    assert len(proofs) == 3
    code = {"b-relay": "RELAY", "a": "a", "c": "c"}[dead]
    only = [one for one in proofs if one[1] == code]
    street.waiting = only
    street.back("b")
    assert street.open("b") == {"I0": 30, "I1": 0}


def test_two_neighbours_that_are_both_off_net_by_their_relays() -> None:
    street = away("b", "c")
    positions = street.positions()
    street.ends["a"].ask(Net(4))
    street.settle()
    assert street.open("a") == {"I0": 30, "I2": 20}
    for name in "bc":
        street.back(name)
    assert street.open("b") == {"I0": 30, "I1": 0}
    assert street.open("c") == {"I1": 0, "I2": 20}
    street.assert_fair({name: positions[name] for name in "abc"})


def test_all_may_be_off() -> None:
    street = away("a", "b", "c")
    street.ends["a-relay"].ask(Net(4))
    street.settle()
    for name in "abc":
        street.back(name)
    assert street.open("a") == {"I0": 30, "I2": 20}
    assert street.open("b") == {"I0": 30, "I1": 0}
    assert street.open("c") == {"I1": 0, "I2": 20}


def test_what_is_handed_over_is_neither_netted_nor_paid_otherwise() -> None:
    street = away("b")
    street.back("b")
    for name, partner, claim in (("b", "c", "I1"), ("a", "b", "I0"), ("c", "b", "I1")):
        store = street.ends[name].store
        row = store.get(CLAIMS, partner, claim)
        assert row is not None
        assert why_not(store, row) == "handed-over"
        assert free_minor(store, row) == 0


def test_a_limit_holds() -> None:
    street = away("b", amount_minor=40)
    street.ends["a"].ask(Net(4))
    street.settle()
    street.back("b")
    assert street.open("b") == {"I0": 60, "I1": 30}
    row = street.ends["b"].store.get(CLAIMS, "c", "I1")
    assert row is not None
    assert free_minor(street.ends["b"].store, row) == 30


@pytest.mark.parametrize(
    "how", [{"most_firms": 2}, {"quantum_minor": 80}, {"claims": ("I0",)}, {"partners": ("a",)}]
)
def test_beyond_its_limits_nothing_is_netted(how: dict[str, object]) -> None:
    street = away("b", **how)
    street.ends["a"].ask(Net(4))
    street.settle()
    street.back("b")
    assert [street.netted(name) for name in "abc"] == [{}, {}, {}]


def test_a_partner_refuses_what_the_mandate_does_not_allow_whatever_the_relay_does() -> None:
    street = away("b")
    for name in ("a", "c"):
        store = street.ends[name].store
        (row,) = [one for one in store.scan(MANDATED) if one.principal == "b"]
        store.put(MANDATED, replace(row, most_firms=2))
    street.ends["a"].ask(Net(4))
    street.settle()
    assert [street.netted(name) for name in "abc"] == [{}, {}, {}]


@pytest.mark.parametrize("agreement", ["stands", "none", "ended"])
def test_who_asks_for_the_agreement_asks_it_of_the_firm_behind_a_relay(agreement: str) -> None:
    street = Street(*TRIANGLE)
    for one, other in (("a", "b"), ("b", "c"), ("a", "c")):
        if agreement == "none" and "b" in (one, other):
            continue
        for name, partner in ((one, other), (other, one)):
            street.ends[name].ask(AgreeToSetOff(partner, "ab" * 32))
    for name in "ac":
        street.ends[name].ask(SetNettingRules(needs_agreement=True))
    street.settle()
    street.relay("b")
    street.give("b")
    if agreement == "ended":
        street.ends["c"].ask(EndSetOffAgreement("b"))
    street.ends["a"].ask(Net(4))
    street.settle()
    netted = {"I1": 0, "I2": 20}
    assert street.open("c") == (netted if agreement == "stands" else {"I1": 70, "I2": 90})


def test_after_its_day_no_ring_begins_and_later_the_claims_are_free_again() -> None:
    street = away("b")
    street.days(20)
    street.ends["a"].ask(Net(4))
    street.settle()
    assert street.netted("a") == {}
    street.days(10)
    street.back("b")
    for name, partner, claim in (("b", "c", "I1"), ("a", "b", "I0"), ("c", "b", "I1")):
        row = street.ends[name].store.get(CLAIMS, partner, claim)
        assert row is not None
        assert free_minor(street.ends[name].store, row) == row.open_minor
    street.ends["b"].ask(Net(4))
    street.settle()
    assert street.open("b") == {"I0": 30, "I1": 0}


def test_revoked_and_answered_the_firm_nets_itself_again() -> None:
    street = away("b")
    positions = street.positions()
    street.back("b")
    street.ends["b"].ask(RevokeMandate("RELAY"))
    row = street.ends["b"].store.get(CLAIMS, "c", "I1")
    assert row is not None
    assert free_minor(street.ends["b"].store, row) == 0
    street.settle()
    assert free_minor(street.ends["b"].store, row) == 70
    street.ends["b"].ask(Net(4))
    street.settle()
    assert street.open("b") == {"I0": 30, "I1": 0}
    street.assert_fair({name: positions[name] for name in "abc"})
    street.give("b")
    handed = {row.claim: row.over for row in street.ends["b"].store.scan(HANDED)}
    assert handed == {"I0": False, "I1": True}


def test_a_relay_says_that_all_has_ended_only_when_what_it_signed_has() -> None:
    street = away("b")
    relay = street.ends["b-relay"]
    street.ends["a"].ask(Net(1))
    for _ in range(300):
        if {row.state for row in street.parts("b-relay")} == {"prepared"}:
            break
        speaking = [one for name, one in street.ends.items() if one.out and name != "b"]
        if not speaking:
            break
        street.meet()
        end = speaking[0]
        partner, record = end.out.popleft()
        other, code = end.wires[partner]
        if other.name != "b":
            other.hear(code, record)
    assert {row.state for row in street.parts("b-relay")} == {"prepared"}
    street.off.discard("b")
    street.ends["b"].ask(RevokeMandate("RELAY"))
    revoked = street.ends["b"].out.pop()
    relay.hear("HOME", revoked[1])
    assert not [one for one in relay.said if isinstance(one, MandateEnded)]
    street.settle()
    assert [one for one in relay.said if isinstance(one, MandateEnded)]
    assert street.open("b") == {"I0": 30, "I1": 0}


def test_a_claim_on_which_the_books_differ_is_not_taken() -> None:
    street = Street(*TRIANGLE)
    street.relay("b")
    street.change("a", "b", "I0", amount_minor=60)
    street.give("b")
    street.back("b")
    rows = {row.claim for row in street.ends["b"].store.scan(HANDED)}
    assert rows == {"I1"}
    assert not list(street.ends["a"].store.scan(RELAYED))


def test_a_dispute_stops_the_relay() -> None:
    street = away("b")
    street.change("c", "b", "I1", state="DISPUTED")
    street.ends["a"].ask(Net(4))
    street.settle()
    assert street.netted("a") == {}


def tampered(change: Callable[[RingSigned], RingSigned]) -> Street:
    street = away("b")
    street.ends["a"].ask(Net(4))
    street.settle()
    proof = next(one for one in street.waiting if isinstance(one[2], RingSigned))
    assert isinstance(proof[2], RingSigned)
    street.waiting = [(*proof[:2], change(proof[2]))]
    street.back("b")
    return street


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: replace(proof, signatures=proof.signatures[:-1]),
        lambda proof: replace(proof, signatures=[*proof.signatures[:-1], proof.signatures[0]]),
        lambda proof: renoted(proof, note=bytes(40)),
        lambda proof: renoted(proof, nonce=bytes(16)),
        lambda proof: renoted(proof, signature=bytes(64)),
        lambda proof: replace(proof, ring_terms=replace(proof.ring_terms, amount_minor=1)),
    ],
    ids=["one short", "doubled", "note", "nonce", "signature", "terms"],
)
def test_a_proof_that_does_not_hold_settles_nothing(
    change: Callable[[RingSigned], RingSigned],
) -> None:
    street = tampered(change)
    assert street.open("b") == {"I0": 100, "I1": 70}


def renoted(proof: RingSigned, **fields: bytes) -> RingSigned:
    changed = [replace(one, **fields) for one in proof.signatures]
    return replace(proof, signatures=changed)


def test_a_certificate_of_somebody_elses_ring_is_left_out() -> None:
    other = Market(("x", "y", 10), ("y", "z", 10), ("z", "x", 10))
    other.ends["x"].ask(Net(2))
    other.settle()
    certificate = next(
        one
        for one in other.ends["y"].said
        if isinstance(one, RingSigned) and len(one.signatures) == 3
    )
    street = away("b")
    street.back("b")
    street.ends["b"].hear("a", certificate)
    assert street.open("b") == {"I0": 100, "I1": 70}
    assert street.ends["b"].notes[-1].code == "mandate-proof-unfit"


def test_nobody_becomes_a_relay_by_a_partners_word() -> None:
    street = Street(*TRIANGLE)
    street.relay("b")
    record = None
    street.ends["b"].ask(GiveMandate("RELAY", UNTIL))
    for _, said in street.ends["b"].out:
        if isinstance(said, MandateEntrusted):
            record = said
    assert record is not None
    street.ends["a"].hear("b", record)
    assert not list(street.ends["a"].store.scan(MANDATED))
    assert street.ends["a"].notes[-1].code == "mandate-not-served"


def test_a_partner_comes_to_know_few_relays() -> None:
    street = Street(*TRIANGLE)
    street.relay("b")
    street.ends["b"].ask(GiveMandate("RELAY", UNTIL))
    given = next(
        one for to, one in street.ends["b"].out if to == "a" and isinstance(one, MandateGiven)
    )
    for number in range(8):
        relay = replace(given.relay, sign=bytes([number] * 32))
        again = replace(given, mandate=f"M{number}", relay=relay)
        street.ends["a"].hear("b", again)
        street.ends["a"].hear("b", MandateOver(f"M{number}"))
    assert len(list(street.ends["a"].store.scan(MANDATED))) <= 4
    assert street.ends["a"].notes[-1].code == "mandate-not-taken"


def test_what_a_mandate_cannot_be() -> None:
    street = Street(*TRIANGLE)
    relay = street.relay("b")
    b = street.ends["b"]
    for command, code in (
        (GiveMandate("nobody", UNTIL), "partner-unknown"),
        (GiveMandate("RELAY", "2026-01-01"), "mandate-past"),
        (GiveMandate("RELAY", UNTIL, claims=("I9",)), "nothing-to-hand-over"),
        (GiveMandate("RELAY", UNTIL, partners=("zz",)), "partner-unknown"),
        (GiveMandate("RELAY", UNTIL, most_firms=65), "number-out-of-range"),
        (RevokeMandate("RELAY"), "no-mandate"),
        (Serve("a"), "relay-nets-itself"),
    ):
        with pytest.raises(Mistake) as caught:
            b.ask(command)
        assert caught.value.code == code
    with pytest.raises(Mistake) as caught:
        relay.ask(GiveMandate("HOME", UNTIL))
    assert caught.value.code == "relay-gives-no-mandate"
    b.ask(GiveMandate("RELAY", UNTIL))
    with pytest.raises(Mistake) as caught:
        b.ask(GiveMandate("RELAY", UNTIL))
    assert caught.value.code == "mandate-stands"


def test_a_key_of_the_relay_is_used_once() -> None:
    street = Street(*TRIANGLE, ("c", "b", 40), ("b", "a", 10))
    street.relay("b")
    street.give("b")
    street.ends["a"].ask(Net(8))
    street.settle()
    locks: dict[bytes, set[bytes]] = {}
    for record in street.ends["b-relay"].said:
        if isinstance(record, RingLocked):
            locks.setdefault(record.key, set()).add(record.ring_terms.id)
    assert locks
    assert all(len(rings) == 1 for rings in locks.values())


@pytest.mark.parametrize("block", range(4))
def test_firms_that_go_off_and_come_back_at_any_time(block: int) -> None:
    assert sum(off_and_back(1 + block * 8 + seed) for seed in range(8)) > 1000


def off_and_back(seed: int) -> int:
    """A market in which firms come and go; what was set off."""
    draw = Random(seed)
    names = "abcde"
    debts = []
    for _ in range(12):
        debtor, creditor = draw.sample(names, 2)
        debts.append((debtor, creditor, draw.randrange(1, 500)))
    street = Street(*debts, seed=seed)
    firms = [name for name in names if name in street.ends]
    positions = {name: street.position(name) for name in firms}
    for name in firms:
        street.relay(name)
    for _ in range(8):
        name = draw.choice(firms)
        if name in street.off:
            street.back(name)
            street.ends[name].try_to(RevokeMandate("RELAY"), "no-mandate")
        elif draw.randrange(2):
            codes = ("mandate-stands", "nothing-to-hand-over")
            street.ends[name].try_to(GiveMandate("RELAY", UNTIL), *codes)
            if draw.randrange(2):
                street.settle()
            street.off.add(name)
        for one in draw.sample(sorted(street.ends), 3):
            if one not in street.off:
                street.ends[one].ask(Net(2))
        street.settle()
    for name in firms:
        street.back(name)
    street.days(9)
    street.days(40)
    street.days(1)
    street.assert_fair(positions)
    for end in street.ends.values():
        for row in end.store.scan(CLAIMS):
            assert row.open_minor >= 0
            assert free_minor(end.store, row) == row.open_minor
    return sum(sum(street.netted(name).values()) for name in firms)
