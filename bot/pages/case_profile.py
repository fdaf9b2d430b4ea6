"""Staff Profiles and the Case Management Profile with its four folder tabs (seed)."""

from __future__ import annotations

from bot.screen import Screen


class StaffProfiles(Screen):
    """What opens first for a person: General Profile, Case Management Profile, Report Profile (documented)."""

    heading = "Staff Profiles"


class CaseProfile(Screen):
    """The Case Management Profile, whichever folder tab is selected."""

    heading = "Case Management Profile"
    own = (("Programs", "Plan"),)
    parent = StaffProfiles
