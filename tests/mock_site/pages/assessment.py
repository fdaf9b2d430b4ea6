"""The Objective Assessment Summary: twelve steps."""

from __future__ import annotations

from tests.mock_site.wizard import Wizard


class AssessmentWizard(Wizard):
    """Created at the first Next, so that an interrupted one stands in the list."""

    path = "casemgmt/oas.aspx"
    heading = "Objective Assessment Summary"
    kind = "assessment"
