"""Today: what needs a person, most urgent first, with the reason and what to do."""

from __future__ import annotations

from starlette.responses import Response

from tuowang.faces.pages.frame import Visit, page


def show(visit: Visit) -> Response:
    """The page."""
    return page(visit, "today.html", cards=[])
