"""The agents of a web server's clients, as they were in use when 2024 began.

Made here and not with Faker, whose browsers run on systems that never had them.
"""

from typing import Final

CRAWLERS: Final = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "UniversalFeedParser/4.2 +http://feedparser.org/",
    "Tiny Tiny RSS/1.11 (http://tt-rss.org/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
)
"""Crawlers and feed readers: none of them sends a referrer."""

SCRIPTS: Final = (
    *("curl/8.5.0", "python-requests/2.31.0", "Go-http-client/1.1", "-", "Mozilla/5.0 zgrab/0.x", "masscan/1.3"),
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
)
"""What scanners call themselves."""

HEALTH: Final = "kube-probe/1.28"

_WINDOWS, _LINUX = "Windows NT 10.0; Win64; x64", "X11; Linux x86_64"
_MAC, _IPHONE = "Macintosh; Intel Mac OS X 10_15_7", "iPhone; CPU iPhone OS {} like Mac OS X"
_SYSTEMS: Final = (_WINDOWS,) * 4 + (_MAC,) * 2 + (_LINUX,)
_CHROME: Final = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 {}Safari/537.36"
_FIREFOX: Final = "Mozilla/5.0 ({0}; rv:{1}.0) Gecko/20100101 Firefox/{1}.0"
_SAFARI: Final = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} {}"

BROWSERS: Final = (
    *(_CHROME.format(system, release, "") for system in _SYSTEMS for release in range(103, 121)),
    *(_CHROME.format("Linux; Android 10; K", release, "Mobile ") for _ in range(3) for release in range(103, 121)),
    *(_CHROME.format(_WINDOWS, release, "") + f" Edg/{release}.0.0.0" for release in range(109, 121)),
    *(_FIREFOX.format(system, release) for system in (_WINDOWS, _LINUX) for release in range(112, 122)),
    *(_FIREFOX.format("Android 13; Mobile", release) for release in range(115, 122)),
    *(
        _SAFARI.format(_IPHONE.format(release.replace(".", "_")), release, "Mobile/15E148 Safari/604.1")
        for release in ("15.6", "16.1", "16.2", "16.3", "16.4", "16.5", "16.6", "17.0", "17.1", "17.2")
    ),
    *(_SAFARI.format(_MAC, release, "Safari/605.1.15") for release in ("16.5", "16.6", "17.0", "17.1", "17.2")),
)
"""Browsers, those that many have several times; a client has one of them."""

PROBES: Final = (
    *("/wp-login.php", "/.env", "/xmlrpc.php", "/.git/config", "/admin.php", "/phpmyadmin/", "/cgi-bin/test"),
    *("/wp-admin/setup-config.php", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/actuator/health"),
    *("/config.json", "/backup.zip", "/.aws/credentials", "/server-status", "/owa/auth/logon.aspx", "/boaform/admin"),
    *("/solr/admin/info/system", "/.DS_Store", "/debug/default/view", "/login.action", "/telescope/requests", "/old/"),
)
"""What scanners ask for."""
