"""What can go wrong, split by remedy.

Three branches: the data is wrong (`RecordError`), the site had a bad moment (`Transient`), or the site is not as
we know it and a person must look (`SiteError`). No message ever holds a participant's value: it names the step,
the screen and the field by its label. Playwright's own error text quotes what was typed, so it is never passed on.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import ClassVar


class BotError(Exception):
    """The base of all errors of this program.

    `message` is a sentence for staff, without any value of a record. `step`, `screen` and `field` name the place in
    the user's words; who raises fills in what it knows, callers add the rest with `at()`.
    """

    kind: ClassVar[str] = "error"

    def __init__(
        self, message: str, *, step: str | None = None, screen: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.step = step
        self.screen = screen
        self.field = field

    def at(self, *, step: str | None = None, screen: str | None = None, field: str | None = None) -> BotError:
        """Adds what the thrower did not know of the place, keeps what it did, and gives the error back."""
        self.step = self.step or step
        self.screen = self.screen or screen
        self.field = self.field or field
        return self

    def __str__(self) -> str:
        place = " > ".join(part for part in (self.screen, self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class ConfigError(BotError):
    """The site profile, a path or an option is wrong: nothing was started."""

    kind = "configuration"


class RecordError(BotError):
    """The data is wrong: someone fixes the record. Never retried."""

    kind = "record"


class OptionNotOffered(RecordError):
    """A list on the site does not offer what the record asks for; the message lists what it does offer."""

    kind = "option_not_offered"


class Transient(BotError):
    """The site was slow, busy, down, or signed us out. Tried again from the start of the step, then parked."""

    kind = "site_trouble"


class TimedOut(Transient):
    """A question of `settle` stayed open; the message says which one."""

    kind = "timed_out"


class SessionLost(Transient):
    """The site asks to sign in again, or shows another page than the one that was asked for."""

    kind = "session_lost"


class AnotherPage(Transient):
    """Another page came up than the one that was asked for. Once may be a lost session; again is a changed site."""

    kind = "wrong_screen"


class SiteDown(Transient):
    """The site does not answer, or answers with its system error page or with one that says it is down."""

    kind = "site_down"
    retry_after: float | None = None
    """Seconds after which the site asks to be looked at again, where it says so."""
    code: str | None = None
    """Of an address that did not open, the browser's code for why (`ERR_NAME_NOT_RESOLVED`); empty for no answer."""
    host = ""
    """The host that was asked last then, which a redirect may have led to."""


class RequestFailed(Transient):
    """A request of the page failed (5xx, no answer), and then something was not as expected: it may come of that."""

    kind = "request_failed"


class BrowserGone(Transient):
    """The browser ended under the work: killed, or crashed. Another one goes on."""

    kind = "browser_gone"


class InUse(Transient):
    """Another run is working on this participant. Nothing was begun; it is taken up again later."""

    kind = "in_use"


class UnderWay(Transient):
    """A save got no answer, and the site may still be carrying it out: the same is not saved anew before that is over.

    `seconds` is how long that may take yet.
    """

    kind = "under_way"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"a save of this screen got no answer, and the site may still be carrying it out for {seconds:.0f} seconds:"
            " until then it is not saved anew"
        )
        self.seconds = seconds


class SiteError(BotError):
    """The site is not as we know it, or refuses: a person looks. Never retried."""

    kind = "site"


class WrongPerson(SiteError):
    """The person on the page is not the person of the record."""

    kind = "wrong_person"


class NotFound(SiteError):
    """The participant is not there, or more than one fits: never picked from."""

    kind = "participant_not_found"


class ControlMissing(SiteError):
    """A control was found never, or more than once, where exactly one was expected."""

    kind = "control_missing"


class UnknownField(SiteError):
    """The site requires a box that the program does not know and the record does not answer."""

    kind = "unknown_field"


class Refused(SiteError):
    """The site did not accept a screen; the message holds its own words with all values taken out."""

    kind = "refused"


class Mismatch(SiteError):
    """What the site holds after saving, or what stood there before, is not what the record says."""

    kind = "mismatch"
    stood_there: bool = False
    """Whether it is about what stood there before: then nothing of it was saved, and a person may decide."""


class ActivityNotPrinted(SiteError):
    """All that the printed plan lacks is activities: they are stored at Finish, which may never have been pressed."""

    kind = "mismatch"


class Duplicate(SiteError):
    """The site shows the same thing twice: a person decides which one goes."""

    kind = "duplicate"


class UnknownDialog(SiteError):
    """A dialog nobody announced. It was not answered."""

    kind = "unknown_dialog"


class AccessDenied(SiteError):
    """The site keeps the program out. Everything stops; no way round is looked for."""

    kind = "access_denied"


class SignInFailed(SiteError):
    """The site did not take the user name and password, or wants something only a person can give."""

    kind = "sign_in_failed"


class Unreachable(SiteError):
    """The site can't be reached from this machine, and only a person can mend why. Everything stops."""

    kind = "unreachable"


class UnknownSite(SiteError):
    """What stands at the profile's home page is no CalJOBS home page as we know it. Everything stops."""

    kind = "unknown_site"


class SiteChanged(SiteError):
    """The site's screens no longer have what every record needs. Everything stops, before anything is written."""

    kind = "site_changed"


class UnknownOutcome(SiteError):
    """A save whose outcome could not be found out by looking."""

    kind = "unknown_outcome"


class Stopped(BotError):
    """The user asked to stop; the work ended at a safe point."""

    kind = "stopped"


class ProgramError(BotError):
    """A fault of the program itself. Several participants in a row with one speak against the program, not them."""

    kind = "program"


class OutputTrouble(BotError):
    """A file for the user can't be written: the disk is full, or the folder can't be written to any more."""

    kind = "output"


class LedgerTrouble(BotError):
    """The ledger can't be read or written: nothing more is saved, for it could not be remembered."""

    kind = "ledger"


class LostClaim(BotError):
    """Another worker has taken this participant over: this one presses nothing more."""

    kind = "lost_claim"


class AlteredItem(LostClaim):
    """The ledger's entry of a participant is not as this program wrote it: it is set aside, and nothing is pressed."""

    kind = "altered"
    item: int | None = None
    """The entry's number in the ledger."""


def error_of(kind: str, message: str, step: str | None, screen: str | None, field: str | None) -> BotError:
    """The error that another process has told of by its kind."""
    return _kinds().get(kind, BotError)(message, step=step, screen=screen, field=field)


def _kinds() -> dict[str, type[BotError]]:
    """Each kind's class; where two share one, the first."""
    found: dict[str, type[BotError]] = {}
    left: list[type[BotError]] = [BotError]
    while left:
        kind = left.pop(0)
        found.setdefault(kind.kind, kind)
        left += kind.__subclasses__()
    return found


def unexpected(error: Exception) -> ProgramError:
    """An error of the program itself: its kind and place only, for its own words may quote a value."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name} line {frame.lineno}"
    return ProgramError(f"an error of the program itself ({type(error).__name__}, {place}): please report it")
