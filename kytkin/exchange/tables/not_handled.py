"""What no table of people may hold, known by the names of its columns.

An employer handles only what is directly needed for the employment: the Act on the Protection of
Privacy in Working Life (759/2004), section 3.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Beginnings of words in Finnish, Swedish and English; those with a full stop are whole words.
SUBJECTS: Final[tuple[tuple[Promise, str], ...]] = (
    (
        _("health"),
        "health terve sairau sairas häls halso sjuk sick diagno disab vamma handikapp "
        "lääk laak medic pregnan raska gravid",
    ),
    (
        _("family"),
        "famil perhe marri marital spous puoliso siviilis civilst child. children. "
        "lapsi. lapset. lapsia. barn. gift.",
    ),
    (
        _("age"),
        "age. ages. ikä. ika. ikäryhmä ålder alder. birth born. syntym född fodd födel fodel dob.",
    ),
    (_("gender"), "gender sex. sukupuol kön. kon. könsid"),
    (
        _("the personal identity code"),
        "hetu. henkilötunnus henkilotunnus personbeteckning ssn. personnummer",
    ),
    (
        _("opinions or membership"),
        "opinion mielipi åsikt asikt politi poliit relig uskon belief vakaum union. "
        "ammattili fackf fackl parti. party. puolue",
    ),
    (
        _("origin"),
        "ethnic etni nationalit kansalaisu medborgarsk race. rotu. ras. mother_tongue äidinkiel "
        "aidinkiel modersmål modersmal",
    ),
    (
        _("ratings or pay"),
        "rating rated. arvosana arviointi suoritusarv score. scores. piste. pisteet. poäng poang "
        "betyg vitsord apprais evaluat performance salary palkka. lön. lon.",
    ),
)
WORDS: Final = re.compile(r"[^\W_]+")


def not_handled(heading: str) -> Promise | None:
    """What the column would tell of, when an employer may not hand it here."""
    name = "_".join(WORDS.findall(heading.lower()))
    parts = [name, *name.split("_")]
    for subject, beginnings in SUBJECTS:
        for beginning in beginnings.split():
            whole = beginning.removesuffix(".")
            if any(
                part == whole or (beginning == whole and part.startswith(whole)) for part in parts
            ):
                return subject
    return None
