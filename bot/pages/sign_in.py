"""The way in: home page, sign-in, second factor, staff notice, dashboard."""

from __future__ import annotations

from typing import Annotated

from bot.controls import TextBox
from bot.converge import Converger
from bot.forms import Form
from bot.screen import FormScreen, Screen


class Home(Screen):
    """`/vosnet/Default.aspx`. The sign-in link's id is documented."""

    heading = "Welcome to CalJOBS"
    sign_in = "#btnguestlogina"

    def open_sign_in(self) -> None:
        """Goes to the sign-in page."""
        if not self.site.agent.press_element(self.sign_in):
            self.site.press("Sign In / Register", anywhere=True)


class Credentials(Form):
    """The boxes of the sign-in page (documented: txtUserName, txtPassword). Not part of any record."""

    key = "sign_in"
    screen_title = "Sign In"

    username: Annotated[str, TextBox("Username", name="UserName")]
    password: Annotated[str, TextBox("Password")]


class SignIn(FormScreen[Credentials]):
    """`loginintro.aspx`. Its password box has lost characters to a key handler (documented): it is read back."""

    heading, form = "Sign In", Credentials

    def give(self, credentials: Credentials) -> None:
        """Fills both boxes and makes sure they hold what was given."""
        reading = self.site.read(self.specs(), signing_in=True)
        Converger(self.site, credentials, signing_in=True).fill(reading)


class StaffNotice(Screen):
    """Comes up sometimes after signing in (documented)."""

    heading = "Staff Notice"
    button = "I Agree"


class SecondFactor(Screen):
    """Comes up sometimes (inferred); only a person can answer it."""

    heading = "Verification"


class Dashboard(Screen):
    """My Staff Dashboard, at times covered by a pop-up (documented id)."""

    heading = "My Staff Dashboard"
    pop_up = "#btnPopupclose"

    def close_pop_up(self) -> None:
        """Closes the pop-up where there is one."""
        self.site.agent.press_element(self.pop_up)
