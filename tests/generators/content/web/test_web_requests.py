from urllib.parse import unquote

import pytest

from generators.content import faker_pool
from generators.content.web import web_requests
from generators.content.web.web_requests import WebRequest, WebRequestSettings
from tests.generators.making.making_data import SEED


def test_a_request_stands_in_the_log_with_its_answer() -> None:
    assert WebRequest("GET", "/a?b=c", 200, 17).written("HTTP/1.1") == '"GET /a?b=c HTTP/1.1" 200 17'
    assert WebRequest("GET", "/a", 304, -1).written("HTTP/1.0") == '"GET /a HTTP/1.0" 304 -'
    assert WebRequest("GET", "/a?b=c", 200, 17).path == "/a"


def test_requests_of_a_group_differ_and_need_no_escaping() -> None:
    found = web_requests.build(WebRequestSettings(), faker_pool.load(SEED, "en_US"), 1).each

    assert len({(request.target, request.status) for request in found}) == len(found)
    assert not any(set(request.target) & set(' "\\') for request in found)
    assert all(request.target.isascii() for request in found)
    assert {200, 206, 301, 304, 404, 500} <= {request.status for request in found}


@pytest.mark.parametrize(("locale", "least"), [("ko_KR", "가"), ("ja_JP", "ぁ")])
def test_targets_are_of_the_words_of_the_locale_and_stay_ascii(locale: str, least: str) -> None:
    found = web_requests.build(WebRequestSettings(locale=locale), faker_pool.load(SEED, locale), 1).each

    assert all(request.target.isascii() for request in found)
    pages = [unquote(request.path) for request in found if request.whole and request.path.count("/") == 3]
    assert len(pages) > 100
    assert all(page[1] >= least for page in pages)


@pytest.mark.parametrize(
    ("target", "role"),
    [
        ("/", "page"),
        ("/search?q=a.png", "page"),
        ("/a.png", "file"),
        ("/favicon.ico", "icon"),
        ("/robots.txt", "robots"),
        ("/.env", "probe"),
        ("/admin/x", "probe"),
    ],
)
def test_a_request_has_its_part_in_a_visit(target: str, role: str) -> None:
    assert WebRequest("GET", target, 200, 1).role == role
