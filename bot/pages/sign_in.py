"""The way in: home page, sign-in, second factor, staff notice, dashboard."""

from __future__ import annotations

from typing import Annotated

from bot.agent.looks import Look, Reading
from bot.controls import TextBox
from bot.converge import Converger
from bot.errors import BotError, SignInFailed
from bot.forms import Form
from bot.screen import FormScreen, Screen
from bot.site import Site


class Home:
    """`/vosnet/Default.aspx`, known by its sign-in link, whose id and text are documented; its heading is not."""

    sign_in, sign_in_text = "#btnguestlogina", "Sign In / Register"

    def __init__(self, site: Site) -> None:
        self._site = site

    def open_sign_in(self) -> bool:
        """Goes to the sign-in page, or on to the dashboard when still signed in. False when there is no such link."""
        return self._site.agent.press_element(self.sign_in) or self._site.try_press(self.sign_in_text)


class Credentials(Form):
    """The boxes of the sign-in page (documented: txtUserName, txtPassword). Not part of any record."""

    key = "sign_in"
    screen_title = "Sign In"

    username: Annotated[str, TextBox("Username", name="UserName")]
    password: Annotated[str, TextBox("Password")]


class UserName(Form):
    """The user name alone."""

    key = Credentials.key
    screen_title = Credentials.screen_title
    screens = (Credentials,)

    username: Annotated[str, TextBox("Username", name="UserName")]


class SignIn(FormScreen[Credentials]):
    """`loginintro.aspx`. Its password box has lost characters to a key handler (documented): it is read back."""

    heading, declared = "Sign In", Credentials

    def is_here(self, look: Look) -> bool:
        """Its password box tells it, whatever the heading."""
        return look.sign_in or super().is_here(look)

    def give(self, credentials: Credentials) -> None:
        """Fills both boxes and makes sure they hold what was given.

        The user name goes first: a page that loads anew for it has had no password. Raises SignInFailed for one that
        does so once the password was begun, for the form may have been sent.
        """
        forms = self.site.profile.forms
        name = forms.of(UserName)(username=credentials.username)
        both = forms.of(Credentials)(username=credentials.username, password=credentials.password)
        reading = self.site.read(self.specs(), signing_in=True)
        Converger(self.site, name, signing_in=True).fill(reading)
        documents = self.site.agent.documents
        try:
            reading = self.site.read(self.specs(), signing_in=True)
            Converger(self.site, both, signing_in=True, once=True).fill(reading)
        except BotError:
            self._check_unsent(documents)
            raise
        self._check_unsent(documents)

    def _check_unsent(self, documents: int) -> None:
        if self.site.agent.documents != documents:
            raise SignInFailed(
                "the sign-in page went away while it was filled in, so that the form may have been sent: it is not"
                " tried again in this run; sign in by hand to see why"
            )


class StaffNotice(Screen):
    """Comes up sometimes after signing in. The button's text and id are documented, the heading is not."""

    heading = "Staff Notice"
    button = "I Agree"
    button_id = "[id$=ucStaffSignNotice_btnAgree]"

    def agree(self) -> bool:
        """Presses "I Agree"; False when this page is not the notice."""
        return self.site.agent.press_element(self.button_id)


class Verification(Form):
    """The box for a code that was sent to the staff member (inferred). Only a person fills it."""

    key = "second_factor"
    screen_title = "Verification"

    code: Annotated[str, TextBox("Verification Code")]


class SecondFactor(FormScreen[Verification]):
    """Comes up sometimes (inferred), known by its box; only a person can answer it."""

    heading, declared = "Verification", Verification

    def is_asked(self, reading: Reading) -> bool:
        """Whether the page asks for a code; for readings made with this screen's specs."""
        return reading.fields["code"].problem is None


class Dashboard(Screen):
    """My Staff Dashboard, at times covered by a pop-up (documented id)."""

    heading = "My Staff Dashboard"
    pop_up = "#btnPopupclose"

    def close_pop_up(self) -> None:
        """Closes the pop-up where there is one."""
        self.site.agent.press_element(self.pop_up)
