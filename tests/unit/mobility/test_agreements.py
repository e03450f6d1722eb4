"""The agreement: a version with every change, signatures by side, nothing changed afterwards."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.documents import Paragraph
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions_agreements import (
    NoAgreement,
    SignatureWrong,
    Wording,
    give_case_number,
    record_signature,
    sign_agreement,
    word_agreement,
)
from kytkin.mobility.actions_moves import end_move, go_past_rule, propose_terms
from kytkin.mobility.agreement_text import document_of
from kytkin.mobility.clauses import clauses
from kytkin.mobility.models import (
    Agreement,
    AgreementDetails,
    AgreementFixed,
    Move,
    MoveEvent,
    Party,
    Signature,
    SignedHow,
)
from kytkin.mobility.rules import TermsAsked
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from tests.factories import NOW, person
from tests.unit.mobility.moving import Cast, cast, day, say

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    return cast()


def rotation(people: Cast, **fields) -> Move:
    """A part-time rotation that every side has said yes to."""
    move = people.move(kind="transfer_part", **fields)
    for who in (people.tuula, people.hans, people.henna):
        move = say(move, "yes", who)
    return move


def newest(move: Move) -> Agreement:
    return Agreement.objects.filter(move=move).order_by("-number")[0]


def words_of(agreement: Agreement, language: str = "fi") -> str:
    blocks = document_of(agreement, language).blocks
    return str(blocks)


def wording(**fields) -> Wording:
    usual = {
        "ground": "", "receiving_pays_percent": 0, "travel_paid_by": "receiving",
        "training_paid_by": "receiving", "texts": {},
    }  # fmt: skip
    return Wording(**{**usual, **fields})


def word(move: Move, by, version=0, **fields) -> Agreement | None:
    return word_agreement(move=move, version=version, wording=wording(**fields), by=by, now=NOW)


def sign(move: Move, party: str, by, number=1, now=NOW):
    return sign_agreement(
        move=move, number=number, party=Party(party), name=by.name, by=by, now=now
    )


def put_down(move: Move, party: str, by, **fields):
    usual = {
        "number": 1, "name": "Aino Asiantuntija", "signed_on": day(0), "how": SignedHow.BY_HAND,
        "now": NOW,
    }  # fmt: skip
    return record_signature(move=move, party=Party(party), by=by, **{**usual, **fields})


def told(user) -> list[str]:
    return [row.params["case"] for row in Notification.objects.filter(user=user).order_by("pk")]


def test_the_last_yes_makes_the_first_version_that_says_who_when_and_on_which_basis(people):
    agreement = newest(people.agreed_move())
    assert (agreement.number, agreement.terms_number, agreement.made_by) == (1, 1, people.tuula)
    facts = agreement.content["facts"]
    assert facts["person"]["name"] == "Aino"
    assert facts["home"] == [{"fi": "Virasto SYKE", "sv": "Ämbetsverk SYKE"}]
    assert [(one["party"], one["name"]) for one in facts["consents"]] == [
        ("person", "Aino"), ("receiver", "Oskari"), ("supervisor", "Tuula"),
    ]  # fmt: skip
    assert "12.11.2026–9.2.2027" in words_of(agreement)
    assert "20 % av arbetstiden" in words_of(agreement, "sv")
    assert [one.side for one in document_of(agreement, "sv").signatures.lines] == [
        "Personen", "Beredningens kontaktperson", "Chefen",
    ]  # fmt: skip


def test_a_rotation_says_more_than_shared_work_input(people):
    full, light = newest(rotation(people)), newest(people.agreed_move(share=10))
    assert "Henkilökiertosopimus" in document_of(full, "fi").title
    assert "Virkavastuu" in words_of(full)
    assert "Virkavastuu" not in words_of(light)
    assert len(document_of(light, "fi").blocks) < len(document_of(full, "fi").blocks)
    assert "20 § (1059/2016)" in words_of(full, "sv")


def test_sharing_knowledge_makes_no_agreement(people):
    move = people.move(kind="knowledge_only")
    assert move.state == "agreed"
    assert not Agreement.objects.exists()
    with pytest.raises(NoAgreement):
        word(move, people.aino)
    with pytest.raises(NoAgreement):
        sign(move, "person", people.aino)
    with pytest.raises(NoAgreement):
        give_case_number(move=move, case_number="1", by=people.oskari, now=NOW)


def test_other_terms_make_another_version_and_the_old_one_says_what_it_said(people):
    move = people.agreed_move(share=20)
    give_case_number(move=move, case_number="VN/1/2026", by=people.oskari, now=NOW)
    propose_terms(
        move=move, version=move.version, terms=TermsAsked(40, day(10), day(100)), words="",
        by=people.aino, now=NOW,
    )  # fmt: skip
    say(move, "yes", people.oskari)
    say(move, "yes", people.tuula)
    first, second = Agreement.objects.filter(move=move).order_by("number")
    assert (second.number, second.terms_number, second.case_number) == (2, 2, "VN/1/2026")
    assert "20 % työajasta" in words_of(first)
    assert "40 % työajasta" in words_of(second)


def test_what_happens_later_changes_no_version(people):
    agreement = newest(people.agreed_move())
    before = document_of(agreement, "fi")
    people.aino.name = "Toinen Nimi"
    people.aino.save()
    people.syke.name = {"fi": "Uusi virasto"}
    people.syke.save()
    assert document_of(Agreement.objects.get(pk=agreement.pk), "fi") == before


def test_a_version_cannot_be_written_over(people):
    agreement = newest(people.agreed_move())
    agreement.content["facts"]["share_percent"] = 90
    for fields in (None, ["content"], ["content", "case_number"]):
        with pytest.raises(AgreementFixed):
            agreement.save(update_fields=fields)


def test_sides_word_the_agreement_and_a_new_version_says_it(people):
    move = rotation(people)
    own = {"task": {"fi": "Oma tehtävä #1", "sv": clauses()["task"].standard["sv"]}}
    made = word(
        move, people.henna, ground="skill", receiving_pays_percent=50, travel_paid_by="both",
        texts={**own, "unknown": {"fi": "x"}},
    )  # fmt: skip
    assert made is not None
    assert made.number == 2
    assert "Oma tehtävä #1" in words_of(made)
    assert "virkamiehen ammattitaidon kehittäminen" in words_of(made)
    assert "50 %" in words_of(made)
    quoted = [
        block.words for block in document_of(made, "sv").blocks
        if isinstance(block, Paragraph) and "Oma tehtävä" in block.words.text
    ]  # fmt: skip
    assert [one.language for one in quoted] == ["fi"]
    assert list(AgreementDetails.objects.get(move=move).texts) == ["task"]
    assert AuditEvent.objects.last().action == "word_agreement"
    assert MoveEvent.objects.last().what == "worded"


def test_a_ground_is_kept_for_transfers_only(people):
    move = people.agreed_move()
    word(move, people.aino, ground="skill")
    assert AgreementDetails.objects.get(move=move).ground == ""


def test_wording_before_the_consents_makes_no_version_until_they_are_in(people):
    move = people.move()
    assert word(move, people.aino, texts={"task": {"fi": "Etukäteen"}}) is None
    say(move, "yes", people.tuula)
    assert newest(move).number == 1
    assert "Etukäteen" in words_of(newest(move))


def test_wording_that_another_has_changed_is_not_overwritten(people):
    move = people.agreed_move()
    word(move, people.aino)
    with pytest.raises(StaleVersion):
        word(move, people.oskari)
    word(move, people.oskari, version=1)
    assert newest(move).number == 3


def test_strangers_and_those_whose_side_says_nothing_word_nothing(people):
    move = people.agreed_move()
    for stranger in (people.henna, people.hans, person("Vieras", Role.HR, people.ministry)):
        with pytest.raises(NotAllowed):
            word(move, stranger)


def test_each_side_signs_for_itself_once_and_the_last_tells_everybody(people):
    move = people.agreed_move()
    with pytest.raises(NotAllowed):
        sign(move, "supervisor", people.aino)
    sign(move, "person", people.aino)
    with pytest.raises(NotAllowed):
        sign(move, "person", people.aino)
    sign(move, "receiver", people.oskari)
    assert "signed_by_all" not in told(people.aino)
    signature = sign(move, "supervisor", people.tuula)
    assert (signature.how, signature.signed_on, signature.signed_by) == (
        SignedHow.HERE, day(0), people.tuula,
    )  # fmt: skip
    assert "signed_by_all" in told(people.aino)
    assert MoveEvent.objects.last().what == "signed_by_all"
    digest = AuditEvent.objects.filter(action="sign_agreement").last().details["digest"]
    assert digest == newest(move).digest
    lines = document_of(newest(move), "fi").signatures.lines
    assert [one.name for one in lines] == ["Aino", "Oskari", "Tuula"]


def test_what_every_side_has_signed_is_worded_no_more(people):
    move = people.agreed_move()
    for party, who in (("person", people.aino), ("receiver", people.oskari)):
        sign(move, party, who)
    sign(move, "supervisor", people.tuula)
    with pytest.raises(NotAllowed):
        word(move, people.aino)


def test_wording_after_the_first_signature_starts_the_signatures_anew(people):
    move = people.agreed_move()
    sign(move, "person", people.aino)
    word(move, people.oskari, texts={"task": {"fi": "Muu"}})
    assert "signing_anew" in told(people.aino)
    assert MoveEvent.objects.last().what == "signing_anew"
    assert [one.signatures.count() for one in Agreement.objects.order_by("number")] == [1, 0]
    with pytest.raises(StaleVersion):
        sign(move, "person", people.aino)
    sign(move, "person", people.aino, number=2)


def test_human_resources_record_what_others_signed_elsewhere(people):
    move = people.agreed_move()
    signature = put_down(move, "person", people.henna, how=SignedHow.CASE_MANAGEMENT)
    assert (signature.signed_by, signature.recorded_by) == (None, people.henna)
    own = put_down(move, "supervisor", people.tuula, name="  Tuula \n Esihenkilö ")
    assert (own.signed_by, own.name) == (people.tuula, "Tuula Esihenkilö")
    with pytest.raises(NotAllowed):
        put_down(move, "receiver", people.tuula)


@pytest.mark.parametrize(
    "fields",
    [
        {"how": SignedHow.HERE},
        {"signed_on": day(-1)},
        {"signed_on": day(1)},
        {"name": " \x00 "},
    ],
)
def test_signatures_that_cannot_be_are_refused(people, fields):
    move = people.agreed_move()
    with pytest.raises(SignatureWrong):
        put_down(move, "person", people.henna, **fields)


def test_the_agencies_side_writes_the_case_number_and_the_content_stays(people):
    move = people.agreed_move()
    digest = newest(move).digest
    with pytest.raises(NotAllowed):
        give_case_number(move=move, case_number="VN/1", by=people.aino, now=NOW)
    given = give_case_number(move=move, case_number=" VN/1/2026\n", by=people.tuula, now=NOW)
    assert (given.case_number, given.digest) == ("VN/1/2026", digest)
    assert document_of(given, "fi").facts_at_top[0] == ("Asianumero", "VN/1/2026")


def test_rules_gone_past_are_told_with_the_reason(people):
    move = people.move(share=60)
    go_past_rule(move=move, version=1, rule="share_range", reason="Kiire", by=people.henna, now=NOW)
    say(move, "yes", people.tuula)
    assert "Säännöstä poikettu" in words_of(newest(move))
    assert "Kiire" in words_of(newest(move), "sv")


def test_what_is_over_is_worded_no_more(people):
    move = people.agreed_move(starts=0, ends=50)
    move = end_move(move=move, version=move.version, words="", by=people.aino, now=LATER)
    with pytest.raises(NotAllowed):
        word_agreement(move=move, version=0, wording=wording(), by=people.aino, now=LATER)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Signature, {"party": "nobody"}),
        (Signature, {"how": "by_magic"}),
        (Signature, {"name": ""}),
    ],
)
def test_signatures_keep_their_constraints(people, model, fields):
    signature = sign(people.agreed_move(), "person", people.aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=signature.pk).update(**fields)


def test_a_side_signs_a_version_once_in_the_database(people):
    signature = sign(people.agreed_move(), "person", people.aino)
    signature.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save()


@pytest.mark.parametrize(
    "fields",
    [{"receiving_pays_percent": 101}, {"ground": "whim"}, {"travel_paid_by": "nobody"}],
)
def test_details_keep_their_constraints(people, fields):
    move = people.agreed_move()
    word(move, people.aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementDetails.objects.filter(move=move).update(**fields)


@pytest.mark.parametrize("number", [0, 1])
def test_versions_are_numbered_from_one_and_once(people, number):
    agreement = newest(people.agreed_move())
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            move=agreement.move, number=number, terms_number=1, content={}, made_at=NOW
        )


def test_an_agreement_names_nobody_where_nobody_leads_and_has_a_title_and_no_end(people):
    people.aino.title = {"fi": "Ylitarkastaja", "sv": "Överinspektör"}
    people.aino.save()
    move = people.move(kind="secondary_post", ends=None)
    for who in (people.tuula, people.henna):
        move = say(move, "yes", who)
    people.tuula.memberships.all().delete()
    made = word(move, people.henna)
    assert made is not None
    assert "Ylitarkastaja" in words_of(made)
    assert "alkaen toistaiseksi" in words_of(made)
    assert made.content["facts"]["home_lead"] == []
