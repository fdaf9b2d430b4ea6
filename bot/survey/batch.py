"""The drift check cut to what a batch needs, for the moment before its first write.

It walks only what can be reached at once without saving, tries nothing, and asks one question: can these records be
entered as things stand? What lies behind a save is checked by the work itself, at the moment a screen is first filled
and before anything of it is saved (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Profile, StepKey
from bot.controls import BLANK, Raw, fold
from bot.converge import as_text
from bot.errors import BotError, ControlMissing, OptionNotOffered, SiteChanged, UnknownField
from bot.forms import Form
from bot.records.model import Record
from bot.session import Session
from bot.survey.known import known_of, needs
from bot.survey.model import Survey, has_accepted
from bot.survey.take import Part, take_survey
from bot.survey.unmet import Unmet, unmet_needs

_PARTS: dict[StepKey, Part] = {"activities": "activity", "assessment": "assessment", "plan": "plan"}


class BatchCheck:
    """Looks at a signed-in site, before a record is opened to be written, whether it can be entered as things stand.

    The screens are walked once, on the pages of the first participant, for all the records of the batch; where the
    batch is not known (a worker gets one record after the other), for what each needs beyond those before. Nothing is
    done for a single record, whose own work looks at each screen, nor at a site for which nobody has accepted a survey.
    """

    def __init__(self, profile: Profile, batch: Sequence[Record] = ()) -> None:
        self._profile = profile
        self._batch = tuple(batch)
        self._wanted = len(self._batch) != 1 and has_accepted(profile)
        self._lacks: dict[Part, list[Unmet]] = {}
        """What is lacking in the parts that were walked."""
        self._gaps: dict[Part, str] = {}
        """Why a part could not be walked on the pages of the last participant."""

    def __call__(self, session: Session, record: Record) -> None:
        """Raises SiteChanged where no record of the batch could be entered, so that everything stops, and the error of
        this one's own (ControlMissing, UnknownField, OptionNotOffered) where only this one can't be; and what
        `take_survey` raises. Nothing was written then, and no participant is open.
        """
        if not self._wanted:
            return
        self._walk(session, record)
        for each in (each for part in self._lacks for each in self._lacks[part]):
            concerned = [one for one in self._batch if _part(each) in parts_of(self._profile, one)]
            if len(concerned) > 1 and all(_stops(each, one) for one in concerned):
                raise self._changed(each.drift.words())
        for part in parts_of(self._profile, record):
            for each in self._lacks.get(part, ()):
                if _stops(each, record):
                    raise _error(each)

    def _walk(self, session: Session, record: Record) -> None:
        """Walks the parts that are not known yet. One that can't be come to stops this record, and when it is the same
        with the next one's participant, all."""
        own = parts_of(self._profile, record)
        batch = [part for one in self._batch for part in parts_of(self._profile, one)]
        parts = [part for part in dict.fromkeys((*batch, *own)) if part not in self._lacks]
        if not parts:
            return
        live = take_survey(session, record.user_id, parts=parts, tries=False)
        before, self._gaps = self._gaps, {}
        for part in parts:
            lacks = lacking(live, self._profile, part)
            if lacks is None:
                self._gaps[part] = _why(live, self._profile, part)
            else:
                self._lacks[part] = lacks
        for part in (part for part in own if part in self._gaps):
            if self._batch and self._gaps[part] == before.get(part):
                raise self._changed(self._gaps[part])
            raise ControlMissing(f"before anything was entered: {self._gaps[part]}")

    def _changed(self, words: str) -> BotError:
        return SiteChanged(
            f"the site has changed, and nothing is entered: {words}. `caljobs-bot drift --site {self._profile.name}` "
            "tells everything that has"
        )


def parts_of(profile: Profile, record: Record) -> tuple[Part, ...]:
    """The parts of the site that a record's job writes to."""
    has: dict[StepKey, bool] = {
        "activities": bool(record.activities),
        "assessment": record.assessment is not None,
        "plan": record.plan is not None,
    }
    return tuple(_PARTS[step] for step, there in has.items() if there and profile.does(step))


def lacking(live: Survey, profile: Profile, part: Part) -> list[Unmet] | None:
    """What the program needs of the screens of a part that were reached, and they lack; None where not even the first
    step of its wizard was reached."""
    if _first_step(profile, part) not in live.screens:
        return None
    screens = [key for key in live.screens if key.split(".")[0] == part]
    unmet = unmet_needs(live, needs(profile, screens), profile.forms.map.answered)
    return [each for each in unmet if each.drift.blocks]


def _part(unmet: Unmet) -> str:
    return unmet.drift.screen.split(".")[0]


def _first_step(profile: Profile, part: Part) -> str:
    return known_of(profile.forms).wizards[part][0].key


def _why(live: Survey, profile: Profile, part: Part) -> str:
    keys = (part, _first_step(profile, part), "open")
    return next((gap.why for key in keys for gap in live.unreached if gap.screen == key), f"no way leads to the {part}")


def _stops(unmet: Unmet, record: Record) -> bool:
    """Whether a record can't be entered because of this: it fills the box, chooses the option, or leaves the question
    open."""
    if unmet.need is None:
        return not _answers(record, unmet)
    filled = _filled(record)
    if unmet.need.place not in filled:
        return False
    if not unmet.missing:
        return True
    value = filled[unmet.need.place]
    aliases = dict(unmet.need.aliases)
    chosen = {fold(aliases.get(word, word)) for word in ([value] if isinstance(value, str) else value)}
    return bool(chosen & set(map(fold, unmet.missing)))


def _filled(record: Record) -> dict[str, Raw]:
    """What a record writes, by place: `plan.goals.type`; the words of all rows of a kind together."""
    forms: list[Form] = [form for form in record.forms() if form.key not in ("participant", "activities")]
    for entry in record.activities:
        forms += [entry.general_form(record), entry.closure_form()]
        forms += [provider] if (provider := entry.provider_form()) else []
    found: dict[str, list[str]] = {}
    for form in forms:
        for key, value in form.mentioned().items():
            if value is not BLANK:
                text = as_text(form.controls[key], value)
                found.setdefault(f"{form.key}.{key}", []).extend([text] if isinstance(text, str) else text)
    return dict(found)


def _answers(record: Record, unmet: Unmet) -> bool:
    return any(
        fold(label) == fold(unmet.question)
        for screen, answers in record.extra.items()
        if screen == unmet.drift.screen or screen.startswith(f"{unmet.drift.screen}.")
        for label in answers
    )


def _error(unmet: Unmet) -> BotError:
    """The error of one record. It names no value: which option is meant would tell what the record says."""
    drift = unmet.drift
    place = {"screen": drift.title, "field": drift.name}
    if unmet.need is None:
        return UnknownField(
            "the site requires this box and the record does not answer it: put it under `extra`", **place
        )
    if unmet.missing:
        offered = "; ".join(unmet.offered) or "nothing"
        return OptionNotOffered(f"is not offered here; offered are: {offered}", **place)
    return ControlMissing("the box was not found on the page as it is known", **place)
