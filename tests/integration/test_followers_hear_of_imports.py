"""The register changes, and those who follow hear of it."""

from __future__ import annotations

import pytest

from kytkin.common.texts import TranslatedText
from kytkin.exchange.hankeikkuna.records import RegisterRecord
from kytkin.exchange.hankeikkuna.storing import store_records
from kytkin.exchange.models import Source
from kytkin.notifications.models import Follow, Notification
from kytkin.preparations.models import Kind, Stage, State
from tests.factories import NOW, ThemeFactory, UserFactory, branch

pytestmark = pytest.mark.django_db


def read(stage, subjects=()):
    record = RegisterRecord(
        key="OM001-00-2026",
        register_id="OM001:00/2026",
        setter="OM",
        name=TranslatedText(fi="Vesilaki"),
        kind=Kind.LEGISLATION,
        state=State.RUNNING,
        stage=stage,
        subjects=subjects,
    )
    return store_records([record], source=Source.HANKEIKKUNA, origin="test", by=None, now=NOW)


def cases():
    return list(Notification.objects.order_by("pk").values_list("params__case", flat=True))


def test_follower_hears_when_the_stage_changes_and_only_then():
    branch("OM")
    read(Stage.BASIC)
    Follow.objects.create(
        user=UserFactory(), kind="preparation", target="OM001-00-2026", created_at=NOW
    )
    read(Stage.BASIC)
    assert cases() == []
    read(Stage.CONSULTATION)
    assert cases() == ["changed"]
    assert Notification.objects.get().params["stage"]["en"] == "consultation"


def test_follower_of_a_subject_hears_of_a_new_preparation():
    branch("OM")
    theme = ThemeFactory()
    notation = theme.concept.notation
    Follow.objects.create(user=UserFactory(), kind="theme", target=notation, created_at=NOW)
    read(Stage.BASIC, subjects=(notation,))
    assert cases() == ["new_subject"]
    read(Stage.FURTHER, subjects=(notation,))
    assert cases() == ["new_subject", "changed_subject"]
