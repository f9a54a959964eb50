"""When a page stands on the screen: the largest paint in headless Chromium, where there is one."""

from __future__ import annotations

import shutil
import statistics
from importlib.util import find_spec
from typing import Any

from tuowang.demo.bench import Figure

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ROUNDS = 3
SETTLED_MILLISECONDS = 300
"""After a page's last request: then no larger paint is to come."""

_LARGEST = """settled => new Promise(tell => {
  let last = 0;
  new PerformanceObserver(seen => { last = seen.getEntries().at(-1).startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => tell(last), settled);
})"""


def bench_paint(address: str, paths: list[str]) -> Figure:
    """Each page on a first visit, with nothing kept; milliseconds from the asking to the paint."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None or find_spec("playwright") is None:
        return Figure("largest-paint", "no Chromium with Playwright here: not measured", 0, "ms")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        # In containers people are root, and Chromium's own sandbox cannot start there.
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        medians = {
            path: statistics.median(painted(chromium, address + path) for _ in range(ROUNDS))
            for path in paths
        }
        chromium.close()
    slowest = max(medians, key=lambda path: medians[path])
    return Figure(
        "largest-paint",
        f"{len(paths)} pages in headless Chromium, first visits: median",
        round(statistics.median(medians.values())),
        "ms",
        {f"slowest: /{slowest}": round(medians[slowest])},
    )


def painted(chromium: Any, address: str) -> float:
    """Of one visit, with nothing kept, the milliseconds until the largest paint."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address, wait_until="load")
    found: float = page.evaluate(_LARGEST, SETTLED_MILLISECONDS)
    context.close()
    assert found > 0, address
    return found
