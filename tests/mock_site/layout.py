"""The frame round every page: header, menu, form with its hidden fields, wait layers, decoys, scripts."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path

from tests.mock_site.page import Page, href
from tests.mock_site.site import Visit
from tests.mock_site.webforms import CONTENT, GENERATOR, SCRIPT_MANAGER, Out, delta

STATIC = Path(__file__).with_name("static")
ASYNC_TIMEOUT_S = 90
_CLIENT_SWITCHES = (
    "cloned_buttons", "disabled_next", "wait_layer", "invisible_cover", "poll", "leave_confirm",
    "asks_otherwise", "late_editor_ms",
    "client_validation", "stacked_dialogs", "native_confirm", "password_onkeyup",
    "fade_ms",
)


@cache
def static_address(name: str) -> str:
    """The address of a static file, with its content's mark, so that browsers may keep it for good."""
    mark = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={mark}"


def full_page(page: Page, out: Out, body: str, token: str) -> str:
    """A whole document."""
    visit = page.visit
    window = page.frame == "window"
    signed_in = visit.session.staff is not None and not window
    body_class = "window" if window else "" if signed_in else "no-menu"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.heading or "CalJOBS")}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{static_address("site.css")}">
<link rel="stylesheet" href="{static_address("forms.css")}">
</head>
<body class="{body_class}">
<form name="aspnetForm" method="post" action="{escape(visit.own_address)}" id="aspnetForm" \
onsubmit="javascript:return WebForm_OnSubmit();">
<div class="aspNetHidden">
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="">
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{token}">
<input type="hidden" name="__VIEWSTATEGENERATOR" id="__VIEWSTATEGENERATOR" value="{GENERATOR}">
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" \
value="{visit.site.tickets.validation(token)}">
<input type="hidden" name="gui_assisted_userid" id="gui_assisted_userid" \
value="{escape(visit.session.assisted)}">
</div>
<script src="{static_address("webforms.js")}"></script>
<script src="{static_address("ajax.js")}"></script>
{"" if window else _header(visit)}
{_menu(visit) if signed_in else ""}
<div id="Main_content" role="main">{body}</div>
{"" if window else '<div id="footer">CalJOBS is a mock for tests. Nobody in it is real.</div>'}
</form>
{"" if window else _feedback(page, out)}
<div id="modalGSIPleaseWait" aria-hidden="true"><span>Please wait...</span></div>
<div id="divPleaseWait">Please wait...</div>
<div id="loadingDIV">Loading...</div>
{_leftover_dialog(page)}
<script src="{static_address("dialogs.js")}"></script>
<script src="{static_address("editor.js")}"></script>
<script src="{static_address("dates.js")}"></script>
<script src="{static_address("page.js")}"></script>
<script>
Sys._panelIds = {json.dumps({name: out.id(name) for name in out.panels})};
Sys.WebForms.PageRequestManager._initialize({json.dumps(SCRIPT_MANAGER)}, 'aspnetForm', \
{_panel_settings(page, out)}, {ASYNC_TIMEOUT_S});
vos.start({_client_settings(page)});
{_startup(page, out)}
</script>
</body>
</html>
"""


def delta_page(page: Page, out: Out, token: str) -> str:
    """The answer to an asynchronous post."""
    visit = page.visit
    wanted = {out.name(control) for control in page.refreshed} or set(out.panels)
    entries = [
        ("updatePanel", out.id(name), content) for name, content in out.panels.items() if name in wanted
    ]
    entries += [
        ("hiddenField", "__EVENTTARGET", ""),
        ("hiddenField", "__EVENTARGUMENT", ""),
        ("hiddenField", "__VIEWSTATE", token),
        ("hiddenField", "__VIEWSTATEGENERATOR", GENERATOR),
        ("hiddenField", "__EVENTVALIDATION", visit.site.tickets.validation(token)),
        ("hiddenField", "gui_assisted_userid", visit.session.assisted),
        ("asyncPostBackControlIDs", "", ""),
        ("postBackControlIDs", "", ",".join(out.sync_targets)),
        ("updatePanelIDs", "", ",".join(f"t{name}" for name in out.panels)),
        ("panelsToRefreshIDs", "", ",".join(wanted)),
        ("asyncPostBackTimeout", "", str(ASYNC_TIMEOUT_S)),
        ("formAction", "", visit.own_address),
        ("pageTitle", "", page.heading),
    ]
    startup = _startup(page, out)
    if startup:
        entries.append(("scriptStartupBlock", "ScriptContentNoTags", startup))
    return delta(entries)


def _panel_settings(page: Page, out: Out) -> str:
    if page.switches["postback_style"] == "full" and not page.switches["wizard_async"]:
        return "[], [], []"
    panels = [f"t{name}" for name in out.panels]
    return f"{json.dumps(panels)}, [], {json.dumps(out.sync_targets)}"


def _client_settings(page: Page) -> str:
    settings = {name: page.switches[name] for name in _CLIENT_SWITCHES}
    if page.frame == "window":
        settings |= {"poll": False, "cloned_buttons": False, "invisible_cover": False}
    return _script_json(settings | {"wizard": page.in_wizard})


def _startup(page: Page, out: Out) -> str:
    lines = [f"vos.dialog({_script_json(dialog)});" for dialog in out.dialogs]
    return "\n".join(lines + page.startup)


def _script_json(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def _header(visit: Visit) -> str:
    out = '<div id="header"><span class="logo">CalJOBS</span>'
    if visit.session.staff is not None:
        out += (
            f' <span class="user">{escape(visit.session.staff.name)}</span> '
            + href(visit.address("logoff.aspx"), "Sign Out", "lnkSignOut")
        )
    return out + "</div>"


def _menu(visit: Visit) -> str:
    """The accordion: inner links are hidden until the outer one is pressed."""
    hidden = ' class="collapsed"' if visit.site.switches["hamburger"] else ""
    bars = '<a href="#" class="fa-bars" title="Menu" role="button"></a>' if hidden else ""
    assist = href(visit.address("staff/assist.aspx"), "Assist an Individual", "ctl00_Menu_item_4127")
    dashboard = href(visit.address("dashboards/default.aspx"), "My Dashboard", "ctl00_Menu_item_4003")
    release = ""
    if visit.session.assisted:
        address = visit.address("staff/releaseuser.aspx", action="stopassist")
        more = ' onclick="return confirm(\'Do you want to stop assisting this individual?\');"'
        release = f"<li>{href(address, 'Stop Assisting Individual', 'ctl00_Menu_item_4130', more)}</li>"
    return f"""{bars}<nav id="menu"{hidden} aria-label="Site menu"><ul>
<li><a href="#" aria-expanded="false">My Staff Workspace</a><ul><li>{dashboard}</li></ul></li>
<li><a href="#" aria-expanded="false">Services for Workforce Staff</a><ul>
<li><a href="#" aria-expanded="false">Manage Individuals</a><ul><li>{assist}</li>{release}</ul></li>
<li><a href="#" aria-expanded="false">Manage Employers</a><ul></ul></li>
</ul></li>
</ul></nav>"""


def _feedback(page: Page, out: Out) -> str:
    """The hidden feedback form with the decoy, outside the page's own form."""
    if not page.switches["decoy_button"]:
        return ""
    repeated = next(iter(out.fields), "") if page.switches["duplicate_ids"] else ""
    twin = f'<input type="text" id="{escape(out.id(repeated))}">' if repeated else ""
    return (
        '<form id="feedbackForm" action="#" onsubmit="return false;" style="display:none">'
        f'{twin}<textarea id="{CONTENT.replace("$", "_")}txtComments" title="Feedback"></textarea>'
        '<button id="btnNext" type="button">Next &gt;&gt;</button></form>'
    )


def _leftover_dialog(page: Page) -> str:
    """A dialog that was closed long ago and whose ids are in the way."""
    if not page.switches["stacked_dialogs"]:
        return ""
    return (
        '<div class="ui-dialog ui-widget" role="dialog" aria-label="Information" style="display:none">'
        '<div class="ui-dialog-content">Your session will continue.</div>'
        '<div class="ui-dialog-buttonpane"><div class="ui-dialog-buttonset">'
        '<button type="button" id="btn-dialog-ok">OK</button>'
        '<button type="button" id="btn-dialog-cancel">Cancel</button></div></div></div>'
    )
