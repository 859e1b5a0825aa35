import pytest

from bench.terminal.addresses import is_scheduler


@pytest.mark.parametrize(
    "text",
    ["tcp://scheduler:8786", "tls://10.0.0.1:1", "tcp://[::1]:8786", "ws://my-host.example:65535", "tcp://host:8786/"],
)
def test_a_protocol_a_host_and_a_port_are_an_address(text: str) -> None:
    assert is_scheduler(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "scheduler:8786",
        "tcp:/scheduler:8786",
        "tpc://scheduler:8786",
        "http://scheduler:8787",
        "tcp://scheduler",
        "tcp://:8786",
        "tcp://scheduler:0",
        "tcp://scheduler:65536",
        "tcp://scheduler:8786 ",
        "local:2",
    ],
)
def test_what_lacks_one_of_them_is_none(text: str) -> None:
    assert not is_scheduler(text)
