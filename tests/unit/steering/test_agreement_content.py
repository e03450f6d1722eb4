"""What a version may say, comments on targets, and differences between contents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kytkin.common.errors import NotAllowed
from kytkin.goals.models import GoalState
from kytkin.notifications.models import Notification
from kytkin.steering.actions_targets import (
    comment_on_target,
    keep_content,
    keep_preamble,
    keep_resources,
    keep_target,
)
from kytkin.steering.content import Amount, VersionContent, content_of
from kytkin.steering.differences import Change, differences
from kytkin.steering.errors import AgreementRefused
from kytkin.steering.models import BudgetItem, TargetComment
from tests.factories import NOW
from tests.unit.agreement_cast import a_target, make_agreement, sign_all, words, write
from tests.unit.steering_cast import make_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed():
    return make_agreement()


def keep(agreed, **fields):
    return keep_target(
        version=agreed.version, edition=agreed.version.edition, key=None,
        content=a_target(**fields), by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dimension": "height"}, "dimension"),
        ({"direction": "sideways"}, "direction"),
        ({"text": {}}, "text"),
        ({"indicator": {}}, "indicator"),
        ({"weight_percent": 101}, "weight_percent"),
        ({"weight_percent": -1}, "weight_percent"),
        ({"years": {2025: Decimal(1)}}, "years"),
        ({"years": {2026: Decimal("0.00001")}}, "years"),
        ({"years": {2026: Decimal("NaN")}}, "years"),
        ({"baseline": Decimal(10) ** 15}, "baseline"),
        ({"goal": "no-such-goal"}, "goal"),
        ({"goal": "drafted"}, "goal"),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_its_field(agreed, fields, field):
    make_goal("drafted", state=GoalState.DRAFT)
    with pytest.raises(AgreementRefused) as refused:
        keep(agreed, **fields)
    assert refused.value.field == field
    assert not agreed.version.targets.exists()


@pytest.mark.parametrize(
    ("key", "amount", "field"),
    [
        ((2025, "28.01.01"), Amount(Decimal(1)), "year"),
        ((2026, "99.99.99"), Amount(Decimal(1)), "budget_item"),
        ((2026, "28.01.01"), Amount(Decimal(-1)), "amount_eur"),
        ((2026, "28.01.01"), Amount(Decimal("0.001")), "amount_eur"),
        ((2026, "28.01.01"), Amount(Decimal(0), Decimal("-0.01")), "person_years"),
        ((2026, "28.01.01"), Amount(Decimal(0), Decimal(10) ** 8), "person_years"),
        ((2026, "28.01.01"), Amount(Decimal("Infinity")), "amount_eur"),
    ],
)
def test_resources_that_cannot_be_are_refused_with_their_field(agreed, key, amount, field):
    with pytest.raises(AgreementRefused) as refused:
        keep_resources(
            version=agreed.version, edition=1,
            resources={(2027, "28.01.01"): Amount(Decimal(5)), key: amount},
            by=agreed.cast.kerttu, now=NOW,
        )  # fmt: skip
    assert refused.value.field == field
    assert not agreed.version.resources.exists()


def test_resources_of_nothing_are_taken_out(agreed):
    version = write(agreed)
    keep_resources(
        version=version, edition=version.edition,
        resources={(2027, "28.01.01"): Amount(), (2026, "28.01.01"): Amount(Decimal(7))},
        by=agreed.cast.stina, now=NOW,
    )  # fmt: skip
    assert content_of(agreed.version).resources == {
        (2026, "28.01.01"): Amount(Decimal(7), Decimal(0)),
        (2028, "28.01.01"): Amount(Decimal("1000000.50"), Decimal("12.25")),
    }


def test_an_agreement_has_at_most_sixty_targets(agreed):
    whole = VersionContent(words("P"), {-n: a_target() for n in range(1, 62)}, {})
    with pytest.raises(AgreementRefused):
        keep_content(version=agreed.version, edition=1, content=whole, by=agreed.cast.kerttu,
                     now=NOW)  # fmt: skip
    sixty = replace(whole, targets={-n: a_target() for n in range(1, 61)})
    keep_content(version=agreed.version, edition=1, content=sixty, by=agreed.cast.kerttu, now=NOW)
    assert sorted(content_of(agreed.version).targets) == list(range(1, 61))
    with pytest.raises(AgreementRefused):
        keep(agreed)


def test_what_was_written_is_what_is_read(agreed):
    written = VersionContent(
        words("Preamble"),
        {-1: a_target(), -2: a_target(dimension="people", baseline=None, goal="")},
        {(2026, "28.01.01"): Amount(Decimal("10.25"), Decimal("0.75"))},
    )
    keep_content(version=agreed.version, edition=1, content=written, by=agreed.cast.kerttu, now=NOW)
    read = content_of(agreed.version)
    assert read == replace(written, targets={1: written.targets[-1], 2: written.targets[-2]})


def test_a_preamble_is_kept(agreed):
    keep_preamble(
        version=agreed.version, edition=1, preamble=words(" Preamble"), by=agreed.cast.stina,
        now=NOW,
    )  # fmt: skip
    assert agreed.version.preamble["sv"] == "Preamble på svenska"


def test_both_sides_comment_on_a_target_and_strangers_do_not(agreed):
    write(agreed)

    def say(by, text="Nostetaan", key=1):
        return comment_on_target(agreement=agreed.agreement, key=key, text=text, by=by, now=NOW)

    assert say(agreed.cast.kerttu).organisation == agreed.cast.syke
    assert say(agreed.osmo).organisation == agreed.cast.om
    assert Notification.objects.filter(user=agreed.cast.stina, params__case="commented").exists()
    with pytest.raises(NotAllowed):
        say(agreed.cast.ulla)
    for wrong in ({"text": "  "}, {"key": 9}):
        with pytest.raises(AgreementRefused):
            say(agreed.cast.kerttu, **wrong)
    sign_all(agreed)
    assert say(agreed.cast.stina).version_number == 1
    assert TargetComment.objects.count() == 3


def test_differences_say_what_was_and_what_is(agreed):
    BudgetItem.objects.create(code="35.01.04")
    item = "28.01.01"
    before = VersionContent(
        words("Old"), {1: a_target(), 2: a_target(dimension="people")},
        {(2026, item): Amount(Decimal(5), Decimal(1)), (2027, item): Amount(Decimal(5))},
    )  # fmt: skip
    after = VersionContent(
        words("Old"),
        {
            1: a_target(
                dimension="outputs", direction="down", baseline=None, weight_percent=50, goal="",
                unit={"fi": "kpl"}, years={2026: Decimal("86.5"), 2027: Decimal(87)},
            ),
            3: a_target(weight_percent=50),
        },
        {(2026, item): Amount(Decimal(5), Decimal(2)), (2026, "35.01.04"): Amount(Decimal(9))},
    )  # fmt: skip
    found = differences(before, after)
    said = {(one.about.split(":")[0], one.part): (one.change, one.before, one.after)
            for one in found}  # fmt: skip
    first = "Target 1"
    assert said[first, "dimension"] == (Change.CHANGED, "societal impact", "outputs and quality")
    assert said[first, "which way is better"][1:] == ("up is better", "down is better")
    assert said[first, "baseline"] == (Change.REMOVED, "80", "")
    assert said[first, "weight, percent"][1:] == ("100", "50")
    assert said[first, "shared goal"] == (Change.REMOVED, "clean-water", "")
    assert said[first, "unit, Svenska"] == (Change.REMOVED, "percent på svenska", "")
    assert said[first, "unit, Suomi"][0] == Change.CHANGED
    assert said[first, "value of 2026"] == (Change.CHANGED, "86", "86.5")
    assert said[first, "value of 2028"] == (Change.REMOVED, "88", "")
    assert (first, "value of 2027") not in said
    assert said["Target 2", ""][0] == Change.REMOVED
    assert said["Target 3", ""][0] == Change.ADDED
    assert "weight 50" in said["Target 3", ""][2]
    resources = "Resources of {}, budget item {}"
    assert said[resources.format(2026, "28.01.01"), "person-years"] == (
        Change.CHANGED, "1.00", "2.00",
    )  # fmt: skip
    assert said[resources.format(2027, "28.01.01"), "euros"] == (Change.REMOVED, "5.00", "")
    assert said[resources.format(2026, "35.01.04"), "euros"] == (Change.ADDED, "", "9.00")
    assert differences(after, after) == ()
