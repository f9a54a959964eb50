"""One's own log-ins: those that stand, which one may end, and the last ones and tries."""

from __future__ import annotations

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Listing
from tuowang.faces.cli.people import LOG_INS, SESSIONS
from tuowang.faces.pages.acting import Done, perform
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.screens.second_factor import asked_again
from tuowang.host.acts import last_log_ins
from tuowang.host.log_in import end_sessions, sessions
from tuowang.host.one_time import hashed
from tuowang.host.second_factor import has_factor

MOST_SHOWN = 20


def log_ins(visit: Visit) -> Response:
    """Everybody's own. Mistake: not-allowed where nobody logged in."""
    if not visit.logged_in:
        raise Mistake("not-allowed", command="end-log-ins", role=visit.role)
    done = _end(visit) if visit.form else None
    refused = done is not None and done.state == "refused"
    company, here = visit.face.company, hashed(visit.session)
    standing = sessions(company, visit.person)
    return page(
        visit,
        "settings_log_ins.html",
        400 if refused else 200,
        told=done.told if done else [],
        refused=refused,
        factor=has_factor(company, visit.person),
        standing=Listing(SESSIONS, standing),
        others=[row for row in standing if row.token != here],
        last=Listing(LOG_INS, last_log_ins(company, visit.person, MOST_SHOWN)),
        line=done.line if done else command_line("end-log-ins", [visit.person]),
    )


def _end(visit: Visit) -> Done:
    """All others, or the one that was chosen."""
    company, chosen = visit.face.company, visit.said("session")

    def doing() -> Answer:
        asked_again(visit)
        end_sessions(company, visit.person, but=hashed(visit.session), only=chosen)
        return Answer(None, [visit.face.text("log-ins-ended", person=visit.person)])

    return perform(visit, "end-log-ins", [visit.person], doing, own=True)
