import numpy as np
import pytest

from generators.content import faker_pool
from generators.content.web.agents import BROWSERS, CRAWLERS, SCRIPTS
from generators.content.web.clients import BROWSER, ROBOT, SCANNER, Clients, ClientSettings
from generators.lines.random_draws import SLOTS
from tests.generators.making.making_data import SEED


def clients(**settings: float) -> Clients:
    return Clients(ClientSettings(**settings), faker_pool.load(SEED, "en_US"), 1)  # type: ignore[arg-type] # numbers all


def seen(of: Clients, kind: int) -> list[str]:
    """Return the agents of all clients of a kind."""
    return [of.agents[one] for one in set(of.choose(np.full(SLOTS, kind), np.arange(SLOTS)).tolist())]


def test_clients_of_a_kind_have_its_agents_and_come_as_often_as_asked() -> None:
    of = clients(clients=2_000, crawlers=0.1, scanners=0.02)

    found = [seen(of, kind) for kind in (BROWSER, ROBOT, SCANNER)]

    assert [{*agents} <= {*known} for agents, known in zip(found, (BROWSERS, CRAWLERS, SCRIPTS), strict=True)] == [
        True
    ] * 3
    assert sum(map(len, found)) == 2_000
    assert len(found[ROBOT]) / 2_000 == pytest.approx(0.1, abs=0.02)
    assert of.robots == pytest.approx(0.1, abs=0.05)


def test_where_there_are_none_of_a_kind_others_stand_in() -> None:
    of = clients(clients=5, crawlers=0, scanners=0)

    assert of.robots == 0
    assert len(seen(of, SCANNER)) == 5
