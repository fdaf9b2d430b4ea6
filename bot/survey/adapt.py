"""Reading a survey: what in it is what the program knows, and which corrections of the profile follow."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from bot.config import Profile
from bot.controls import fold
from bot.forms.corrections import field_path
from bot.forms.site_forms import ASSESSMENT, DECLARED
from bot.survey.boxes import locator
from bot.survey.compare_boxes import describe, question_of
from bot.survey.finding import FITS, boxes_of, find
from bot.survey.known import KnownScreens, Need, known_of, link_of, needs, own_options
from bot.survey.learned import fields_content, tab_content
from bot.survey.likely import LEAST, above_chance, match_boxes, turn
from bot.survey.match import assign
from bot.survey.model import Box, ScreenSurvey, Survey
from bot.survey.proposals import Proposal, sureness
from bot.survey.unmet import unknown_boxes
from bot.survey.words_known import Group, word_groups

_SAME_TURN = 0.6
"""What the same place in two lists of the same length counts for."""
_AS_SEEN = 0.95
"""How sure it is that what stands there stands there."""
_LIKELY = 0.6
_BEYOND = 0.85
"""How sure it is that a box that nobody needs is to be a field: it is there, but a person may not want it."""
_BY_NAME = 0.95
"""How sure a box is that has the declared name and kind under another label."""


def propose(survey: Survey, profile: Profile) -> list[Proposal]:
    """The corrections that a survey suggests for a profile, words first, then screen by screen.

    Nothing is proposed for what the program finds as things are.
    """
    every = needs(profile)
    other = _other_tabs(survey, profile, every)
    found = [*_headings(survey, profile, set(other)), *other.values(), *_tabs(survey, profile)]
    steps = {step.key for steps in known_of(profile.forms).wizards.values() for step in steps}
    for key, screen in survey.screens.items():
        for row in (False, True) if key not in other else ():
            own = [need for need in every if need.screen == key and need.row == row]
            boxes = boxes_of(screen, row=row)
            if own and (boxes or not row):
                found += _Form(screen, own, boxes, profile).proposals()
            elif not row and key in steps:
                found += _questions(screen, key, boxes, profile)
    return found


def _other_tabs(survey: Survey, profile: Profile, every: Sequence[Need]) -> dict[str, Proposal]:
    """The tabs of the assessment that the map lacks, or has quite otherwise: they are taken over as they are."""
    found = {}
    for key, screen in survey.screens.items():
        if not key.startswith(ASSESSMENT) or key in DECLARED or not (screen.fields or screen.rows):
            continue
        own = [need for need in every if need.screen == key]
        claims = [_claims([n for n in own if n.row == row], boxes_of(screen, row=row)) for row in (False, True)]
        needed = [need for need in own if need.kind != "readonly" and need.control.shown_if is None]
        forms = [_Form(screen, mine, boxes_of(screen, row=row), profile)
                 for row in (False, True) if (mine := [n for n in needed if n.row == row])]  # fmt: skip
        if needed and sum(form.matched for form in forms) * 2 >= len(needed):
            continue
        content = tab_content(screen, {box for claim in claims for need, box in claim.items() if need == box})
        count = len(screen.fields) + len(screen.rows.fields if screen.rows else ())
        found[key] = Proposal(
            section="fields",
            place=key,
            screen=screen.title,
            ours=f"{len(needed)} boxes",
            value=f"{count} boxes",
            confidence=_AS_SEEN,
            why="most of them are others" if needed else "a tab that the map does not have",
            content={"screens": {key: content}},
        )
    return found


def _tabs(survey: Survey, profile: Profile) -> Iterator[Proposal]:
    """The assessment's tabs, where there are others than the map's or in another order."""
    wizard = survey.wizards.get(ASSESSMENT.rstrip("."))
    seen = [key.removeprefix(ASSESSMENT) for key in wizard.steps] if wizard else []
    ours = list(profile.forms.tabs)
    if wizard and seen != ours and all(key in survey.screens for key in wizard.steps):
        yield Proposal(
            section="fields",
            place="tabs",
            screen=wizard.heading,
            ours="; ".join(ours),
            value="; ".join(seen),
            confidence=_AS_SEEN,
            why="the tabs of the assessment as they stand there",
            content={"tabs": seen},
        )


class _Form:
    """One screen's own boxes, or those of its rows, against the needs for them."""

    def __init__(self, screen: ScreenSurvey, own: Sequence[Need], boxes: Mapping[str, Box], profile: Profile) -> None:
        self._screen = screen
        self._needs = own
        self._boxes = boxes
        self._profile = profile
        self._sure = _claims(own, boxes)

    @property
    def matched(self) -> int:
        """How many of the needs have a box, surely or likely."""
        lacking = [need for need in self._needs if need.key not in self._sure]
        free = [key for key in self._boxes if key not in self._sure.values()]
        pairs = match_boxes(lacking, self._boxes, self._sure, free)
        return len(self._sure) + sum(sureness(found.score, pair.margin) >= _LIKELY for _, _, pair, found in pairs)

    def proposals(self) -> list[Proposal]:
        """All for this form, in the order of the screen."""
        found = list(self._by_name())
        lacking = [need for need in self._needs if need.key not in self._sure]
        free = [key for key in self._boxes if key not in self._sure.values()]
        matched = dict(self._sure)
        for need, key, pair, evidence in match_boxes(lacking, self._boxes, self._sure, free):
            matched[need.key] = key
            confidence = sureness(evidence.score, pair.margin)
            found.append(self._finding(need, self._boxes[key], confidence, evidence.words))
        for need in self._needs:
            if need.key in matched:
                found += self._options(need, self._boxes[matched[need.key]])
                found += self._link(need, self._boxes[matched[need.key]])
            elif need.control.shown_if is None or self._screen.tried:
                found.append(self._absent(need, [key for key in free if key not in matched.values()]))
        asked = {key: box for key, box in self._boxes.items() if key not in matched.values()}
        return found + list(_questions(self._screen, self._needs[0].form, asked, self._profile))

    def _by_name(self) -> Iterator[Proposal]:
        """Boxes found by their names alone, under a label of the site's own: lists have the label as a column."""
        for need in self._needs:
            box = self._boxes.get(self._sure.get(need.key, ""))
            if box is not None and need.locator is None and box.label and fold(box.label) != fold(need.label):
                yield self._finding(need, box, _BY_NAME, "its name is the declared one")

    def _finding(self, need: Need, box: Box, confidence: float, why: str) -> Proposal:
        """How the box is found from now on: by its label where no other box has that, else by its name or id."""
        alike = [
            other
            for other in (*self._screen.fields.values(), *boxes_of(self._screen, row=True).values())
            if fold(other.label) == fold(box.label) and other.kind in FITS.get(need.kind, {other.kind})
        ]
        by_label = bool(box.label) and len(alike) == 1
        return self._proposal(
            need,
            section="labels" if by_label else "locators",
            value=box.label if by_label else (locator(box) or ""),
            confidence=confidence if by_label or locator(box) else 0.0,
            why=why,
        )

    def _options(self, need: Need, box: Box) -> Iterator[Proposal]:
        ours, theirs = own_options(need.control), box.options or ()
        aliases = dict(need.aliases)
        offered = set(map(fold, theirs))
        missing = [word for word in ours if fold(aliases.get(word, word)) not in offered]
        if not theirs or not missing:
            return
        claimed = {fold(aliases.get(word, word)) for word in ours}
        left = [word for word in theirs if fold(word) not in claimed]

        def score(word: str, other: str) -> float:
            same = len(ours) == len(theirs) and ours.index(word) == theirs.index(other)
            return 1 - (1 - 0.95 * above_chance(word, other)) * (1 - _SAME_TURN * same)

        for pair in assign(missing, left, score, LEAST):
            confidence = sureness(pair.score, pair.margin)
            word, other = missing[pair.left], left[pair.right]
            yield self._proposal(
                need,
                section="options",
                ours=word,
                value=other,
                confidence=confidence,
                why="wording and place in the list",
            )

    def _link(self, need: Need, box: Box) -> Iterator[Proposal]:
        """The link beside the box, where it is not worded as we know it."""
        ours = link_of(need.control)
        if need.link and box.link and fold(box.link) != fold(need.link):
            proposal = self._proposal(
                need, section="headings", ours=ours, value=box.link, confidence=_BY_NAME, why="the link of this box"
            )
            yield proposal.model_copy(update={"place": ours})

    def _absent(self, need: Need, left: Sequence[str]) -> Proposal:
        """A box that nothing on the screen can be. Where one of its kind is left over, that is far from sure."""
        fits = [key for key in left if need.kind == "readonly" or self._boxes[key].kind in FITS[need.kind]]
        confidence = 0.4 if fits else 0.8 if need.control.required else 0.9
        why = "boxes of its kind are left over" if fits else "no box of its kind is left over"
        return self._proposal(need, section="absent", value="", confidence=confidence, why=why)

    def _proposal(self, need: Need, *, ours: str = "", **values: object) -> Proposal:
        place = {"place": need.place, "screen": self._screen.title, "ours": ours or need.label}
        return Proposal.model_validate({**place, **values})


def _questions(screen: ScreenSurvey, form: str, free: Mapping[str, Box], profile: Profile) -> Iterator[Proposal]:
    """The boxes that nothing of the program's is: each may become a field, and a required one a standing answer."""
    for box in unknown_boxes(form, free, (), profile.forms.map.answered):
        if box.required or _takes_fields(form):
            content = _as_field(profile, form, box) if _takes_fields(form) else {}
            yield Proposal(
                section="questions" if box.required else "fields",
                place=form,
                screen=screen.title,
                value="" if box.required else describe(box),
                confidence=0.0 if box.required else _BEYOND,
                why=f"{'required, and ' if box.required else ''}unknown to the program"
                f"{'' if box.label else f': {describe(box)}'}",
                open=box.required,
                question=question_of(box) if box.required else "",
                offered=box.options or (("Yes", "No") if box.kind == "yesno" else ()),
                content=content,
            )


def _takes_fields(form: str) -> bool:
    """Whether records say something of this form: of a search, a sign-in or the choices for printing they do not."""
    return form.split(".")[0] in ("activity", "assessment", "plan")


def _as_field(profile: Profile, form: str, box: Box) -> dict[str, Any]:
    """What a map says when the box is a field of its own."""
    ((key, field),) = fields_content({"": box}).items()
    content: dict[str, Any] = {key: field}
    for part in reversed(field_path(profile.forms.map, form, key)[:-1]):
        content = {part: content}
    return content


def _claims(own: Sequence[Need], boxes: Mapping[str, Box]) -> dict[str, str]:
    """Needs that find exactly one box, each box once; a box that two of them find is the one's whose label it has."""
    claims: dict[str, str] = {}
    by_label = sorted(own, key=lambda need: not any(fold(box.label) == fold(need.label) for box in boxes.values()))
    for need in by_label:
        found = find(need, boxes)
        if len(found) == 1 and found[0] not in claims.values():
            claims[need.key] = found[0]
    return claims


def _headings(survey: Survey, profile: Profile, other: Container[str]) -> Iterator[Proposal]:
    """Words of headings, tabs, buttons, links and columns, each once with its best reason; not those of the `other`
    screens, which are taken over as they are."""
    best: dict[str, Proposal] = {}
    groups = [*word_groups(survey, known_of(profile.forms)), *_unreached(survey)]
    usual = {fold(word) for group in groups for word in group.words}
    for group in groups:
        for proposal in _group(survey, group, profile, usual) if group.screen not in other else ():
            before = best.get(proposal.place)
            if before is None or proposal.confidence > before.confidence:
                best[proposal.place] = proposal
    yield from best.values()


def _group(survey: Survey, group: Group, profile: Profile, usual: set[str]) -> Iterator[Proposal]:
    shown = set(map(fold, group.texts))
    missing = [word for word in group.words if fold(profile.word(word)) not in shown]
    claimed = {fold(profile.word(word)) for word in group.words}
    left = list(dict.fromkeys(text for text in group.texts if fold(text) not in claimed | usual))

    known = {word: text for word in group.words for text in group.texts if fold(text) == fold(profile.word(word))}

    def score(word: str, text: str) -> float:
        place = turn(word, text, group.words, known, group.texts) if group.in_order else 0.0
        return 1 - (1 - 0.95 * above_chance(word, text)) * (1 - _SAME_TURN * place)

    for pair in assign(missing, left, score, LEAST):
        yield Proposal(
            section="headings",
            place=missing[pair.left],
            screen=survey.screens[group.screen].title,
            ours=missing[pair.left],
            value=left[pair.right],
            confidence=sureness(pair.score, pair.margin),
            why="wording and place" if group.in_order else "wording",
        )


def _unreached(survey: Survey) -> Iterator[Group]:
    """What was looked for where the way ended, among all that stands on that page."""
    for gap in survey.unreached:
        screen = survey.screens.get(gap.at)
        if gap.wanted and screen is not None:
            of_grids = (text for grid in screen.grids for text in (*grid.columns, *grid.actions))
            texts = (
                screen.heading,
                screen.title,
                *screen.sections,
                *screen.tabs,
                *screen.buttons,
                *screen.links,
                *of_grids,
            )
            yield Group(gap.at, (gap.wanted,), tuple(dict.fromkeys(texts)))


def open_ends(survey: Survey, known: KnownScreens) -> list[str]:
    """What a survey could not reach, in sentences for the person who adapts."""
    told = []
    for gap in survey.unreached:
        title = known.screens[gap.screen].title if gap.screen in known.screens else gap.screen
        told.append(f"{title}: {gap.why}")
    return told
