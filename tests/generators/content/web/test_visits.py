from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from generators.combined_log import CombinedLogSettings
from generators.content import faker_pool
from generators.content.web import web_requests
from generators.content.web.agents import BROWSERS, CRAWLERS, SCRIPTS
from generators.content.web.clients import Clients
from generators.content.web.referrers import Referrers
from generators.content.web.visits import Visits
from generators.content.web.web_requests import WebRequest
from generators.lines.blocks import BLOCK
from tests.generators.making.making_data import SEED

BLOCKS = 6


@dataclass(frozen=True)
class Line:
    request: WebRequest
    client: int
    agent: str
    referrer: str


def visited(blocks: int = BLOCKS, **settings: float) -> list[Line]:
    """Return the lines of some blocks, at times without bursts."""
    set_to = CombinedLogSettings(**settings)  # type: ignore[arg-type] # numbers all
    vocabulary = faker_pool.load(SEED, "en_US")
    requests, clients = web_requests.build(set_to, vocabulary, 1), Clients(set_to, vocabulary, 1)
    referrers = Referrers(set_to, vocabulary, 1, requests.pages())
    visits = Visits(requests, clients, referrers, 1)
    lines = []
    for block in range(blocks):
        asked = visits.draw(block, np.random.Philox(key=block).random_raw(BLOCK).astype(np.uint16))
        found = visits.requests(asked.places, np.zeros(BLOCK, dtype=np.int64))
        for request, client, referrer in zip(found, asked.clients, asked.referrers, strict=True):
            lines.append(Line(requests.each[request], int(client), clients.agents[client], referrers.each[referrer]))
    return lines


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return visited()


def test_only_robots_ask_for_their_file_and_only_browsers_for_the_icon(lines: list[Line]) -> None:
    assert {line.agent in CRAWLERS for line in lines if line.request.role == "robots"} == {True}
    assert {line.agent in BROWSERS for line in lines if line.request.role == "icon"} == {True}
    assert {line.agent in SCRIPTS for line in lines if line.request.role == "probe"} == {True}


def test_the_icon_comes_once_a_visit_and_less_often_than_the_page(lines: list[Line]) -> None:
    share = sum(line.request.role == "icon" for line in lines) / len(lines)
    near: Counter[int] = Counter()
    for first, line in enumerate(lines):
        if line.request.role == "icon":
            mine = [one.request.role for one in lines[first : first + 40] if one.client == line.client]
            near[mine.count("icon")] += 1

    assert 0.01 < share < 0.05
    assert near[1] > 0.95 * near.total()


def test_files_are_fetched_for_the_page_before_them(lines: list[Line]) -> None:
    last: dict[int, list[str]] = {}
    right = sent = 0
    for line in lines[:BLOCK]:
        if line.request.role == "page":
            last[line.client] = [line.request.target, *last.get(line.client, [])][:8]
        elif line.referrer != "-":
            sent += 1
            right += any(line.referrer.endswith(page) for page in last.get(line.client, []))
    assert sent > 1_000
    assert right > 0.97 * sent


def test_robots_and_scanners_send_no_referrer_and_browsers_as_often_as_asked(lines: list[Line]) -> None:
    assert {line.referrer for line in lines if line.agent not in BROWSERS} == {"-"}
    pages = [line.referrer for line in lines if line.agent in BROWSERS and line.request.whole]
    assert pages.count("-") / len(pages) == pytest.approx(0.4, rel=0.1)


def test_a_client_is_seen_again_within_sixteen_lines_about_as_often_as_on_a_real_server(lines: list[Line]) -> None:
    clients = np.array([line.client for line in lines])

    again = np.any([clients[16:] == clients[16 - back : -back] for back in range(1, 17)], axis=0)

    assert again.mean() == pytest.approx(0.6, abs=0.1)


def test_shares_of_answers_are_as_asked(lines: list[Line]) -> None:
    statuses = Counter(line.request.status for line in lines)

    assert statuses[304] / len(lines) == pytest.approx(0.045, rel=0.1)
    assert statuses[404] / len(lines) == pytest.approx(0.022, rel=0.1)


@pytest.mark.parametrize(
    "settings",
    [
        {"crawlers": 0.0},
        {"crawlers": 1.0},
        {"clients": 1},
        {"missing": 0.0, "forbidden": 0.0},
        {"requests": 10},
        {"requests": 10, "unchanged": 0.87, "posted": 0.0},
        {"requests": 10, "failed": 0.85, "bursts": 0},
    ],
)
def test_any_settings_make_visits(settings: dict[str, float]) -> None:
    found = visited(1, **settings)

    assert len(found) == BLOCK
    asked_by = {line.agent in CRAWLERS for line in found if line.request.role == "robots"}
    assert asked_by <= {True}
