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
    differs_by_accents,
    fold,
    is_blank,
    sentence,
)
from bot.controls.choice import CheckBox, CheckList, DropDown, LookUp, RadioList, ReadOnly, YesNo, nearest
from bot.controls.dates import DateBox
from bot.controls.leftovers import cleaned, doubt, refuse_leftover, unseen_in
from bot.controls.numbers import MoneyBox, NumberBox, PhoneBoxes, unit_of
from bot.controls.segments import Said, said
from bot.controls.site_dates import day_in_front, shown_day
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
    "cleaned",
    "collapse",
    "day_in_front",
    "differs_by_accents",
    "doubt",
    "fold",
    "is_blank",
    "nearest",
    "refuse_leftover",
    "refused_as_markup",
    "said",
    "sentence",
    "shown_day",
    "site_length",
    "unit_of",
    "unseen_in",
]
