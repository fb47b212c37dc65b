"""Links are followed to the open internet only, within limits, and only when that is allowed."""

import gzip
import ipaddress
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.addresses import Address, Policy, Refused, is_public
from assistant.cli import main
from assistant.download import Download, Limits
from assistant.links import FORMATS, Links
from evals.torture import samples as files
from index.library import Library

HTML = frozenset({"text/html"})
PAGE = (
    "<html><head><title>Market closes</title><meta property='og:site_name' content='Tarn Courier'>"
    "<meta property='article:published_time' content='2024-03-14T08:30:00Z'></head><body><article>"
    f"<h1>Market closes</h1><p>{files.BODY} Stall holders said that they would appeal.</p>"
    "</article></body></html>"
)
Reply = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A real server that answers each path as it is told; keeps what it was asked for."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                site.replies.get(self.path, plain(404, "gone"))(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.block_on_close = False
        if context:
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.http.server_port

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def plain(
    status: int, body: str | bytes, kind: str = "text/html; charset=utf-8", **more: str
) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in more.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return reply


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def here(host: str) -> list[str]:
    """A resolver for which every name is this machine."""
    return ["127.0.0.1"]


def open_to(site: Site, resolve: Callable[[str], list[str]] = here) -> Policy:
    """A policy for which this machine counts as the open internet."""
    return Policy(resolve, lambda address: True, frozenset({site.port}))


def at(site: Site, path: str, host: str = "tarn.example") -> str:
    return f"http://{host}:{site.port}{path}"


# -- where a link may lead ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.9.9.9 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 "
    "192.0.0.8 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%1 "
    "fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: "
    "2002:a9fe:a9fe::1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::a00:1 2001:db8::1 "
    "2001:0:4136:e378:8000:63bf:80ff:fffe 2606:4700::5efe:10.0.0.1 "
    "2606:4700::200:5efe:7f00:1".split(),
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"]
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25lo]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://\u2460\u2461\u2466.0.0.1/",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org@127.0.0.1/",
        "http://127.0.0.1#@example.org/",
        "http://127.0.0.1\\@example.org/",
        "http://example.org:22/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exam ple.org/",
        "http://example.org/\r\nHost: x",
        "http://exam\tple.org/",
        "http:///path",
        "http://",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://127.0.0.1:80/_x",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://[::1",
        "",
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Policy().place(url)


def test_one_address_inside_among_several_is_enough() -> None:
    with pytest.raises(Refused, match="not on the open internet"):
        Policy(lambda host: ["93.184.216.34", "10.0.0.1"]).place("http://example.org/")


def test_a_name_that_means_another_address_the_next_time_is_looked_up_once(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked = list[str]()

    def changing(host: str) -> list[str]:
        asked.append(host)
        return next(answers)

    site.replies["/a"] = plain(200, PAGE)
    page = Download(HTML, open_to(site, changing)).page(at(site, "/a"))
    assert page.data.decode() == PAGE
    assert asked == ["tarn.example"]
    assert site.asked == [(f"tarn.example:{site.port}", "/a")]


def test_letters_beyond_ascii_are_written_as_the_web_does(site: Site) -> None:
    site.replies["/caf%C3%A9?q=%20%C3%BC"] = plain(200, PAGE)
    page = Download(HTML, open_to(site)).page(at(site, "/caf\xe9?q=%20\xfc", "b\xfccher.example"))
    assert page.data.decode() == PAGE
    assert site.asked[0][0] == f"xn--bcher-kva.example:{site.port}"


# -- redirects ---------------------------------------------------------------------------------


def test_three_redirects_are_followed_and_no_more(site: Site) -> None:
    for n in range(5):
        site.replies[f"/{n}"] = plain(302, "", Location=f"/{n + 1}")
    site.replies["/5"] = plain(200, PAGE)
    download = Download(HTML, open_to(site))
    assert download.page(at(site, "/2")).url == at(site, "/5")
    with pytest.raises(Refused, match="more than 3 times"):
        download.page(at(site, "/1"))


@pytest.mark.parametrize(
    "location",
    ["http://inside.example:{}/b", "//inside.example:{}/b", "file:///etc/passwd", "http://u@x:{}/"],
)
def test_each_redirect_is_checked_again(site: Site, location: str) -> None:
    site.replies["/a"] = plain(301, "", Location=location.format(site.port))
    site.replies["/b"] = plain(200, PAGE)

    def resolve(host: str) -> list[str]:
        return ["127.0.0.2" if host == "inside.example" else "127.0.0.1"]

    def allows(address: Address) -> bool:
        return str(address) == "127.0.0.1"

    policy = Policy(resolve, allows, frozenset({site.port}))
    with pytest.raises(Refused):
        Download(HTML, policy).page(at(site, "/a"))
    assert [path for _, path in site.asked] == ["/a"]


# -- limits ------------------------------------------------------------------------------------

SMALL = Limits(size=100_000, seconds=2.0, wait=1.0)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 10_000)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.1)


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half of it")


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def slow_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: y\r\n"[:1])
        time.sleep(0.1)


def quietly(reply: Reply) -> Reply:
    def run(handler: BaseHTTPRequestHandler) -> None:
        try:
            reply(handler)
        except OSError:
            handler.close_connection = True

    return run


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (endless, "larger than 0 MB"),
        (dripping, "did not answer properly"),
        (silent, "did not answer properly"),
        (cut_off, "did not answer properly"),
        (slow_headers, "did not answer properly"),
        (plain(200, gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip"), "larger than 0 MB"),
        (plain(200, b"\x1f\x8b broken", Content_Encoding="gzip"), "is damaged"),
        (plain(200, "x", Content_Encoding="br"), "packed in a way"),
        (plain(200, "x", "image/png"), "of the type image/png"),
        (plain(500, "x"), "answered 500"),
        (plain(302, "x"), "answered 302"),
    ],
    ids=[
        "endless",
        "dripping",
        "silent",
        "cut",
        "headers",
        "bomb",
        "damaged",
        "br",
        "type",
        "500",
        "302",
    ],
)
def test_a_server_that_misbehaves_is_given_up(site: Site, reply: Reply, reason: str) -> None:
    site.replies["/a"] = quietly(reply)
    began = time.monotonic()
    with pytest.raises(Refused, match=reason):
        Download(HTML, open_to(site), SMALL).page(at(site, "/a"))
    assert time.monotonic() - began < 6


def test_a_packed_page_is_unpacked(site: Site) -> None:
    site.replies["/a"] = plain(200, gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    assert Download(HTML, open_to(site)).page(at(site, "/a")).data.decode() == PAGE


def test_a_secure_server_must_prove_the_name_it_was_asked_by(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout key "
        "-out cert -subj /CN=tarn.example -addext subjectAltName=DNS:tarn.example".split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    trusting = ssl.create_default_context(cafile=tmp_path / "cert")
    names = list[str | None]()
    serving.sni_callback = lambda line, name, context: names.append(name)
    site = Site(serving)
    site.replies["/a"] = plain(200, PAGE)
    site.replies["/down"] = plain(302, "", Location=f"http://tarn.example:{site.port}/a")
    download = Download(HTML, open_to(site), Limits(secure=trusting))
    try:
        page = download.page(f"https://tarn.example:{site.port}/a")
        assert page.data.decode() == PAGE
        assert names == ["tarn.example"]
        with pytest.raises(Refused, match="no valid certificate"):
            download.page(f"https://other.example:{site.port}/a")
        with pytest.raises(Refused, match="from https to http"):
            download.page(f"https://tarn.example:{site.port}/down")
    finally:
        site.close()


# -- what is saved -----------------------------------------------------------------------------


@pytest.fixture
def links(site: Site, tmp_path: Path) -> Iterator[Links]:
    (tmp_path / "saved").mkdir()
    links = Links(tmp_path / "saved", open_to(site), Download(frozenset(FORMATS), open_to(site)))
    yield links
    links.close()


def test_a_page_is_saved_with_its_address_and_indexed_from_there(
    site: Site, links: Links, tmp_path: Path, open_library: Callable[[Path], Library]
) -> None:
    site.replies["/2024/market-closes.html"] = plain(200, PAGE)
    [found] = links.fetch(at(site, "/2024/market-closes.html"))
    assert found.file is not None and found.file.startswith("market-closes-html-")
    library = open_library(tmp_path / "saved")
    library.sync()
    [article] = library.articles()
    assert (article.title, article.outlet) == ("Market closes", "Tarn Courier")
    assert article.url == at(site, "/2024/market-closes.html")
    assert str(article.dated) == "2024-03-14 (stated by front matter)"
    assert files.BODY in article.text
    list(links.fetch(at(site, "/2024/market-closes.html")))
    assert len(list((tmp_path / "saved").iterdir())) == 1


def test_a_secret_in_a_link_is_neither_told_nor_saved(
    site: Site, links: Links, tmp_path: Path
) -> None:
    site.replies["/?id=7&access_token=planted"] = plain(200, PAGE)
    [found] = links.fetch(at(site, "/?id=7&access_token=planted"))
    assert found.file and found.url == at(site, "/?id=7&access_token=\u2026")
    saved = (tmp_path / "saved" / found.file).read_text(encoding="utf-8")
    assert "/?id=7&access_token=" in saved
    assert not [each for each in (saved, found.file) if "planted" in each]


RSS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tarn</title>
<item><title>One</title><link>{0}/one</link><pubDate>Thu, 14 Mar 2024 08:30:00 GMT</pubDate></item>
<item><title>Two &e;</title><guid>{0}/two</guid></item>
<item><title>Three</title><link>http://inside.example/three</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tarn</title>
<entry><title>One</title><link rel="self" href="{0}/self"/><link href="{0}/one"/></entry>
<entry><title>Two</title><link rel="alternate" href="{0}/two"/></entry>
<entry><title>Three</title><link href="http://inside.example/three"/></entry></feed>"""


@pytest.mark.parametrize(
    ("feed", "kind"),
    [(RSS, "application/rss+xml"), (ATOM, "application/atom+xml"), (RSS, "text/xml")],
)
def test_what_a_feed_lists_is_saved_once_and_each_link_is_checked(
    site: Site, links: Links, feed: str, kind: str
) -> None:
    site.replies["/feed"] = plain(200, feed.format(at(site, "")), kind)
    for name in ("/one", "/two"):
        site.replies[name] = plain(200, PAGE.replace("appeal.", f"appeal{name[1:]}."))
    found = {each.url: each for each in links.fetch(at(site, "/feed"))}
    assert [bool(each.file) for each in found.values()] == [True, True, False]
    assert found["http://inside.example/three"].reason == "port 80 is not a web server's"
    before = len(site.asked)
    again = list(links.fetch(at(site, "/feed")))
    assert [each.url for each in again] == ["http://inside.example/three"]
    assert len(site.asked) == before + 1


RELATIVE_RSS = """<rss version="2.0"><channel><title>Tarn</title>
<item><title>One</title><link>/one</link></item><item><title>Two</title><link>two?a=1</link></item>
<item><title>Three</title><link>//inside.example/three</link></item>
<item><title>Four</title><link>http://[four</link></item></channel></rss>"""
RELATIVE_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/"><title>Tarn</title>
<entry xml:base="news/"><link href="../one"/></entry><entry><link href="news/two?a=1"/></entry>
<entry><link href="http://inside.example/three"/></entry>
<entry><link href="file:///four"/></entry></feed>"""


@pytest.mark.parametrize("feed", [RELATIVE_RSS, RELATIVE_ATOM], ids=["rss", "atom"])
def test_links_of_a_feed_are_joined_to_its_address_and_checked_as_ever(
    site: Site, links: Links, feed: str
) -> None:
    site.replies["/old"] = plain(301, "", Location="/news/feed")
    site.replies["/news/feed"] = plain(200, feed, "text/xml")
    site.replies["/one"] = site.replies["/news/two?a=1"] = plain(200, PAGE)
    one, two, three, four = links.fetch(at(site, "/old"))
    assert [one.url, two.url] == [at(site, "/one"), at(site, "/news/two?a=1")]
    assert one.file and two.file
    assert (three.url, three.file) == ("http://inside.example/three", None)
    assert (four.file, four.reason) in [
        (None, "it is not a link"), (None, "only http and https links are followed"),
    ]  # fmt: skip
    assert [path for _, path in site.asked] == ["/old", "/news/feed", "/one", "/news/two?a=1"]


def test_a_document_behind_a_link_is_read_in_the_limited_process(
    site: Site, links: Links, tmp_path: Path
) -> None:
    site.replies["/a.pdf"] = plain(200, files.pdf([files.SHOWN]), "application/pdf")
    site.replies["/b.pdf"] = plain(200, b"%PDF-1.7", "application/pdf")
    site.replies["/c"] = plain(200, json.dumps([{"text": files.BODY}] * 2), "application/json")
    [pdf] = links.fetch(at(site, "/a.pdf"))
    assert "fish market" in (tmp_path / "saved" / (pdf.file or "")).read_text()
    [broken] = links.fetch(at(site, "/b.pdf"))
    assert broken.reason.startswith("it is not a PDF, or damaged")
    assert len({each.file for each in links.fetch(at(site, "/c"))}) == 1


# -- the switch --------------------------------------------------------------------------------


def test_nothing_is_fetched_without_the_switch(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["fetch", at(site, "/a", "127.0.0.1"), "--articles", str(tmp_path)]
    assert main(command) == 1
    assert "fetching is switched off, and nothing was fetched" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert site.asked == []


@pytest.mark.parametrize("by", ["option", "variable"])
def test_with_the_switch_a_link_inside_is_still_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0.1)
        port = inside.getsockname()[1]
        command = ["fetch", f"http://127.0.0.1:{port}/", "http://127.0.0.1/"]
        command += ["--articles", str(tmp_path)]
        if by == "option":
            command.append("--allow-fetch")
        else:
            monkeypatch.setenv("DATELINE_ALLOW_FETCH", "1")
        assert main(command) == 1
        with pytest.raises(TimeoutError):
            inside.accept()
    errors = capsys.readouterr().err
    assert f"http://127.0.0.1:{port}/: port {port} is not a web server's" in errors
    assert "http://127.0.0.1/: 127.0.0.1 is not on the open internet" in errors
    assert "nothing was fetched" in errors
