"""Words that may be in a profile as they are, each by the role of its field: they say nothing about a log's owner."""

import re
from functools import lru_cache
from typing import Final

from bench.formats.log_format import LogFormat

WORD: Final = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_LEVELS: Final = """
    trace debug verbose info information notice warn warning err error crit critical fatal alert
    emerg emergency severe panic fine finer finest config log dbg failure
"""
METHODS: Final = frozenset(["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND"])
LEVELS: Final = frozenset(form(level) for level in _LEVELS.split() for form in (str.lower, str.upper, str.capitalize))
STATUSES: Final = frozenset(map(str, range(100, 600)))
PROTOCOLS: Final = frozenset({"HTTP/0.9", "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3", "HTTP/3.0"})
NOTHING: Final = frozenset({"null", "true", "false"})
"""What a value of JSON may be that is neither text nor number."""

WORDS: Final = {
    "level": LEVELS,
    "severity": LEVELS,
    "lvl": LEVELS,
    "loglevel": LEVELS,
    "levelname": LEVELS,
    "method": METHODS,
    "status": STATUSES,
    "status_code": STATUSES,
    "protocol": PROTOCOLS,
}
"""Last part of a field's name -> the values that are literal there."""

_NAMES: Final = """
    @timestamp action address agent amount app body bytes category client code component container
    context count country currency data date datetime device duration duration_ms elapsed env
    environment error event exception facility fields headers host hostname http id ident ip key
    kind language latency level levelname log logger loglevel lvl message metadata method module
    more ms msg name namespace node path pid pod port price priority program protocol quantity query
    reason referer referrer region remote_addr request request_id request_time response
    response_time rest result seconds server service session session_id severity size source span
    span_id stack stack_trace state status status_code stream t tag tags target thread tid time
    timestamp took total trace trace_id ts type uid upstream uri url user user_agent user_id value
    version zone
"""
NAMES: Final = frozenset(_NAMES.split())
"""Names of fields that everybody uses."""

_IDENTIFIERS: Final = """
    client code id ip key node pid port priority request_id session session_id span span_id thread
    tid trace trace_id uid user user_id version

    account card cvc cvv fax guid iban imei imsi isbn license mobile msisdn no nr number otp passport
    password passwd pwd phone pin plate postcode secret serial sku ssn swift tan tel token uuid vin zip zipcode
"""
IDENTIFIERS: Final = frozenset(_IDENTIFIERS.split())
"""Words at the end of a field's name by which its numbers are names: known by their shape, never by their size."""

_WORDS_OF_NAME: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

TEMPLATES: Final = frozenset({"message", "msg", "event", "body", "log", "more", "rest", "stack", "stack_trace", "data"})
"""Fields that are free text."""

FORMATS: Final = re.compile(r"[a-z0-9_]+")


def role(name: str) -> str:
    """Return the last part of a field's name, in small letters; that of an element is the name of its list."""
    return name.removesuffix("[]").rpartition(".")[2].lower()


def is_known(name: str) -> bool:
    """Return whether each part of a name is a word that everybody uses."""
    return all(part.removesuffix("[]").lower() in NAMES for part in name.split("."))


def identifies(name: str) -> bool:
    """Return whether the numbers of a field are names, such as those of `customer_id`, `userIds` and `card-number`."""
    last = _WORDS_OF_NAME.findall(name.rpartition(".")[2])[-1:]
    return any(word.lower() in IDENTIFIERS or word.lower().removesuffix("s") in IDENTIFIERS for word in last)


@lru_cache
def literal(name: str) -> frozenset[str]:
    """Return the values that are literal in a field."""
    return WORDS.get(role(name), frozenset())


def of_format(form: LogFormat) -> frozenset[str]:
    """Return the words that the declaration of a format says literally."""
    declared = form.declared
    texts = [
        declared.line or "",
        *(name for table in (declared.json, declared.logfmt) for names in (table or {}).values() for name in names),
    ]
    return frozenset(word for text in texts for word in WORD.findall(text))
