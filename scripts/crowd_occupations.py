"""Makes `kytkin/demo/data/crowd.json`: the occupations that the demo's crowd is drawn from.

    .venv/bin/python scripts/crowd_occupations.py OCCUPATION_SKILL.csv.gz

The file given is ESCO's own table of relations between occupations and skills (columns
`occupation_uri`, `relation`, `skill_uri`). Which occupations, and where each is at home, was chosen
by hand below; the skills are ESCO's; the themes are the nearest by the word vectors that ship, in
Finnish, among the themes of the demo's phenomena, or chosen by hand where those are far-fetched.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kytkin.engine.text.static import static_encoder  # noqa: E402

DATA = ROOT / "kytkin" / "demo" / "data"
MOST_ESSENTIAL, MOST_OPTIONAL, MOST_THEMES = 24, 16, 6
HUBNESS = 10
# Where an occupation is at home: codes of agencies, ministries or branches; none: everywhere.
HOMES = {
    "policy officer": "",
    "civil service administrative officer": "",
    "monitoring and evaluation officer": "",
    "public procurement specialist": "",
    "human resources officer": "",
    "information manager": "",
    "ICT business analyst": "",
    "ICT system architect": "",
    "ICT project manager": "",
    "data analyst": "",
    "data protection officer": "",
    "document management officer": "",
    "legal consultant": "",
    "public relations officer": "",
    "financial controller": "",
    "budget analyst": "",
    "programme manager": "",
    "international relations officer": "",
    "user experience analyst": "",
    "translator": "",
    "economist": "VM VATT SP TEM TK KKV",
    "economic policy officer": "VM TEM VNK SP",
    "statistician": "TK THL LUKE VERO KELA VATT SYKE",
    "data scientist": "TK VERO DVV KELA THL LUKE SYKE IL VALTORI",
    "enterprise architect": "VALTORI DVV VERO KELA TRAFICOM VK",
    "ICT security engineer": "VALTORI TRAFICOM DVV PV SUPO KRP HVK",
    "ICT resilience manager": "VALTORI TRAFICOM HVK HAKE",
    "tax policy analyst": "VM VERO",
    "tax inspector": "VERO",
    "tax compliance officer": "VERO",
    "fiscal affairs policy officer": "VM VERO",
    "customs officer": "TULLI",
    "public finance accountant": "VK PALKEET VM VTV",
    "financial auditor": "VTV VM",
    "government planning inspector": "VTV VNK VM",
    "strategic planning manager": "VNK VM",
    "demographer": "TK DVV",
    "actuarial consultant": "KELA STM VK",
    "social security officer": "KELA",
    "benefits advice worker": "KELA",
    "social security inspector": "LVV KELA",
    "legislative drafter": "OM SM STM TEM YM LVM OKM MMM VM PLM",
    "legal policy officer": "OM TSV",
    "lawyer": "OPV SYL VK KKV",
    "prosecutor": "SYL",
    "court administrator": "TIV OM ORK",
    "court enforcement officer": "UOL",
    "probation officer": "RISE",
    "correctional services manager": "RISE",
    "criminologist": "OM RISE KRP POHA",
    "mediator": "OPV THL LAPS",
    "human rights officer": "UM OM TSV LAPS",
    "foreign affairs officer": "UM",
    "diplomat": "UM",
    "embassy counsellor": "UM",
    "humanitarian advisor": "UM SM",
    "immigration policy officer": "SM MIGRI",
    "immigration adviser": "MIGRI",
    "immigration officer": "RVL MIGRI",
    "licensing officer": "LVV TRAFICOM MIGRI TUKES AHV",
    "criminal investigator": "KRP POHA TULLI",
    "intelligence officer": "SUPO PV KRP",
    "emergency response coordinator": "SM HAKE HVK RVL PEO PLM LVV",
    "fire inspector": "PEO SM LVV",
    "instructional designer": "PEO POLAMK OPH JOTPA PV",
    "education policy officer": "OKM OPH",
    "curriculum administrator": "OPH YTL",
    "educational researcher": "KARVI OKM OPH YTL",
    "cultural policy officer": "OKM TAIKE MV",
    "archivist": "KA KAVI",
    "conservator": "MV KA",
    "museum scientist": "MV",
    "archaeologist": "MV",
    "librarian": "CELIA KA",
    "linguist": "KOTUS",
    "lexicographer": "KOTUS",
    "research manager": "AKA TTL THL LUKE SYKE GTK BF",
    "grants management officer": "AKA TAIKE BF KEHA OKM",
    "recreation policy officer": "OKM",
    "youth worker": "OKM LAPS",
    "agricultural policy officer": "MMM RUOKA",
    "agronomist": "RUOKA LUKE MMM",
    "agricultural inspector": "RUOKA",
    "food safety specialist": "RUOKA",
    "official veterinarian": "RUOKA LVV",
    "forestry adviser": "SMK MH",
    "forestry inspector": "SMK MH",
    "fisheries adviser": "LUKE MMM EVK-LOU EVK-POH EVK-LAP",
    "natural resources consultant": "LUKE MH MMM SRK GTK",
    "nature conservation officer": "MH SYKE YM SRK EVK-UUS EVK-LAP EVK-ITA",
    "biologist": "LUKE SRK SYKE",
    "cadastral technician": "MML",
    "cartographer": "MML",
    "geographic information systems specialist": "MML SYKE VAYLA GTK TRAFICOM",
    "transport planner": "LVM VAYLA TRAFICOM EVK-UUS EVK-SIS",
    "transport engineer": "VAYLA TRAFICOM",
    "civil engineer": "VAYLA SENAATTI PUKI",
    "railway infrastructure inspector": "TRAFICOM VAYLA",
    "aviation safety officer": "TRAFICOM OTKES",
    "telecommunications manager": "TRAFICOM VALTORI HAKE",
    "meteorologist": "IL",
    "climatologist": "IL SYKE",
    "hydrologist": "SYKE IL",
    "oceanographer": "SYKE IL",
    "ecologist": "SYKE MH LUKE",
    "environmental scientist": "SYKE YM THL",
    "environmental policy officer": "YM SYKE",
    "environmental expert": "LVV EVK-SIS EVK-KAA EVK-KES EVK-POS EVK-EPO SYKE",
    "water engineer": "SYKE EVK-POH EVK-ITA MMM",
    "recycling specialist": "SYKE YM LVV",
    "urban planner": "YM EVK-UUS EVK-LOU",
    "land planner": "YM SENAATTI PUKI EVK-LAP",
    "housing policy officer": "YM VARKE VK",
    "construction engineer": "SENAATTI PUKI VARKE YM",
    "energy analyst": "EV TEM SENAATTI",
    "energy conservation officer": "EV TEM VARKE",
    "chemist": "TUKES RUOKA STUK TULLI",
    "toxicologist": "TUKES TTL FIMEA THL",
    "health and safety officer": "LVV TTL",
    "ergonomist": "TTL",
    "occupational analyst": "TTL KEHA TEM",
    "radiation protection officer": "STUK",
    "physicist": "STUK IL",
    "epidemiologist": "THL",
    "public health policy officer": "STM THL",
    "social services policy officer": "STM THL",
    "social work researcher": "THL STM",
    "sociologist": "THL KELA LAPS TTL",
    "pharmacologist": "FIMEA",
    "regulatory affairs manager": "FIMEA TUKES RVV EV",
    "labour market policy officer": "TEM KEHA",
    "employment programme coordinator": "KEHA TEM EVK-UUS EVK-SIS EVK-POS",
    "regional development policy officer":
        "TEM EVK-UUS EVK-LOU EVK-KAA EVK-SIS EVK-KES EVK-ITA EVK-EPO EVK-POH EVK-POS EVK-LAP AHV",
    "public funding advisor":
        "BF KEHA EVK-UUS EVK-LOU EVK-KAA EVK-SIS EVK-KES EVK-ITA EVK-EPO EVK-POH EVK-POS EVK-LAP",
    "EU funds manager": "TEM KEHA EVK-POS EVK-ITA EVK-LAP RUOKA",
    "competition policy officer": "KKV TEM",
    "consumer rights advisor": "KKV",
    "intellectual property consultant": "PRH",
    "trade development officer": "TEM BF UM",
    "geologist": "GTK",
    "geophysicist": "GTK",
    "logistics analyst": "HVK PV VAYLA",
    "financial risk manager": "RVV SP VK",
    "financial analyst": "SP RVV VK",
    "career guidance advisor": "JOTPA KEHA OPH",
    "behavioural scientist": "POLAMK VNK PEO",
}  # fmt: skip

# Where the nearest by words are far-fetched: chosen by hand among the same themes.
THEMES = {
    "archivist": "tiedonhallinta, avoin tieto, tietovarannot, sähköinen asiointi",
    "archaeologist": "saaristot, maankäytön suunnittelu, saamelaiset",
    "behavioural scientist": "syrjäytyminen, elinikäinen oppiminen, elintavat",
    "cartographer": "satelliittipaikannus, avoin tieto, maankäytön suunnittelu",
    "climatologist": "ilmastonmuutokset, ilmastopolitiikka, hiilineutraalius, metaani",
    "conservator": "taidekasvatus, saamelaiset, kestävä kehitys",
    "cultural policy officer": "taidekasvatus, kansalaisyhteiskunta, kansalaistoiminta",
    "foreign affairs officer": "ulkopolitiikka, ulkomaankauppa, turvallisuuspolitiikka",
    "geographic information systems specialist": "satelliittipaikannus, avoin tieto, data",
    "geophysicist": "mittauslaitteet, kaivostoiminta, luonnonvarat",
    "government planning inspector": "tilintarkastus, aluehallinto, tietohallinto, kuntalaki",
    "grants management officer": "kunnallistalous, kansalaistoiminta, yritystuet, avoimuus",
    "human resources officer": "palkat, rekrytointi, työaika, työhyvinvointi, osaaminen",
    "humanitarian advisor": "kriisinhallinta, kriisit, ihmisoikeudet",
    "international relations officer": "ulkopolitiikka, ulkomaankauppa, kestävä kehitys",
    "lexicographer": "kielelliset oikeudet, viittomakieliset, saamelaiset",
    "librarian": "esteettömyys, tietovarannot, elinikäinen oppiminen",
    "licensing officer": "ympäristöluvat, sähköinen asiointi, hallintolainkäyttö, oikeusturva",
    "linguist": "kielelliset oikeudet, viittomakieliset, tekoäly, saamelaiset",
    "museum scientist": "taidekasvatus, avoin tieto, yliopistot",
    "physicist": "ydinenergia, ydinjätteet, yliopistot",
    "policy officer": "paikallishallinto, oikeushallinto, kestävä kehitys, avoimuus",
    "programme manager": "kestävä kehitys, digitalisaatio, osaaminen, avoimuus",
    "regulatory affairs manager": "lääkkeet, tuoteturvallisuus, sähkömarkkinat",
    "research manager": "yliopistot, avoin tieto, osaaminen",
    "sociologist": "tietoyhteiskunta, kansalaisyhteiskunta, syrjäytyminen",
    "strategic planning manager": "kestävä kehitys, osaaminen, julkinen talous",
    "toxicologist": "kemikaalit, työturvallisuus, lääkkeet",
    "translator": "kielelliset oikeudet, viittomakieliset, esteettömyys",
    "enterprise architect": "tietojärjestelmät, digitalisaatio, tietohallinto, avoin tieto",
    "ICT project manager": "tietohallinto, tietojärjestelmät, digitalisaatio, tiedonhallinta",
}


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def themes() -> dict[str, str]:
    """The subjects of the demo's phenomena: notation and Finnish label."""
    labels = {row["uri"]: row["fi"] for row in rows(DATA / "yso_labels_fi_sv_en.tsv.gz", "\t")}
    phenomena = json.loads((DATA / "phenomena.json").read_text(encoding="utf-8"))
    uris = {theme["uri"] for one in phenomena for theme in one["themes"]}
    ends = {uri: "yso:" + uri.rpartition("/")[2] for uri in sorted(uris) if uri in labels}
    return {notation: labels[uri] for uri, notation in ends.items()}


def main(relations: Path) -> None:
    occupations = {row["en"]: row for row in rows(DATA / "esco_occupations_fi_sv_en.csv.gz")
                   if row["kind"] != "isco"}  # fmt: skip
    skills = {row["uri"]: row["fi"] for row in rows(DATA / "esco_skills_fi_sv_en.csv.gz")}
    related: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows(relations):
        if skills.get(row["skill_uri"]):
            related[row["occupation_uri"], row["relation"]].append(row["skill_uri"])
    named = themes()
    encoder = static_encoder().of("fi")
    vectors = encoder.encode(list(named.values()))
    made, nearness = [], []
    for label, homes in HOMES.items():
        occupation = occupations[label]
        uri = occupation["uri"]
        essential = sorted(related[uri, "essential"])[:MOST_ESSENTIAL]
        optional = sorted(related[uri, "optional"])[:MOST_OPTIONAL]
        assert len(essential) + len(optional) >= 12, label
        told = [occupation["fi"], *(skills[skill] for skill in essential + optional)]
        scores = encoder.encode(told) @ vectors.T
        nearness.append(scores[0] + np.sort(scores[1:], axis=0)[-6:].mean(axis=0))
        made.append(
            {
                "occupation": uri,
                "homes": homes.split(),
                "essential": [one.rpartition("/")[2] for one in essential],
                "optional": [one.rpartition("/")[2] for one in optional],
            }
        )
    # A theme that is near to everything says nothing of anybody: its usual nearness is taken off.
    found = np.array(nearness)
    found = 2 * found - np.sort(found, axis=0)[-HUBNESS:].mean(axis=0) - found.mean(axis=0)
    for label, one, scores in zip(HOMES, made, found, strict=True):
        chosen = [list(named)[place] for place in np.argsort(-scores)[:MOST_THEMES]]
        by_label = {text: notation for notation, text in named.items()}
        by_hand = [by_label[text] for text in THEMES.get(label, "").split(", ") if text]
        one["themes"] = by_hand or chosen
        print(f"{label:45} {', '.join(named[theme] for theme in one['themes'])}")
    lines = ",\n".join(json.dumps(one) for one in made)
    (DATA / "crowd.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
