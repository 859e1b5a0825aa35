from generators.content import faker_pool
from generators.content.web import web_requests
from generators.content.web.web_requests import WebRequest, WebRequestSettings
from tests.generators.making.making_data import SEED


def test_a_request_stands_in_the_log_with_its_answer() -> None:
    assert str(WebRequest("GET", "/a?b=c", 200, 17)) == '"GET /a?b=c HTTP/1.1" 200 17'
    assert str(WebRequest("GET", "/a", 304, -1)) == '"GET /a HTTP/1.1" 304 -'
    assert WebRequest("GET", "/a?b=c", 200, 17).path == "/a"


def test_requests_of_a_group_differ_and_need_no_escaping() -> None:
    found = web_requests.build(WebRequestSettings(), faker_pool.load(SEED, "en_US"), 1).each

    assert len({(request.target, request.status) for request in found}) == len(found)
    assert not any(set(request.target) & set(' "\\') for request in found)
    assert all(request.target.isascii() for request in found)
    assert {200, 206, 301, 304, 404, 500} <= {request.status for request in found}


def test_targets_stay_ascii_in_other_languages() -> None:
    found = web_requests.build(WebRequestSettings(), faker_pool.load(SEED, "ko_KR"), 1).each

    assert all(request.target.isascii() for request in found)
