"""The check before a batch's first write: what all its records need stops the batch, what one needs stops that one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from bot.config import Profile, load_profile
from bot.engine.worker import Worker
from bot.errors import AccessDenied, BotError, ControlMissing, NotFound, OptionNotOffered, SiteChanged, UnknownField
from bot.flows.results import exit_code
from bot.flows.run import run_all
from bot.flows.sign_in import sign_in
from bot.records.model import Record
from bot.session import Session
from bot.survey import batch
from bot.survey.batch import BatchCheck
from bot.survey.model import Box, Survey
from bot.survey.take import take_survey
from tests.kit import STAFF, Office, brief, changed
from tests.site.hazard_kit import short
from tests.site.survey_kit import taken
from tests.system.cli_kit import bot_in, brief_file, profile_file, record_file

OTHER = "36214"


def _accepting(office: Office) -> Profile:
    """The mock's profile, with an accepted survey beside it."""
    surveys = office.folder / "surveys"
    surveys.mkdir(exist_ok=True)
    (surveys / "site.yaml").write_text("", encoding="utf-8")
    return office.profile(file=str(office.folder / "site.yaml"))


def _batch(office: Office, changes: dict[str, Any] | None = None) -> list[Record]:
    """Two short records of two participants."""
    person = {"participant.user_id": OTHER, "participant.name": "Sample, Sam"}
    office.mock.add_person(user_id=OTHER, name="Sample, Sam", app_id="2242702")
    return [brief(office.folder, changes), brief(office.folder, {**person, **(changes or {})})]


@contextmanager
def _signed_in(office: Office) -> Iterator[Session]:
    with office.session() as session:
        sign_in(session, STAFF)
        yield session


def _changed(office: Office, **screens: Any) -> None:
    office.mock.screens({"based_on": "usual", "screens": {key.replace("__", "."): own for key, own in screens.items()}})


def test_a_batch_runs_through_where_nothing_has_changed_and_is_walked_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[tuple[str, bool]] = []

    def walk(session: Session, user_id: str, **more: Any) -> Survey:
        survey = take_survey(session, user_id, **more)
        walks.append((user_id, any(screen.tried for screen in survey.screens.values())))
        return survey

    monkeypatch.setattr(batch, "take_survey", walk)
    records = _batch(office, {"plan": None, "print": None})
    with office.session() as session:
        job = office.job(session, before=BatchCheck(_accepting(office), records))
        results = run_all(job, records, lambda result: None)
    assert [result.state for result in results] == ["done", "done"]
    assert walks == [("36213", False)], "once, and without trying anything"


def test_what_all_need_stops_all_before_the_first_write(office: Office) -> None:
    """The plan's office can't be found any more: not even the activity before it is entered, of nobody."""
    records = _batch(office)
    _changed(office, plan__plan={"fields": {"office": {"label": "Place", "name": "xyzQ"}}})
    with office.session() as session:
        job = office.job(session, before=BatchCheck(_accepting(office), records))
        results = run_all(job, records, lambda result: None)
    assert [type(result.error) for result in results] == [SiteChanged, SiteChanged]
    assert "Plan: 'Plan started in office location' is gone" in str(results[0].error)
    assert "caljobs-bot drift --site mock" in str(results[0].error)
    assert exit_code(results, 2) == 3
    assert office.written() + office.written(OTHER) == []


def test_the_run_command_looks_before_it_writes(office: Office, chromium: Browser) -> None:
    """Two records, an accepted survey beside the profile: exit 3, nothing written, and the error says what to do."""
    site = profile_file(office.folder, office.mock, synthetic=True)
    (office.folder / "surveys").mkdir()
    (office.folder / "surveys" / site.name).write_text("", encoding="utf-8")
    other = {"participant.user_id": OTHER, "participant.name": "Sample, Sam", "participant.app_id": "2242709"}
    office.mock.add_person(user_id=OTHER, name="Sample, Sam", app_id="2242709")
    records = office.folder / "records"
    brief_file(records)
    record_file(records / "other.yaml", changed(yaml.safe_load((records / "36213.yaml").read_text()), other))
    _changed(office, plan__plan={"fields": {"office": {"label": "Place", "name": "xyzQ"}}})
    ran = bot_in(chromium, "run", records, "--site", site, "--out", office.folder / "out", "--json")
    assert ran.code == 3, ran.err
    assert [each["error"]["kind"] for each in ran.objects] == ["site_changed"] * 2
    assert office.written() + office.written(OTHER) == []


def test_a_worker_looks_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @contextmanager
    def no_browser(profile: Profile, *, headed: bool) -> Iterator[None]:
        yield None

    jobs: list[Any] = []
    monkeypatch.setattr("bot.engine.worker.Session.start", no_browser)
    monkeypatch.setattr("bot.engine.worker.keep_sign_in", lambda session, login: None)
    monkeypatch.setattr("bot.engine.worker.Desk", lambda *given: jobs.append(given[4]))
    profile = load_profile("mock").model_dump(mode="json")
    places = {"ledger": str(tmp_path / "ledger.db"), "out": str(tmp_path), "today": "2019-06-05"}
    orders: Queue[str] = Queue()
    orders.put("stop")
    Worker({"profile": profile, **places, "headed": False, "login": None, "decisions": []}, orders).run()
    assert isinstance(jobs[0].before, BatchCheck)


@pytest.mark.plain_http
def test_nothing_is_looked_at_for_a_rehearsal_one_record_or_a_site_without_an_accepted_survey(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*given: Any, **more: Any) -> Survey:
        pytest.fail("the site was looked at")

    monkeypatch.setattr(batch, "take_survey", never)
    records = [brief(office.folder), brief(office.folder)]
    with office.session() as session:
        job = office.job(session, save=False, before=BatchCheck(_accepting(office), records))
        assert job.run(records[0]).error is None
        BatchCheck(_accepting(office), records[:1])(session, records[0])
        BatchCheck(office.profile(), records)(session, records[0])


def test_a_participant_who_is_not_there_does_not_spoil_it_for_the_others(office: Office) -> None:
    """The error is that participant's own, and the next one's pages are looked at."""
    records = _batch(office)
    gone = brief(office.folder, {"participant.user_id": "99999"})
    check = BatchCheck(_accepting(office), [gone, *records])
    with _signed_in(office) as session:
        with pytest.raises(NotFound):
            check(session, gone)
        _changed(office, activity__general={"fields": {"region": None}})
        with pytest.raises(SiteChanged, match="LWIA/Region"):
            check(session, records[0])


def test_a_part_nobody_can_come_to_stops_one_and_then_all(office: Office) -> None:
    records = _batch(office)
    office.mock.screens({"based_on": "usual", "words": {"Create Individual Employment Plan/Service Strategy": "New"}})
    check = BatchCheck(_accepting(office), records)
    with _signed_in(office) as session:
        with pytest.raises(ControlMissing, match="no link or button 'Create Individual Employment"):
            check(session, records[0])
        with pytest.raises(SiteChanged, match="no link or button 'Create Individual Employment"):
            check(session, records[1])
    assert office.written() + office.written(OTHER) == []


def test_a_site_that_keeps_everyone_out_is_told_as_that(office: Office) -> None:
    records = _batch(office)
    with _signed_in(office) as session:
        office.mock.arm("access_denied")
        with pytest.raises(AccessDenied):
            BatchCheck(_accepting(office), records)(session, records[0])


_SURVEY: list[Survey] = []


@pytest.fixture
def live(office: Office) -> Survey:
    """What the first participant's pages show; taken once."""
    if not _SURVEY:
        _SURVEY.append(taken(office))
    return _SURVEY[0]


def _with(live: Survey, screen: str, key: str, box: Box | None) -> Survey:
    own = live.screens[screen]
    fields = {name: box if name == key else old for name, old in {key: None, **own.fields}.items()}
    fields = {name: each for name, each in fields.items() if each is not None}
    return live.model_copy(update={"screens": {**live.screens, screen: own.model_copy(update={"fields": fields})}})


def _checked(
    monkeypatch: pytest.MonkeyPatch, office: Office, live: Survey, records: list[Record], *, known: bool = True
) -> list[BotError | None]:
    """What the check says of each record, of a batch that is known or not, by a survey as data."""
    monkeypatch.setattr(batch, "take_survey", lambda session, user_id, **options: live)
    check = BatchCheck(_accepting(office), records if known else ())
    session: Any = None
    said: list[BotError | None] = []
    for record in records:
        try:
            check(session, record)
            said.append(None)
        except BotError as error:
            said.append(error)
    return said


def _kinds(said: list[BotError | None]) -> list[type | None]:
    return [type(error) if error is not None else None for error in said]


def _without_comments(office: Office) -> Record:
    return brief(office.folder, {"activities.0.comments": None})


def test_what_one_record_needs_stops_that_one(office: Office, live: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [brief(office.folder), _without_comments(office)]
    gone = _with(live, "activity.general", "comments", None)
    said = _checked(monkeypatch, office, gone, records)
    assert _kinds(said) == [ControlMissing, None]
    assert (said[0] and said[0].screen, said[0] and said[0].field) == ("General Information", "Comments")
    assert _kinds(_checked(monkeypatch, office, live, records)) == [None, None]


def test_an_option_stops_those_that_choose_it_and_is_not_named(
    office: Office, live: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = live.screens["activity.general"].fields["customer_group"]
    fewer = _with(live, "activity.general", "customer_group", old.model_copy(update={"options": ("Adult", "Other")}))
    adult = brief(office.folder)
    youth = brief(office.folder, {"participant.program": "dislocated_worker"})
    said = _checked(monkeypatch, office, fewer, [adult, youth])
    assert _kinds(said) == [None, OptionNotOffered]
    assert "Dislocated" not in str(said[1])
    assert "offered are: Adult; Other" in str(said[1])


def test_a_question_nobody_answers_stops_all_and_one_that_some_answer_the_others(
    office: Office, live: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Box(label="Veteran?", kind="yesno", name="rblVeteran", required=True)
    asked = _with(live, "plan.plan", "veteran", question)
    silent = brief(office.folder)
    answers = brief(office.folder, {"extra": {"plan.plan": {"Veteran?": "No"}}})
    assert _kinds(_checked(monkeypatch, office, asked, [silent, silent])) == [SiteChanged, SiteChanged]
    assert _kinds(_checked(monkeypatch, office, asked, [silent, answers])) == [UnknownField, None]


def test_no_business_of_this_batch_is_told(office: Office, live: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record of it has an assessment."""
    records = [brief(office.folder), brief(office.folder)]
    gone = _with(live, "assessment.general", "program", None)
    assert _kinds(_checked(monkeypatch, office, gone, records)) == [None, None]
    assert _kinds(_checked(monkeypatch, office, gone, [short(office.folder)] * 2)) == [SiteChanged] * 2


def test_a_worker_that_gets_one_record_after_the_other_stops_each_by_itself(
    office: Office, live: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three in a row at the same place halt the site for all workers: the ledger's business."""
    gone = _with(live, "plan.plan", "office", None)
    records = [brief(office.folder), brief(office.folder)]
    assert _kinds(_checked(monkeypatch, office, gone, records, known=False)) == [ControlMissing] * 2
