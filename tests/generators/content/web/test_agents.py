import re

from generators.content.web.agents import BROWSERS, CRAWLERS, SCRIPTS


def test_no_browser_is_newer_than_the_logs() -> None:
    newest = {"Chrome": 120, "Firefox": 121, "Edg": 120, "Version": 17}

    for agent in BROWSERS:
        for name, release in re.findall(r"(Chrome|Firefox|Edg|Version)/(\d+)", agent):
            assert int(release) <= newest[name]


def test_no_agent_needs_escaping_and_browsers_are_no_crawlers() -> None:
    assert not any(set(agent) & set('"\\\n') for agent in (*BROWSERS, *CRAWLERS, *SCRIPTS))
    assert not {*BROWSERS} & {*CRAWLERS, *SCRIPTS}
