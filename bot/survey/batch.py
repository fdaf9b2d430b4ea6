"""The drift check cut to what a batch needs, for the moment before its first write.

It walks only what can be reached at once without saving, tries nothing, and asks one question: can these records be
entered as things stand? What lies behind a save is checked by the work itself, at the moment a screen is first filled
and before anything of it is saved (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Profile, StepKey
from bot.controls import BLANK, fold
from bot.forms import Form
from bot.records.model import Record
from bot.session import Session
from bot.survey.drifts import Drift
from bot.survey.known import WIZARDS, needs
from bot.survey.model import Survey
from bot.survey.take import Part, take_survey
from bot.survey.unmet import Unmet, unmet_needs

_PARTS: dict[StepKey, Part] = {"activities": "activity", "assessment": "assessment", "plan": "plan", "print": "print"}


def check_before_batch(session: Session, profile: Profile, records: Sequence[Record]) -> list[Drift]:
    """What keeps these records from being entered, as far as the first participant's pages show it; nothing is written.

    The session is signed in; afterwards no participant of the batch is open. Boxes that no record fills, steps that the
    profile leaves out or no record has, and screens that only a save leads to are not told. Raises what `take_survey`
    raises.
    """
    if not records:
        return []
    parts = _parts(profile, records)
    live = take_survey(session, records[0].user_id, parts=parts, tries=False)
    return blocking(live, profile, records, parts)


def blocking(live: Survey, profile: Profile, records: Sequence[Record], parts: Sequence[Part]) -> list[Drift]:
    """Of what the program needs and a survey lacks, that which these records need."""
    screens = [key for key in live.screens if key.split(".")[0] in parts]
    screens += [steps[0].key for name, steps in WIZARDS.items() if name in parts and steps[0].key not in screens]
    filled = {place for record in records for place in _filled(record)}
    unmet = unmet_needs(live, needs(profile, screens), profile.questions)
    return [each.drift for each in unmet if _matters(each, filled, records)]


def _parts(profile: Profile, records: Sequence[Record]) -> tuple[Part, ...]:
    has: dict[StepKey, bool] = {
        "activities": any(record.activities for record in records),
        "assessment": any(record.assessment is not None for record in records),
        "plan": any(record.plan is not None for record in records),
        "print": False,  # comes after everything is saved
    }
    return tuple(_PARTS[step] for step, there in has.items() if there and profile.does(step))


def _filled(record: Record) -> set[str]:
    """The places a record fills: `plan.goals.type`."""
    forms: list[Form] = [form for form in record.forms() if form.key not in ("participant", "activities")]
    for entry in record.activities:
        forms += [entry.general_form(record), entry.closure_form()]
        forms += [form] if (form := entry.provider_form()) else []
    return {f"{form.key}.{key}" for form in forms for key, value in form.mentioned().items() if value is not BLANK}


def _matters(unmet: Unmet, filled: set[str], records: Sequence[Record]) -> bool:
    drift = unmet.drift
    if drift.kind == "required and unknown":
        return not all(_answers(record, drift) for record in records)
    return drift.blocks and (unmet.need is None or unmet.need.place in filled)


def _answers(record: Record, drift: Drift) -> bool:
    return any(
        fold(label) == fold(drift.name)
        for screen, answers in record.extra.items()
        if screen == drift.screen or screen.startswith(f"{drift.screen}.")
        for label in answers
    )
