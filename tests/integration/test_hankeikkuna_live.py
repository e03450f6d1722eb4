"""The live import against a local server that speaks the documented shape, faults included."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kytkin.common.texts import TranslatedText
from kytkin.exchange.hankeikkuna import live
from kytkin.exchange.hankeikkuna.client import (
    MOST_ATTEMPTS,
    RegisterClient,
    RegisterRefused,
    RegisterUnreachable,
)
from kytkin.exchange.models import RunState
from kytkin.preparations.models import Preparation, Stage, Standing, State
from tests.factories import ConceptFactory, branch

pytestmark = pytest.mark.django_db


def hit(number: int, **changes: Any) -> dict[str, Any]:
    target = {
        "uuid": f"00000000-0000-0000-0000-{number:012d}",
        "tunnus": f"OM{number:03d}:00/2026",
        "tyyppi": "LAINSAADANTO",
        "nimi": {"fi": f"Esitys {number}", "sv": f"Proposition {number}"},
        "kuvaus": {"fi": "Kuvaus"},
        "tila": "KAYNNISSA",
        "valmisteluvaihe": "PERUSVALMISTELU",
        "asettamisPaiva": "2026-01-15",
        "asianumerot": ["VN/1/2026"],
        **changes,
    }
    return {
        "kohde": target,
        "lainsaadanto": {"heTiedot": [{"heNumero": f"HE {number}/2026"}]},
        "asiasanat": ["http://www.yso.fi/onto/yso/p1"],
    }


@dataclass
class Register:
    """What the server answers, one after another, and what it was asked."""

    address: str = ""
    answers: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def pages(self, *pages: tuple[list[Any], Any]) -> None:
        self.answers += [sends({"hits": hits, "searchAfter": after}) for hits, after in pages]

    def client(self, waits: list[float] | None = None) -> RegisterClient:
        kept = waits if waits is not None else []
        return RegisterClient(self.address, sleep=kept.append, timeout_s=0.5)


def sends(body: Any, status: int = 200, **headers: str) -> Callable[..., None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.fixture
def register() -> Iterator[Register]:
    shared = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/api/v2/kohteet/haku"
            length = int(self.headers["Content-Length"])
            shared.asked.append(json.loads(self.rfile.read(length)))
            shared.answers.pop(0)(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shared.address = f"http://127.0.0.1:{server.server_port}/api/v2"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield shared
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ministry():
    ConceptFactory(notation="yso:p1", labels=TranslatedText(fi="aihe"))
    return branch("OM")


def codes(run):
    return sorted(run.findings.values_list("code", flat=True))


def test_pages_are_read_to_the_end_by_cursor(register, ministry, now):
    register.pages(([hit(1), hit(2)], ["a", 2]), ([hit(3)], ["b", 3]), ([], None))
    run = live.import_live(register.client(), since=dt.date(2026, 1, 1), now=now)
    assert (run.state, run.created_count) == (RunState.COMPLETED, 3)
    assert [question.get("searchAfter") for question in register.asked] == [
        None,
        ["a", 2],
        ["b", 3],
    ]
    assert {question["muokattuPaivaAlku"] for question in register.asked} == {"2026-01-01"}


def test_hit_becomes_a_whole_preparation(register, ministry, now):
    register.pages(([hit(1)], None))
    live.import_live(register.client(), since=None, now=now)
    made = Preparation.objects.get(key="OM001-00-2026")
    assert (made.kind, made.state, made.stage) == ("LAINSAADANTO", State.RUNNING, Stage.BASIC)
    assert made.name == {"fi": "Esitys 1", "sv": "Proposition 1"}
    assert made.setter == ministry
    assert sorted(made.numbers.values_list("number", flat=True)) == ["HE 1/2026", "VN/1/2026"]
    assert made.theme_links.get().standing == Standing.CONFIRMED


def test_second_run_changes_nothing(register, ministry, now):
    register.pages(([hit(1), hit(2)], None), ([hit(1), hit(2)], None))
    live.import_live(register.client(), since=None, now=now)
    before = list(Preparation.objects.order_by("pk").values())
    run = live.import_live(register.client(), since=None, now=now + dt.timedelta(days=1))
    assert (run.unchanged_count, run.created_count, run.updated_count) == (2, 0, 0)
    assert list(Preparation.objects.order_by("pk").values()) == before


def test_what_a_person_edited_is_kept(register, ministry, now):
    register.pages(([hit(1)], None), ([hit(1, nimi={"fi": "Uusi nimi"})], None))
    live.import_live(register.client(), since=None, now=now)
    made = Preparation.objects.get()
    made.name = TranslatedText(fi="Valmistelijan nimi")
    made.field_sources = {**made.field_sources, "name": "person"}
    made.save()
    live.import_live(register.client(), since=None, now=now)
    assert Preparation.objects.get().name == {"fi": "Valmistelijan nimi"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_passing_fault_is_retried(register, ministry, now, status):
    register.answers.append(sends({}, status))
    register.pages(([hit(1)], None))
    waits: list[float] = []
    run = live.import_live(register.client(waits), since=None, now=now)
    assert (run.state, run.created_count) == (RunState.COMPLETED, 1)
    assert len(waits) == 1
    assert 1 <= waits[0] <= 1.5


def test_register_that_asks_for_patience_gets_it(register, ministry, now):
    register.answers.append(sends({}, 429, Retry_After="7"))
    register.pages(([], None))
    waits: list[float] = []
    live.import_live(register.client(waits), since=None, now=now)
    assert waits == [7.0]


def test_moment_in_retry_after_that_has_passed_means_at_once(register, ministry, now):
    register.answers.append(sends({}, 503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    register.answers.append(sends({}, 503, Retry_After="soon"))
    register.pages(([], None))
    waits: list[float] = []
    live.import_live(register.client(waits), since=None, now=now)
    assert waits[0] == 0.0
    assert waits[1] >= 2


def test_truncated_answer_is_asked_again(register, ministry, now):
    register.answers.append(sends(b'{"hits": [{"kohde"'))
    register.pages(([hit(1)], None))
    run = live.import_live(register.client(), since=None, now=now)
    assert run.created_count == 1


def test_silence_is_taken_as_a_fault(register, ministry, now):
    released = threading.Event()
    register.answers.append(lambda handler: released.wait(2) and None)
    register.pages(([hit(1)], None))
    run = live.import_live(register.client(), since=None, now=now)
    released.set()
    assert run.created_count == 1


def test_interrupted_import_keeps_its_pages_and_goes_on(register, ministry, now):
    register.pages(([hit(1)], ["a"]))
    register.answers += [sends({}, 500)] * MOST_ATTEMPTS
    run = live.import_live(register.client(), since=dt.date(2026, 1, 1), now=now)
    assert (run.state, run.created_count, codes(run)) == (
        RunState.INTERRUPTED,
        1,
        ["page_failed"],
    )
    register.pages(([hit(2)], None))
    resumed = live.resume_live(register.client(), now=now)
    assert (resumed.pk, resumed.state, resumed.created_count) == (run.pk, RunState.COMPLETED, 2)
    assert register.asked[-1]["searchAfter"] == ["a"]
    assert register.asked[-1]["muokattuPaivaAlku"] == "2026-01-01"


def test_nothing_to_resume_is_said(now):
    with pytest.raises(live.NothingToResume):
        live.resume_live(RegisterClient("http://127.0.0.1:9"), now=now)


def test_repeated_cursor_does_not_go_round_for_ever(register, ministry, now):
    register.pages(([hit(1)], ["a"]), ([hit(1)], ["b"]), ([hit(1)], ["a"]))
    run = live.import_live(register.client(), since=None, now=now)
    assert run.state == RunState.COMPLETED
    assert len(register.asked) == 3


def test_bad_hits_are_refused_and_the_rest_goes_on(register, ministry, now):
    bad = [{"toinen": 1}, "merkkijono", hit(1, tunnus="väärä"), hit(2, nimi=None)]
    register.pages(([*bad, hit(3), hit(3)], None))
    run = live.import_live(register.client(), since=None, now=now)
    assert (run.created_count, run.rejected_count) == (1, 4)
    assert codes(run) == [
        "duplicate",
        "field_changed",
        "field_changed",
        "not_storable",
        "register_id_malformed",
    ]


def test_changed_fields_are_told_and_left_out(register, ministry, now):
    changed = hit(1, kuvaus=17, asianumerot={"a": 1}, tila="UUSI_TILA", tyyppi=["HANKE"])
    changed["lainsaadanto"] = {"heTiedot": [{"vuosi": 2026}, "HE 9/2026"]}
    changed["asiasanat"] = [{"uri": "http://www.yso.fi/onto/yso/p1"}, 5]
    register.pages(([changed], None))
    run = live.import_live(register.client(), since=None, now=now)
    made = Preparation.objects.get()
    assert (made.state, made.objective) == (State.UNKNOWN, {})
    assert list(made.numbers.values_list("number", flat=True)) == ["HE 9/2026"]
    assert codes(run).count("field_changed") == 5
    assert "unknown_value" in codes(run)


def test_setter_that_does_not_exist_is_told(register, ministry, now):
    register.pages(([hit(1, tunnus="XYZ001:00/2026")], None))
    run = live.import_live(register.client(), since=None, now=now)
    assert (run.rejected_count, codes(run)) == (1, ["setter_unknown"])


def test_answer_of_another_shape_is_refused(register, ministry, now):
    register.answers.append(sends({"jotain": []}))
    with pytest.raises(RegisterRefused, match="no list of hits"):
        live.import_live(register.client(), since=None, now=now)


def test_wrong_question_is_not_asked_again(register, ministry, now):
    register.answers.append(sends({}, 404))
    with pytest.raises(RegisterRefused, match="404"):
        live.import_live(register.client(), since=None, now=now)
    assert len(register.asked) == 1


def test_register_out_of_reach_is_said_after_all_attempts():
    waits: list[float] = []
    client = RegisterClient("http://127.0.0.1:9", sleep=waits.append, timeout_s=0.2)
    with pytest.raises(RegisterUnreachable):
        client.page(since=None, cursor=None)
    assert len(waits) == MOST_ATTEMPTS - 1
    assert waits == sorted(waits)


def test_captured_answer_can_be_imported_from_a_file(tmp_path, ministry, now):
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"tulokset": [hit(1)]}), encoding="utf-8")
    assert live.import_hits_file(file, now=now).created_count == 1
    file.write_text(json.dumps([hit(1), hit(2)]), encoding="utf-8")
    run = live.import_hits_file(file, now=now)
    assert (run.created_count, run.unchanged_count) == (1, 1)


@pytest.mark.parametrize("content", ["{", '{"muuta": 1}'])
def test_unusable_file_is_refused_with_a_remedy(tmp_path, now, content):
    file = tmp_path / "answer.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Exception, match="Capture"):
        live.import_hits_file(file, now=now)
