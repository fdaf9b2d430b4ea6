"""What says whose page it is."""

from __future__ import annotations

from html import escape

from tests.mock_site.webforms import Out

BANNERS: dict[str, str] = {
    "plain": (
        '<div class="assisted"><span>Name:</span> <span id="{name_id}">{name}</span> '
        '<span>User ID:</span> <span id="{number_id}">{number}</span></div>'
    ),
    "table": (
        '<table class="persontable" border="1" cellspacing="0"><tr><td>Name</td><td>{name}</td><td>User ID</td>'
        "<td>{number}</td></tr></table>"
    ),
    "inline": "<p>Individual: <b>{name}</b> (User ID: {number})</p>",
    "heads": (
        '<table class="persontable"><thead><tr><th>Individual Name</th><th>User ID</th></tr></thead><tbody><tr>'
        '<td id="{name_id}">{name}</td><td id="{number_id}">{number}</td></tr></tbody></table>'
    ),
    "definitions": '<dl class="person"><dt>Name:</dt><dd>{name}</dd><dt>User ID:</dt><dd>{number}</dd></dl>',
}


def banner(out: Out, name: str, number: str) -> str:
    """The person who is assisted, by the way of `person`."""
    return BANNERS[out.dialect["person"]].format(
        name=escape(name), number=escape(number), name_id=out.id(out.name("lblIndividualName")),
        number_id=out.id(out.name("lblIndividualUserId")),
    )
