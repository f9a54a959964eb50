"""The second factor of those who log in: `second-factor`, and what an owner does about others'."""

from __future__ import annotations

import sys

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.people import note


@command("second-factor", argument("person"), option("one_time_code", "--code", metavar="digits"))
def second_factor(face: Face, person: str, one_time_code: str) -> Answer:
    """Set up codes of an authenticator beside the password: first shown, then confirmed."""
    from tuowang.host.one_time import address_for, as_text
    from tuowang.host.people import company_name
    from tuowang.host.second_factor import begin_factor, confirm_factor

    if one_time_code:
        codes = confirm_factor(face.company, person, one_time_code)
        note(face, "second-factor", person)
        said = [face.text("factor-on"), face.text("factor-recovery-about"), *codes]
        return Answer({"person": person, "recovery_codes": codes}, [*said])
    secret = begin_factor(face.company, person)
    address = address_for(secret, person, company_name(face.company))
    if sys.stdout.isatty() and not face.as_json:
        _draw(address)
    told = [face.text("factor-scan"), face.text("factor-type") + " " + as_text(secret)]
    told.append(face.text("factor-then", person=person))
    document = {"person": person, "secret": as_text(secret), "address": address}
    return Answer(document, [*told])


def _draw(address: str) -> None:
    import segno

    segno.make(address, error="l").terminal(out=sys.stdout, compact=True)


@command("reset-second-factor", argument("person"))
def reset_second_factor(face: Face, person: str) -> Answer:
    """Take off the second factor of somebody who lost it; their log-ins end."""
    from tuowang.host.second_factor import remove_factor

    remove_factor(face.company, person)
    note(face, "reset-second-factor", person)
    return Answer({"person": person}, [face.text("factor-off", person=person)])


@command("require-second-factor", option("no_longer", flag=True))
def require_second_factor(face: Face, no_longer: bool) -> Answer:
    """Everybody must have a second factor; who has none sets it up at the next log-in."""
    from tuowang.host.second_factor import require_factor, without_factor

    require_factor(face.company, not no_longer)
    note(face, "require-second-factor", *(["--no-longer"] if no_longer else []))
    said = [face.text("factor-all-may" if no_longer else "factor-all-must")]
    lacking = without_factor(face.company)
    if lacking and not no_longer:
        said.append(face.text("factor-lacking", people=", ".join(lacking)))
    return Answer({"required": not no_longer, "without": lacking}, [*said])
