"""The layers that a page shows while it waits for its server. `static/dialects.js` shows and hides them."""

from __future__ import annotations

from tests.mock_site.webforms import Out

WAITS: dict[str, str] = {
    # the first covers the page, the others only look busy
    "plain": (
        '<div id="modalGSIPleaseWait" aria-hidden="true"><span>Please wait...</span></div>\n'
        '<div id="divPleaseWait">Please wait...</div>\n<div id="loadingDIV">Loading...</div>'
    ),
    "documented": (
        '<div id="modalGSIPleaseWait" class="modal fade" tabindex="-1" role="dialog" aria-hidden="true">'
        '<div class="modal-dialog"><div class="modal-content"><div class="modal-body">'
        '<h4>Please wait...</h4></div></div></div></div>'
    ),
    "block": "",  # blockUI puts its layer into the page when it is needed
    "loading": '<div id="loadingDIV" class="ajaxLoadingDIV"><img src="/static/open.svg" width="14" height="14"'
               ' alt="Loading, please wait"> Loading...</div>',
    "progress": '<div id="ctl00_UpdateProgress1" role="status" aria-hidden="true" style="display:none">'
                "Processing your request...</div>",
    "telerik": '<div id="ctl00_Main_content_pnlPleaseWaitModal" class="RadAjax" style="display:none">'
               '<div class="raColor">Please Wait</div></div>',
}


def layers(out: Out) -> str:
    """The layers, by the way of `wait`."""
    return WAITS[out.dialect["wait"]]
