"""Home, sign-in, second factor, staff notice, dashboard, and the ways out."""

from __future__ import annotations

from html import escape

from tests.mock_site.dialects import frame
from tests.mock_site.page import Answer, Page, Redirect, href
from tests.mock_site.site import WRONG_TRIES
from tests.mock_site.webforms import Event, Form, Out, first

TIMEOUT_TEXT = "You have exeeded the timeout settings for VOS"  # their spelling (documented)


class Home(Page):
    """The public home page."""

    path = "Default.aspx"
    heading = "Welcome to CalJOBS"
    access = "public"
    token = False

    def open(self) -> Answer:
        if self.switches["home_is_dashboard"] and self.visit.session.staff is not None:
            return Redirect(self.visit.address(Dashboard.path))
        return None

    def body(self, out: Out) -> str:
        sign_in = href(self.visit.address("LoginIntro2.aspx"), "Sign In / Register", "btnguestlogina",
                       ' class="button"')
        return (
            frame.title(out, self.heading) + f"<p>This is a mock of CalJOBS for tests. Nobody in it is real.</p>"
            f"<p>{sign_in}</p>"
        )


class SignIn(Page):
    """Username and password. Three wrong tries lock the account."""

    path = "LoginIntro2.aspx"
    heading = "Sign In"
    access = "public"
    message = ""

    def open(self) -> Answer:
        return None if self.visit.session.staff is None else Redirect(self.visit.address(Dashboard.path))

    def handle(self, event: Event, form: Form) -> Answer:
        site, session = self.site, self.visit.session
        staff = site.staff(first(form, "ctl00$Main_content$ucLogin$txtUserName"))
        tries = site.wrong_tries.get(staff.username, 0) if staff else 0
        if tries >= WRONG_TRIES:
            self.message = "Your account has been locked. Contact your administrator."
        elif staff is None or first(form, "ctl00$Main_content$ucLogin$txtPassword") != staff.password:
            if staff is not None:
                site.wrong_tries[staff.username] = tries + 1
            self.message = "The username or password is incorrect."
        else:
            site.wrong_tries.pop(staff.username, None)
            session.waiting = staff
            session.expired = False
            return self.admit()
        return None

    def admit(self) -> Answer:
        """On to the second factor, the notice or the dashboard."""
        session = self.visit.session
        if self.switches["second_factor"] and not session.code:
            session.code = f"{int.from_bytes(session.id.encode()[:4]) % 900000 + 100000}"
            return Redirect(self.visit.address(SecondFactor.path))
        session.staff, session.waiting, session.code = session.waiting, None, ""
        page: type[Page] = StaffNotice if self.switches["staff_notice"] else Dashboard
        return Redirect(self.visit.address(page.path))

    def body(self, out: Out) -> str:
        # These three ids are documented for every flavour of the real site.
        user = out.box("ctl00$Main_content$ucLogin$txtUserName")
        password = out.box("ctl00$Main_content$ucLogin$txtPassword")
        button = out.target("ctl00$Main_content$cmdLoginButt", "sign-in")
        error = f'<p class="error" role="alert">{escape(self.message)}</p>' if self.message else ""
        return (
            frame.title(out, self.heading) + error +
            f'<div class="field"><label for="txtUserName">Username</label>'
            f'<input type="text" name="{user}" id="txtUserName" autocomplete="username"></div>'
            f'<div class="field"><label for="txtPassword">Password</label>'
            f'<input type="password" name="{password}" id="txtPassword"></div>'
            f'<input type="submit" name="{button}" id="ctl00_Main_content_cmdLoginButt" value="Sign In">'
        )


class SecondFactor(SignIn):
    """The code that was sent to the staff member."""

    path = "loginverify.aspx"
    heading = "Verify Your Identity"

    def open(self) -> Answer:
        return None if self.visit.session.waiting else Redirect(self.visit.address(SignIn.path))

    def handle(self, event: Event, form: Form) -> Answer:
        session = self.visit.session
        if session.waiting is None:
            return Redirect(self.visit.address(SignIn.path))
        if first(form, "ctl00$Main_content$txtVerificationCode").strip() == session.code:
            return self.admit()
        self.message = "The verification code is incorrect."
        return None

    def body(self, out: Out) -> str:
        name = out.name("txtVerificationCode")
        error = f'<p class="error" role="alert">{escape(self.message)}</p>' if self.message else ""
        return (
            frame.title(out, self.heading) + error +
            f'<div class="field"><label for="{out.id(name)}">Verification Code</label>'
            f'<input type="text" name="{out.box(name)}" id="{out.id(name)}" autocomplete="off"></div>'
            + out.submit(out.name("btnVerify"), "Verify", "verify")
        )


class StaffNotice(Page):
    """The notice some staff have to agree to first."""

    path = "staff/staffnotice.aspx"
    heading = "Staff Notice"
    access = "staff"

    def handle(self, event: Event, form: Form) -> Answer:
        return Redirect(self.visit.address(Dashboard.path))

    def body(self, out: Out) -> str:
        name = "ctl00$Main_content$ucStaffSignNotice$btnAgree"
        return (
            frame.title(out, self.heading) + "<p>The information in this system is confidential. By going "
            "on you agree to use it only for the services you are authorized to give.</p>"
            f'<input type="submit" name="{out.target(name, "agree")}" value="I Agree"'
            ' id="ctl00_Main_content_ucStaffSignNotice_btnAgree">'
        )


class Dashboard(Page):
    """Where staff start; a pop-up may cover it."""

    path = "dashboards/default.aspx"
    heading = "My Staff Dashboard"
    access = "staff"
    token = False

    def body(self, out: Out) -> str:
        popup = (
            '<div class="popup" id="divPopup"><div class="popup-body"><p>The system will be down for maintenance '
            'on Sunday.</p><button type="button" id="btnPopupclose">Close</button></div></div>'
            if self.switches["dashboard_popup"] else ""
        )
        return self.title_bar(out) + f"<p>Signed in as {escape(self.visit.staff.name)}.</p>{popup}"


class SignOut(Page):
    """Signs out and shows the home page."""

    path = "logoff.aspx"
    access = "public"

    def open(self) -> Answer:
        self.visit.session.end()
        return Redirect("/vosnet/Default.aspx")


class Timeout(Page):
    """What remains of a session that was lost."""

    path = "timeout.aspx"
    heading = "Session Timeout"
    access = "public"
    token = False

    def open(self) -> Answer:
        if self.switches["home_is_dashboard"] and self.visit.session.staff is not None:
            return Redirect(self.visit.address(Dashboard.path))
        return None

    def body(self, out: Out) -> str:
        sign_in = href(self.visit.address(SignIn.path), "Sign In")
        return frame.title(out, self.heading) + f'<p class="error">{TIMEOUT_TEXT}</p><p>{sign_in}</p>'


class SystemError(Page):
    """The page of the system's own failures, with status 200."""

    path = "Error.aspx"
    heading = "Error"
    access = "public"
    token = False

    def body(self, out: Out) -> str:
        return frame.title(out, self.heading) + '<p class="error">You have encountered an error in the system</p>'


class ReleaseUser(Page):
    """Stops assisting the individual."""

    path = "staff/releaseuser.aspx"
    access = "staff"

    def open(self) -> Answer:
        self.visit.session.assisted = ""
        return Redirect(self.visit.address(Dashboard.path))
