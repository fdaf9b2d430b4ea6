"""Drifts as one page for people, that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.report.page import document, escape
from bot.survey.drifts import Drift
from bot.survey.model import Survey

_LONG = 90
"""From so many characters on, what was and what is stand in a fold."""


def drift_html(live: Survey, accepted: Survey | None, drifts: Sequence[Drift]) -> str:
    """The page: the verdict, what stops the work, all that has drifted screen by screen, what was not reached."""
    sections = list(_sections(live, drifts))
    nav = "".join(f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title, _ in sections)
    body = "".join(
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(title)}</h2>{content}</section>'
        for anchor, title, content in sections
    )
    verdict = _verdict(live, drifts)
    header = (
        f"<h1>{escape(verdict)}</h1>{_facts(live, accepted)}{_counts(live, drifts)}"
        f'<nav aria-label="Parts of this report"><ul>{nav}</ul></nav>'
    )
    footer = "It holds words of the site's screens, and no participant's."
    return document(f"{verdict} - {live.site}", header, body, footer)


def _verdict(live: Survey, drifts: Sequence[Drift]) -> str:
    stops = sum(drift.blocks for drift in drifts)
    if stops:
        return f"{_many(stops, 'change')} of the site {'stops' if stops == 1 else 'stop'} the work"
    if drifts:
        return f"The site has changed in {_many(len(drifts), 'place')}; the work can go on"
    return "No drift, but not all screens were reached" if live.unreached else "No drift: the site is as it was"


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _facts(live: Survey, accepted: Survey | None) -> str:
    beside = f"the survey of {accepted.taken}" if accepted else "what the program needs; no survey is accepted yet"
    return f'<p class="facts">Site <strong>{escape(live.site)}</strong>, surveyed on {live.taken}, beside {beside}</p>'


def _counts(live: Survey, drifts: Sequence[Drift]) -> str:
    stops = sum(drift.blocks for drift in drifts)
    counts = (
        ("failed" if stops else "", stops, "stop the work"),
        ("skipped" if drifts else "", len(drifts) - stops, "other changes"),
        ("", len(live.screens), "screens"),
        ("skipped" if live.unreached else "", len(live.unreached), "not reached"),
    )
    items = "".join(f'<li class="{kind}"><strong>{number}</strong> {words}</li>' for kind, number, words in counts)
    return f'<ul class="counts">{items}</ul>'


def _sections(live: Survey, drifts: Sequence[Drift]) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and content of each part that has something to tell."""
    stops = [drift for drift in drifts if drift.blocks]
    if stops:
        yield "stops", "What stops the work", _rows(_row(drift, f"{drift.title}: ") for drift in stops) + _TO_DO
    if drifts:
        by_screen = dict.fromkeys(drift.screen for drift in drifts)
        yield "changes", "What has changed", "".join(_card(drifts, screen) for screen in by_screen)
    if live.unreached:
        gaps = (f'<span class="name">{escape(gap.screen)}: {escape(gap.why)}</span>' for gap in live.unreached)
        yield "unreached", "Not reached", _rows(gaps)
    yield "screens", "All screens", _rows(_screen(live, drifts, key) for key in live.screens)


_TO_DO = (
    '<p class="quiet">No record is entered that needs it. <code>caljobs-bot survey</code> and <code>adapt</code> '
    "propose the profile's corrections; <code>caljobs-bot drift --accept</code> then keeps how the site looks now.</p>"
)


def _rows(rows: Iterator[str]) -> str:
    return f'<ul class="rows">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'


def _card(drifts: Sequence[Drift], screen: str) -> str:
    own = [drift for drift in drifts if drift.screen == screen]
    failed = " failed" if any(drift.blocks for drift in own) else ""
    head = f'<h3>{escape(own[0].title)} <span class="quiet">{escape(screen)}</span></h3>'
    return f'<article class="card{failed}">{head}{_rows(_row(drift, "") for drift in own)}</article>'


def _row(drift: Drift, before: str) -> str:
    """One drift: what it is of, what is about it, and what was and what is."""
    mark = '<span class="mark failed">stops the work</span>' if drift.blocks else ""
    name = escape(before + drift.subject())
    return (
        f'<span class="name">{name}{_change(drift)}</span><span class="marks">'
        f'<span class="mark">{escape(drift.kind)}</span>{mark}</span>'
    )


def _change(drift: Drift) -> str:
    if not drift.was and not drift.now:
        return ""
    told = " &rarr; ".join(escape(part) for part in (drift.was, drift.now) if part)
    if len(drift.was) + len(drift.now) <= _LONG:
        return f'<br><span class="quiet">{told}</span>'
    return f'<details><summary>What was, and what is</summary><p class="words">{told}</p></details>'


def _screen(live: Survey, drifts: Sequence[Drift], key: str) -> str:
    own = [drift for drift in drifts if drift.screen == key]
    kind = "failed" if any(drift.blocks for drift in own) else "skipped" if own else "passed"
    words = _many(len(own), "change") if own else "as it was"
    name = f'{escape(live.screens[key].title)} <span class="quiet">{escape(key)}</span>'
    return f'<span class="name">{name}</span><span class="marks"><span class="mark {kind}">{words}</span></span>'
