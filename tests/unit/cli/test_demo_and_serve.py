"""`kytkin demo` and `kytkin serve`: what they check, print and start."""

from __future__ import annotations

import os
import socket

import click
import pytest
from click.testing import CliRunner

from kytkin.cli import demo, serve, serving
from kytkin.demo import loading
from kytkin.organisations.models import Organisation, Role
from kytkin.search import index
from tests.factories import OrganisationFactory, UserFactory, person


class Started(Exception):
    """Stands for the server that would have taken over the process."""


@pytest.fixture
def quiet(monkeypatch, settings):
    """No migration, no gathering of files, no server: what would start is remembered."""
    started = {}

    def run_server(host, port, **options):
        started.update(host=host, port=port, **options)
        raise Started

    monkeypatch.setattr(serving, "migrate", lambda: started.setdefault("migrated", True))
    monkeypatch.setattr(serving, "collect_static", lambda: True)
    monkeypatch.setattr(serving, "run_server", run_server)
    monkeypatch.setattr(
        loading, "load_crowd", lambda people, **given: started.update(people=people)
    )
    monkeypatch.setenv("KYTKIN_DEMO", "1")
    settings.PORT = free_port()
    return started


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def taken_port(settings):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings.PORT = listener.getsockname()[1]
        yield settings.PORT


def invoke(command, *arguments, **options):
    return CliRunner().invoke(command, arguments, **options)


@pytest.mark.parametrize("command", [demo.command, serve.command])
def test_taken_port_is_said_with_the_remedy(quiet, taken_port, command):
    done = invoke(command)
    assert done.exit_code == 1
    assert f"Port {taken_port} is in use" in done.output
    assert "KYTKIN_PORT=" in done.output


@pytest.mark.django_db
def test_first_start_loads_then_serves(quiet, monkeypatch):
    loads = []
    monkeypatch.setattr(loading, "is_loaded", lambda: False)
    monkeypatch.setattr(loading, "load_demo", lambda **given: loads.append(given))
    monkeypatch.setattr(demo, "welcome", lambda port: f"welcome at {port}")
    done = invoke(demo.command)
    assert isinstance(done.exception, Started)
    assert len(loads) == 1
    assert f"welcome at {quiet['port']}" in done.output
    assert (quiet["host"], quiet["workers"]) == ("127.0.0.1", serving.default_workers())


def test_a_loaded_demo_without_its_crowd_gets_it_at_the_next_start(quiet, monkeypatch):
    monkeypatch.setattr(loading, "is_loaded", lambda: True)
    monkeypatch.setattr(loading, "is_indexed", lambda: True)
    assert invoke(demo.command, "--load-only").exit_code == 0
    assert quiet["people"] == 500
    assert invoke(demo.command, "--load-only", "--people", "80000").exit_code == 0
    assert quiet["people"] == 80_000


def test_a_crowd_larger_than_the_state_is_refused(quiet):
    done = invoke(demo.command, "--load-only", "--people", "200001")
    assert done.exit_code == 2
    assert "0<=x<=200000" in done.output


@pytest.mark.django_db
def test_demo_keeps_away_from_a_database_with_real_people(quiet):
    UserFactory()
    done = invoke(demo.command)
    assert done.exit_code == 1
    assert "holds real people" in done.output
    assert "people" not in quiet
    assert not Organisation.objects.exists()


def test_chosen_port_reaches_the_server_through_the_environment(quiet, monkeypatch):
    monkeypatch.setenv("KYTKIN_PORT", "8000")
    monkeypatch.setattr(loading, "is_loaded", lambda: True)
    monkeypatch.setattr(loading, "is_indexed", lambda: True)
    invoke(demo.command, "--port", "8124", "--load-only")
    assert os.environ["KYTKIN_PORT"] == "8124"


def test_load_only_starts_no_server_and_needs_no_port(quiet, taken_port, monkeypatch):
    monkeypatch.setattr(loading, "is_loaded", lambda: True)
    monkeypatch.setattr(loading, "is_indexed", lambda: True)
    done = invoke(demo.command, "--load-only")
    assert done.exit_code == 0
    assert "what was written is kept" in done.output
    assert "port" not in quiet


@pytest.mark.django_db
def test_loaded_demo_without_an_index_gets_one(quiet, monkeypatch):
    monkeypatch.setattr(loading, "is_loaded", lambda: True)
    assert invoke(demo.command, "--load-only").exit_code == 0
    assert index.version() == 1


@pytest.mark.django_db
def test_welcome_names_the_address_the_people_and_how_to_stop():
    OrganisationFactory(code="SYKE", name={"fi": "Suomen ympäristökeskus", "en": "Environment"})
    aino = person("aino", Role.EXPERT, OrganisationFactory(code="X"), is_fictional=True)
    text = demo.welcome(8123)
    assert "http://127.0.0.1:8123" in text
    assert aino.name in text
    assert "expert" in text
    assert "Ctrl+C" in text


def test_reset_throws_the_file_away_with_its_journals(tmp_path):
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "k.sqlite3"}
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"k.sqlite3{suffix}").touch()
    demo.throw_away(database, yes=True)
    assert not list(tmp_path.iterdir())


def test_reset_asks_first_and_no_keeps_everything(tmp_path):
    path = tmp_path / "k.sqlite3"
    path.touch()
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}

    @click.command()
    def asking():
        demo.throw_away(database, yes=False)

    assert invoke(asking, input="n\n").exit_code == 1
    assert path.exists()
    assert invoke(asking, input="y\n").exit_code == 0
    assert not path.exists()


def test_reset_of_another_database_is_refused():
    with pytest.raises(click.UsageError, match="embedded database only"):
        demo.throw_away({"ENGINE": "django.db.backends.postgresql", "NAME": "x"}, yes=True)


@pytest.mark.django_db
def test_reset_begins_anew(quiet, monkeypatch):
    thrown = []
    monkeypatch.setattr(demo, "throw_away", lambda database, yes: thrown.append(yes))
    monkeypatch.setattr(loading, "is_loaded", lambda: False)
    monkeypatch.setattr(loading, "load_demo", lambda **given: None)
    assert invoke(demo.command, "--reset", "--yes", "--load-only").exit_code == 0
    assert thrown == [True]


def test_serve_refuses_a_database_that_waits_for_migrations(quiet, monkeypatch):
    monkeypatch.setattr(serving, "pending_migrations", lambda: 3)
    done = invoke(serve.command)
    assert done.exit_code == 1
    assert "3 migrations. Start once with --migrate" in done.output
    assert "port" not in quiet


def test_serve_migrates_when_asked_and_serves_as_asked(quiet):
    done = invoke(serve.command, "--migrate", "--workers", "3", "--threads", "5")
    assert isinstance(done.exception, Started)
    assert (quiet["migrated"], quiet["workers"], quiet["threads"]) == (True, 3, 5)


@pytest.mark.django_db
def test_serve_serves_an_up_to_date_database(quiet):
    assert isinstance(invoke(serve.command).exception, Started)
    assert quiet["threads"] == serving.default_threads()
    assert "migrated" not in quiet


@pytest.mark.django_db
def test_no_migration_waits_in_a_fresh_database():
    assert serving.pending_migrations() == 0


def test_sqlite_has_one_process_and_postgresql_one_a_core(settings):
    settings.DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3"}
    assert serving.default_workers() == 1
    settings.DATABASES["default"] = {"ENGINE": "django.db.backends.postgresql"}
    assert serving.default_workers() >= 2


def test_static_files_are_gathered_once_and_again_when_they_change(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a{}", encoding="utf-8")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "gathered"
    assert serving.collect_static()
    assert (tmp_path / "gathered" / "one.css").exists()
    assert not serving.collect_static()
    (source / "one.css").write_text("a{b:c}", encoding="utf-8")
    assert serving.collect_static()
    assert (tmp_path / "gathered" / "one.css").read_text(encoding="utf-8") == "a{b:c}"


def test_server_does_not_share_a_port_that_was_taken_meanwhile(monkeypatch, taken_port):
    monkeypatch.setattr(serving.os, "execv", lambda program, arguments: pytest.fail("started"))
    with pytest.raises(SystemExit):
        serving.run_server("127.0.0.1", taken_port, workers=1, threads=4)


def test_server_takes_over_the_process(monkeypatch):
    called, port = [], free_port()
    monkeypatch.setattr(serving.os, "execv", lambda program, arguments: called.append(arguments))
    serving.run_server("127.0.0.1", port, workers=1, threads=4)
    (arguments,) = called
    assert arguments[-1] == "kytkin.config.wsgi:application"
    assert arguments[arguments.index("--port") + 1] == str(port)
    assert arguments[arguments.index("--interface") + 1] == "wsgi"


def test_address_of_version_six_is_checked_too():
    assert serving.port_is_free("::1", free_port())
