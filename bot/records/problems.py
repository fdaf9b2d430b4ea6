"""What is wrong with records: where it stands, and what it is in words.

A problem's text never holds a value. What the author wrote is kept apart in `quoted` and shown by
`for_author()` alone, which only the author's own terminal may print.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.forms import Form


@dataclass(frozen=True, repr=False)
class Problem:
    """One thing to put right, or (in a list of warnings) to know.

    `screen` is the screen's title, `row` such as "goal 2", `field` the label. `user_id` is the
    participant's, where it could be read.
    """

    file: str
    message: str
    line: int | None = None
    screen: str | None = None
    row: str | None = None
    field: str | None = None
    quoted: str | None = None
    user_id: str | None = None

    def __str__(self) -> str:
        return self._sentence(None)

    __repr__ = __str__

    def for_author(self) -> str:
        """plans.yaml line 14, Goals > goal 2 > Status: 'opened' is not offered; offered are: Open; ..."""
        return self._sentence(self.quoted)

    def _sentence(self, quoted: str | None) -> str:
        where = self.file if self.line is None else f"{self.file} line {self.line}"
        says_its_field = self.field is not None and self.message.startswith(self.field)
        place = " > ".join(p for p in (self.screen, self.row, None if says_its_field else self.field) if p)
        message = f"'{quoted}' {self.message}" if quoted else self.message
        return f"{where}, {place}: {message}" if place else f"{where}: {message}"


@dataclass
class Findings:
    """Gathers the problems and warnings of one participant's record."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def report(
        self,
        message: str,
        *,
        line: int,
        form: type[Form] | None = None,
        row: str | None = None,
        label: str | None = None,
        quoted: str | None = None,
        warning: bool = False,
    ) -> None:
        """Notes one problem, or with `warning` one thing to know. Sensitive screens are never quoted."""
        screen = form.screen_title if form else None
        if form is not None and form.sensitive:
            quoted = None
        found = Problem(self.file, message, line, screen, row, label, quoted)
        (self.warnings if warning else self.problems).append(found)

    def in_order(self) -> list[Problem]:
        """The problems by line."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def belong_to(self, user_id: str) -> None:
        """Says whose record it was, once that is known."""
        self.problems = [replace(problem, user_id=user_id) for problem in self.problems]
        self.warnings = [replace(warning, user_id=user_id) for warning in self.warnings]
