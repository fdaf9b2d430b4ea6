"""The styles of a workbook, with red and yellow twins of those that are needed."""

from __future__ import annotations

from bot.sheets.package import Unopenable
from bot.sheets.splicing import inside, prefix_at, spliced, tree, with_attributes

RED, YELLOW = "FFFF9999", "FFFFE699"


class Painter:
    """Makes twins of a workbook's cell styles that differ in nothing but their colour."""

    def __init__(self, content: bytes) -> None:
        """`content`: the part of the styles. Raises Unopenable."""
        root = tree(content)
        fills, formats = root.child("fills"), root.child("cellXfs")
        if fills is None or formats is None or not formats.children:
            raise Unopenable("has no styles of its own: open it in Excel and save it again")
        self._content, self._fills, self._formats = content, fills, formats
        self._twins: dict[tuple[int, bool], int] = {}
        self._made: list[bytes] = []

    def twin(self, style: int, is_error: bool) -> int:
        """The number of a style's red twin, or of its yellow one."""
        known = self._twins.get((style, is_error))
        if known is None:
            formats = self._formats.children
            known = self._twins[style, is_error] = len(formats) + len(self._made)
            own = formats[style if style < len(formats) else 0]
            fill = len(self._fills.children) + (0 if is_error else 1)
            raw = self._content[own.start : own.end]
            self._made.append(with_attributes(raw, fillId=str(fill), applyFill="1"))
        return known

    def content(self) -> bytes:
        """The part with all twins that were asked for."""
        prefix = prefix_at(self._content, self._fills.start).decode()
        fills = "".join(
            f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="{color}"/>'
            f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'
            for color in (RED, YELLOW)
        )
        splices = inside(self._fills, self._content, fills.encode(), count=str(len(self._fills.children) + 2))
        count = len(self._formats.children) + len(self._made)
        splices += inside(self._formats, self._content, b"".join(self._made), count=str(count))
        return spliced(self._content, splices)
