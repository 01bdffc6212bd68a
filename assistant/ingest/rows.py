"""The words of the page's rows: what a level's years and pay read like, and part headings.

The page's templates and the chunks take them from here, so that a quotation stands on the page
letter for letter. Knows nothing about HTML.
"""

from __future__ import annotations

from assistant.records import Level, Salary

LEVELS = "Levels"
CERTIFICATIONS = "Certifications"
TRANSITIONS = "Transitions"
MISTAKES = "Mistakes"
FAQ = "FAQ"
RELATED = "Related paths"
YEARS = "Experience"
SKILLS = "Skills"
RESPONSIBILITIES = "Responsibilities"


def level_heading(level: Level) -> str:
    """A level's heading, for example "Level 3: Senior Engineer"."""
    return f"{level.label}: {level.title}"


def years_row(level: Level) -> str:
    """The row of a level's years, for example "Experience: 5–9 years"."""
    return f"{YEARS}: {level.years.text}"


def salary_heading(salary: Salary) -> str:
    """What a pay row is about, for example "Salary in Freedonia"."""
    return f"Salary in {salary.region}"


def salary_row(salary: Salary) -> str:
    """The row of a level's pay in one region, for example "Freedonia: 10–20 crowns a month"."""
    return f"{salary.region}: {salary.range.text}"


def transition_heading(origin: str, target: str) -> str:
    """The heading of a move between two roles."""
    return f"{origin} → {target}"
