"""What a page, a PDF or a Word document hides from who looks at it is not read; the rest is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.torture import samples as files
from index.readers import Metadata, Reading, read_all
from index.sandbox import Sandbox

WORDS = "XYZZY paid the mayor a large sum of money, a person at the hall said on Tuesday."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def load(tmp_path: Path, sandbox: Sandbox) -> Any:
    def one(name: str, data: bytes | str) -> Reading:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        [reading] = read_all(path, name, {name: Metadata()}, sandbox)
        return reading

    return one


# -- pages -------------------------------------------------------------------------------------


def page(style: str, element: str) -> str:
    body = f"<p>{files.BODY} Stall holders said that they would appeal.</p>"
    return (
        f"<html><head><title>x</title><style>{style}</style></head><body class='news'><article>"
        f"<h1>Council closes market</h1>{body}{element.replace('{}', WORDS)}"
        "</article></body></html>"
    )


@pytest.mark.parametrize(
    ("style", "element"),
    [
        (".x{display:none}", "<p class=x>{}</p>"),
        (".x , .y {Display : None ! important}", "<p class='y z'>{}</p>"),
        ("#x{visibility:hidden}", "<div id=x><p>{}</p></div>"),
        ("p.x{font-size:0}", "<p class=x>{}</p>"),
        (".x{font-size:1px}", "<p class=x><b>{}</b></p>"),
        (".x{opacity:0.01}", "<p class=x>{}</p>"),
        (".x{position:absolute;left:-9999px}", "<p class=x>{}</p>"),
        (".x{color:#fff}", "<p class=x>{}</p>"),
        (".x{color:rgb(255, 255, 254)}", "<p class=x>{}</p>"),
        (".x{color:rgba(0,0,0,0)}", "<p class=x>{}</p>"),
        (".x{background:#222;color:#202020}", "<p class=x>{}</p>"),
        (".x{background:black}.x p{color:black}", "<div class=x><p>{}</p></div>"),
        (".x{height:0;overflow:hidden}", "<div class=x><p>{}</p></div>"),
        (".x{clip:rect(0,0,0,0);position:absolute}", "<p class=x>{}</p>"),
        (".x{clip-path:inset(100%)}", "<p class=x>{}</p>"),
        (".x{transform:scale(0)}", "<p class=x>{}</p>"),
        ("@media screen{.x{display:none}}", "<p class=x>{}</p>"),
        ("@media (max-width:99999px){.x{display:none}}", "<p class=x>{}</p>"),
        ("/* } */ .a{color:red} .x{display:none", "<p class=x>{}</p>"),
        (".x{display:block} body.news .x{display:none}", "<p class=x>{}</p>"),
        ("[data-x]{display:none}", "<p data-x=1>{}</p>"),
        (".x:weird(1){display:none}", "<p class=x>{}</p>"),
        ("", "<p style='color:white'>{}</p>"),
        ("", "<div style='background:#000'><p style='color:#010101'>{}</p></div>"),
        ("", "<p style='font-size:12px;font-size:0.5px'>{}</p>"),
        ("", "<p style='display:none/* x */'>{}</p>"),
        ("", "<p><font color=white>{}</font></p>"),
        ("", "<p><font color='#FFFFFG'>{}</font></p>"),
        ("", "<table><tr bgcolor=black><td style='color:#111'>{}</td></tr></table>"),
        ("", "<p style='font:0/0 a'>{}</p>"),
        ("", "<p style='font:bold calc(1px - 1px) serif'>{}</p>"),
        ("", r"<p style='display:n\6fne'>{}</p>"),
        ("", r"<p style='d\69splay:none'>{}</p>"),
        ("", "<p style='--c:#fff;color:var(--c)'>{}</p>"),
        (":root{--a:var(--b,0)} .x{opacity:var(--a)}", "<p class=x>{}</p>"),
        (
            ".x{--c:white} .x p{color:rgb(from red r g b);color:var(--c)}",
            "<div class=x><p>{}</p></div>",
        ),
        ("", "<p style='-webkit-text-fill-color:transparent'>{}</p>"),
        ("", "<p style='-webkit-text-security:disc'>{}</p>"),
        ("", "<p style='translate:-9999px'>{}</p>"),
        ("", "<p style='transform:translateX(calc(-1 * 9999px))'>{}</p>"),
        ("", "<p style='transform:matrix(0,0,0,0,0,0)'>{}</p>"),
        ("", "<p style='transform:rotateY(90deg)'>{}</p>"),
        ("", "<p style='scale:0'>{}</p>"),
        ("", "<p style='zoom:.001'>{}</p>"),
        ("", "<p style='position:absolute;inset:0 auto auto -9999px'>{}</p>"),
        ("", "<p style='position:absolute;left:9999px'>{}</p>"),
        ("", "<p style='inline-size:0;overflow:clip'>{}</p>"),
        ("", "<p style='letter-spacing:-1em'>{}</p>"),
        ("", "<p style='color:oklch(1 0 0)'>{}</p>"),
        ("", "<p style='color:lab(99% 0 0)'>{}</p>"),
        ("", "<p style='color:hsl(0 0% 100% / 90%)'>{}</p>"),
        ("", "<p style='color:color-mix(in srgb, white 95%, red)'>{}</p>"),
        ("", "<p style='color:Canvas'>{}</p>"),
        ("", "<p style='color:azure'>{}</p>"),
        ("", "<p style='color:#0001'>{}</p>"),
        ("", "<p style='background:linear-gradient(#fff,#fefefe);color:#fff'>{}</p>"),
        ("", "<p style='mask-image:linear-gradient(transparent,transparent)'>{}</p>"),
        ("", "<p style='-webkit-mask:linear-gradient(#0000,#0000)'>{}</p>"),
        ("", "<p style='filter:contrast(0)'>{}</p>"),
        ("", "<p style='clip-path:polygon(0 0,0 0,0 0)'>{}</p>"),
        ("", "<div style='opacity:.2'><p style='opacity:.2'>{}</p></div>"),
        ("", "<div style='font-size:.1em'><p style='font-size:.1em'>{}</p></div>"),
        ("", "<p style='display:none;display:nothing'>{}</p>"),
        ("", "<p style='display:none;display:-webkit-none'>{}</p>"),
        ("", "<p style='opacity:0;opacity:full'>{}</p>"),
        ("", "<p style='color:white;color:nocolour'>{}</p>"),
        ("", "<p style='color:rgb(from white r g b)'>{}</p>"),
        ("", "<p style='opacity:sin(0)'>{}</p>"),
        (".y{.x{display:none}}", "<div class=y><p class=x>{}</p></div>"),
        (".y{&.x{color:#fff}}", "<p class='x y'>{}</p>"),
        ("", "<canvas><p>{}</p></canvas>"),
        ("", "<dialog><p>{}</p></dialog>"),
    ],
)
def test_what_a_style_sheet_hides_is_not_read(load: Any, style: str, element: str) -> None:
    text = load("a.html", page(style, element)).article.text
    assert "XYZZY" not in text
    assert "Stall holders said that they would appeal." in text


@pytest.mark.parametrize(
    ("style", "element"),
    [
        (".y{display:none}", "<p class=x>{}</p>"),
        (".x{display:none} p.x{display:block}", "<p class=x>{}</p>"),
        (".x{display:none}", "<p class=x style='display:block'>{}</p>"),
        (".x{visibility:hidden} .y{visibility:visible}", "<div class=x><p class=y>{}</p></div>"),
        ("@media print{.x{display:none}}", "<p class=x>{}</p>"),
        ("@media (max-width:600px){.x{display:none}}", "<p class=x>{}</p>"),
        (".no-js .x{display:none}", "<p class=x>{}</p>"),
        (".x:hover{opacity:0}", "<p class=x>{}</p>"),
        (".x::before{display:none}", "<p class=x>{}</p>"),
        ("@keyframes k{from{opacity:0}p{display:none}}", "<p class=x>{}</p>"),
        (".x{background:#123;color:white}", "<p class=x>{}</p>"),
        (".x{background:url(a.png);color:white}", "<p class=x>{}</p>"),
        (".x{color:var(--ink)}", "<p class=x>{}</p>"),
        (".x{left:-50%;font-size:0.8em;opacity:.6}", "<p class=x>{}</p>"),
        ("", "<p><font color=navy size=2>{}</font></p>"),
        ("", "<p style='color:var(--nowhere)'>{}</p>"),
        (":root{--ink:#222} .x{color:var(--ink,#fff)}", "<p class=x>{}</p>"),
        (":root{--a:var(--b);--b:var(--a)} .x{opacity:var(--a)}", "<p class=x>{}</p>"),
        ("", "<p style='font:700 1.1rem/1.5 Georgia,serif'>{}</p>"),
        ("html{font-size:62.5%} .x{font-size:clamp(1.6rem,1rem + 1vw,2rem)}", "<p class=x>{}</p>"),
        (".x{font-size:0} .x p{font-size:16px}", "<div class=x><p>{}</p></div>"),
        (".x{color:oklch(.3 .05 250);background:#fff}", "<p class=x>{}</p>"),
        (".x{color:color-mix(in oklab, black 80%, white)}", "<p class=x>{}</p>"),
        (
            ".x{position:relative;left:calc(50% - 300px);width:calc(100% - 2rem)}",
            "<p class=x>{}</p>",
        ),
        (".x{transform:translate(-50%,-50%) scale(1.02);translate:0 -1px}", "<p class=x>{}</p>"),
        (
            ".x{transform:none;filter:none;clip-path:none;mask:none;zoom:1;scale:1}",
            "<p class=x>{}</p>",
        ),
        (".x{filter:grayscale(1) drop-shadow(0 0 2px #fff)}", "<p class=x>{}</p>"),
        (".x{mask-image:linear-gradient(#000 60%,transparent)}", "<p class=x>{}</p>"),
        (
            ".x{background:linear-gradient(#123,#456);-webkit-background-clip:text;"
            "-webkit-text-fill-color:transparent}",
            "<div class=x><p>{}</p></div>",
        ),
        (".x{background:linear-gradient(#000,#333);color:#fff}", "<p class=x>{}</p>"),
        (
            ".x{padding-bottom:env(safe-area-inset-bottom);bottom:env(safe-area-inset-bottom)}",
            "<p class=x>{}</p>",
        ),
        (".x{width:1%;height:1em;overflow:hidden}", "<p class=x>{}</p>"),
        (".x{display:none;display:-webkit-box;display:flex}", "<p class=x>{}</p>"),
        (
            ".x{filter:alpha(opacity=0);filter:progid:DXImageTransform.Microsoft.Alpha(opacity=0)}",
            "<p class=x>{}</p>",
        ),
        (".x{letter-spacing:-.02em;text-indent:-1em;margin:0 -20px}", "<p class=x>{}</p>"),
        (".y{.x{display:none}}", "<p class=x>{}</p>"),
        ("@media print{.y{.x{display:none}}}", "<div class=y><p class=x>{}</p></div>"),
    ],
)
def test_what_a_style_sheet_shows_is_read(load: Any, style: str, element: str) -> None:
    assert "XYZZY" in load("a.html", page(style, element)).article.text


@pytest.mark.parametrize(
    "style",
    [
        "filter:url(#x)",
        "filter:url('#x')",
        "clip-path:path('M0 0')",
        "--u:url(x);transform:var(--u)",
        "--u:url(x);clip:var(--u)",
        "mask:url(blank.png)",
        "display:block;offset-path:path('M-9999 0')",
    ],
)
def test_what_cannot_be_told_to_show_is_left_out_and_noted(load: Any, style: str) -> None:
    reading = load("a.html", page("", f'<p style="{style}">{{}}</p>'))
    assert "XYZZY" not in reading.article.text
    assert reading.reason.startswith("words of whose style it cannot be told whether they show, 80")


def test_letters_filled_with_the_colour_behind_are_left_out_in_whatever_ink(load: Any) -> None:
    style = ".x{-webkit-text-fill-color:rgb(from white r g b)} .x b{color:#222}"
    reading = load("a.html", page(style, "<div class=x><p><b>{}</b></p></div>"))
    assert "XYZZY" not in reading.article.text


def test_an_ink_that_does_not_show_is_not_that_of_those_that_have_their_own(load: Any) -> None:
    style = ".x{color:rgb(from white r g b)} .x b{color:#222}"
    reading = load("a.html", page(style, "<div class=x>QUUX<p><b>{}</b></p></div>"))
    assert "XYZZY" in reading.article.text and "QUUX" not in reading.article.text
    alone = load("b.html", page("article{mask:url(blank.png)}", "<p>{}</p>"))
    assert alone.reason.startswith("it has only words of whose style it cannot be told")


ORDINARY = """
:root{--brand:#c8102e;--ink:#1a1a1a;--paper:light-dark(#fff,#111);--muted:color-mix(in srgb,
 var(--ink) 60%, var(--paper));--step:clamp(1rem,.9rem + .4vw,1.25rem);--serif:Georgia,serif}
@media (prefers-color-scheme:light){:root{--link:oklch(45% .15 260)}}
*,*::before,*::after{box-sizing:border-box;--tw-translate-x:0;--tw-scale-x:1}
html{font-size:62.5%;-webkit-text-size-adjust:100%}
body{font:400 1.6rem/1.5 var(--serif);color:var(--ink);background:var(--paper);margin:0}
.masthead{background:var(--brand);color:var(--on-brand,#fff);position:sticky;top:0}
article{font-size:var(--step);max-width:min(68ch,100% - 2rem);margin-inline:auto}
article h1{font-size:clamp(2.4rem,1.6rem + 3vw,4.8rem);letter-spacing:-.02em;
 background:linear-gradient(90deg,var(--brand),var(--ink));-webkit-background-clip:text;
 background-clip:text;-webkit-text-fill-color:transparent}
.standfirst{color:var(--muted);font-size:1.2em;transform:translate(var(--tw-translate-x),0)
 scaleX(var(--tw-scale-x))}
.lead::first-letter{font-size:3.2em;float:left}
.lead{color:var(--text-from-another-sheet)}
figure{filter:saturate(1.1);clip-path:inset(0 round 8px)}
figcaption{color:rgb(0 0 0 / .65);font:italic .875em/1.3 system-ui,sans-serif}
.pull{transform:rotate(-1deg) translateX(-2rem);border-left:4px solid currentColor}
.icon{mask:url(icon.svg) no-repeat;-webkit-mask:url(icon.svg)}
.visually-hidden{position:absolute;clip:rect(0 0 0 0);width:1px;height:1px;overflow:hidden}
.clamp{display:-webkit-box;-webkit-line-clamp:3;overflow:hidden;max-height:calc(3 * 1.5em)}
.card{opacity:var(--o,1);zoom:1;*zoom:1;filter:none;
 &:hover{opacity:.8} .inner &{color:#fff}}
"""


def test_the_words_of_an_ordinary_page_are_all_read(load: Any) -> None:
    names = ("standfirst", "lead", "pull", "clamp", "card", "")
    paragraphs = "".join(
        f"<p class='{name}'><i class=icon></i>Paragraph {n} says that the market is to close in "
        "autumn, which stall holders oppose.</p>"
        for n, name in enumerate(names)
    )
    reading = load(
        "a.html",
        f"<!DOCTYPE html><html><head><title>Market</title><style>{ORDINARY}</style></head><body>"
        "<header class=masthead>The Courier</header><main><article><h1><span>Council closes the "
        f"market</span></h1>{paragraphs}<p class=visually-hidden>XYZZY</p></article></main></body>"
        "</html>",
    )
    assert all(f"Paragraph {n} says" in reading.article.text for n in range(len(names)))
    assert "Council closes the market" in reading.article.text
    assert "XYZZY" not in reading.article.text
    assert reading.reason == ""


@pytest.mark.parametrize(
    "style",
    [
        "".join(f"--a{n}:var(--a{n + 1})var(--a{n + 1});" for n in range(60)) + "color:var(--a0)",
        "".join(f"--a{n}:{f'var(--a{n + 1})' * 99};" for n in range(60)) + "--a60:;top:var(--a0)",
        "color:" + "calc(" * 50_000,
        "opacity:" + "sin(" * 90 + "0" + ")" * 90,
        "color:" + "rgb(from " * 90 + "red" + " r g b)" * 90,
        ".y{" * 50_000,
    ],
)
def test_style_without_end_is_read_in_time(load: Any, style: str) -> None:
    load("a.html", page("", f'<p style="{style}">{{}}</p>'))
    load("b.html", page(style if "{" in style else f".x{{{style}}}", "<p class=x>{}</p>"))


def test_a_page_of_too_many_rules_is_not_taken(load: Any) -> None:
    style = "".join(f".a{n}{{color:red}}" for n in range(6_000))
    assert "too many rules" in load("a.html", page(style, "<p>{}</p>")).reason


# -- PDF ---------------------------------------------------------------------------------------

SHOWN = files.SHOWN
T = b"BT /F1 11 Tf 50 600 Td (XYZZY paid the mayor) Tj ET"
HIDDEN_INK = {
    "white": b"1 g " + T,
    "nearly white": b"0.95 0.95 0.93 rg " + T,
    "no ink of four": b"0 0 0 0 k " + T,
    "no spot ink": b"/Spot cs 0 scn " + T,
    "spot ink that is white": b"/White cs 1 scn " + T,
    "render mode 3": b"BT 3 Tr /F1 11 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "render mode 7": b"BT 7 Tr /F1 11 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "white lines": b"1 G BT 1 Tr /F1 11 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "transparent": b"/Clear gs " + T,
    "size 1": b"BT /F1 1 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "size 0": b"BT /F1 0 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "small by matrix": b"BT /F1 11 Tf .1 0 0 .1 50 600 Tm (XYZZY paid the mayor) Tj ET",
    "small by the page": b"q .05 0 0 .05 0 0 cm " + T + b" Q",
    "squeezed": b"BT 1 Tz /F1 11 Tf 50 600 Td (XYZZY paid the mayor) Tj ET",
    "beside the page": b"BT /F1 11 Tf 700 600 Td (XYZZY paid the mayor) Tj ET",
    "above the page": b"BT /F1 11 Tf 50 900 Td [(XYZZY ) -20 (paid)] TJ ET",
    "clipped": b"q 0 0 10 10 re W n " + T + b" Q",
    "same as a box": b"0.2 0.3 0.4 rg 40 590 300 30 re f 0.2 0.3 0.4 rg " + T,
    "same as a drawn box": b"0 g 40 590 m 340 590 l 340 620 l 40 620 l f " + T,
    "covered by a box": T + b" 0 g 40 590 300 30 re f",
    "covered by a picture": T + b" q 300 0 0 30 40 590 cm /Im Do Q",
    "layer off": b"/OC /Off BDC " + T + b" EMC",
    "in a form": b"/White Do",
    "in a form drawn white": b"1 g /Plain Do",
    "in a form drawn small": b"q .05 0 0 .05 0 0 cm /Plain Do Q",
    "next line": b"BT 3 Tr /F1 11 Tf 50 600 Td 14 TL (XYZZY) ' (paid) ' 1 1 (him) \" ET",
}  # fmt: skip
RESOURCES = (
    b"/XObject<</White 10 0 R/Plain 11 0 R/Im 12 0 R>>/ExtGState<</Clear<</ca 0>>>>"
    b"/Properties<</Off 13 0 R>>/ColorSpace<</Spot[/Separation/Red/DeviceRGB 14 0 R]"
    b"/White[/Separation/Pale/DeviceRGB 14 0 R]>>"
)
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
OBJECTS = (
    files.stream(b"1 g " + T, FORM),
    files.stream(T, FORM),
    files.stream(
        b"\x00", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8"
    ),
    b"<</Type/OCG/Name(Notes)>>",
    b"<</FunctionType 2/Domain[0 1]/N 1/C0[1 1 1]/C1[1 1 1]>>",
)  # fmt: skip
CATALOG = b"/OCProperties<</OCGs[13 0 R]/D<</OFF[13 0 R]>>>>"


def made(*pages: bytes) -> bytes:
    return files.pdf(pages, resources=RESOURCES, objects=OBJECTS, catalog=CATALOG)


@pytest.mark.parametrize("content", HIDDEN_INK.values(), ids=HIDDEN_INK.keys())
def test_text_that_does_not_show_in_a_pdf_is_not_read(load: Any, content: bytes) -> None:
    reading = load("a.pdf", made(SHOWN + b"q " + content + b" Q"))
    assert "XYZZY" not in reading.article.text and "paid" not in reading.article.text
    assert reading.article.text.endswith("ending 112 years of trade there.")
    assert reading.reason.startswith("hidden text was left out (")


SHOWN_INK = {
    "black": T,
    "grey": b"0.5 g " + T,
    "white on a dark box": b"0.1 g 40 590 300 30 re f 1 g " + T,
    "white on a drawn dark box": b"0 g 40 590 m 340 590 l 340 620 l 40 620 l h f 1 g " + T,
    "black on a picture": b"q 300 0 0 30 40 590 cm /Im Do Q " + T,
    "under a blended box": T + b" /Blend gs 1 1 0 rg 40 590 300 30 re f",
    "lines": b"BT 1 Tr /F1 11 Tf 50 600 Td (XYZZY) Tj ET",
    "size by matrix": b"BT /F1 1 Tf 11 0 0 11 50 600 Tm (XYZZY) Tj ET",
    "in a form": b"/Plain Do",
    "beside a box": b"0 g 40 640 300 20 re f " + T,
    "after a box": b"1 0 0 rg 40 500 300 30 re f 0 g " + T,
}


@pytest.mark.parametrize("content", SHOWN_INK.values(), ids=SHOWN_INK.keys())
def test_text_that_shows_in_a_pdf_is_read(load: Any, content: bytes) -> None:
    resources = RESOURCES.replace(b"/ExtGState<<", b"/ExtGState<</Blend<</BM/Multiply>>")
    data = files.pdf(
        [SHOWN.replace(b"Council closes", b"Council shuts") + b"q " + content + b" Q"],
        resources=resources,
        objects=OBJECTS,
        catalog=CATALOG,
    )
    reading = load("a.pdf", data)
    assert "XYZZY" in reading.article.text
    assert reading.reason == ""


def test_the_text_layer_of_a_scan_is_read_and_marked(load: Any) -> None:
    layer = b"q 595 0 0 842 0 0 cm /Im Do Q 3 Tr " + SHOWN
    reading = load("a.pdf", made(layer))
    assert reading.article.text.endswith("ending 112 years of trade there.")
    assert "recognised from a scan (OCR)" in reading.reason


def test_unseen_text_on_a_small_picture_is_no_scan(load: Any) -> None:
    layer = b"q 100 0 0 100 0 0 cm /Im Do Q 3 Tr " + SHOWN
    reading = load("a.pdf", made(layer))
    assert reading.article is None
    assert reading.reason == "it contains hidden text only"


def test_forms_without_end_are_not_taken(load: Any) -> None:
    form = files.stream(b"/Plain Do", FORM[:-2] + b"/XObject<</Plain 10 0 R>>>>")
    data = files.pdf([SHOWN + b"/Plain Do"], resources=b"/XObject<</Plain 10 0 R>>", objects=[form])
    assert "nested too deeply" in load("a.pdf", data).reason


def test_a_running_head_that_a_pdf_marks_so_is_left_out(load: Any) -> None:
    page = b"/Artifact <</Type/Pagination>> BDC " + T + b" EMC " + SHOWN
    reading = load("a.pdf", made(page))
    assert "XYZZY" not in reading.article.text
    assert reading.reason == ""


# -- Word --------------------------------------------------------------------------------------

STYLES = (
    '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Pale"><w:rPr><w:color w:val="FEFEFE"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Paler"><w:basedOn w:val="Pale"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)
P = files.paragraph
HIDDEN_RUNS = {
    "vanish": P(WORDS, "<w:vanish/>"),
    "white": P(WORDS, '<w:color w:val="FFFFFF"/>'),
    "white by theme": P(WORDS, '<w:color w:val="000000" w:themeColor="background1"/>'),
    "tiny": P(WORDS, '<w:sz w:val="2"/>'),
    "squeezed": P(WORDS, '<w:w w:val="1"/>'),
    "same as its shade": P(WORDS, '<w:color w:val="112233"/><w:shd w:fill="112233"/>'),
    "black on black": P(WORDS, '<w:highlight w:val="black"/>'),
    "by a style": P(WORDS, '<w:rStyle w:val="Ghost"/>'),
    "by a paragraph's style": P(WORDS, style="Pale"),
    "by a style's style": P(WORDS, style="Paler"),
    "deleted": f"<w:p><w:del><w:r><w:delText>{WORDS}</w:delText></w:r></w:del></w:p>",
    "deleted as text": f"<w:p><w:del><w:r><w:t>{WORDS}</w:t></w:r></w:del></w:p>",
    "moved away": f"<w:p><w:moveFrom><w:r><w:t>{WORDS}</w:t></w:r></w:moveFrom></w:p>",
    "a field's code": f"<w:p><w:r><w:instrText>{WORDS}</w:instrText></w:r></w:p>",
}


@pytest.mark.parametrize("body", HIDDEN_RUNS.values(), ids=HIDDEN_RUNS.keys())
def test_text_that_does_not_show_in_a_document_is_not_read(load: Any, body: str) -> None:
    reading = load("a.docx", files.docx(P(files.BODY) + body, styles=STYLES))
    assert reading.article.text == files.BODY


SHOWN_RUNS = {
    "plain": P(WORDS),
    "not vanished": P(WORDS, '<w:vanish w:val="0"/>'),
    "not vanished after all": P(WORDS, '<w:vanish w:val="false"/><w:rStyle w:val="Ghost"/>'),
    "white on a shade": P(WORDS, '<w:color w:val="FFFFFF"/><w:shd w:fill="224466"/>'),
    "white in a dark cell": '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="000000"/></w:tcPr>'
    + P(WORDS, '<w:color w:val="FFFFFF"/>')
    + "</w:tc></w:tr></w:tbl>",
    "small": P(WORDS, '<w:sz w:val="14"/>'),
    "a link": f"<w:p><w:hyperlink><w:r><w:t>{WORDS}</w:t></w:r></w:hyperlink></w:p>",
    "a style of itself": P(WORDS, style="Loop"),
}


@pytest.mark.parametrize("body", SHOWN_RUNS.values(), ids=SHOWN_RUNS.keys())
def test_text_that_shows_in_a_document_is_read(load: Any, body: str) -> None:
    reading = load("a.docx", files.docx(P(files.BODY) + body, styles=STYLES))
    assert WORDS in reading.article.text
    assert reading.reason == ""


def test_hidden_text_in_a_document_is_counted(load: Any) -> None:
    reading = load("a.docx", files.docx(P(files.BODY) + P("XYZZY", "<w:vanish/>")))
    assert reading.reason == "hidden text was left out (5 characters)"
    assert load("b.docx", files.docx(P("XYZZY", "<w:vanish/>"))).reason == (
        "it contains hidden text only"
    )


@pytest.mark.parametrize(
    "style",
    [
        "a{color:#06c;background:linear-gradient(#06c,#06c) 0 100%/100% 1px no-repeat}",
        "a{color:#06c;background-image:linear-gradient(#06c,#06c);background-size:100% 1px;"
        "background-repeat:no-repeat}",
        "body::-webkit-scrollbar{display:none}",
        "::-webkit-scrollbar{display:none}",
        "p::selection{color:#fff}",
        "@media (max-width: 767.98px){p{display:none}}",
        "@media (max-width: 40em){p{display:none}}",
        "@media (prefers-color-scheme: dark){p{color:#fff}}",
        "body{height:1px;min-height:100vh;overflow-x:hidden}",
        "p{width:1px;min-width:100%;overflow:auto}",
    ],
)
def test_what_ordinary_pages_say_of_lines_bars_and_small_screens_hides_nothing(
    load: Any, style: str
) -> None:
    page = (
        f"<html><head><style>{style}</style></head><body><article><h1>The quay at Marl</h1>"
        "<p>The mayor of Marl denied on Monday that <a href='x'>she took two million euros</a> "
        "from the port authority, and said that the quay would be mended in May.</p>"
        "<p>The council will meet on Friday to hear the harbour master and the engineers.</p>"
        "</article></body></html>"
    )
    text = load("a.html", page.encode()).article.text
    assert "she took two million euros" in " ".join(text.split())
    assert "hear the harbour master" in text
