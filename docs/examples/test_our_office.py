"""Our office must be offered for a new plan. Run: caljobs-bot regress --site training --tests test_our_office.py"""

from bot.pages.plan_plan import PlanStep
from bot.pages.plan_tab import CREATE_PLAN, PlanTab


def test_our_office_is_offered(participant, record):
    participant.go(PlanTab).site.press(CREATE_PLAN)
    step = PlanStep(participant.session.site)
    step.fill(record.plan.plan_form().model_copy(update={"office": None}), step.read())
    assert "00308 Wilshire Metro Worksource Center" in step.read().fields["office"].options
