"""The kinds of controls a screen can have."""

from bot.controls.base import (
    BLANK,
    Blank,
    Condition,
    Control,
    Opt,
    Raw,
    Unreadable,
    camel,
    collapse,
    fold,
    is_blank,
)
from bot.controls.choice import CheckBox, CheckList, DropDown, LookUp, RadioList, ReadOnly, YesNo
from bot.controls.numbers import DateBox, MoneyBox, NumberBox, PhoneBoxes, day_in_front, shown_day
from bot.controls.segments import Said, said
from bot.controls.text import RichText, TextArea, TextBox, refused_as_markup, site_length

__all__ = [
    "BLANK",
    "Blank",
    "CheckBox",
    "CheckList",
    "Condition",
    "Control",
    "DateBox",
    "DropDown",
    "LookUp",
    "MoneyBox",
    "NumberBox",
    "Opt",
    "PhoneBoxes",
    "RadioList",
    "Raw",
    "ReadOnly",
    "RichText",
    "Said",
    "TextArea",
    "TextBox",
    "Unreadable",
    "YesNo",
    "camel",
    "collapse",
    "day_in_front",
    "fold",
    "is_blank",
    "refused_as_markup",
    "said",
    "shown_day",
    "site_length",
]
