"""The words of the lists that more than one screen offers.

Lists marked open are examples: every local area has its own regions, offices and grants, so the page decides.
"""

from __future__ import annotations

REGIONS = ("City of Los Angeles", "Los Angeles County", "San Diego", "Fresno", "Sacramento")
"""Open. The first one is in the seed guide, the others are inferred."""

OFFICES = (
    "00308 Wilshire Metro Worksource Center",
    "00312 Hollywood North Worksource Center--JS",
    "00315 Boyle Heights Worksource Center",
    "00401 Pomona AJCC",
    "00402 Compton AJCC",
    "00501 South Metro Career Center",
    "00502 East County Career Center",
    "00601 Fresno West AJCC",
    "00701 Hillsdale AJCC",
    "00702 Galt AJCC",
)
"""Open. The first two are in the seed guide, the others are inferred. The site reloads the list for each region."""

PROGRAMS = (
    "Title I - Workforce Development (WIOA)",
    "Wagner-Peyser (WP)",
    "Trade Adjustment Assistance (TAA)",
)
"""Open. The first one is in the seed guide, the others are inferred."""

AFFILIATIONS = ("WIOA", "WP", "TAA")
"""The first one is in the seed guide, the others are inferred."""

CUSTOMER_GROUPS = ("Adult", "Dislocated Worker", "Youth")
"""The customer program groups of Title I (inferred); grants bear the same names (Adult: seed)."""

STATES = ("California", "Arizona", "Nevada", "Oregon", "Other")
"""Inferred."""

WAGE_UNITS = ("Hour", "Week", "Month", "Year")
"""Inferred."""

SKILL_LEVELS = ("None", "Basic", "Good", "Excellent")
"""Inferred."""

OAS_HEADING = "Objective Assessment Summary"
IEP_HEADING = "Individual Employment Plan/Service Strategy"
ACTIVITY_HEADING = "Activity Enrollment"
"""The first two are seed; that the wizards' pages carry them as their main heading, and the third, are inferred."""
