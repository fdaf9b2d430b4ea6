"""Comparing with goldens: pictures that are tolerant of smoothed edges only, printed pages by text and place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFilter

from bot.errors import Mismatch
from bot.testing.pictures import compare, small, without
from bot.testing.printed import Piece, as_json, from_json, layout_changes, masked, pieces_of, text_changes, told
from tests.page.pages_by_hand.desk import Desk


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _page(text: str = "Status: Open", left: int = 20, height: int = 200) -> Image.Image:
    image = Image.new("RGB", (400, height), "white")
    ImageDraw.Draw(image).text((left, 40), text, fill="black")
    return image


def test_the_same_page_is_the_same() -> None:
    assert compare(_png(_page()), _png(_page())).is_same


def test_edges_smoothed_in_another_way_are_the_same() -> None:
    """As another version of a font's rasteriser has them, or a text that begins a fraction of a pixel later."""
    softened = _page().filter(ImageFilter.GaussianBlur(0.35))
    assert compare(_png(_page()), _png(softened)).is_same
    assert compare(_png(_page()), _png(_page(left=21))).is_same


@pytest.mark.parametrize("text", ["Status: Closed", "Status: Open!", ""])
def test_another_text_is_a_difference(text: str) -> None:
    came = compare(_png(_page()), _png(_page(text)))
    assert (came.is_same, "pixels differ" in came.words) == (False, True)


def test_a_moved_text_and_a_longer_page_are_differences() -> None:
    assert not compare(_png(_page()), _png(_page(left=26))).is_same
    longer = compare(_png(_page()), _png(_page(height=240)))
    assert "the page is 400 x 240 now and was 400 x 200" in longer.words


def test_differences_are_outlined_where_they_are() -> None:
    came = compare(_png(_page()), _png(_page("Status: Closed")))
    assert came.marked is not None
    marked = Image.open(io.BytesIO(came.marked)).convert("RGB")
    outline = [
        (x, y) for x in range(marked.width) for y in range(marked.height) if marked.getpixel((x, y)) == (214, 0, 90)
    ]
    assert outline
    assert all(y < 110 for _, y in outline), "nothing differs in the lower half"


def test_what_changes_each_time_is_painted_over() -> None:
    """A date that is another one each day, within the area that the page script names."""
    area = (60, 35, 160, 60)
    today, yesterday = (without(_png(_page(f"Date: {day}")), [area]) for day in ("06/05/2019", "06/04/2019"))
    assert compare(today, yesterday).is_same
    assert Image.open(io.BytesIO(today)).getpixel((100, 45)) == (120, 120, 120)


def test_the_page_names_what_changes_each_time(desk: Desk) -> None:
    """Dates, times and long numbers, wherever they stand on the page; nothing else is painted over."""
    lines = ("as of 06/05/2019", "at 9:05 AM", "Plan 4224", "Goals 12", "Status: Open")
    desk.open("".join(f"<p style='margin:0;height:30px'>{line}</p>" for line in lines))
    picture, areas = desk.site.agent.picture()
    tops = desk.js("[...document.querySelectorAll('p')].map(p => Math.round(p.getBoundingClientRect().top))")
    assert [sum(top < (area[1] + area[3]) / 2 < top + 30 for area in areas) for top in tops] == [1, 1, 1, 0, 0]
    left, top, right, bottom = areas[0]
    assert 0 < right - left < 100
    painted = Image.open(io.BytesIO(without(picture, areas)))
    assert painted.getpixel(((left + right) // 2, (top + bottom) // 2)) == (120, 120, 120)


def test_a_picture_waits_for_the_images_of_the_page(desk: Desk) -> None:
    """One that is under way shows its text, which would be a difference. This browser fetches none: one is made up."""
    desk.open("<p>Date</p><img alt='Calendar' src='/calendar'>")
    desk.site.agent.picture()
    desk.js("""(() => {
        const image = document.images[0], end = performance.now() + 700;
        Object.defineProperty(image, 'currentSrc', {value: '/calendar'});
        Object.defineProperty(image, 'complete', {get: () => performance.now() > end});
    })()""")
    desk.site.agent.picture()
    assert desk.js("document.images[0].complete")


def test_pictures_for_a_report_are_small() -> None:
    image = Image.effect_noise((1280, 900), 60).convert("RGB")
    assert Image.open(io.BytesIO(small(_png(image), width=480))).size == (480, 338)


def _paper(*lines: tuple[float, float, str]) -> list[Piece]:
    return [Piece(1, x, y, text) for x, y, text in lines]


GOLDEN = _paper((31, 700, "Plan ID: <number>"), (31, 680, "Name: Mike, Mike"), (31, 660, "Staff Signature"))


def test_a_line_that_is_gone_and_one_that_is_new_are_told() -> None:
    now = _paper((31, 700, "Plan ID: <number>"), (31, 680, "Name: Mike, M"), (31, 660, "Staff Signature"))
    assert text_changes(GOLDEN, now) == ["gone: Name: Mike, Mike", "new: Name: Mike, M"]
    assert layout_changes(GOLDEN, now) == []


def test_a_text_that_stands_elsewhere_is_told() -> None:
    now = _paper((31, 702, "Plan ID: <number>"), (90, 680, "Name: Mike, Mike"), (31, 660, "Staff Signature"))
    assert text_changes(GOLDEN, now) == []
    (moved,) = layout_changes(GOLDEN, now)
    assert moved == "page 1, 31 from the left, 680 from the foot: Name: Mike, Mike -> page 1, 90, 680"


def test_texts_in_another_order_are_told() -> None:
    assert text_changes(GOLDEN, [GOLDEN[1], GOLDEN[0], GOLDEN[2]])


def test_dates_and_numbers_are_masked_and_nothing_else() -> None:
    assert masked("Plan 4224 was started on 06/04/2019, $18.50") == "Plan <number> was started on <date>, $<number>"


def test_a_paper_is_read_with_its_places_and_kept_as_it_is(tmp_path: Path) -> None:
    pdf = FPDF(format="letter")
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    pdf.text(20, 30, "Plan ID: 4224")
    pdf.text(20, 40, "Staff Signature")
    pdf.output(str(tmp_path / "plan.pdf"))
    pieces = pieces_of(tmp_path / "plan.pdf")
    assert [piece.text for piece in pieces] == ["Plan ID: <number>", "Staff Signature"]
    assert pieces[0].y - pieces[1].y == pytest.approx(10 / 25.4 * 72, abs=0.2)
    assert from_json(as_json(pieces)) == pieces
    (tmp_path / "plan.pdf").write_bytes(b"no paper")
    with pytest.raises(Mismatch, match="can't be read as a PDF"):
        pieces_of(tmp_path / "plan.pdf")


def test_a_long_list_of_changes_is_cut_and_says_so() -> None:
    assert told([f"gone: {number}" for number in range(20)]).splitlines()[-1] == "... and 8 more"
