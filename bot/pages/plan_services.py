"""Individual Employment Plan/Service Strategy, step 4 of 4: the activities that belong to the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.compare.items import Does, Item
from bot.controls import collapse, shown_day
from bot.errors import Mismatch
from bot.forms import Form
from bot.pages.options import IEP_HEADING
from bot.row_memory import KnownRow
from bot.rows import R9, Adding, Policy
from bot.rows.judging import Spot
from bot.screen import FormScreen, NoForm
from bot.site import Site


class ServicesQuestions(NoForm):
    """What a local area may ask beside the rows."""

    key = "plan.services"
    screen_title = "Services"


class ServicesStep(FormScreen[NoForm]):
    """A check box a row; columns are seed, that rows come ticked from the plan's start on is inferred.

    Rows the record does not name are left as the site ticked them.
    """

    heading, tab, declared = IEP_HEADING, "Services", NoForm

    @property
    def questions(self) -> type[Form]:
        return ServicesQuestions

    def missing(self, wanted: Sequence[tuple[str, str]]) -> list[str]:
        """The codes among `wanted` (code, begin date MM/DD/YYYY or empty) whose rows are not ticked."""
        return [code for code, on, _ in self._find(wanted) if not on]

    def tick(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Ticks the rows of the wanted services that are not ticked yet, and looks again."""
        self.site.keep_from_filling()
        for code, on, cells in self._find(wanted):
            if not on and not self.site.agent.tick(cells, True):
                raise Mismatch(f"the row of activity {code} can't be ticked", screen=self.name())
        if still := self.missing(wanted):
            raise Mismatch(f"activities stay unticked: {', '.join(still)}", screen=self.name())

    def ticked_beside(self, wanted: Sequence[tuple[str, str]]) -> list[str]:
        """The codes of the ticked rows that are none of the wanted."""
        rows = [cells for cells, on in self.site.agent.ticks() if on]
        beside = [cells for cells in rows if not any(_is_service(cells, *service) for service in wanted)]
        return [code for code in dict.fromkeys(map(_code, beside)) if code]

    def _find(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, bool, tuple[str, ...]]]:
        rows = self.site.agent.ticks()
        found = []
        for code, begin in wanted:
            hits = [(on, cells) for cells, on in rows if _is_service(cells, code, begin)]
            if not hits:
                raise Mismatch(f"the list of services has no activity {code}", screen=self.name())
            found += [(code, on, cells) for on, cells in hits]
        return found


def service_item(site: Site, code: str, does: Does, **more: Any) -> Item:
    """One service of a plan, and what would be done about it."""
    shown = f"activity {code}"
    site_word = {"site": shown} if does == "leave" else {}
    return Spot(site, ServicesQuestions).item(code, shown, does, ours=shown, **site_word, **more)


class WantedServices:
    """The services that a record wants of a plan, by code and begin date (empty where it has several of a code).

    One that stands ticked is never unticked.
    """

    def __init__(self, screen: ServicesStep, wanted: Sequence[tuple[str, str]], scope: str) -> None:
        """`scope` tells the plan's lists from those of another in the memory of rows."""
        self._screen = screen
        self._site = screen.site
        self._wanted = wanted
        self._listing = f"{ServicesQuestions.key} {scope}" if scope else ""

    def ensure(self, policy: Policy, adding: Adding, new_activities: Sequence[str]) -> list[str]:
        """Has the wanted services ticked; gives what was.

        Raises Mismatch where one is lacking and nothing may be changed; where it may be meant instead of one that is
        ticked in a plan that stood there before, and the record no longer names; and where R9 keeps it out.
        """
        missing = self._screen.missing(self._wanted)
        if policy == "verify":
            if missing:
                words = f"activities are not among the plan's services: {', '.join(missing)}"
                raise Mismatch(words, screen=self._screen.name())
            return []
        known = self._site.journal.known_rows(self._listing) if self._listing else ()
        others = self._screen.ticked_beside(self._wanted)
        gone = [code for code in others if any(row.site == self._mark(code) for row in known)]
        doubtful = gone if known else others if set(missing) - set(new_activities) else []
        doubtful = doubtful if missing and adding != "free" else []
        lacks_activity = adding == "needs_activity" and bool(known)
        if self._site.comparison is not None:
            self._note(missing, doubtful, adding, lacks_activity=lacks_activity)
            return []
        if missing and adding != "free":
            self._check(missing, doubtful, needs_activity=lacks_activity)
        if missing:
            self._screen.tick(self._wanted)
        for code in gone:
            self._site.tell(
                f"{self._screen.name()}: activity {code} came from this record, which does not name it any more: it was"
                " left as it is"
            )
        self._remember(known, gone)
        return list(self._labels(missing, adding))

    def _check(self, missing: Sequence[str], doubtful: Sequence[str], *, needs_activity: bool) -> None:
        screen = self._screen.name()
        spot, mark = self._question(missing, doubtful)
        if doubtful and self._site.decisions.of(spot.place(), mark, ("add",)) is None:
            error = Mismatch(self._doubt(missing, doubtful), screen=screen)
            error.stood_there = True
            raise error
        if needs_activity:
            raise Mismatch(R9, screen=screen)

    def _doubt(self, missing: Sequence[str], doubtful: Sequence[str]) -> str:
        here = self._site.record_at(ServicesQuestions.key, "")
        return (
            f"{here}: activity {', '.join(missing)} is not ticked, and activity"
            f" {', '.join(doubtful)} is, which the record does not name: is one meant instead of the other? Nothing"
            " was ticked. If both belong to the plan, name both under services in the record; if not, untick the"
            " one that is wrong on the site"
        )

    def _question(self, missing: Sequence[str], doubtful: Sequence[str]) -> tuple[Spot, str]:
        spot = Spot(self._site, ServicesQuestions)
        return spot, self._site.mark_of(spot.place(), *missing, "beside", *doubtful)

    def _note(
        self, missing: Sequence[str], doubtful: Sequence[str], adding: Adding, *, lacks_activity: bool
    ) -> None:
        comparison = self._site.comparison
        assert comparison is not None
        spot, mark = self._question(missing, doubtful)
        is_decided = self._site.decisions.of(spot.place(), mark, ("add",)) is not None
        if doubtful and not is_decided:
            words = {"site": "; ".join(doubtful), "ours": "; ".join(missing), "why": self._doubt(missing, doubtful)}
            comparison.note(spot.item("", "", "undecided", stops=True, choices=("add",), mark=mark, **words))
        beside = "added to what stood there before" if adding != "free" else ""
        for code in dict.fromkeys(code for code, _ in self._wanted):
            if code not in missing:
                comparison.note(service_item(self._site, code, "leave"))
            elif not doubtful or is_decided:
                why = R9 if lacks_activity else beside
                comparison.note(service_item(self._site, code, "add", why=why, stops=lacks_activity))

    def _labels(self, missing: Sequence[str], adding: Adding) -> Iterator[str]:
        for code in missing:
            beside = " added to what stood there before" if adding != "free" else ""
            if beside:
                self._site.tell(f"{self._screen.name()}: activity {code}{beside}")
            yield f"activity {code}{beside}"

    def _remember(self, known: Sequence[KnownRow], gone: Sequence[str]) -> None:
        if not self._listing or not self._site.may_write:
            return
        codes = dict.fromkeys(code for code, _ in self._wanted)
        rows = [self._row(place, code) for place, code in enumerate(codes, 1)]
        rows += [row for row in known if any(row.site == self._mark(code) for code in gone)]
        if set(rows) != set(known):
            self._site.journal.know_rows(self._listing, rows)

    def _row(self, place: int, code: str) -> KnownRow:
        return KnownRow(place, self._mark(code), "", self._mark(code))

    def _mark(self, code: str) -> str:
        return self._site.journal.mark("service", self._listing, code)


def _code(cells: Sequence[str]) -> str:
    """The code of a row's activity; empty where the row has none (that of a head, which ticks them all)."""
    fronts = [collapse(cell).partition("-")[0].strip() for cell in cells if "-" in cell]
    return next((front for front in fronts if front.isdigit()), "")


def _is_service(cells: Sequence[str], code: str, begin: str) -> bool:
    """Whether a row is of this activity code and, where one is given, of this begin date."""
    texts = [collapse(cell) for cell in cells]
    names_it = any(text.partition("-")[0].strip() == code for text in texts)
    return names_it and (not begin or begin in texts or shown_day(begin) in map(shown_day, texts))
