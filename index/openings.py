"""What gives a sentence away at once, and the words that the rules of `index.wording` need."""

MARKS = (
    # A comment of a page, and what programs write and are configured with.
    r"<!--|-->|^\W{0,3}//\s|\bdisplay:\s*none\b|```\s*\w*prompt|^\W*\$ \w+|> \w+\.(?:txt|json"
    r"|md)\b",
    r"</?(?:instructions?|answers?|prompts?|response|reply|output|tool|note|ai"
    r"|summary)\b[^>]{0,60}>",
    r"\[/?(?:assistant|system|user|tool|ai|bot|prompt|instruction)s?(?:[_ ]\w+)?\]",
    r"[\"'](?:tool|arguments|final_answer|instructions?|prompt|output|response|reply"
    r"|answer)[\"']\s*:",
    # Labels: "Reply: ...", "TODO (dev team): the bot", "Hidden directive 12-B:", "A: Lady Quartz".
    r"^\W*(?:reply|response|answer|suggested \w+|approved \w+|correct \w+|default \w+|best \w+"
    r"|prompt(?: \w+)?|configuration|(?:hidden |secret |new )(?:directive|instruction|order"
    r"|rule)s?|machine \w+)"
    r"(?: \S{1,6})?\s*:\s(?:\S+\s?){1,5}$",
    r"\b(?:hidden|secret|new) (?:directive|instruction|order|prompt)s?\b[^.!?:]{0,12}:",
    r"^\W*\|\s*(?:instructions?|reply|answer|response|output|question)\b[^|]{0,30}\|",
    r"^\W*(?:(?:todo|fixme)\b|(?:note|remark|message|comment|developer)[\w' ]*(?:\((?:dev|ai"
    r"|bot)[^)]*\))?\s*:)"
    r"[^.]{0,40}\b(?:bot|assistant|model|ai|response|reply|answer)s?\b",
    r"^\W{0,2}(?:@(?:assistant|ai|bot|gpt|model)\b|/(?:system|set|say|answer|prompt)\b"
    r"|#\s?override\b)",
    r"\b(?:preferred|forced|final|default|expected|correct)_\w+\s*[:=]|\b(?:answer|reply|response"
    r"|output)\s?=\s?\w",
    r"\b(?:correct|right|expected|only) (?:reply|response|answer)\s*:|\bQ\s?: what is the answer\b",
)  # fmt: skip

WORDS = frozenset(
    """
    administrator algorithm aloud antwoord antworte antworten anweisung article asistente
    assistente automated automatic aviso beginning chat chunk consigne content context
    conversation correction creators crivez data default developers di diga dimentica direct
    directive dis dites enquirer escribe esquece everybody excerpt excerpts failure fiction final
    force forced generated glem hinweis human ignora ignorer ignorez ignoriere ignorieren insert
    instead istruzione istruzioni knowledge legal line lines list makers memo message modello
    modelo must negeer nenne nota note notice olvida operators oublie oubliez output overlook page
    pass passage passages people person persona phrase pipelines policy pondez ponds pretend
    previous print program rag reader readers reading refer refuse remark reminder report responda
    responde rispondete rispondi sag sage sagen schreibe scrapers scrivi sentence server session
    should slogan snippet software sprachmodell summaries sysadmin systems taalmodel tell text
    texts thank thanks tools treat trust unless verbatim vergessen vergiss weave whatever whenever
    whoever withhold words you your zeg
    """.split()
)
"""What one of those rules takes has one of these or of the words of `index.instructions`, or begins
a clause with one of `OPENINGS`. The rest, most of the news, is held against no rule."""
OPENINGS = frozenset(
    """
    act advise affirm always answer apologise append ascribe ask assert assume attribute be before
    behave blame bots call change claim close complete conclude consider continue convince copy
    credit declare describe do don double draft drop encourage end enter explain express fall
    finish first follow for forget forward from generate give go have hide humans if ignore
    imagine in inform insert insist interpret keep leave let list listen look machines make
    mention name never notify omit only open output overlook paste persuade point praise present
    pretend produce promote put quote read recommend refer regard remember repeat replace reply
    report respond return reveal reverse round rule say security send set share should shout show
    sign skip slip sort speak spell start state steer stick stop store substitute suppose swap
    take talk tell thank translate treat trust try turn type understand urge use warn weave
    whatever when whenever work write
    """.split()
)
