from generators.content import faker_pool
from generators.content.web.referrers import NONE, Referrers, ReferrerSettings
from tests.generators.making.making_data import SEED


def test_pages_of_the_site_send_on_and_so_do_others() -> None:
    vocabulary = faker_pool.load(SEED, "en_US")

    found = Referrers(ReferrerSettings(direct=0.25), vocabulary, 1, ["/a/", "", "/b/", "/a/"])

    site = f"https://www.{vocabulary.values['domain_name'][0]}"
    assert [found.each[one] for one in found.own.tolist()] == [f"{site}/a/", "-", f"{site}/b/", f"{site}/a/"]
    outside = {found.each[one] for one in set(found.outside.tolist())}
    assert len(outside) == 104
    assert not any(one == found.each[NONE] or one.startswith(site) for one in outside)
    assert found.direct == 1 << 14
