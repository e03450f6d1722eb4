"""Preparations made up for measuring: as the real ones in shape, many more in number.

Seeded, so that two runs measure the same. Names are drawn word by word from the real ones.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.models import (
    Kind,
    OfferedWay,
    Origin,
    PartnerRole,
    Partnership,
    Preparation,
    PreparationTheme,
    Stage,
    Standing,
    State,
    Way,
)
from kytkin.themes.models import Theme

SEED = 20261123
BATCH = 2000
STAGES = [stage for stage in Stage.values if stage]


def generate_preparations(count: int, *, now: dt.datetime) -> None:
    """Add `count` preparations to a database that holds the demo data."""
    dice = random.Random(SEED)
    ministries = list(Organisation.objects.filter(kind=OrganisationKind.MINISTRY).order_by("code"))
    themes = list(Theme.objects.order_by("pk"))
    words = [
        word
        for name in Preparation.objects.order_by("pk").values_list("name", flat=True)
        for word in str(TranslatedText(name).get("fi", "")).split()
        if len(word) > 3
    ]
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        rows = [_preparation(start + n, dice, ministries, words, now) for n in range(size)]
        with transaction.atomic():
            _save_batch(Preparation.objects.bulk_create(rows), dice, ministries, themes)


def _preparation(
    number: int,
    dice: random.Random,
    ministries: list[Organisation],
    words: list[str],
    now: dt.datetime,
) -> Preparation:
    setter = dice.choice(ministries)
    year = dice.randint(2022, 2026)
    started = dt.date(year, dice.randint(1, 12), dice.randint(1, 28))
    # The register writes at most three digits before the colon; the year below 2000 marks ours.
    register_id = f"{setter.code}{number % 1000:03d}:{number // 1000:02d}/1900"
    return Preparation(
        key=register_id.replace(":", "-").replace("/", "-"),
        register_id=register_id,
        kind=dice.choice(Kind.values),
        state=dice.choices([State.PLANNED, State.RUNNING, State.ENDED], weights=[1, 7, 2])[0],
        stage=dice.choice(STAGES),
        name=TranslatedText(fi=" ".join(dice.choices(words, k=dice.randint(4, 12)))),
        objective=TranslatedText(fi=" ".join(dice.choices(words, k=30))),
        setter=setter,
        starts_on=started,
        ends_before=started + dt.timedelta(days=dice.randint(200, 1500)),
        source_name="generated for a benchmark",
        created_at=now,
        updated_at=now - dt.timedelta(minutes=number),
    )


def _save_batch(
    rows: list[Preparation],
    dice: random.Random,
    ministries: list[Organisation],
    themes: list[Theme],
) -> None:
    partnerships, links, ways = [], [], []
    for row in rows:
        partnerships.append(
            Partnership(preparation=row, organisation=row.setter, role=PartnerRole.LEAD)
        )
        if dice.random() < 0.25:
            others = [ministry for ministry in ministries if ministry.pk != row.setter_id]
            partnerships += [
                Partnership(preparation=row, organisation=other, role=PartnerRole.PARTNER)
                for other in dice.sample(others, dice.randint(1, 4))
            ]
        links += [
            PreparationTheme(
                preparation=row,
                theme=theme,
                origin=Origin.REGISTER,
                standing=Standing.CONFIRMED,
            )
            for theme in dice.sample(themes, min(len(themes), dice.randint(2, 7)))
        ]
        ways += [
            OfferedWay(preparation=row, way=way)
            for way in dice.sample(Way.values, dice.randint(1, 4))
        ]
    Partnership.objects.bulk_create(partnerships)
    PreparationTheme.objects.bulk_create(links)
    OfferedWay.objects.bulk_create(ways)
