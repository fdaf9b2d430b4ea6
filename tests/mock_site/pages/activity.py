"""The activity wizard (Activity Enrollment): saved at Finish only."""

from __future__ import annotations

from tests.mock_site.validation import Errors, check_activity
from tests.mock_site.wizard import Wizard


class ActivityWizard(Wizard):
    """Three steps; the screens are laid out as tables."""

    path = "casemgmt/activity.aspx"
    heading = "Activity Enrollment"
    kind = "activity"
    leads_to = "casemgmt/programs.aspx"
    table = True
    asks_at_finish = False

    @property
    def held(self) -> bool:
        return True

    def check(self) -> Errors:
        errors = super().check()
        if errors:
            return errors
        screens = {**self.keeper.record["screens"], self.screen: self.state["values"]}
        return check_activity(screens, self.visit.person, self.site.today, self.screen)
