"""The agreement in a browser's terms: read, signed, worded, fetched; and what comes afterwards."""

from __future__ import annotations

import io

import docx
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kytkin.mobility.clauses import clauses
from kytkin.mobility.models import Agreement, Feedback, Move, Signature
from kytkin.organisations.models import Role
from tests.factories import NOW, person
from tests.unit.mobility.moving import Cast, cast, say

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
AHEAD = (TODAY - timezone.localdate(NOW)).days


@pytest.fixture
def people() -> Cast:
    return cast()


def page(move: Move) -> str:
    return reverse("agreement", args=[move.pk])


def file(move: Move, number: int = 1, language: str = "fi", form: str = "pdf") -> str:
    return reverse("agreement_file", args=[move.pk, number, language, form])


def read(client, user, path) -> str:
    client.force_login(user)
    return client.get(path).content.decode()


def post(client, user, move, act, **fields):
    client.force_login(user)
    return client.post(page(move), {"act": act, **fields})


def sign(client, user, move, party, number=1, **fields):
    usual = {"number": number, "party": party, "name": user.name, "has_read": "on"}
    return post(client, user, move, "sign", **{**usual, **fields})


def words(move: Move, **fields) -> dict[str, object]:
    """The wording form as it is first shown, with some fields changed."""
    filled: dict[str, object] = {"version": 0}
    for clause in clauses().values():
        for language in ("fi", "sv"):
            filled[f"{clause.code}_{language}"] = clause.standard[language]
    return {**filled, **fields}


def test_the_agreement_is_read_on_its_page_and_signed(people, client):
    move = people.agreed_move()
    assert "Lue ja allekirjoita sopimus" in read(client, people.aino, move.get_absolute_url())
    shown = read(client, people.aino, page(move))
    for words_shown in ("Sopimus työpanoksen jakamisesta", "20 % työajasta", "Virasto SYKE"):
        assert words_shown in shown
    unread = sign(client, people.aino, move, "person", has_read="")
    assert list(unread.context["sign"].errors) == ["has_read"]
    assert sign(client, people.aino, move, "person").status_code == 302
    assert Signature.objects.get().name == "Aino"
    assert 'value="sign"' not in read(client, people.aino, page(move))
    assert sign(client, people.aino, move, "person").status_code == 404


def test_a_version_made_meanwhile_is_not_signed_unread(people, client):
    move = people.agreed_move()
    post(client, people.oskari, move, "word", **words(move, task_fi="Muu"))
    refused = sign(client, people.aino, move, "person", number=1)
    assert "Sopimus muuttui" in refused.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("language", "title", "side"), [
    ("fi", "Sopimus työpanoksen jakamisesta", "Esihenkilö"),
    ("sv", "Avtal om delad arbetsinsats", "Chefen"),
])  # fmt: skip
def test_files_come_in_both_languages_with_the_case_number_in_their_name(
    people, client, language, title, side
):
    move = people.agreed_move()
    assert post(client, people.tuula, move, "number", case_number="VN/12/2026").status_code == 302
    client.force_login(people.aino)
    pdf = client.get(file(move, language=language))
    assert pdf["Content-Type"] == "application/pdf"
    assert "VN-12-2026_" in pdf["Content-Disposition"]
    assert f"_v1.{language}.pdf" in pdf["Content-Disposition"]
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert title in text
    assert "VN/12/2026" in text
    word = docx.Document(io.BytesIO(client.get(file(move, 1, language, "docx")).content))
    assert word.core_properties.title == title
    assert side in [one.text for one in word.paragraphs]


def test_files_that_are_not_there_are_not_found(people, client):
    move = people.agreed_move()
    client.force_login(people.aino)
    for number, language, form in ((2, "fi", "pdf"), (1, "en", "pdf"), (1, "fi", "exe")):
        assert client.get(file(move, number, language, form)).status_code == 404


def test_those_on_no_side_find_neither_page_nor_file(people, client):
    move = people.agreed_move()
    for stranger in (people.hans, person("Vieras", Role.PREPARER, people.syke)):
        client.force_login(stranger)
        assert client.get(page(move)).status_code == 404
        assert client.get(file(move)).status_code == 404
        assert client.post(page(move), {"act": "number", "case_number": "1"}).status_code == 404
    client.logout()
    assert client.get(file(move)).status_code == 302


def test_sharing_knowledge_has_no_agreement_page(people, client):
    move = people.move(kind="knowledge_only")
    client.force_login(people.aino)
    assert client.get(page(move)).status_code == 404
    assert client.get(move.get_absolute_url()).status_code == 200


def test_before_the_consents_the_page_says_when_it_is_made_and_can_be_worded(people, client):
    move = people.move()
    shown = read(client, people.aino, page(move))
    assert "kun jokainen osapuoli on sanonut kyllä" in shown
    assert post(client, people.aino, move, "word", **words(move, task_fi="Oma")).status_code == 302
    assert not Agreement.objects.exists()
    assert "tehdään, kun" in read(client, people.aino, move.get_absolute_url())


def test_wording_makes_a_version_and_warns_when_somebody_has_signed(people, client):
    move = people.agreed_move()
    sign(client, people.aino, move, "person")
    assert "alkavat alusta" in read(client, people.oskari, page(move))
    done = post(client, people.oskari, move, "word", **words(move, task_fi="#Oma *tehtävä*"))
    assert done.status_code == 302
    shown = read(client, people.aino, page(move))
    assert "#Oma *tehtävä*" in shown
    assert file(move, 1) in shown
    too_long = post(
        client, people.oskari, move, "word", **words(move, task_fi="x" * 2001, version=1)
    )
    assert list(too_long.context["wording"].errors) == ["task_fi"]


def test_a_rotation_asks_for_ground_and_costs(people, client):
    move = people.move(kind="transfer_part")
    for who in (people.tuula, people.hans, people.henna):
        move = say(move, "yes", who)
    costs = {
        "ground": "skill", "receiving_pays_percent": 40, "travel_paid_by": "both",
        "training_paid_by": "home",
    }  # fmt: skip
    assert post(client, people.hans, move, "word", **words(move, **costs)).status_code == 302
    shown = read(client, people.henna, page(move))
    assert "virkamiehen ammattitaidon kehittäminen" in shown
    assert "40 %" in shown
    wrong = {**costs, "receiving_pays_percent": 140}
    refused = post(client, people.hans, move, "word", **words(move, version=1, **wrong))
    assert list(refused.context["wording"].errors) == ["receiving_pays_percent"]


def test_human_resources_record_a_signature_given_elsewhere(people, client):
    move = people.agreed_move(starts=AHEAD + 10, ends=AHEAD + 100)
    fields = {
        "number": 1, "party": "receiver", "name": "Oskari", "signed_on": TODAY.isoformat(),
        "how": "by_hand",
    }  # fmt: skip
    assert post(client, people.henna, move, "record", **fields).status_code == 302
    assert "Käsin" in read(client, people.henna, page(move))
    early = {**fields, "party": "person", "signed_on": "2020-01-01"}
    refused = post(client, people.henna, move, "record", **early)
    assert "aikaisempi kuin tämän version" in refused.content.decode()
    assert post(client, people.oskari, move, "record", **fields).status_code == 404


def test_acts_that_do_not_exist_are_not_found(people, client):
    move = people.agreed_move()
    for act in ("", "burn"):
        assert post(client, people.aino, move, act).status_code == 404


def test_the_page_takes_few_questions_to_the_database(
    people, client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    move = people.agreed_move()
    client.force_login(people.aino)
    with django_assert_max_num_queries(30):
        client.get(page(move))


def test_the_page_is_whole_in_swedish_and_english_too(people, client):
    move = people.agreed_move()
    client.force_login(people.oskari)
    assert "Avtal om delad arbetsinsats" in client.get(f"/sv/moves/{move.pk}/agreement/").text
    assert "Sopimus työpanoksen" in client.get(f"/en/moves/{move.pk}/agreement/").text


def test_what_was_agreed_before_there_were_agreements_gets_one_when_worded(people, client):
    move = people.agreed_move()
    Agreement.objects.all().delete()
    assert "ensimmäinen versio tehdään" in read(client, people.aino, page(move))
    assert post(client, people.aino, move, "word", **words(move)).status_code == 302
    assert Agreement.objects.get().number == 1


def over(people: Cast) -> Move:
    return people.agreed_move(starts=AHEAD - 30, ends=AHEAD - 5)


TELLS = {"went": "as_agreed", "learned": "Opin #paljon", "again": "yes"}


def test_both_tell_how_it_went_before_either_reads_the_other(people, client):
    move = over(people)
    address = reverse("feedback", args=[move.pk])
    assert "Kerro, miten meni" in read(client, people.aino, move.get_absolute_url())
    client.force_login(people.aino)
    assert list(client.post(address, {"party": "person"}).context["form"].errors) == [
        "went", "again",
    ]  # fmt: skip
    assert client.post(address, {"party": "person", **TELLS}).status_code == 302
    assert client.get(address).status_code == 302
    assert "Opin #paljon" in read(client, people.aino, move.get_absolute_url())
    assert "Opin #paljon" not in read(client, people.oskari, move.get_absolute_url())
    client.post(address, {"party": "receiver", **TELLS, "again": "no", "learned": "Kiitos"})
    for who in (people.aino, people.oskari, people.henna):
        shown = read(client, who, move.get_absolute_url())
        assert "Opin #paljon" in shown
        assert "Kiitos" in shown
    assert Feedback.objects.count() == 2


def test_feedback_is_asked_only_when_it_is_over_and_of_those_who_took_part(people, client):
    running = people.agreed_move(starts=AHEAD - 5, ends=AHEAD + 30)
    client.force_login(people.aino)
    assert client.get(reverse("feedback", args=[running.pk])).status_code == 404
    done = over(people)
    client.force_login(people.henna)
    assert client.get(reverse("feedback", args=[done.pk])).status_code == 302
    client.force_login(people.hans)
    assert client.get(reverse("feedback", args=[done.pk])).status_code == 404


def test_the_share_really_used_is_told_once_by_a_click_or_two(people, client):
    move = people.agreed_move(starts=AHEAD - 5, ends=AHEAD + 30)
    client.force_login(people.tuula)
    missing = client.post(move.get_absolute_url(), {"version": 2, "act": "report"})
    assert list(missing.context["form"].errors) == ["actual_percent"]
    for _click in range(2):
        told = {"version": 2, "act": "report", "actual_percent": 0}
        assert client.post(move.get_absolute_url(), told).status_code == 302
    move.refresh_from_db()
    assert (move.actual_percent, move.version) == (0, 3)
    assert "0 %" in read(client, people.oskari, move.get_absolute_url())
    client.force_login(people.oskari)
    refused = client.post(
        move.get_absolute_url(), {"version": 3, "act": "report", "actual_percent": 5}
    )
    assert "Vain henkilö ja esihenkilö" in refused.content.decode()
    other = client.post(move.get_absolute_url(), {**told, "actual_percent": 50})
    assert other.status_code == 409


def test_own_data_holds_the_agreements_and_what_i_told(people, client):
    move = over(people)
    sign(client, people.aino, move, "person")
    client.post(reverse("feedback", args=[move.pk]), {"party": "person", **TELLS})
    client.force_login(people.aino)
    kept = client.get(reverse("my_data")).json()["moves"][0]
    assert kept["agreements"][0]["facts"]["share_percent"] == 20
    assert [one["by_me"] for one in kept["agreements"][0]["signatures"]] == [True]
    assert [one["learned"] for one in kept["feedback_by_me"]] == ["Opin #paljon"]
