"""The site under test: its profile, who signs in, the reference records, the baseline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from bot.config import Limits, Profile
from bot.errors import BotError, ConfigError, Transient
from bot.flows.results import SIGN_IN
from bot.flows.sign_in import open_participant, sign_in
from bot.forms.site_forms import FOLDERS
from bot.records.load import load
from bot.records.mask import masker
from bot.records.model import Record
from bot.session import Session
from bot.session.credentials import Login
from bot.testing.baseline import Baseline


class SiteUnderTest:
    """One sandbox in one run of tests. Signed in once; each test's own browser context gets the sign-in's cookies.

    So a trace or video of a test never holds the password.
    """

    def __init__(
        self,
        profile: Profile,
        login: Login | None,
        records: tuple[Record, ...],
        baseline: Baseline,
        *,
        today: date,
        headed: bool,
        watched: bool,
    ) -> None:
        """`watched`: traces or videos are taken. Then nobody signs in again within a test, should the site sign out."""
        if not profile.synthetic:
            raise ConfigError(
                f"the site profile '{profile.name}' is not marked 'synthetic: true': regression tests enter records, "
                "take pictures and keep what they see, so they run only where every participant is made up"
            )
        limits = profile.limits.model_copy(update={"tries": 1}) if watched else profile.limits
        self.profile = profile.model_copy(update={"save": True, "limits": Limits.model_validate(limits.model_dump())})
        self.records = {record.user_id: record for record in records}
        self.baseline = baseline
        self.today = today
        self.sign_in_seconds = 0.0
        self._login = login
        self._headed = headed
        self._cookies: list[Any] | None = None

    @property
    def login(self) -> Login | None:
        """Who signs in; None when a person does, at a visible browser."""
        return self._login

    def sign_in(self, browser: Browser) -> None:
        """Signs in, in a context of its own that no trace or video sees, and keeps the cookies in memory."""
        began = monotonic()
        with Session.within(browser, self.profile, headed=self._headed) as session:
            try:
                sign_in(session, self._login)
            except BotError as error:
                raise error.at(step=SIGN_IN) from None
            self._cookies = session.cookies()
        self.sign_in_seconds = monotonic() - began

    def session(self, context: BrowserContext, browser: Browser) -> Session:
        """A session in a test's own context, signed in."""
        if self._cookies is None:
            self.sign_in(browser)
        session = Session.on(context, self.profile, headed=self._headed)
        self._lend(session)
        return session

    def open(self, session: Session, record: Record, browser: Browser) -> None:
        """Opens a record's participant; once more with a new sign-in, where the old one has run out."""
        try:
            open_participant(session, record.participant)
        except Transient:
            self.sign_in(browser)
            self._lend(session)
            open_participant(session, record.participant)
        session.site.extra = record.extra
        session.site.mask = masker(record)

    def _lend(self, session: Session) -> None:
        session.restore(self._cookies or [])
        session.signed_in = True


def reference_records(folder: Path | None, profile: Profile, today: date) -> tuple[Record, ...]:
    """The records of a folder or file; without one, the made-up participants of the mock site.

    Raises ConfigError naming the first thing that is wrong with them. They may be old: what stands on the sandbox from
    an earlier run is found and compared.
    """
    chosen = folder or _packaged()
    loaded = load([chosen], today=today, markup_refused=profile.refuses_markup, check_age=False, forms=profile.forms)
    if loaded.problems:
        more = f" (and {len(loaded.problems) - 1} more: see `caljobs-bot check`)" if len(loaded.problems) > 1 else ""
        raise ConfigError(f"the reference records are not in order: {loaded.problems[0]}{more}")
    if not loaded.records:
        raise ConfigError(f"there is no reference record in {chosen}")
    return loaded.records


def _packaged() -> Path:
    for folder in FOLDERS[1:]:
        if (folder / "demo").is_dir():
            return folder / "demo"
    raise ConfigError("there are no reference records: name a folder of them with --records")


def in_words(error: BotError) -> str:
    """An error with the step it belongs to."""
    return f"{error.step}: {error}" if error.step else str(error)
