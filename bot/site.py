"""The site as the screens see it: settled readings that were judged, and presses that were allowed.

One `Site` belongs to one browser page and, from the moment a participant is opened, to one participant. It turns what
the page agent saw into the errors of `bot.errors`, answers the dialogs the profile knows, and holds the person guard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from bot.agent.asking_back import acknowledging, asks_back, profile_line, yes_button
from bot.agent.looks import Dialog, Guard, Look, Reading, Row
from bot.agent.protocol import Agent
from bot.compare.decisions import NONE, Decisions
from bot.compare.items import Comparison, Place
from bot.config import KnownDialog, Profile
from bot.controls import Raw, collapse
from bot.errors import (
    AccessDenied,
    ActivityNotPrinted,
    AnotherPage,
    BotError,
    ControlMissing,
    Mismatch,
    NotFound,
    OptionNotOffered,
    Refused,
    RequestFailed,
    SessionLost,
    SiteChanged,
    SiteDown,
    SiteError,
    TimedOut,
    UnknownDialog,
    UnknownField,
    UnknownSite,
    WrongPerson,
)
from bot.row_memory import NoMemory, RowMemory

Act = Literal["open", "finish", "leave", "any"]
_MOST_DIALOGS = 5
_MARK = 24
"""Characters of the keyed hash that a decision is bound by: enough, and a person can read them in a file."""
_MAKES = ("add", "create", "finish", "save")
"""The first words of buttons that save or make something. While a participant is only compared none is pressed."""
_MAY_COME_OF_TROUBLE = (
    AnotherPage,
    ControlMissing,
    Mismatch,
    NotFound,
    OptionNotOffered,
    Refused,
    SiteChanged,
    UnknownDialog,
    UnknownField,
    UnknownSite,
)
_NEVER_BLAMED = (ActivityNotPrinted,)
_QUOTED_OR_NUMBER = re.compile(r"['\"][^'\"]*['\"]|\d+")


class Journal(RowMemory, Protocol):
    """Told of every press that saves, before and after. Knows buttons by their names, and no values."""

    def intend(self, button: str, *, part: str = "", needed: bool = False) -> float | None:
        """It is about to be pressed; until when (seconds since 1970) it may be. An error keeps the press back.

        `part` is the part of the screen that it saves (`row 2`), `needed` whether the site lacked something of it.
        """

    def confirm(self) -> float | None:
        """The site asks back, and its dialog is about to be answered: until when it may be. An error keeps it back."""

    def pressed(self) -> None:
        """It was pressed; what came of it is not known yet."""

    def not_pressed(self) -> None:
        """It was not: the person or the button was not as it should be."""

    def settled(self) -> None:
        """The site gave a page for it, whatever that says: nothing of it is under way any more."""

    def answered(self) -> None:
        """The site took what was saved."""

    def refused(self) -> None:
        """The site did not take it and said so."""


class NoJournal(NoMemory):
    """Keeps nothing: for rehearsals, and for work that nobody has to take up again."""

    def intend(self, button: str, *, part: str = "", needed: bool = False) -> float | None:
        return None

    def confirm(self) -> float | None:
        return None

    def pressed(self) -> None: ...

    def not_pressed(self) -> None: ...

    def settled(self) -> None: ...

    def answered(self) -> None: ...

    def refused(self) -> None: ...


@dataclass
class Site:
    """One page of the site, its profile, and the participant it may be used for."""

    agent: Agent
    profile: Profile
    guard: Guard | None = None
    may_write: bool = False
    """Whether presses that save are allowed now: never in a rehearsal, nor while reading back."""
    has_saved: bool = False
    """Whether anything that saves was pressed, whatever became of it; who asks sets it back."""
    saves: int = 0
    """How many presses that save were answered well; who asks sets it back."""
    stored: int = 0
    """How many of them the site keeps though its wizard is left before Finish; who asks compares two counts."""
    journal: Journal = field(default_factory=NoJournal)
    """Where every press that saves is written down before it is made."""
    saves_at: Literal["next", "finish"] = "next"
    """Where the open wizard saves: where it is Finish, an unanswered Next leaves nothing behind."""
    _unseen: str = field(default="", init=False)
    """The button that saves which was pressed last, while nobody has seen for whom."""
    _stores: bool = field(default=True, init=False)
    """Whether the press that saves, made last, is of those that count as stored."""
    _asking: bool = field(default=False, init=False)
    """Whether a press that saves was made and no page has come for it yet; a dialog is the site's asking back."""
    trouble: str | None = None
    """A failed request of a page that was read since somebody set this back, in words."""
    turn: Callable[[], None] = field(default=lambda: None, repr=False)
    """Waits for this worker's turn to ask the site for a page, where the profile sets a pace."""
    turns_ahead: int = field(default=0, init=False)
    """Turns that were waited for already, for what must follow on what was read before."""
    presses: int = field(default=0, init=False)
    """How often anything was pressed that may have asked the site for a page."""
    extra: Mapping[str, Mapping[str, Raw]] = field(default_factory=dict)
    """The record's answers to local questions, by screen key and label."""
    record_at: Callable[[str, str], str] = lambda form, number: "the record"
    """Where a row of the record was written (file and line, or row of a sheet), by its form's key and its number."""
    comparison: Comparison | None = field(default=None, repr=False)
    """Collects what a run would do. While it is there nothing is saved, made or filled."""
    decisions: Decisions = field(default=NONE, repr=False)
    """What a person has decided about what differs."""
    kept: set[Place] = field(default_factory=set, repr=False)
    """Where the site's word stays, by a person's decision: what the site prints has it, too."""
    told: list[str] = field(default_factory=list)
    """Sentences of what a person should know of the participant's lists, without values; see `tell`."""
    mask: Callable[[str], str] = field(default=lambda text: _QUOTED_OR_NUMBER.sub("…", text), repr=False)
    """Takes participants' values out of the site's own words."""

    def __post_init__(self) -> None:
        self.agent.mask = self.masked

    def masked(self, text: str) -> str:
        """The site's own words without participants' values, the name of the one who is open among them."""
        parts = [] if self.guard is None else [part for part in re.split(r"[\s,]+", self.guard.name) if len(part) > 1]
        if parts:
            text = re.sub(rf"\b({'|'.join(map(re.escape, parts))})\b", "…", text, flags=re.IGNORECASE)
        return self.mask(text)

    def read(
        self,
        specs: list[dict[str, Any]] | None = None,
        *,
        act: Act = "any",
        grids: bool = False,
        strangers: bool = False,
        signing_in: bool = False,
    ) -> Reading:
        """A settled, judged reading. Dialogs known for `act` are answered first, unknown ones are errors."""
        for _ in range(_MOST_DIALOGS):
            reading = self._read(specs, grids=grids, strangers=strangers)
            try:
                self.judge(reading, signing_in=signing_in)
            except (SiteDown, TimedOut):
                raise  # not the answer: what was sent may still be under way
            except BotError:
                self._settled()
                raise
            if not reading.look.dialogs:
                if not reading.look.trouble:  # else it may be the very answer that was lost
                    self._settled()
                return reading
            self._answer(reading, act)
        raise UnknownDialog("the same dialog comes up again and again")

    def _read(self, specs: list[dict[str, Any]] | None, *, grids: bool, strangers: bool) -> Reading:
        """A reading; of lists whose rows stand there and say nothing yet, one that was made when they do."""

        def look() -> Reading:
            return self.agent.read(specs, grids=grids, strangers=strangers)

        reading = look()
        return self.agent.until(look, _says_something) if grids and not _says_something(reading) else reading

    def read_filled(self) -> Reading:
        """A reading of a page that must list something: made again as the page changes while no list has a row, for
        as long as late lists are waited for."""
        reading = self.read(grids=True)
        if any(grid.rows for grid in reading.grids):
            return reading
        reading = self.agent.until(
            lambda: self.agent.read(grids=True),
            lambda seen: _says_something(seen) and any(grid.rows for grid in seen.grids),
        )
        self.judge(reading)
        return reading

    def press(
        self,
        text: str,
        *,
        act: Act = "any",
        guarded: bool = False,
        writes: bool = False,
        beside: str | None = None,
        anywhere: bool = False,
        part: str = "",
    ) -> None:
        """Presses a button or link by its text, once.

        `guarded` compares the person first; `writes`, for what saves, does too and asks whether saving is allowed.
        It is looked for in the content area, or with `beside` near another button, or with `anywhere` in the whole
        page (menus). `part` is for the journal: what of the screen is saved.
        """
        self._keep_from_making(text, writes=writes)
        if writes and not self.may_write:
            raise SiteError(f"'{text}' would save, and this is a rehearsal: nothing was pressed")
        self.has_saved = self.has_saved or writes
        self.agent.act = act
        near = None if beside is None else self.profile.word(beside)
        word = self.profile.word(text)
        guard = self._guard(guarded or writes)
        self._take_turn()
        if not writes:
            self._pressed(text, self.agent.press(word, guard, beside=near, anywhere=anywhere))
            return
        assert guard is not None
        self._stores = self.saves_at == "next" or text == "Finish"
        needed = self.agent.touched and not (self.saves_at == "finish" and text == "Next >>")
        guard = replace(guard, not_after=self.journal.intend(text, part=part, needed=needed))
        before, self._unseen = self._unseen, text
        result = self.agent.press(word, guard, beside=near, anywhere=anywhere)
        if result["problem"] is None:
            self._asking = True
            self.agent.touched = False
            self.journal.pressed()
        else:
            self._unseen = before
            self.journal.not_pressed()
        self._pressed(text, result)

    def keep_from_filling(self) -> None:
        """Raises SiteError while a participant is only compared: nothing is set on any page."""
        if self.comparison is not None:
            raise SiteError("this would fill in something, and this only compares: nothing was set")

    def _keep_from_making(self, text: str, *, writes: bool = False) -> None:
        if self.comparison is not None and (writes or text.casefold().split(" ")[0] in _MAKES):
            raise SiteError(f"'{text}' would save or make something, and this only compares: nothing was pressed")

    def mark_of(self, place: Place, *texts: str) -> str:
        """The keyed hash by which a decision about this place is made on these texts; empty without a key."""
        user_id = "" if self.guard is None else self.guard.user_id
        mark = self.journal.mark("decision", user_id, place.screen, place.row, place.field, *texts)[:_MARK]
        return f"h{mark}" if mark else ""  # with a letter before it no spreadsheet takes it for a number

    def tell(self, words: str) -> None:
        """Has something told with the participant's result, once."""
        if words not in self.told:
            self.told.append(words)

    def answered(self) -> None:
        """The site took what was saved, and shows it for our participant."""
        self.journal.answered()
        self.saves += 1
        self.stored += self._stores

    def try_press(self, text: str) -> bool:
        """Presses a menu entry if it is there to be pressed; False when it is not."""
        self._keep_from_making(text)
        self.agent.act = "any"
        self.presses += 1
        return self.agent.press(self.profile.word(text), anywhere=True)["problem"] is None

    @contextmanager
    def writing(self, allowed: bool, *, saves_at: Literal["next", "finish"] = "next") -> Iterator[None]:
        """Allows saving for the body of the `with`, or not; `saves_at` is where the wizard does."""
        self.may_write, self.saves_at = allowed, saves_at
        self.agent.touched = False  # what was typed to sign in and to search saves nothing
        try:
            yield
        finally:
            self.may_write, self.saves_at = False, "next"

    @contextmanager
    def window(self, text: str) -> Iterator[Site]:
        """Presses what opens a window of its own, and lends that window as a Site. The window closes at the end."""
        opened = self.agent.opened_by(lambda: self.press(text))
        if opened is None:
            raise TimedOut(f"'{text}' opened no window")
        window = Site(opened, self.profile, self.guard, turn=self.turn, mask=self.mask)
        try:
            yield window
        finally:
            self.trouble = window._trouble_now() or self.trouble
            opened.close()

    def press_in_row(
        self, row: Row, text: str, *, guarded: bool = False, act: Act = "any", alike: bool = False
    ) -> None:
        """Presses a link within one row of a grid; with `alike` also where other rows look the same."""
        self._keep_from_making(text)
        self.agent.act = act
        word = self.profile.word(text)
        self._take_turn()
        self._pressed(text, self.agent.press_in_row(row, word, self._guard(guarded), alike=alike))

    def check_person(self) -> None:
        """Raises WrongPerson unless the page shows the participant of the record."""
        guard = self._guard(True)
        assert guard is not None
        if wrong := self.agent.guard(guard):
            raise self._wrong_person(wrong)
        self._unseen = ""

    def shows_our_person(self, look: Look) -> bool:
        """Whether the page is about the participant of the record, as far as it says."""
        return self.guard is not None and look.person.user_id == self.guard.user_id

    def judge(self, reading: Reading, *, signing_in: bool = False) -> None:
        """Raises the error that fits a page which is not a screen of the work."""
        look = reading.look
        if look.denied:
            raise AccessDenied(
                "the site, or a firewall before it, keeps the program out; nothing was tried to get round it, and no"
                " more pages were asked for: have the site's support look, with the words that it shows in a browser"
            )
        if look.dangerous:
            self.trouble = None
            raise Refused("the site refused the screen: a text holds '<' before a letter, or '&#'")
        self.trouble = look.trouble or self.trouble
        if look.timed_out or (look.sign_in and not signing_in):
            raise SessionLost("the site has signed us out")
        if look.system_error:
            raise SiteDown("the site shows its system error page")
        if look.unavailable or look.empty:
            raise SiteDown("the site answers with no page of its own")
        if reading.open is not None:
            limit = self.profile.limits.answer_seconds
            raise TimedOut(f"after {limit:g} seconds {reading.open}")

    def behind(self, error: BotError) -> BotError:
        """The error of a site in trouble where a request of the page failed and `error` may come of that, else `error`.

        Never so for what a person has to look at all the same: another person, something that stands there twice, the
        site's own no.
        """
        if not isinstance(error, _MAY_COME_OF_TROUBLE) and type(error) is not SiteError:
            return error
        if isinstance(error, _NEVER_BLAMED) or not (trouble := self._trouble_now()):
            return error
        return RequestFailed(f"{trouble}, and then: {error.message}").at(
            step=error.step, screen=error.screen, field=error.field
        )

    def _trouble_now(self) -> str | None:
        try:
            return self.trouble or self.agent.trouble()
        except BotError:
            return None  # no page is left to ask: the error stands for itself

    def complaints(self, look: Look) -> str:
        """What the site complains of, in its own words without values."""
        return "; ".join(dict.fromkeys(self.mask(text) for text in look.complaints))

    def _take_turn(self) -> None:
        self.presses += 1
        if self.turns_ahead:
            self.turns_ahead -= 1
        else:
            self.turn()

    def _guard(self, guarded: bool) -> Guard | None:
        if guarded and self.guard is None:
            raise WrongPerson("no participant is open, so nothing may be written")
        return self.guard if guarded else None

    def _settled(self) -> None:
        if self._asking:
            self._asking = False
            self.journal.settled()

    def _answer(self, reading: Reading, act: Act) -> None:
        dialog = reading.look.dialogs[0]
        self.agent.notice(dialog)
        known = next((k for k in self.profile.known_dialogs if _fits(k, act) and dialog.says(k.words)), None)
        known = known or self._asking_back(dialog, act) or _told_only(dialog)
        if known is None:
            raise self._unknown(dialog, act)
        guard = self._guard(known.on == "finish" or self._asking)
        if self._asking and guard is not None:  # this is the press that saves now
            guard = replace(guard, not_after=self.journal.confirm())
        self._pressed(known.press, self.agent.press(known.press, guard, in_dialog=True))
        if self._asking:
            self.journal.pressed()

    def _asking_back(self, dialog: Dialog, act: Act) -> KnownDialog | None:
        """A dialog of the page that asks back for our own press, and its answer."""
        button = yes_button(dialog.buttons, act) if self.agent.just_pressed and act == self.agent.act else None
        if button is None or act not in ("leave", "finish") or not asks_back(f"{dialog.title} {_words(dialog)}", act):
            return None
        return KnownDialog(words=dialog.title or dialog.text, press=button, on=act)

    def _unknown(self, dialog: Dialog, act: Act) -> UnknownDialog:
        title, text = self.masked(dialog.title), self.masked(_words(dialog))
        buttons = list(dict.fromkeys(map(self.masked, dialog.buttons)))
        told = f'a dialog nobody announced: {title or "without a title"}: "{text}", with the buttons'
        told += f" {', '.join(map(repr, buttons)) or 'none'}; it was not answered"
        return UnknownDialog(f"{told}; {profile_line(text or title, buttons, act)}")

    def _pressed(self, text: str, result: dict[str, Any]) -> None:
        problem = result["problem"]
        if problem is not None:
            raise self._why_not(text, problem, result)

    def _why_not(self, text: str, problem: str, result: dict[str, Any]) -> BotError:
        if problem == "person":
            return self._wrong_person(result["wrong"], text)
        if problem == "busy":
            return TimedOut(f"after {self.profile.limits.answer_seconds:g} seconds {result['open']}")
        if problem == "disabled":
            return TimedOut(f"the button '{text}' stays disabled")
        if problem == "late":
            return TimedOut(f"'{text}' could not be pressed in time, and was not pressed")
        if problem == "forbidden":
            return SiteError(f"'{text}' is never pressed by the program")
        many = "more than one button or link" if problem == "several" else "no button or link"
        return ControlMissing(f"there is {many} '{text}' on the page")

    def _wrong_person(self, wrong: list[str], held_back: str = "") -> WrongPerson:
        """`held_back` is the button that was not pressed because of it."""
        where = {
            "nobody": "the page does not say whose it is",
            "page": "the page belongs to another participant",
            "session": "another window of the same sign-in has opened another participant",
            "banner": "the page shows another User ID",
            "name": "the page shows another name than the record",
        }
        words = "; ".join(where[sign] for sign in wrong)
        words += f": '{held_back}' was not pressed" if held_back else ": nothing more was pressed"
        if self._unseen:
            words += (
                f"; what '{self._unseen}' saved before may stand with another participant: look at this one, and at"
                " whoever this sign-in assisted last"
            )
        return WrongPerson(words)


def _told_only(dialog: Dialog) -> KnownDialog | None:
    """A message of the page that only says that something was done; what became of it is looked at as ever."""
    button = acknowledging(f"{dialog.title} {_words(dialog)}", dialog.buttons)
    return None if button is None else KnownDialog(words=dialog.title or dialog.text, press=button, on="any")


def _words(dialog: Dialog) -> str:
    """What a dialog says. Where it has no part of its own for that, its title and buttons stand in the text as well."""
    text = collapse(dialog.text).removeprefix(dialog.title).strip()
    for button in reversed(dialog.buttons):
        text = text.removesuffix(button).strip()
    return text


def _says_something(reading: Reading) -> bool:
    return not any(grid.waits for grid in reading.grids) and all(
        any(row.cells) for grid in reading.grids for row in grid.rows
    )


def _fits(known: KnownDialog, act: Act) -> bool:
    return known.on in (act, "any")
