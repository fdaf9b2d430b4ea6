"""A list in a section that is folded away in every new document, and has pages: turned, it is unfolded again."""

from __future__ import annotations

from tests.page.pages_by_hand.desk import Desk, document

FOLD = "const o = () => { const s = document.getElementById('s'); s.style.display = s.style.display ? '' : 'none'; }"


def page(*rows: str, pager: str) -> str:
    lines = "".join(f"<tr><td>{code}</td><td>Name of {code}</td></tr>" for code in rows)
    return document(
        "<div><b>Services</b> <a href='javascript:void(0)' onclick='o()'>(+)</a></div><div id=s style='display:none'>"
        f"<table><tr><th>Code</th><th>Name</th></tr>{lines}<tr><td colspan=2><table><tr>{pager}</tr></table></td></tr>"
        "</table></div>",
        script=FOLD,
    )


def test_rows_of_all_pages_are_read(desk: Desk) -> None:
    """Guard: turn_page unfolds what was unfolded before."""
    desk.serve("/page", page("101", "102", pager="<td><span>1</span></td><td><a href='/two'>2</a></td>"))
    desk.serve("/two", page("203", pager="<td><a href='/page'>1</a></td><td><span>2</span></td>"))
    desk.go("/page")
    desk.site.agent.unfold("Services")
    (grid,) = desk.site.agent.read(grids=True).grids
    assert [row.cells[0] for row in grid.rows] == ["101", "102", "203"]
