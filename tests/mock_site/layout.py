"""The frame round every page: header, menu, form with its hidden fields, wait layers, decoys, scripts."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path

from tests.mock_site.dialects import frame, waits
from tests.mock_site.page import Page
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
<title>{escape(frame.document_title(out, page.heading, page.step_title))}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{static_address("site.css")}">
<link rel="stylesheet" href="{static_address("forms.css")}">
{_dialect_files(page)}</head>
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
{frame.region(out, _frame(page, body))}
</form>
{"" if window else _feedback(page, out)}
{waits.layers(out)}
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
        ("pageTitle", "", frame.document_title(out, page.heading, page.step_title)),
    ]
    startup = _startup(page, out)
    if startup:
        entries.append(("scriptStartupBlock", "ScriptContentNoTags", startup))
    return delta(entries)


def _dialect_files(page: Page) -> str:
    """What the other ways of drawing need; a site that is plain altogether does without."""
    if not page.switches["dialect"]:
        return ""
    return (
        f'<link rel="stylesheet" href="{static_address("dialects.css")}">\n'
        f'<script src="{static_address("dialects.js")}"></script>\n'
    )


def _panel_settings(page: Page, out: Out) -> str:
    if page.switches["postback_style"] == "full" and not page.switches["wizard_async"]:
        return "[], [], []"
    panels = [f"t{name}" for name in out.panels]
    return f"{json.dumps(panels)}, [], {json.dumps(out.sync_targets)}"


def _client_settings(page: Page) -> str:
    settings = {name: page.switches[name] for name in _CLIENT_SWITCHES}
    if page.frame == "window":
        settings |= {"poll": False, "cloned_buttons": False, "invisible_cover": False}
    dialect = page.switches["dialect"]
    return _script_json(settings | {"wizard": page.in_wizard} | ({"dialect": dialect} if dialect else {}))


def _startup(page: Page, out: Out) -> str:
    lines = [f"vos.dialog({_script_json(dialog)});" for dialog in out.dialogs]
    return "\n".join(lines + out.startup + page.startup)


def _script_json(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def _frame(page: Page, body: str) -> frame.Frame:
    visit = page.visit
    if page.frame == "window":
        return frame.Frame(body, window=True)
    if visit.session.staff is None:
        return frame.Frame(body)
    sign_out = frame.Entry("Sign Out", visit.address("logoff.aspx"), "lnkSignOut")
    return frame.Frame(body, visit.session.staff.name, sign_out, _menu(visit), visit.site.switches["hamburger"])


def _menu(visit: Visit) -> tuple[frame.Entry, ...]:
    """The accordion: inner links are hidden until the outer one is pressed."""
    entry = frame.Entry
    assist = [entry("Assist an Individual", visit.address("staff/assist.aspx"), "ctl00_Menu_item_4127")]
    dashboard = entry("My Dashboard", visit.address("dashboards/default.aspx"), "ctl00_Menu_item_4003")
    if visit.session.assisted:
        address = visit.address("staff/releaseuser.aspx", action="stopassist")
        ask = "return confirm('Do you want to stop assisting this individual?');"
        assist.append(entry("Stop Assisting Individual", address, "ctl00_Menu_item_4130", ask))
    return (
        entry("My Staff Workspace", inside=(dashboard,)),
        entry("Services for Workforce Staff", inside=(
            entry("Manage Individuals", inside=tuple(assist)), entry("Manage Employers"),
        )),
    )


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
