"""The demonstration at scale on real figures that nobody here made: Canada's programmes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.exchange.infobase.reading import read_programmes
from kytkin.exchange.infobase.storing import BRANCH, ROOT, Cells, store_programmes
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.steering.models import Contribution

FILE: Final = Path(__file__).parent / "data" / "infobase_2026.jsonl.gz"


class NotEmpty(KytkinError):
    """The database holds something else; Canada has one of its own."""

    code = "not_empty"


def is_loaded() -> bool:
    return Contribution.objects.filter(organisation__branch__code=BRANCH).exists()


def load_canada(*, now: dt.datetime, bars: Any, path: Path = FILE) -> Cells:
    """All programmes of the file, and a fictional administrator to sign in as.

    Raises `NotEmpty` for a database that holds organisations already.
    """
    if Organisation.objects.exists():
        raise NotEmpty("This database is not empty. Give Canada one of its own.")
    programmes = read_programmes(path)
    with bars(0, "Programmes of the Government of Canada") as bar:
        found = store_programmes(programmes, now=now, progress=bar.update)
    root = Organisation.objects.get(code=ROOT)
    person, _new = User.objects.get_or_create(
        username="claire",
        defaults={
            "name": "Claire Example", "email": "claire@example.example", "is_fictional": True,
            "language": "en",
        },
    )  # fmt: skip
    Membership.objects.get_or_create(user=person, organisation=root, role=Role.ADMINISTRATOR)
    return found
