"""A screen's boxes as data: a pydantic model whose every field carries exactly one control.

    class Goal(Form):
        identity = ("type", "description")
        type: Annotated[str, DropDown("Type of Goal", options=GOAL_TYPES, required=True)]
        comments: Annotated[Opt[str], TextArea("Comments", maxlength=2000)] = None

A field of rows (`history: tuple[Job, ...] | None = None`) holds forms of its own and carries no control. A field that
has neither, or two controls, is an error when the module is imported. In a form, None is "not mentioned, leave it
alone", BLANK is "empty it", everything else is a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

from bot.controls import Control

if TYPE_CHECKING:
    from bot.forms.site_forms import SiteForms

F = TypeVar("F", bound="Form")


class Form(BaseModel):
    """The base of all forms. Frozen; unknown fields are refused; errors never show a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True)

    key: ClassVar[str] = ""
    """The screen's key in records and messages, such as `assessment.general`."""
    screen_title: ClassVar[str] = ""
    """The screen's name as staff see it."""
    identity: ClassVar[tuple[str, ...]] = ()
    """For rows: the fields that name a row to a person, so that a second run finds it again."""
    noun: ClassVar[str] = ""
    """What one row is called in messages and sheets: `assessment test`."""
    sensitive: ClassVar[bool] = False
    """Whether even the author's own terminal should not repeat what was written here."""
    needed: ClassVar[tuple[str, ...]] = ()
    """The fields without which the program can't do its work: no site can lack them."""
    screens: ClassVar[tuple[type[Form], ...]] = ()
    """For a form of records: the forms of the site's screens that its fields stand on, where these are others."""
    site_forms: ClassVar[SiteForms | None] = None
    """The forms of the site that this one was made for; None for one as the code declares it."""

    controls: ClassVar[dict[str, Control]] = {}
    rows: ClassVar[dict[str, type[Form]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.controls, cls.rows = {}, {}
        for name, info in cls.model_fields.items():
            found = [item for item in info.metadata if isinstance(item, Control)]
            row = row_form(info.annotation)
            if len(found) + (row is not None) != 1:
                raise TypeError(f"{cls.__name__}.{name} needs exactly one control, it has {len(found)}")
            if row is not None:
                cls.rows[name] = row
            else:
                cls.controls[name] = found[0]
        strays = set(cls.identity) - set(cls.controls)
        if strays:
            raise TypeError(f"{cls.__name__}: identity names unknown fields {sorted(strays)}")

    def mentioned(self) -> dict[str, Any]:
        """The values the record mentions, by field, BLANK among them; rows are left out."""
        return {key: value for key in self.controls if (value := getattr(self, key)) is not None}

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Nothing: a form in a log, a traceback or a failed assertion shows no value."""
        return []

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def on_site(cls, declared: type[F]) -> type[F]:
        """Another form of the code's own, as the site of this one has it."""
        return declared if cls.site_forms is None else cls.site_forms.of(declared)

    @classmethod
    def hides(cls, *, key: str | None = None, label: str | None = None) -> bool:
        """Whether even the author's own terminal does not repeat what is written in a field, by its key or label."""
        own = [control for name, control in cls.controls.items() if name == key or control.label == label]
        return cls.sensitive or any(control.sensitive for control in own)

    @classmethod
    def label(cls, key: str) -> str:
        """The label of a field."""
        return cls.controls[key].label


def row_form(annotation: Any) -> type[Form] | None:
    """The form of `tuple[Row, ...]` or `tuple[Row, ...] | None`, or None for anything else."""
    for candidate in (annotation, *get_args(annotation)):
        arguments = get_args(candidate)
        if len(arguments) == 2 and arguments[1] is Ellipsis and isinstance(arguments[0], type):
            return arguments[0] if issubclass(arguments[0], Form) else None
    return None
