import numpy as np
import pytest

from generators.content import faker_pool
from generators.content.web.agents import CRAWLERS
from generators.content.web.clients import Clients, ClientSettings
from generators.lines.random_draws import SLOTS
from tests.generators.making.making_data import SEED

BITS = np.arange(SLOTS, dtype=np.uint16)


def test_clients_and_crawlers_come_as_often_as_asked() -> None:
    clients = Clients(ClientSettings(clients=2_000, crawlers=0.1), faker_pool.load(SEED, "en_US"), 1)

    assert len(set(clients.choose(BITS).tolist())) == 2_000
    assert np.mean([agent in CRAWLERS for agent in clients.agents]) == pytest.approx(0.1, abs=0.02)
    assert np.mean(~clients.browsing) == np.mean([agent in CRAWLERS for agent in clients.agents])
