"""A cast for the tests of goals and steering.

SYKE (an agency of the branch YM) and OM own the goal together; OM and YM steer SYKE. Kerttu is
SYKE's controller and Anna its administrator; Stina steers for YM; Oskari is OM's controller.
Ulla is a controller of an agency that has nothing to do with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.goals.models import GoalOwner, GoalState, SharedGoal
from kytkin.organisations.models import Organisation, Role
from kytkin.steering.models import BudgetItem
from tests.factories import NOW, OrganisationFactory, PhenomenonFactory, branch, person


@dataclass
class Steering:
    syke: Organisation
    om: Organisation
    ym: Organisation
    kerttu: User
    anna: User
    stina: User
    oskari: User
    ulla: User
    goal: SharedGoal
    item: BudgetItem


def make_goal(code: str = "clean-water", **fields: Any) -> SharedGoal:
    """A goal of 2026–2030, active unless said otherwise; without owners."""
    made = {
        "title": TranslatedText(fi=f"Tavoite {code}", sv=f"Målet {code}", en=f"Goal {code}"),
        "text": TranslatedText(fi="Vedet puhtaiksi", sv="Rena vatten", en="Clean waters"),
        "first_year": 2026, "last_year": 2030, "state": GoalState.ACTIVE,
        "created_at": NOW, "updated_at": NOW, "activated_at": NOW,
    } | fields  # fmt: skip
    if made["state"] == GoalState.DRAFT:
        made["activated_at"] = None
    return SharedGoal.objects.create(code=code, **made)


def own(goal: SharedGoal, organisation: Organisation, *, lead: bool = False) -> GoalOwner:
    return GoalOwner.objects.create(
        goal=goal, organisation=organisation, is_lead=lead, accepted_at=NOW
    )


def make_steering() -> Steering:
    om, ym = branch("OM", 0), branch("YM", 1)
    syke = OrganisationFactory(code="SYKE", parent=ym.parent)
    other = OrganisationFactory(code="MUU")
    goal = make_goal(phenomenon=PhenomenonFactory(code="water"))
    own(goal, syke, lead=True)
    own(goal, om)
    return Steering(
        syke=syke, om=om, ym=ym, goal=goal,
        kerttu=person("Kerttu", Role.CONTROLLER, syke),
        anna=person("Anna", Role.ADMINISTRATOR, syke),
        stina=person("Stina", Role.STEERING, ym, language="sv"),
        oskari=person("Oskari", Role.CONTROLLER, om),
        ulla=person("Ulla", Role.CONTROLLER, other),
        item=BudgetItem.objects.create(code="28.01.01", name=TranslatedText(fi="Toimintamenot")),
    )  # fmt: skip
