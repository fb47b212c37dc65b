"""Style sheets of ordinary pages hide no words; what surely hides them does, in any notation."""

import pytest
from lxml import html

from index.styles import arithmetic, concealment
from index.styles.inks import colour
from index.styles.values import Unclear, amount, read

P = "<p class=x>{}</p>"
LINK = "<link rel=stylesheet href=a.css>"
SCRIPT = "<script>start()</script>"


def shown(style: str, element: str, head: str) -> bool:
    tree = html.document_fromstring(
        f"<html><head><title>x</title>{head}<style>{style}</style></head><body><article>"
        f"<h1>Council closes market</h1>{element.replace('{}', 'XYZZY paid the mayor.')}"
        "</article></body></html>"
    )
    assert concealment.strip(tree) == 0
    return "XYZZY" in tree.text_content()


@pytest.mark.parametrize(
    ("style", "element", "head"),
    [
        (
            (
                ".h::before{content:'';position:absolute;inset:0;background:#000}"
                ".h{position:relative}.x{position:relative;color:#fff}"
            ),
            "<div class=h><p class=x>{}</p></div>",
            "",
        ),
        (
            ".h{display:grid}.h>*{grid-area:1/1}.x{color:#fff}",
            "<div class=h><img src=a><p class=x>{}</p></div>",
            "",
        ),
        (
            "img{position:absolute;inset:0}.x{position:relative;color:#fff}",
            "<div><img src=a><div><p class=x>{}</p></div></div>",
            "",
        ),
        (
            ".m{position:absolute}.h{color:#fff}",
            "<div class=h><div class=m><img src=a></div><div><p>{}</p></div></div>",
            "",
        ),
        (".x{background-color:hsl(var(--h) 50% 20%);color:#fff}", P, LINK),
        (
            (
                ".x{--h:1;--o:1;background-color:hsl(var(--h) 50% 20%);"
                "color:rgb(255 255 255/var(--o))}"
            ),
            P,
            "",
        ),
        (".w{text-indent:-9999px}.x{text-indent:0}", "<div class=w><p class=x>{}</p></div>", ""),
        (".w{text-indent:-120px;padding-left:120px}", "<div class=w><p>{}</p></div>", ""),
        ("@supports not (display:grid){.x{display:none}}", P, ""),
        ("@supports (-webkit-touch-callout:none){.x{display:none}}", P, ""),
        ("@media (max-height:500px){.x{display:none}}", P, ""),
        ("@media (max-width: 79.99em){.x{display:none}}", P, ""),
        ("@media (display-mode:standalone){.x{display:none}}", P, ""),
        (
            ".x{-webkit-mask:-webkit-gradient(linear,left top,left bottom,from(#000),to(#0000))}",
            P,
            "",
        ),
        (".x{clip-path:xywh(0 0 100% 100%)}", P, ""),
        (
            (
                "@media screen{.x{opacity:0;animation:a 1s,f .6s ease-out .2s both}"
                "@keyframes f{from{opacity:0}to{opacity:1;transform:none}}}"
            ),
            P,
            "",
        ),
        (
            (
                ".a{animation-duration:1s;animation-fill-mode:both}.x{visibility:hidden;"
                "animation-name:f}@keyframes f{0%{visibility:hidden}100%{visibility:visible}}"
            ),
            "<p class='a x'>{}</p>",
            "",
        ),
        (
            ".x{animation:p 2s infinite}@keyframes p{0%{opacity:0}50%{opacity:.4}100%{opacity:1}}",
            P,
            "",
        ),
        (
            (
                ".x{animation:f 1s both;animation-timeline:view()}@keyframes f{from{opacity:1}"
                "to{opacity:0}}"
            ),
            P,
            "",
        ),
        (".x{animation:f 1s}@keyframes f{to{opacity:0}}", P, ""),
        (
            (
                "body{animation:-amp-start 8s steps(1,end) 0s 1 normal both}"
                "@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}"
            ),
            P,
            "",
        ),
        (":root{color-scheme:dark}.x{color:light-dark(#111,#eee)}", P, ""),
        (":root{color-scheme:dark}.x{color:CanvasText;background:Canvas}", P, ""),
        (".x{color:#eee}", P, "<meta name=color-scheme content=dark>"),
        (
            ":root{color-scheme:dark}.x{color-scheme:light;background:Canvas;color:CanvasText}",
            P,
            "",
        ),
        (".x{background:initial;color:#111}", P, ""),
        (".x{mix-blend-mode:difference;background:#fff;color:#000}", P, ""),
        (".x{margin:0 -9999px;padding:0 9999px}", P, ""),
        (".x{margin-left:calc(50% - 50vw);margin-right:calc(50% - 50vw)}", P, ""),
        (".x{margin-inline:-100vmax;padding-inline:100vmax}", P, ""),
        (".x{margin-inline:calc(-1 * 100vmax);padding-inline:100vmax}", P, ""),
        (
            (
                ".x{width:100vw;position:relative;left:50%;right:50%;margin-left:-50vw;"
                "margin-right:-50vw}"
            ),
            P,
            "",
        ),
        (".x{box-shadow:0 0 0 100vmax #eee;clip-path:inset(0 -100vmax)}", P, ""),
        (".x{font-size:calc(pow(2, 3) * 2px)}", P, ""),
        (".x{font-size:calc(1rem * pow(1.2, 2))}", P, ""),
        (".x{font-size:round(1.3rem,1px)}", P, ""),
        (".x{font-size:hypot(12px,9px)}", P, ""),
        (".x{opacity:calc(sign(2px))}", P, ""),
        (".x{font-size:calc(1px*sqrt(256));opacity:abs(-1)}", P, ""),
        (".x{font-size:max(16px,1rem);opacity:exp(0)}", P, ""),
        (".x{opacity:log(10,10)}", P, ""),
        (".x{opacity:random(0,1)}", P, ""),
        (".x{font-size:calc-foo(1px)}", P, ""),
        (".x{--a:random(1,2);font-size:var(--a)}", P, ""),
        ("@property --n{syntax:'*'} .x{opacity:if(style(--a:1):1;else:1)}", P, ""),
        (".x{color:oklch(from var(--nowhere) l c h)}", P, ""),
        (":root{--b:#224}.x{color:oklch(from var(--b) calc(l + .1) c h)}", P, ""),
        (".x{color:rgb(from white r g b);background:rgb(from #222 r g b)}", P, ""),
        (".x{background:LinkText;color:CanvasText}", P, ""),
        (".x{background:Mark;color:MarkText}", P, ""),
        (".x{background:Highlight;color:HighlightText}", P, ""),
        (".x{color:unknown-color(1 2 3)}", P, ""),
        (".d{background:#111;color:#fff}.x{background:color-foo(1);color:#fff}", P, ""),
        (".x{color:color-mix(in srgb, var(--ink) 80%, white)}", P, ""),
        (".x{color:#fff;background:var(--dark)}", P, LINK),
        (".x{color:#fff;background-color:var(--dark)}", P, "<style>@import 'a.css';</style>"),
        (
            ".d{background:#000;color:#fff}.x{background:#fff;color:var(--text)}",
            "<div class=d><p class=x>{}</p></div>",
            LINK,
        ),
        (
            (
                ".x{background:linear-gradient(90deg,var(--a),var(--b));-webkit-background-clip:text;"
                "color:transparent}"
            ),
            P,
            LINK,
        ),
        (".x{position:relative;top:-120px}", P, ""),
        (
            ".x{position:relative;top:-220px;color:#fff}",
            "<div><img src=a.jpg><h2 class=x>{}</h2></div>",
            "",
        ),
        (
            ".x{position:absolute;bottom:0;color:#fff}",
            (
                "<div style='position:relative'><figure><img src=a.jpg></figure><div class=x><h2>{}"
                "</h2></div></div>"
            ),
            "",
        ),
        (
            ".x{position:absolute;left:-180px;width:160px}",
            "<div style='position:relative'><p class=x>{}</p></div>",
            "",
        ),
        (".x{position:sticky;top:-120px}", P, ""),
        (".x{top:-9999px}", P, ""),
        (".x{text-indent:-120px;padding-left:120px}", P, ""),
        (".x{margin-top:-120px;padding-top:120px}", P, ""),
        (".x{color:#fff;text-shadow:0 1px 3px rgba(0,0,0,.8)}", P, ""),
        (".x{color:transparent;-webkit-text-stroke:1px #000}", P, ""),
        (".x{background:url(t.jpg);-webkit-background-clip:text;color:transparent}", P, ""),
        (".x{background:linear-gradient(#000,#333);background-size:cover;color:#fff}", P, ""),
        (".x{background:linear-gradient(45deg,#000,#333) 0 0/400% 400%;color:#fff}", P, ""),
        (".x{background:linear-gradient(#000,#333) no-repeat;color:#fff}", P, ""),
        ("@media not all and (min-width:768px){.x{display:none}}", P, ""),
        ("@media (width < 48rem){.x{display:none}}", P, ""),
        ("@media (hover:none){.x{display:none}}", P, ""),
        ("@media (prefers-reduced-motion:reduce){.x{display:none}}", P, ""),
        (".x{display:none}@media screen, print{.x{display:block}}", P, ""),
        (
            ".t{display:none}#a:checked ~ .t{display:block}",
            "<input type=radio id=a checked><div class=t><p>{}</p></div>",
            "",
        ),
        (".x{position:relative;height:0;padding-bottom:56%;overflow:hidden}", P, ""),
        (".x{transform:translateX(-300%)}", P, ""),
        (".x{transform:matrix3d(1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1)}", P, ""),
        (".x{transform:rotate3d(0,0,1,90deg)}", P, ""),
        ("body{display:none}", P, SCRIPT),
        ("body{opacity:0;transition:opacity 1s}", P, SCRIPT),
        ("html{filter:url(#g)}", P, ""),
        (".x{max-height:4.5em;overflow:hidden;-webkit-line-clamp:3;display:-webkit-box}", P, ""),
        (".x{animation:f 1s forwards;opacity:0}@keyframes f{to{opacity:1}}", P, ""),
        (":root{color-scheme:dark}.x{color:#eee}", P, ""),
        ("@layer base, print;@layer print{.y{display:none}}", P, ""),
        (".x{mix-blend-mode:difference;color:#fff}", P, ""),
        (".x{columns:2;float:left;margin-left:-100%}", P, ""),
        (".x{content-visibility:auto;contain-intrinsic-size:1px 5000px}", P, ""),
        (
            (
                ".x{scroll-margin-top:-9999px;outline-offset:-9999px;margin-bottom:-9999px;"
                "padding-bottom:9999px}"
            ),
            P,
            "",
        ),
        (".x{background:#fff url(a.svg) no-repeat;color:#fff;background-color:#005}", P, ""),
        (
            (
                ".x{mask:linear-gradient(#000,#000);"
                "mask-image:linear-gradient(to bottom,#000 calc(100% - 3rem),transparent)}"
            ),
            P,
            "",
        ),
        (".reveal{opacity:1}.js .reveal{opacity:0}", "<p class=reveal>{}</p>", ""),
        (".x{text-indent:-9999px;text-indent:0}", P, ""),
        (".x{font:0/0 a;font:inherit}", P, ""),
        (".x{letter-spacing:calc(-0.01em * pow(1.1,2))}", P, ""),
        (".x{width:0;min-width:100%;overflow:hidden}", P, ""),
    ],
)
def test_words_that_an_ordinary_page_shows_are_read(style: str, element: str, head: str) -> None:
    assert shown(style, element, head)


@pytest.mark.parametrize(
    ("style", "element", "head"),
    [
        (".x{text-indent:-9999px;-webkit-text-indent:0}", P, ""),
        (".x{display:none;-webkit-display:block}", P, ""),
        (".x{opacity:0;-moz-opacity:1;-moz-animation:f 1s both}@keyframes f{to{opacity:1}}", P, ""),
        (".x{margin-left:-9999px;-moz-padding-left:9999px;-webkit-padding-left:9999px}", P, ""),
        (".x{position:absolute;left:-9999px;-webkit-position:static}", P, ""),
        (".x{color:#fff;-webkit-color:#000;-moz-color:#000}", P, ""),
        (".h::before{background:#000}.x{color:#fff}", "<div class=h><p class=x>{}</p></div>", ""),
        (
            ".h:hover::before{position:absolute;background:#000}.x{color:#fff}",
            "<div class=h><p class=x>{}</p></div>",
            "",
        ),
        (
            ".h{display:grid}.h>*{grid-area:1/1}.x{color:#fff}",
            "<div class=h><p class=x>{}</p></div>",
            "",
        ),
        (".x{color:#fff}", "<div><img src=a><p class=x>{}</p></div>", ""),
        ("img{position:absolute}.x{color:#fff}", "<div><img src=a></div><p class=x>{}</p>", ""),
        (".x{--a:-9999;position:absolute;left:calc(var(--a) * 1px)}", P, ""),
        (".x{--a:0;opacity:calc(var(--a))}", P, ""),
        (".x{--h:0;color:hsl(var(--h) 0% 100%)}", P, ""),
        (".w{text-indent:-9999px}", "<div class=w><p>{}</p></div>", ""),
        ("@supports (display:grid){.x{display:none}}", P, ""),
        ("@supports not (foo:bar){.x{display:none}}", P, ""),
        (".x{text-indent:9999px}", P, ""),
        (".x{clip-path:xywh(0 0 0 100%)}", P, ""),
        ("@supports not (-webkit-touch-callout:none){.x{display:none}}", P, ""),
        (".x{opacity:0;animation:f 1s 99999s forwards}@keyframes f{to{opacity:1}}", P, ""),
        (".x{opacity:0;animation:f 1s paused forwards}@keyframes f{to{opacity:1}}", P, ""),
        (".x{opacity:0;animation:f 1s}@keyframes f{to{opacity:1}}", P, ""),
        (
            (
                ".x{opacity:0;animation:f 1s forwards reverse}@keyframes f{from{opacity:0}"
                "to{opacity:1}}"
            ),
            P,
            "",
        ),
        (".x{opacity:0!important;animation:f 1s forwards}@keyframes f{to{opacity:1}}", P, ""),
        (".x{animation:f 9s infinite}@keyframes f{from,to{opacity:0}}", P, ""),
        (".x{opacity:0;animation:f 1s var(--d,999s) forwards}@keyframes f{to{opacity:1}}", P, ""),
        (".x{opacity:0;animation:g 1s forwards}@keyframes f{to{opacity:1}}", P, ""),
        (
            (
                ".x{animation-name:f;animation-fill-mode:both}"
                "@-webkit-keyframes f{100%{visibility:hidden}}"
            ),
            P,
            "",
        ),
        (
            (
                ".x{opacity:0;animation:f 1s both;animation-timeline:view()}"
                "@keyframes f{to{opacity:1}}"
            ),
            P,
            "",
        ),
        (":root{color-scheme:dark}.x{color:light-dark(#eee,#111)}", P, ""),
        (":root{color-scheme:dark}.x{color:Canvas}", P, ""),
        (":root{color-scheme:light dark}.x{color:#eee}", P, ""),
        (
            ".y{margin-top:-30px}.x{color:#fff}",
            "<div class=y><img src=a><p class=x>{}</p></div>",
            "",
        ),
        (".x{margin:0 -9999px;padding:0 10px}", P, ""),
        (".x{margin:0 0 0 -9999px}", P, ""),
        (".x{--m:0 0 0 -9999px;margin:var(--m)}", P, ""),
        (".x{color:rgb(from white r g b)}", P, ""),
        (".x{color:oklch(from #000 1 0 0)}", P, ""),
        (".x{color:rgb(from white calc(r - 1) g b)}", P, ""),
        (".x{opacity:sin(0)}", P, ""),
        (".x{opacity:calc(1 - cos(0))}", P, ""),
        (".x{opacity:calc(0/0)}", P, ""),
        (".x{font-size:calc(pow(0,2)*1px)}", P, ""),
        (".x{opacity:0;opacity:foo(1)}", P, ""),
        (".x{opacity:0;opacity:calc(1 +)}", P, ""),
        (".x{color:white;color:rgb(from foo r g b)}", P, ""),
        (".x{color:#fff;background:var(--dark)}", P, ""),
        (".x{color:#fff;background:#fff}", P, LINK),
        (".x{color:#fff}", P, LINK),
        (".x{position:absolute;top:-200px}", P, ""),
        (".x{position:fixed;right:-320px}", P, ""),
        (".x{position:absolute;top:-9999px}", P, LINK),
        (
            ".x{position:absolute;left:-9999px}",
            "<div style='position:relative'><p class=x>{}</p></div>",
            "",
        ),
        (".x{position:relative;left:-9999px}", P, ""),
        (".x{text-indent:-9999px}", P, ""),
        (".x{text-indent:-120px}", P, ""),
        (".x{position:absolute;color:#fff}", "<div><p class=x>{}</p></div>", ""),
        (
            ".x{position:absolute;color:#fff}",
            "<div><img width=1 height=1><p class=x>{}</p></div>",
            "",
        ),
        (".x{color:#fff;text-shadow:-9999px 0 #000}", P, ""),
        (".x{color:#fff;text-shadow:0 0 1px #fff}", P, ""),
        (".x{color:#fff;-webkit-text-stroke:0 #000}", P, ""),
        (".x{color:#fff;background:linear-gradient(#000,#000) no-repeat 0 0/1px 1px}", P, ""),
        ("@media screen, print{.x{display:none}}", P, ""),
        ("@media not print{.x{display:none}}", P, ""),
        ("@layer print{.x{display:none}}", P, ""),
        (
            ".x{display:none}#a:checked ~ .x{display:block}",
            "<input type=radio id=a><p class=x>{}</p>",
            "",
        ),
        ("body{opacity:0}", P, ""),
        (".x{display:none}", P, SCRIPT),
        (".x{transform:matrix3d(0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1)}", P, ""),
        (".x{transform:rotate3d(1,0,0,90deg)}", P, ""),
        (".x{transform:rotate3d(0,1,0,.25turn)}", P, ""),
        (".x{max-height:0;overflow:hidden}", P, ""),
        (".x{height:0;padding-top:30px;overflow:hidden}", P, ""),
        (".x{color:Canvas}", P, ""),
        (".x{animation:f 1s forwards}@keyframes f{to{opacity:0}}", P, ""),
        (":root{color-scheme:dark}.x{color:#111}", P, ""),
        (".x{mix-blend-mode:difference;color:#000}", P, ""),
        (".x{color:device-cmyk(0 0 0 0)}", P, ""),
        (".x{color:hsl(0,calc(0%*1),calc(100%))}", P, ""),
        (".x{opacity:round(.4)}", P, ""),
        (".x{left:calc(-1px*pow(10,4));position:absolute}", P, ""),
        (".x{position:absolute;left:calc(-1px/0)}", P, ""),
        (".x{-webkit-text-fill-color:rgb(from white r g b);color:#222}", P, ""),
    ],
)
def test_words_that_surely_do_not_show_are_not_read(style: str, element: str, head: str) -> None:
    assert not shown(style, element, head)


FADE = "@keyframes f{from{opacity:0}to{opacity:1}}"


@pytest.mark.parametrize(
    ("animation", "ends_visible"),
    [
        ("f 1s 2 alternate-reverse forwards", True),
        ("f 1s 3 alternate forwards", True),
        ("f .6s cubic-bezier(0,0,1,1) .2s both", True),
        ("1s f both ease-in-out, g 2s", True),
        ("f 1s steps(2,end) forwards;animation-duration:-1s", True),
        ("f 1s alternate-reverse forwards", False),
        ("f 1s 2 alternate forwards", False),
        ("f 1s 3 alternate-reverse forwards", False),
        ("f 1s .5 forwards", False),
        ("f 9s 9 forwards", False),
        ("f 1s calc(99999*1s) forwards", False),
        ("f 1s calc(infinity) forwards", False),
        ("f 1s forwards bogus bogus2", False),
        ("f -1s forwards", False),
        ("f 1s forwards;animation-duration:99s;animation-duration:-1s", False),
        ("f 1s forwards;animation-direction:reverse;animation-direction:f", False),
        ("f 1s forwards;animation-direction:inherit", False),
        ("f 1s forwards;display:none", False),
    ],
)
def test_an_animation_shows_words_if_it_is_known_to_end_with_them(
    animation: str, ends_visible: bool
) -> None:
    style = f".x{{opacity:0;animation:{animation}}}{FADE}@keyframes g{{}}"
    assert shown(style.replace("to{", "to{display:block;"), P, "") == ends_visible


@pytest.mark.parametrize(
    "values",
    [
        "position:absolute;left:-9999px;position:static static",
        "display:none;display:block block",
        "display:none;display:none block",
        "visibility:hidden;visibility:visible visible",
        "opacity:0;opacity:1px",
        "opacity:0;opacity:1 1",
        "opacity:0;opacity:calc(1px)",
        "font-size:0;font-size:20deg",
        "font-size:0;font-size:16",
        "font-size:0;font-size:calc(16)",
        "font-size:0;font-size:auto",
        "font-size:0;font-size:16px 16px",
        "font-size:0;font-size:calc(foo()*1px)",
        "text-indent:-9999px;text-indent:1",
        "margin-left:-9999px;margin:5 5",
        "margin-left:-9999px;margin-left:none",
        "height:0;overflow:hidden;height:-5px",
        "height:0;overflow:hidden;height:none",
        "height:0;overflow:hidden;overflow:shown",
        "width:0;overflow:hidden;width:90deg",
        "scale:0;scale:1px",
        "rotate:x 90deg;rotate:0px",
    ],
)
def test_a_value_that_browsers_drop_does_not_undo_one_that_hides(values: str) -> None:
    assert not shown(f".x{{{values}}}", P, "")


@pytest.mark.parametrize(
    "values",
    [
        "display:none;display:block flow",
        "display:none;display:inline flow-root list-item",
        "opacity:0;opacity:100%",
        "opacity:0;opacity:sin(90deg)",
        "font-size:0;font-size:calc(1px*16)",
        "font-size:0;font-size:larger;font-size:120%",
        "font-size:attr(data-s px);font-size:16px",
        "animation-delay:calc(sibling-index()*1s)",
        "margin-left:-9999px;margin:0 auto",
        "width:0;overflow:hidden;width:-webkit-fill-available",
        "height:0;overflow:hidden;height:auto",
        "height:1em;overflow:hidden visible",
        "scale:0;scale:1 1",
        "translate:-9999px;translate:0 5%",
        "letter-spacing:-1em;letter-spacing:0",
        "rotate:x 90deg;rotate:1turn",
        "text-indent:-9999px;text-indent:0",
    ],
)
def test_a_value_that_browsers_take_undoes_one_that_hides(values: str) -> None:
    assert shown(f".x{{{values}}}", P, "")


@pytest.mark.parametrize("values", ["font-size:attr(data-s px)", "opacity:calc(sibling-index()*0)"])
def test_a_value_that_only_a_browser_can_reckon_is_left_out_and_counted(values: str) -> None:
    tree = html.document_fromstring(f"<p style='opacity:.9;font-size:9px;{values}'>XYZZY</p>")
    assert concealment.strip(tree) == 5
    assert "XYZZY" not in tree.text_content()


AROUND = "<div style='position:relative'><p class=x>{}</p></div>"


@pytest.mark.parametrize(
    ("values", "element", "head", "expected"),
    [
        ("position:absolute;left:-320px", AROUND, "", True),
        ("position:fixed;left:-320px", AROUND, "", False),
        ("position:fixed;left:-20px", P, "", True),
        ("position:absolute;left:-320px", P, LINK, False),
        ("position:absolute;left:calc(50% - 480px)", P, "", True),
        ("position:absolute;left:calc(-9999px + 990%)", P, "", False),
        ("margin-left:-1050px;padding-left:1050px", P, "", True),
        ("margin-left:calc(-100% - 20px);padding-left:100%", P, "", True),
        ("margin-left:-9999px;padding-left:9000px", P, "", False),
        ("margin-left:-9999px;padding-left:990%", P, "", False),
        ("text-indent:-9999px;padding-left:999%", P, "", False),
        ("height:0;overflow:hidden;padding-bottom:2em", P, "", True),
        ("height:0;overflow:hidden;padding-bottom:2px", P, "", False),
        ("filter:invert(1) hue-rotate(180deg)", "<div class=x><p>{}</p></div>", "", True),
        ("filter:invert(45%)", P, "", False),
    ],
)
def test_a_box_is_brought_back_by_what_surely_does(
    values: str, element: str, head: str, expected: bool
) -> None:
    assert shown(f".x{{{values}}}", element, head) == expected


def test_a_page_whose_colours_are_turned_round_is_read() -> None:
    assert shown("body{filter:invert(100%) hue-rotate(180deg)}", P, "")


@pytest.mark.parametrize(
    ("background", "expected"),
    [
        ("linear-gradient(#06c,#06c) no-repeat 0 100%/100% 1px", True),
        ("linear-gradient(#06c,#06c);background-size:0 2px;background-repeat:no-repeat", True),
        ("linear-gradient(#06c,#06c) repeat-x;background-size:4px 1px", True),
        ("linear-gradient(#06c,#06c) 0 0/1px 1px", False),
        ("linear-gradient(#06c,#06c);background-size:100% 1px", False),
        ("linear-gradient(#06c,#06c) repeat-x;background-size:1px 100%", False),
        (
            "linear-gradient(#06c,#06c);background-size:1px;background-repeat:repeat no-repeat",
            False,
        ),
        (
            "linear-gradient(red,red) no-repeat 0 0/1px 1px,linear-gradient(#06c,#06c)",
            False,
        ),
    ],
)
def test_a_small_gradient_lies_beside_words_only_if_it_is_not_repeated(
    background: str, expected: bool
) -> None:
    assert shown(f".x{{color:#06c;background:{background}}}", P, "") == expected


PICTURE = "<div><img src=a><p class=x>{}</p></div>"
BEHIND = "<div><div hidden><img src=a></div><p class=x>{}</p></div>"
UNDER = "<div class=h><p class=x>{}</p></div>"


@pytest.mark.parametrize(
    ("style", "element", "expected"),
    [
        ("img{position:absolute;width:100%;height:auto}", PICTURE, True),
        ("img{position:absolute;display:none}", PICTURE, False),
        ("img{position:absolute;width:0}", PICTURE, False),
        ("img{position:absolute;opacity:0}", PICTURE, False),
        ("img{position:absolute;left:-9999px}", PICTURE, False),
        ("img{position:absolute;opacity:0}", f"{SCRIPT}{PICTURE}", True),
        ("img{position:absolute}", PICTURE.replace("src", "hidden src"), False),
        (".x{position:absolute}", BEHIND, False),
        (".h::before{content:'';background:#000}.h::before{position:absolute}", UNDER, True),
        ("::after{--t:1}.h:after{content:var(--c);position:absolute;background:#000}", UNDER, True),
        (".h::before{position:absolute;background:#000}", UNDER, False),
        (".h::before{content:none;position:absolute;background:#000}", UNDER, False),
        (".h::before{content:normal;position:absolute;background:#000}", UNDER, False),
        (".h::before{content:'';display:none;position:absolute;background:#000}", UNDER, False),
        (".h::before{content:'';position:absolute;background:transparent}", UNDER, False),
    ],
)
def test_white_words_show_on_what_is_itself_there(style: str, element: str, expected: bool) -> None:
    assert shown(style + ".x{color:#fff}", element, "") == expected


HOLD = (
    "@media screen",
    "@media (min-width:768px)",
    "@media only screen and (min-width:48em) and (max-width:1919px)",
    "@media (width >= 600px)",
    "@media (400px <= width <= 1400px)",
    "@media (hover:hover) and (pointer:fine)",
    "@media (prefers-reduced-motion:no-preference)",
    "@media not print",
    "@media not all and (max-width:600px)",
    "@media tv,screen",
    "@media (max-width:600px) or (min-width:601px)",
    "@media (orientation:landscape)",
    "@supports (display:grid)",
    "@supports (position:sticky) and (gap:1rem)",
    "@supports (--a:b)",
    "@supports (backdrop-filter:blur(2px)) or (-webkit-backdrop-filter:blur(2px))",
)
UNKNOWN = (
    "@media (min-width:99999px)",
    "@media tv",
    "@media (foo)",
    "@media screen screen",
    "@media (min-width:1px) and (bogus:1)",
    "@supports (foo:bar)",
    "@supports (display:bogus)",
    "@supports (gap:bogus)",
    "@supports (clip:bogus)",
    "@supports display:grid",
    "@supports (gap:1px) and (foo:bar)",
    "@supports (gap:1px) and (display:grid) or (--a:b)",
    "@container (min-width:1px)",
    "@scope (.never)",
)


@pytest.mark.parametrize("group", HOLD)
def test_a_group_that_holds_hides_and_shows(group: str) -> None:
    assert not shown(f"{group}{{.x{{display:none}}}}", P, "")
    assert shown(f".x{{display:none}}{group}{{.x{{display:block}}}}", P, "")
    assert shown(f".x{{opacity:0;animation:f 1s forwards}}{group}{{{FADE}}}", P, "")


@pytest.mark.parametrize("group", UNKNOWN)
def test_a_group_that_may_not_hold_hides_and_shows_nothing_that_is_hidden(group: str) -> None:
    assert not shown(f"{group}{{.x{{display:none}}}}", P, "")
    assert not shown(f".x{{display:none}}{group}{{.x{{display:block}}}}", P, "")
    assert not shown(f".x{{opacity:0;animation:f 1s forwards}}{group}{{{FADE}}}", P, "")


@pytest.mark.parametrize(
    "group",
    ["@media not screen and (color)", "@supports not (display:flex)", "@container (width < 400px)"],
)
def test_a_group_that_does_not_hold_does_nothing(group: str) -> None:
    assert shown(f"{group}{{.x{{display:none}}}}", P, "")
    assert not shown(f".x{{display:none}}{group}{{.x{{display:block}}}}", P, "")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (".x{display:none}.x:not(:hover){display:block}", True),
        (".x{display:none}.x:not(:focus-within){display:block}", True),
        (".x{display:none}:is(.x,.y){display:block}", True),
        (".x:is(:hover,:focus){display:none}", True),
        ("@layer a{#x{display:none}}.x{display:block}", True),
        (".x:not(:hover){display:none}", False),
        (".x:not(:focus-within){display:none}", False),
        (":is(.x,:hover){display:none}", False),
        (".y,:is(.z,.x){display:none}", False),
        (".x{display:none}.x:foo{display:block}", False),
        (".x{display:none}.x,.y:foo{display:block}", False),
        (".x{display:none}.x,:foo{display:block}", False),
        (".x{display:none}.x,.y::foo{display:block}", False),
        (".x{display:none}.x,.y::selection{display:block}", True),
        ("@layer a{#x{display:block}}.x{display:none}", False),
        (".x{display:block!important}@layer a{.x{display:none!important}}", False),
    ],
)
def test_a_selector_is_read_as_far_as_it_can_be(style: str, expected: bool) -> None:
    assert shown(style, "<p id=x class=x>{}</p>", "") == expected


def test_a_style_sheet_for_another_screen_shows_nothing() -> None:
    sheet = "<style media='(min-width:99999px)'>p.x{display:block}</style>"
    assert not shown(".x{display:none}", P, sheet)


def test_gradients_on_gradients_are_told_apart_only_so_far() -> None:
    shades = ",".join(f"rgb({n} 0 0 / .{n})" for n in range(100, 250))
    element = "<div>" * 6 + "<p>{}</p>" + "</div>" * 6
    assert shown(f"div{{background:linear-gradient({shades})}}", element, "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("calc(pow(2, 3) * 1px)", 8),
        ("sin(90deg)", 1),
        ("sin(asin(1))", 1),
        ("cos(calc(pi / 2))", 0),
        ("atan2(1, 1)", 45),
        ("round(up, 1.2px, 1px)", 2),
        ("round(1.6px, 1px)", 2),
        ("round(1px, 0px)", 0),
        ("clamp(none, 2rem, 1px)", 1),
        ("clamp(1px, 2px, none)", 2),
        ("hypot(3px, 4px)", 5),
        ("log(8, 2)", 3),
        ("exp(0)", 1),
        ("mod(-5, 3)", 1),
        ("rem(-5px, 3px)", -2),
        ("sqrt(-1)", 0),
        ("abs(-3px)", 3),
        ("sign(-4px)", -1),
        ("calc(0 / 0)", 0),
        ("calc(-1px / 0)", -1e9),
        ("calc(1px * log(0))", -1e9),
        ("pow(0, -1)", 1e9),
        ("exp(1e9)", 1e9),
    ],
)
def test_sums_come_to_what_browsers_make_of_them(value: str, expected: float) -> None:
    assert amount(read(value)[0]) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("value", ["pow(1)", "round(sideways, 1, 2)", "calc(1 +)", "random(1, 2)"])
def test_what_is_no_sum_comes_to_nothing(value: str) -> None:
    with pytest.raises(Unclear):
        amount(read(value)[0])
    assert arithmetic.applied("random", [1, 2]) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((f"{name}(from #2e7d32 {channels})", (0.18, 0.49, 0.196)) for name, channels in (
            ("rgb", "r g b"), ("hsl", "h s l"), ("hwb", "h w b"), ("lab", "l a b"),
            ("lch", "l c h"), ("oklab", "l a b"), ("oklch", "l c h"), ("color", "srgb r g b"),
        )),
        ("hsl(from red h s calc(l + 25))", (1, 0.5, 0.5)),
        ("rgb(from rgb(from white r g b) r g b)", (1, 1, 1)),
        ("hsl(0, calc(0% * 1), calc(100%))", (1, 1, 1)),
        ("color-mix(in srgb, white calc(50% + 20%), black)", (0.7, 0.7, 0.7)),
        ("device-cmyk(0 0 0 0)", (1, 1, 1)),
        ("contrast-color(#222)", (1, 1, 1)),
    ],
)  # fmt: skip
def test_colours_made_of_others_are_followed(
    value: str, expected: tuple[float, float, float]
) -> None:
    ink = colour(read(value)[0])
    assert ink is not None and ink[0] == pytest.approx(expected, abs=0.01)
