import numpy as np
import pytest

from generators.content import faker_pool
from generators.content.web.referrers import Referrers, ReferrerSettings
from generators.lines.random_draws import SLOTS
from tests.generators.making.making_data import SEED

BITS = np.arange(SLOTS, dtype=np.uint16)
YES, NO = np.ones(SLOTS, dtype=bool), np.zeros(SLOTS, dtype=bool)
PAGES = [f"/page-{number}/" for number in range(30)]


def sent(direct: float, embedded: np.ndarray, browsing: np.ndarray) -> list[str]:
    referrers = Referrers(ReferrerSettings(direct=direct), faker_pool.load(SEED, "en_US"), 1, PAGES)
    return [referrers.each[one] for one in referrers.choose(BITS, embedded, browsing).tolist()]


def test_pages_are_reached_from_anywhere_and_their_files_from_the_site_itself() -> None:
    for_pages, for_files = sent(0.4, NO, YES), sent(0.4, YES, YES)

    site = faker_pool.load(SEED, "en_US").values["domain_name"][0]
    assert for_pages.count("-") / SLOTS == pytest.approx(0.4, abs=0.001)
    assert for_files.count("-") / SLOTS == pytest.approx(0.2, abs=0.001)
    assert {*for_files} == {"-", *(f"https://www.{site}{page}" for page in PAGES)} < {*for_pages}


def test_a_crawler_sends_no_referrer() -> None:
    assert {*sent(0.0, YES, NO), *sent(0.0, NO, NO)} == {"-"}


def test_everybody_may_come_without_a_referrer() -> None:
    assert set(sent(1.0, NO, YES)) == {"-"}
