"""Walking through a wizard: make each step agree with the record, then go on, saving only what needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.agent.looks import Reading, Row
from bot.compare.items import Does, Item, Place, in_words
from bot.errors import BotError, ControlMissing, RecordError, SiteError
from bot.flows.tries import Progress
from bot.forms import Form
from bot.questions import ANSWER, check_answers, differing_answers, unanswered
from bot.row_memory import is_about_rows
from bot.rows import Adding, Policy, RowChange, RowEditor
from bot.rows.judging import Spot, judged, kept_answers, note_new, note_rows, note_unanswered
from bot.screen import FormScreen, NoForm, Screen, leave_by
from bot.site import Site

Mode = Literal["enter", "verify", "rehearse", "compare"]
"""`rehearse` fills as far as nothing is saved; `compare` only looks, and notes what would be done."""
Watcher = Callable[[str], None]
"""Told the name of each screen as it is begun."""


@dataclass(frozen=True)
class Stop:
    """One step of a wizard, and how to make it agree with the record; gives the labels that were changed."""

    screen: Screen
    ensure: Callable[[Reading, Policy], list[str]]


Around = Callable[[Stop], Stop]
"""Puts something round a stop, for whoever wants to look on: what it does with the reading comes before and after."""


def as_it_is(stop: Stop) -> Stop:
    """Nothing round a stop."""
    return stop


@dataclass
class Walk:
    """One passage through a wizard whose first step stands open."""

    site: Site
    stops: Sequence[Stop]
    home: Screen
    """Where Finish and Cancel lead."""
    policy: Policy
    mode: Mode
    saves_at: Literal["next", "finish"]
    exists: bool
    """Whether the record stood on the site before: then untouched steps are passed without saving."""
    watch: Watcher
    force: bool = False
    """Press Finish although nothing differs."""
    is_printed: bool = False
    """Whether all that the steps hold is compared on paper afterwards: then it need not be read here."""
    progress: Progress = field(default_factory=Progress)
    """How far earlier passages came: this one begins at the screen in hand where that can be opened."""
    changed: list[str] = field(default_factory=list)

    def run(self, reading: Reading) -> list[str]:
        """Walks to the end, or as far as a rehearsal may go. Gives the labels that were changed, by step."""
        held_back = self.mode == "rehearse" and self.saves_at == "finish"  # what is saved there is saved at Finish only
        with self.site.writing(self.mode == "enter" or held_back, saves_at=self.saves_at):
            return self._walk(reading)

    def _walk(self, reading: Reading) -> list[str]:
        first, reading = self._begin(reading)
        for number, stop in enumerate(self.stops[first:], first):
            name = stop.screen.name()
            self.watch(name)
            self.progress.screen = name
            try:
                labels = self._ensure(stop, reading)
                self.changed += [f"{name}: {label}" for label in labels]
                self.progress.note(self.changed)
                if self._ends_here(number, touched=bool(labels)):
                    self._leave()
                    break
                if (following := self._go_on(number)) is None:
                    self._leave()
                    break
                reading = following
            except BotError as error:
                raise error.at(screen=name) from None
        return self.changed

    def _ensure(self, stop: Stop, reading: Reading) -> list[str]:
        """What is wrong with one screen does not keep the others from being compared."""
        try:
            return stop.ensure(reading, self._policy())
        except (SiteError, RecordError) as error:
            if self.mode != "compare":
                raise
            self._note(stop, "undecided", error.message)
            return []

    def _note(self, stop: Stop, does: Does, why: str) -> None:
        """Notes a screen as a whole, while it is only compared."""
        comparison, name = self.site.comparison, stop.screen.name()
        assert comparison is not None
        key = stop.screen.questions.key if isinstance(stop.screen, FormScreen) else ""
        comparison.screen = name
        comparison.note(Item(Place(key), name, "", does, why=why, stops=does == "undecided"))

    def _note_unread(self, number: int, why: str) -> None:
        for stop in self.stops[number:]:
            self._note(stop, "unread", why)

    def _begin(self, reading: Reading) -> tuple[int, Reading]:
        """The stop to begin with, and its reading: the one in hand, if the site still has what was saved before it."""
        names = [stop.screen.name() for stop in self.stops]
        kept = self.exists and (self.mode == "verify" or (self.mode == "enter" and self.saves_at == "next"))
        if not kept or self.progress.screen not in names[1:]:
            return 0, reading
        place = names.index(self.progress.screen)
        try:
            self.site.press(names[place], guarded=True, act="leave")
        except ControlMissing:
            return 0, reading  # nothing was pressed: this site's steps have no tabs to press
        return place, self.stops[place].screen.read("leave")

    def _policy(self) -> Policy:
        """What a record shows that was created just now, and that no step has saved yet, are the site's defaults."""
        if self.mode == "verify":
            return "verify"
        return "new" if self.policy == "stop" and not self.exists else self.policy

    def _ends_here(self, number: int, *, touched: bool) -> bool:
        last = number == len(self.stops) - 1
        if self.mode == "rehearse":
            return last or (self.saves_at == "next" and not (self.exists and not self.changed))
        return last and not (self._is_saving() or (self.force and self.mode == "enter"))

    def _is_saving(self) -> bool:
        """Nothing is posted while nothing differs; once something did, every further step is saved up to Finish."""
        return self.mode == "enter" and (bool(self.changed) or not self.exists)

    def _go_on(self, number: int) -> Reading | None:
        """Opens the next step, and reads it; None where only pressing what saves would, and the paper tells as well."""
        here = self.stops[number].screen
        last = number == len(self.stops) - 1
        if last:
            return self._press("Finish", here, self.home)
        to = self.stops[number + 1].screen
        if self._is_saving():
            return self._press("Next >>", here, to)
        if self.mode == "rehearse" and not self.exists:
            return self._press("Next >>", here, to)
        try:
            self.site.press(to.name(), guarded=True, act="leave")
        except ControlMissing as missing:
            if self.mode == "rehearse":
                raise
            if self.mode == "compare" and self.saves_at == "next":
                self._note_unread(number + 1, f"it can't be opened without pressing what saves: {missing.message}")
                return None
            if self.mode == "enter" and self.saves_at == "next" and (self.force or self.progress.changed):
                return self._press("Next >>", here, to)  # this run, or one that was killed, has begun to enter it
            if self.saves_at == "next" and self.is_printed:
                self.progress.unread = [stop.screen.name() for stop in self.stops[number + 1 :]]
                return None
            if self.saves_at == "next":
                raise ControlMissing(
                    f"not read back: the step '{to.name()}' can't be opened by its tab ({missing.message}), and 'Next'"
                    " saves on this site, so it was not pressed: compare this step and those after it yourself"
                ) from None
            return leave_by(self.site, "Next >>", here, to, writes=False)  # saves nothing: the site saves at Finish
        return to.read("leave")

    def _press(self, button: str, here: Screen, to: Screen) -> Reading:
        return leave_by(self.site, button, here, to, "finish" if button == "Finish" else "any")

    def _leave(self) -> None:
        """Leaves the wizard without saving, back to where it was opened."""
        self.site.press("Cancel", act="leave")
        self.home.read("leave")


def note_new_screen(
    site: Site, kind: type[FormScreen[Any]], entry: Form | tuple[Form, ...] | None, *, why: str = ""
) -> None:
    """Notes a screen of which nothing stands on the site: what a record has for it would be added."""
    screen = kind(site)
    assert site.comparison is not None
    site.comparison.screen = screen.name()
    if isinstance(entry, Form):
        note_new(Spot(site, screen.form), entry, why=why)
    if screen.rows is not None:
        rows = entry if isinstance(entry, tuple) else getattr(entry, screen.rows.key or "", None)
        note_rows(site, screen.rows.form, rows, why=why)
    for question, answer in site.extra.get(screen.questions.key, {}).items():
        if not is_about_rows(question):
            place = Place(screen.questions.key, "", f"{ANSWER}{question}")
            words, secret = in_words(answer), screen.questions.sensitive
            site.comparison.note(
                Item(place, screen.name(), question, "add", ours=words, why=why, sensitive=secret)
            )


def form_stop(
    site: Site,
    kind: type[FormScreen[Any]],
    entry: Form | tuple[Form, ...] | None,
    *,
    scope: str = "",
    adding: Adding = "free",
    stands: dict[int, Row] | None = None,
) -> Stop:
    """The stop of a screen with a form, rows, or both; `entry` is what the record has under its key, or None.

    `scope` tells the lists of one record on the site from those of another in the memory of rows. `stands` is given the
    site's rows of the record's, by number.
    """
    screen = kind(site)
    form = entry if isinstance(entry, Form) else None

    def ensure(reading: Reading, policy: Policy) -> list[str]:
        # Rows first: opening and saving them posts the page, which the form's boxes need not survive.
        labels = ensure_rows(screen, entry, reading, policy, scope=scope, adding=adding, stands=stands)
        return labels + ensure_form(screen, form, screen.read() if labels else reading, policy)

    return Stop(screen, ensure)


def ensure_rows(
    screen: FormScreen[Any],
    entry: Form | tuple[Form, ...] | None,
    reading: Reading,
    policy: Policy,
    *,
    scope: str = "",
    adding: Adding = "free",
    stands: dict[int, Row] | None = None,
) -> list[str]:
    """Makes the rows a record has for a screen stand in its grid; gives what was added or updated."""
    grid = screen.rows
    if grid is None:
        return []
    rows = entry if isinstance(entry, tuple) else getattr(entry, grid.key or "", None)
    if rows is None:
        return []
    kind = grid.add.removeprefix("Add a New ")
    editor = RowEditor(screen, grid.form, grid.add, listing=listing_of(grid.form, scope))
    changes = editor.ensure(rows, reading, policy, adding)
    if stands is not None:
        stands.update(editor.stands)
    return told_of(screen, kind, changes)


def told_of(screen: Screen, kind: str, changes: Sequence[RowChange]) -> list[str]:
    """The labels of rows added and updated. Additions to a record that already existed are reported as notes too."""
    for change in changes:
        if change.to_standing:
            screen.site.tell(f"{screen.name()}: {kind} {change}")
    return [f"{kind} {change}" for change in changes if change.done != "unchanged"]


def listing_of(form: type[Form], scope: str, *parts: object) -> str:
    """The name of a list in the memory of rows; none where the record it belongs to has no scope."""
    return " ".join(map(str, (form.key, scope, *parts))) if scope else ""


def ensure_form(screen: FormScreen[Any], form: Form | None, reading: Reading, policy: Policy) -> list[str]:
    """Makes the open form agree and answers local questions, or with `verify` only says where it does not agree."""
    site = screen.site
    spot = Spot(site, screen.questions)
    wrong = [] if form is None else screen.differences(form, reading)
    answers = differing_answers(site, screen.questions, reading)
    if policy == "verify":
        judged(spot, form or NoForm(), wrong, policy)
        check_answers(site, screen.questions, reading, kept_answers(spot, answers))
        return []
    may = judged(spot, form or NoForm(), [*wrong, *answers], policy)
    if site.comparison is not None:
        note_unanswered(spot, unanswered(site, screen.questions, reading))
        return []
    return list(screen.fill(None if form is None else may.form, reading, may.kept))
