"""Weir behind a proxy of its own: HTTP and SOCKS5, from the option and from the environment, by every way in."""

import json
from pathlib import Path

import h2.events
import pytest
from capture_file import CaptureFile
from http2_peers import HTTP2Client, HTTP2Upstream, StreamAnswer, tunnel
from proxies import HOST, HTTPProxy, Proxy, SOCKS5Proxy
from samples import sample
from test_bad_upstream import require_error, require_recorded
from test_curl import STREAM, curl
from upstream import Answer, Upstream
from weir_process import Weir, WeirServer
from wire_client import WireClient, get

PLAYED = sample("openai-chat-unicode")
SECRET = "mé:pä ss%"
ENCODED = "m%C3%A9:p%C3%A4%20ss%25"
PROXIES = {"http": HTTPProxy, "socks5": SOCKS5Proxy}


def by_reverse(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-N", f"{proxy.url}/v1/x")


def by_absolute_form(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-N", "-x", proxy.url, f"{upstream.url}/v1/x")


def by_connect(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-N", "-p", "-x", proxy.url, "--cacert", proxy.hello["ca"], f"{upstream.url}/v1/x")


def by_socks(proxy: WeirServer, upstream: Upstream) -> bytes:
    through = f"socks5h://127.0.0.1:{proxy.port}"
    return curl("-N", "-x", through, "--cacert", proxy.hello["ca"], f"{upstream.url}/v1/x")


WAYS = {
    "reverse": (by_reverse, ("http", "https")),
    "absolute-form": (by_absolute_form, ("http",)),
    "connect": (by_connect, ("http", "https")),
    "socks5": (by_socks, ("http", "https")),
}


@pytest.fixture
def upstreams(upstream_with, certificates):
    play = lambda request: Answer(PLAYED.events, headers=STREAM)
    return {"http": upstream_with(play), "https": upstream_with(play, tls=certificates.server_context())}


@pytest.mark.parametrize("scheme", PROXIES)
@pytest.mark.parametrize(("way", "spoken"), [(way, spoken) for way in WAYS for spoken in WAYS[way][1]])
def test_every_way_in_goes_through_the_proxy(
    weir: Weir, capture: Path, upstreams, certificates, scheme: str, way: str, spoken: str
) -> None:
    upstream = upstreams[spoken]
    options = ["--upstream-ca", certificates.authority, "--upstream", upstream.url]
    with PROXIES[scheme](SECRET) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url_for(ENCODED)]
        with weir.proxy(*options, *option, capture=capture) as proxy:
            assert WAYS[way][0](proxy, upstream) == PLAYED.body
        (asked,) = on_the_way.asked
    # What a client wants a tunnel for gets one; a plain request is handed to an HTTP proxy as it is.
    is_absolute = scheme == "http" and spoken == "http" and way in ("reverse", "absolute-form")
    assert asked.form == ("absolute" if is_absolute else "CONNECT" if scheme == "http" else "socks5")
    assert asked.target == (f"{upstream.url}/v1/x" if is_absolute else upstream.authority)
    (request,) = upstream.requests
    assert request.target == "/v1/x" and request.header("proxy-authorization") is None
    read = CaptureFile(capture)
    read.check()
    (opened,) = [record["con"] for record in read.kind("con") if record["con"]["side"] == "upstream"]
    assert opened["via"] == on_the_way.url and (opened.get("via_ns", 0) > 0) == (not is_absolute)
    assert b"mg6cMOkIHNzJQ" not in read.text and "pä ss".encode() not in read.text and ENCODED.encode() not in read.text
    (shown,) = weir.json("show", capture, "--json")
    assert shown["request"]["url"] == f"{upstream.url}/v1/x"
    assert (shown["timing"]["via_ns"] is None) == is_absolute
    assert f"through {on_the_way.url}" in weir.run("show", capture, 1).stdout.decode()


@pytest.mark.parametrize("scheme", PROXIES)
def test_tunnels_that_are_not_opened_go_through_it(
    weir: Weir, capture: Path, upstreams, certificates, scheme: str
) -> None:
    upstream = upstreams["https"]
    with PROXIES[scheme](SECRET) as on_the_way:
        options = ["--passthrough", "localhost", "--upstream-proxy", on_the_way.url_for(ENCODED)]
        with weir.proxy(*options, capture=capture) as proxy:
            trust = ["--cacert", certificates.authority]
            assert curl("-N", "-x", proxy.url, *trust, f"{upstream.url}/v1/x") == PLAYED.body
        assert [asked.target for asked in on_the_way.asked] == [upstream.authority]
    (opened,) = [con["con"] for con in CaptureFile(capture).kind("con") if con["con"]["side"] == "upstream"]
    assert opened["proto"] == "tcp" and opened["via"] == on_the_way.url and opened["via_ns"] > 0


@pytest.mark.parametrize("spoken", ["http", "https"])
def test_proxy_with_tls(weir: Weir, capture: Path, upstreams, certificates, spoken: str) -> None:
    upstream = upstreams[spoken]
    trust = ["--upstream-ca", certificates.authority]
    with HTTPProxy(SECRET, tls=certificates.server_context()) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url_for(ENCODED)]
        with weir.proxy(*trust, *option, "--upstream", upstream.url, capture=capture) as proxy:
            assert by_reverse(proxy, upstream) == PLAYED.body
        (asked,) = on_the_way.asked
    assert asked.form == ("absolute" if spoken == "http" else "CONNECT")
    (opened,) = [con["con"] for con in CaptureFile(capture).kind("con") if con["con"]["side"] == "upstream"]
    assert opened["via"] == on_the_way.url and opened["via_ns"] > 0
    with HTTPProxy(tls=certificates.server_context(trusted=False)) as stranger:
        with weir.proxy(*trust, "--upstream-proxy", stranger.url, "--upstream", upstream.url) as proxy:
            require_error(ask(proxy), 502, "weir_upstream_tls", stranger.url, "--upstream-proxy", "self-signed")


def test_http2_through_the_proxy(weir: Weir, certificates) -> None:
    context = certificates.server_context(alpn=("h2",))
    with HTTP2Upstream(lambda request: StreamAnswer([b"ok"]), tls=context) as upstream, HTTPProxy() as on_the_way:
        options = ["--upstream-ca", certificates.authority, "--upstream-proxy", on_the_way.url]
        with weir.proxy(*options) as proxy:
            with HTTP2Client(tunnel(proxy.port, upstream.authority, proxy.hello["ca"])) as client:
                for _ in range(2):
                    assert client.body(client.request("/"))[1] == b"ok"
        assert [asked.form for asked in on_the_way.asked] == ["CONNECT"] and upstream.connections == 1


def test_requests_on_one_connection_share_that_to_the_proxy(weir: Weir, upstreams) -> None:
    with HTTPProxy(SECRET) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url_for(ENCODED)]
        with weir.proxy(*option, "--upstream", upstreams["http"].url) as proxy, WireClient(proxy.port) as client:
            for number in range(3):
                assert client.request(get(f"/{number}")).body == PLAYED.body
        assert on_the_way.connections == 1
        credentials = {asked.header("proxy-authorization") for asked in on_the_way.asked}
        assert len(on_the_way.asked) == 3 and len(credentials) == 1 and None not in credentials


def ask(proxy: WeirServer):
    with WireClient(proxy.port) as client:
        return client.request(get("/v1/x"))


REFUSALS = {
    "forbidden": (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", ["403 Forbidden"]),
    "bad-gateway": (b"HTTP/1.1 502 Bad Gateway\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n", ["502", "ERR_DNS_FAIL 0"]),
    "status-field": (
        b"HTTP/1.1 504 Gateway Timeout\r\nProxy-Status: corp; error=connection_timeout\r\n\r\n",
        ["504 Gateway Timeout", "connection_timeout"],
    ),
    "not-http": (b"SSH-2.0-OpenSSH_9.2p1\r\n", ["does not answer in HTTP"]),
    "malformed": (b"HTTP/1.1 ok\r\n\r\n", ["malformed"]),
    "endless": (b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 10_000, ["64 KiB"]),
    "closed": (b"HTTP/1.1 200", ["closed the connection before it answered"]),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusal_of_a_tunnel_is_told(weir: Weir, capture: Path, upstreams, case: str) -> None:
    answer, named = REFUSALS[case]
    upstream = upstreams["https"]
    with HTTPProxy(refusal=lambda asked: answer) as on_the_way:
        with weir.proxy("--upstream-proxy", on_the_way.url, "--upstream", upstream.url, capture=capture) as proxy:
            require_error(ask(proxy), 502, "weir_upstream_proxy", on_the_way.url, upstream.authority, *named)
    assert not upstream.connections
    require_recorded(weir, capture)


def test_refusal_is_told_by_every_way_in(weir: Weir, upstreams) -> None:
    upstream = upstreams["https"]
    with HTTPProxy(refusal=lambda asked: REFUSALS["forbidden"][0]) as on_the_way:
        with weir.proxy("--upstream-proxy", on_the_way.url, "--passthrough", "*.test") as proxy:
            through = ["--cacert", proxy.hello["ca"], "-w", "%{http_code} %{http_version}"]
            for scheme in ("http", "socks5h"):
                for version, spoken in (("--http2", b"2"), ("--http1.1", b"1.1")):
                    answer = curl(version, "-x", f"{scheme}://127.0.0.1:{proxy.port}", *through, upstream.url)
                    assert answer.endswith(b"502 " + spoken) and b"weir_upstream_proxy" in answer, answer
            with WireClient(proxy.port) as client:
                reply = client.request(get(f"{HOST}:443", host=f"{HOST}:443", method="CONNECT"))
                require_error(reply, 502, "weir_upstream_proxy", on_the_way.url, f"{HOST}:443", "403")


@pytest.mark.parametrize("spoken", ["http", "https"])
@pytest.mark.parametrize(
    ("given", "schemes", "named"),
    [
        (None, "Basic", ["--upstream-proxy http://USER:PASS@127.0.0.1:"]),
        ("me:wrong", "Basic", ["check the user and the password"]),
        ("me:wrong", "Negotiate", ["Negotiate", "Basic only"]),
    ],
)
def test_credentials_that_the_proxy_does_not_take(
    weir: Weir, capture: Path, upstreams, spoken: str, given: str | None, schemes: str, named: list[str]
) -> None:
    """The 407 is for Weir: its client knows no proxy, and must not be asked for its password."""
    upstream = upstreams[spoken]
    with HTTPProxy(SECRET, schemes=schemes) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url_for(given) if given else on_the_way.url]
        with weir.proxy(*option, "--upstream", upstream.url, capture=capture) as proxy:
            reply = ask(proxy)
            require_error(reply, 502, "weir_upstream_proxy", on_the_way.url, "407", *named)
            assert reply.head.header("proxy-authenticate") is None and b"wrong" not in reply.body
    assert not upstream.requests
    require_recorded(weir, capture)


SOCKS_REFUSALS = {
    "rules": ({"reply": 2}, ["rules do not allow", "SOCKS5 reply 2"]),
    "host": ({"reply": 4}, ["host is unreachable", "SOCKS5 reply 4"]),
    "refused": ({"reply": 5}, ["refused the connection", "SOCKS5 reply 5"]),
    "unknown": ({"reply": 99}, ["SOCKS5 reply 99"]),
    "login": ({"credentials": SECRET}, ["wants a user and a password", "--upstream-proxy socks5://USER:PASS@"]),
    "method": ({"method": 1}, ["SOCKS5 method 1"]),
}


@pytest.mark.parametrize("case", SOCKS_REFUSALS)
def test_refusal_of_socks_is_told(weir: Weir, capture: Path, upstreams, case: str) -> None:
    behaviour, named = SOCKS_REFUSALS[case]
    with SOCKS5Proxy(**behaviour) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url, "--upstream", upstreams["http"].url]
        with weir.proxy(*option, capture=capture) as proxy:
            require_error(ask(proxy), 502, "weir_upstream_proxy", on_the_way.url, *named)
    require_recorded(weir, capture)


def test_wrong_password_for_socks(weir: Weir, upstreams) -> None:
    with SOCKS5Proxy(SECRET) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url_for("me:wrong"), "--upstream", upstreams["http"].url]
        with weir.proxy(*option) as proxy:
            reply = ask(proxy)
            require_error(reply, 502, "weir_upstream_proxy", "does not accept the user or the password")
            assert b"wrong" not in reply.body


def test_http_proxy_that_is_taken_for_socks(weir: Weir, upstreams) -> None:
    with HTTPProxy() as on_the_way:
        option = ["--upstream-proxy", f"socks5://{on_the_way.authority}", "--upstream", upstreams["http"].url]
        with weir.proxy(*option, "--connect-timeout", "1s") as proxy:
            # It waits for the end of a head that never comes.
            require_error(ask(proxy), 504, "weir_connect_timeout", f"socks5://{on_the_way.authority}")


@pytest.mark.parametrize("scheme", PROXIES)
def test_proxy_that_says_nothing(weir: Weir, capture: Path, upstreams, scheme: str) -> None:
    with PROXIES[scheme](silent=True) as on_the_way:
        option = ["--upstream-proxy", on_the_way.url, "--upstream", upstreams["https"].url]
        with weir.proxy(*option, "--connect-timeout", "1s", capture=capture) as proxy:
            require_error(ask(proxy), 504, "weir_connect_timeout", on_the_way.url, "--upstream-proxy")
    require_recorded(weir, capture, "error", "timeout")


def test_proxy_that_is_not_there(weir: Weir, upstreams) -> None:
    with HTTPProxy() as gone:
        url = gone.url
    for spoken in ("http", "https"):
        with weir.proxy("--upstream-proxy", url, "--upstream", upstreams[spoken].url) as proxy:
            require_error(ask(proxy), 502, "weir_upstream_refused", url, "--upstream-proxy", "refused")
    with weir.proxy("--upstream-proxy", "http://no-such-proxy.invalid:3128", "--upstream", "http://x.test") as proxy:
        require_error(ask(proxy), 502, "weir_dns", "no-such-proxy.invalid")


# What the environment says.


def through(weir: Weir, proxy: Proxy, **variables: str) -> Weir:
    return weir.having(**{name: value.format(url=proxy.url) for name, value in variables.items()})


@pytest.mark.parametrize(
    ("spoken", "variables"),
    [
        ("https", {"HTTPS_PROXY": "{url}"}),
        ("https", {"https_proxy": "{url}", "HTTPS_PROXY": "http://127.0.0.1:1"}),
        ("https", {"ALL_PROXY": "{url}", "HTTP_PROXY": "http://127.0.0.1:1"}),
        ("http", {"HTTP_PROXY": "{url}"}),
        ("http", {"http_proxy": "{url}", "HTTPS_PROXY": "http://127.0.0.1:1"}),
        ("http", {"all_proxy": "{url}", "no_proxy": "other.test,127.0.0.1,10.0.0.0/8"}),
    ],
)
def test_environment_names_the_proxy(
    weir: Weir, upstreams, certificates, spoken: str, variables: dict[str, str]
) -> None:
    port = upstreams[spoken].port
    with HTTPProxy() as on_the_way:
        options = ["--upstream", f"{spoken}://{HOST}:{port}", "--insecure-upstream"]
        with through(weir, on_the_way, **variables).proxy(*options) as proxy:
            assert ask(proxy).body == PLAYED.body
            notice = f"weir: upstreams are reached through {on_the_way.url} ("
            assert any(line.startswith(notice) for line in proxy.errors), proxy.errors
        assert len(on_the_way.asked) == 1


@pytest.mark.parametrize(
    "variables",
    [
        {"HTTP_PROXY": "{url}", "NO_PROXY": HOST},
        {"HTTP_PROXY": "{url}", "NO_PROXY": ".test"},
        {"HTTP_PROXY": "{url}", "NO_PROXY": "*"},
        {"HTTP_PROXY": "{url}", "NO_PROXY": f"{HOST}:{{port}}"},
        {"HTTPS_PROXY": "{url}"},
        {"HTTP_PROXY": "{url}", "REQUEST_METHOD": "GET"},
        {"HTTP_PROXY": ""},
    ],
)
def test_no_proxy_means_none(weir: Weir, upstreams, variables: dict[str, str]) -> None:
    """Only the proxy knows the host: without it there is no such name."""
    port = upstreams["http"].port
    with HTTPProxy() as on_the_way:
        variables = {name: value.replace("{port}", str(port)) for name, value in variables.items()}
        with through(weir, on_the_way, **variables).proxy("--upstream", f"http://{HOST}:{port}") as proxy:
            require_error(ask(proxy), 502, "weir_dns", HOST)
        assert not on_the_way.connections


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1.2.3"])
def test_loopback_needs_no_proxy_unless_the_option_says_so(weir: Weir, upstreams, host: str) -> None:
    url = f"http://{host}:{upstreams['http'].port}"
    with HTTPProxy() as on_the_way:
        with through(weir, on_the_way, ALL_PROXY="{url}").proxy("--upstream", url) as proxy:
            ask(proxy)
        assert not on_the_way.connections
        having = through(weir, on_the_way, NO_PROXY="*")
        with having.proxy("--upstream", url, "--upstream-proxy", on_the_way.url) as proxy:
            ask(proxy)
        assert on_the_way.connections == 1


def test_environment_that_names_weir_itself(weir: Weir, upstreams, free_port: int) -> None:
    """As when a shell in which everything is led through Weir starts Weir."""
    having = weir.having(HTTP_PROXY=f"http://127.0.0.1:{free_port}")
    options = ["--listen", f"127.0.0.1:{free_port}", "--no-capture", "--json", "--upstream", "http://name.invalid"]
    with having.server("proxy", *options) as proxy:
        require_error(ask(proxy), 502, "weir_dns", "name.invalid")
        assert "weir: HTTP_PROXY names this proxy itself: upstreams are reached without it" in proxy.errors


def test_option_that_names_weir_itself_is_a_loop(weir: Weir, free_port: int) -> None:
    itself = f"http://localhost:{free_port}"
    options = ["--listen", f"127.0.0.1:{free_port}", "--no-capture", "--json", "--upstream", "https://name.invalid"]
    with weir.server("proxy", *options, "--upstream-proxy", itself) as proxy:
        require_error(ask(proxy), 508, "weir_loop", itself)


def test_loop_through_the_proxy(weir: Weir) -> None:
    with HTTPProxy() as on_the_way, weir.proxy("--upstream-proxy", on_the_way.url) as proxy:
        with WireClient(proxy.port) as client:
            reply = client.request(get(f"http://localhost:{proxy.port}/", host=f"localhost:{proxy.port}"))
            require_error(reply, 508, "weir_loop", on_the_way.url)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("socks4://h:1", "socks4"),
        ("ftp://me:secret@h", "use http, https or socks5"),
        ("http://me:secret@", "HOST[:PORT]"),
        ("http://h:99999", "HOST[:PORT]"),
        ("http://me:se%cret@h:1", "%25"),
        ("socks5://:secret@h:1", "1 to 255 bytes"),
    ],
)
def test_proxy_that_cannot_be_meant(weir: Weir, value: str, named: str) -> None:
    """Told without the password, and with the name of what is to be mended."""
    for source, done in {
        "--upstream-proxy": weir.run("proxy", "--listen", "127.0.0.1:0", "--no-capture", "--upstream-proxy", value),
        "HTTPS_PROXY": weir.having(HTTPS_PROXY=value).run("proxy", "--listen", "127.0.0.1:0", "--no-capture"),
    }.items():
        assert done.returncode == 64, done.stderr
        assert source in done.stderr.decode() and named in done.stderr.decode() and b"secret" not in done.stderr
        assert done.stderr.count(b"\n") == 1
