"""Who a speaker's mention stands for, within one article: "he", "the analyst", a bare surname.

Nothing is guessed: where the article does not name anyone, the mention stays as it is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import people
from index.names import heads, name_at, role_at
from index.parsing import Tree
from index.pronouns import Subject, antecedent, gender_of, subjects

_NEAR = 3
"""Paragraphs back that a pronoun may reach."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name, or the words of the mention where there is none (`named` false)."""

    name: str
    role: str | None = None
    organisation: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    paragraph: int
    sentence: int
    name: str
    subject: bool


class Cast:
    """Everyone an article names, with where, for telling who its mentions stand for."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._known: dict[str, Speaker] = {}
        self._mentions: list[_Mention] = []
        self._persons: set[str] = set()
        self._genders: dict[str, str] = {}
        self._titles: dict[str, set[str]] = {}
        self._subjects: list[Subject] = []
        self._together: list[tuple[int, tuple[str, ...]]] = []
        alone = {tree.words[head] for tree in trees for head in heads(tree)}
        for paragraph, tree in enumerate(trees):
            self._meet(tree, paragraph, alone)
        for paragraph, tree in enumerate(trees):
            self._subjects += subjects(tree, paragraph, self._person)

    def mention(self, tree: Tree, head: int) -> tuple[int, int]:
        """Offsets of the mention whose head is a token: what stands before it and itself."""
        first = head
        for k in tree.kids[head]:
            if k < head and tree.deps[k] in _BEFORE:
                first = min(first, tree.edges(k)[0])
        while first < head and not tree.words[first][0].isalnum():
            first += 1
        return tree.starts[first], tree.ends[head]

    def who(self, tree: Tree, head: int, paragraph: int) -> Speaker:
        """Whom the mention with this head stands for."""
        if tree.tags[head] in ("WP", "WDT"):
            head = _antecedent(tree, head)
        word = tree.lower[head]
        if tree.tags[head] == "PRP" or tree.tags[head] == "PRP$":
            return self._pronoun(tree, head, paragraph)
        name, title = name_at(tree, head)
        if name:
            return self._named(name, title, tree, head)
        return self._described(tree, head, paragraph, word)

    def spelled(self, name: str) -> str:
        """The full name that a surname stands for, which may be written in capitals."""
        plain = " ".join(name.split())
        return self._full(plain.title() if plain.isupper() else plain, 1 << 60)

    # -- meeting ---------------------------------------------------------------------------

    def _meet(self, tree: Tree, paragraph: int, alone: set[str]) -> None:
        for head in heads(tree):
            name, title = name_at(tree, head)
            if not name:
                continue
            person = bool(title) or people.is_person(name) or _is_shortened(name, alone)
            speaker = self._known.get(name, Speaker(name))
            role, organisation = role_at(tree, head, title)
            self._known[name] = replace(
                speaker,
                role=speaker.role or role,
                organisation=speaker.organisation or organisation,
            )
            if role and not people.is_organisation(name):
                person = True
            if title:
                self._titles.setdefault(name, set()).add(title)
            if person:
                self._persons.add(name)
                if gender := people.gender(name, title or role or ""):
                    self._genders[name] = gender
            subject = tree.deps[head] in ("nsubj", "nsubjpass")
            self._mentions.append(
                _Mention(tree.starts[head], paragraph, tree.starts[tree.root(head)], name, subject)
            )
            if subject and len(names := _joined_to(tree, head)) > 1:
                self._together.append((tree.starts[head], names))

    def _full(self, name: str, at: int) -> str:
        """The full name that a surname is short for: the last one before, else the first after.

        "President Trump" is not short for an Ivanka Trump who is never given a title.
        """
        if " " in name or name in people.NOT_SURNAMES:
            return name
        before = after = None
        titles = self._titles.get(name, set())
        for mention in self._mentions:
            full = mention.name
            if not full.endswith(f" {name}") or full not in self._persons:
                continue
            if titles and not self._titles.get(full) and self._genders.get(full, "m") == "f":
                continue
            if mention.start <= at:
                before = full
            elif after is None:
                after = full
        return before or after or name

    def _named(self, name: str, title: str, tree: Tree, head: int) -> Speaker:
        full = self._full(name, tree.starts[head])
        known = self._known.get(full, Speaker(full))
        role, organisation = role_at(tree, head, title)
        return replace(
            known, role=role or known.role, organisation=organisation or known.organisation
        )

    # -- reference -------------------------------------------------------------------------

    def _pronoun(self, tree: Tree, head: int, paragraph: int) -> Speaker:
        word = tree.lower[head]
        found = None
        if gender := gender_of(word):
            at = tree.starts[head]
            name = antecedent(self._subjects, at, paragraph, gender, self._who)
            found = self._known[name] if name else None
        elif word in ("it", "its"):
            found = self._subject(tree, head)
        return found or Speaker(tree.words[head], named=False)

    def _person(self, name: str, _title: str) -> str | None:
        return name if name in self._persons or self._full(name, 0) in self._persons else None

    def _who(self, subject: Subject) -> tuple[str, str]:
        full = self._full(subject.name, subject.start)
        return full, self._genders.get(full, self._genders.get(subject.name, ""))

    def _subject(self, tree: Tree, head: int) -> Speaker | None:
        """The organisation that is, or owns, the last subject before a token, in its paragraph."""
        for n in range(head - 1, -1, -1):
            if tree.deps[n] in ("nsubj", "nsubjpass") and tree.lower[n] not in _PRONOUNS:
                owners = [k for k in tree.kids[n] if tree.deps[k] == "poss"]
                name = next((name for k in (n, *owners) if (name := name_at(tree, k)[0])), "")
                known = name and name not in self._persons
                return self._known.get(name, Speaker(name)) if known else None
        return None

    def _last(self, at: int, paragraph: int, reach: int) -> Speaker | None:
        """The organisation that was last the subject, `reach` paragraphs back at most.

        Within a sentence the first of them.
        """
        found = [
            (each.paragraph, each.sentence, -each.start, each.name)
            for each in self._mentions
            if each.subject
            and each.start < at
            and paragraph - each.paragraph <= reach
            and self._full(each.name, each.start) not in self._persons
            and each.name not in self._persons
        ]
        return self._known[max(found)[-1]] if found else None

    def _described(self, tree: Tree, head: int, paragraph: int, word: str) -> Speaker:
        start, end = self.mention(tree, head)
        text = " ".join(tree.text[start - tree.offset : end - tree.offset].split())
        definite = any(tree.lower[k] in ("the", "this") for k in tree.kids[head])
        if definite and tree.tags[head] == "NN":
            if word in people.BODIES:
                if found := self._body(tree, head, paragraph, word):
                    return found
            elif found := self._with_role(word):
                return found
        if word in people.PARTNERS and (names := self._partners(tree, head)):
            return Speaker(" and ".join(names))
        role, organisation = role_at(tree, head, "")
        for k in tree.kids[head]:
            name = name_at(tree, k)[0] if tree.deps[k] == "appos" and k > head else ""
            if name and word in people.BODIES:
                return self._named(name, "", tree, k)
            if name and not people.is_organisation(name):
                return replace(self._named(name, "", tree, k), role=_bare(text))
        return Speaker(text, role, organisation, named=False)

    def _body(self, tree: Tree, head: int, paragraph: int, word: str) -> Speaker | None:
        """For "the department" one whose name says so, for "the company" the last subject.

        It is looked for further back only where the paragraph names nobody before.
        """
        if word in people.COMPANIES:
            at = tree.starts[head]
            alone = not any(m.paragraph == paragraph and m.start < at for m in self._mentions)
            reach = _NEAR if alone else 0
            return self._subject(tree, head) or self._last(at, paragraph, reach)
        for mention in reversed(self._mentions):
            if mention.start < tree.starts[head] and word in mention.name.lower().split():
                return self._known[mention.name]
        return None

    def _partners(self, tree: Tree, head: int) -> tuple[str, ...]:
        """Who were last the subject of a sentence together, for "the companies" or "both firms".

        Of "three companies" there have to be three.
        """
        before = {tree.lower[k] for k in tree.kids[head] if k < head}
        counted = [n for word, n in _FEW.items() if word in before]
        if not before & _DEFINITE or (before - _DEFINITE) & _LEFT_OUT:
            return ()
        for start, names in reversed(self._together):
            if start < tree.starts[head] and not self._persons & set(names):
                return names if not counted or len(names) in counted else ()
        return ()

    def _with_role(self, word: str) -> Speaker | None:
        """The only person of the article who has the role."""
        having = [
            name
            for name in self._persons
            if (role := self._known[name].role) and word in role.lower().split()
        ]
        full = {self._full(name, 1 << 60) for name in having}
        return self._known[full.pop()] if len(full) == 1 else None


_BEFORE = frozenset({"det", "amod", "compound", "nmod", "poss", "nummod", "quantmod", "predet"})


_DEFINITE = frozenset("the both these".split())
_LEFT_OUT = frozenset("other of some all most".split())
_FEW = {"both": 2, "two": 2, "three": 3, "four": 4}
_OWNERS = frozenset("the a an its his her their our".split())
_PRONOUNS = frozenset("it he she they who which that this these those there".split())


def _is_shortened(name: str, alone: set[str]) -> bool:
    """Whether a name of two or three words is also given by its last word alone."""
    words = name.split()
    return 1 < len(words) <= 3 and words[-1] in alone and not people.is_organisation(name)


def _joined_to(tree: Tree, head: int) -> tuple[str, ...]:
    """The names that "and" joins, from the one that ends at a token: "Acme, Apex and Zenith"."""
    names, n = [name_at(tree, head)[0]], head
    while (after := tree.find(n, "conj")) is not None and name_at(tree, after)[0]:
        names.append(name_at(tree, after)[0])
        n = after
    joined = any(tree.lower[k] == "and" for k in range(head, n))
    return tuple(names) if joined else ()


def _bare(text: str) -> str:
    """A role without the article or owner before it: "its manager" is a manager."""
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in _OWNERS else text


def _antecedent(tree: Tree, subject: int) -> int:
    verb = tree.heads[subject]
    for _ in range(6):
        if tree.deps[verb] == "relcl":
            return tree.heads[verb]
        if tree.heads[verb] == verb:
            break
        verb = tree.heads[verb]
    return subject
