"""axe on every page in every language; nothing scrolls sideways at 320 pixels."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Site

OPEN = (
    "",
    "map/",
    "map/?only=separate&show=all",
    "phenomena/",
    "phenomena/youth-crime/",
    "phenomena/taxation-and-finance/",
    "themes/",
    "themes/yso:p14411/",
    "preparations/",
    "preparations/OM083-00-2023/",
    "preparations/STM009-00-2024/",
    "search/",
    "search/?q=ungdomsbrottslighet",
    "search/?q=zzzzqqqq",
    "organisations/",
    "organisations/OM/",
    "organisations/VALVIRA/",
    "needs/",
    "needs/1/",
    "goals/",
    "goals/clean-waters/",
    "goals/clean-waters/chain/",
    "goals/clean-waters/indicators/1/",
    "goals/clean-waters/pool/",
    "organisations/SYKE/contributions/",
    "steering/",
    "steering/matrix/",
    "steering/matrix/?view=list",
    "steering/matrix/?year=all&by=money&stage=used",
    "steering/matrix/clean-waters/MMM/",
    "steering/agreements/",
    "steering/agreements/1/",
    "steering/agreements/1/2025/",
    "steering/reports/",
    "steering/reports/1/",
    "steering/reports/1/changes/",
    "about/",
    "accessibility/",
    "privacy/",
    "api/",
    "sign-in/",
    "account/login/",
    "no-such-page/",
)
SIGNED_IN = {
    "anna": (
        "imports/new/",
        "organisations/OM/choices/",
        "goals/new/",
        "goals/ageing-at-home/",
        "goals/clean-waters/edit/",
        "goals/clean-waters/owners/",
        "goals/clean-waters/preparations/",
        "goals/clean-waters/people/",
        "goals/clean-waters/people/?by=agency",
        "goals/clean-waters/people/?by=structure",
        "goals/clean-waters/collaboration/",
        "goals/clean-waters/chain/",
        "goals/clean-waters/indicators/1/",
        "goals/clean-waters/indicators/1/edit/",
        "goals/ageing-at-home/indicators/new/",
        "goals/clean-waters/pool/",
        "goals/clean-waters/pledge/",
        "contributions/1/",
        "organisations/SYKE/contributions/?year=2026",
        "steering/",
        "steering/agreements/new/",
        "steering/agreements/1/",
        "steering/agreements/1/versions/1/",
        "steering/agreements/1/changes/",
        "steering/agreements/1/preamble/",
        "steering/agreements/1/resources/",
        "steering/agreements/1/targets/1/",
        "steering/agreements/1/targets/1/edit/",
        "steering/agreements/1/targets/new/",
        "steering/agreements/1/spreadsheet/",
        "steering/agreements/1/2025/",
        "steering/agreements/1/2026/figures/",
        "steering/agreements/2/",
        "steering/reports/1/",
        "steering/reports/2/",
        "goals/clean-waters/reports/",
        "steering/matrix/?stage=pledged",
    ),
    "aino": (
        "me/",
        "me/notifications/",
        "me/preferences/",
        "me/calendar/",
        "preparations/OM083-00-2023/join/",
        "me/profile/",
        "me/profile/about/",
        "me/profile/skills/",
        "me/profile/will/",
        "me/profile/time/",
        "me/profile/skills/find/",
        "me/profile/bring/",
        "people/",
        "people/?q=vesi,viestintä",
        "people/?q=zzzz",
        "people/1/",
        "people/2/?as=state",
        "moves/1/agreement/",
        "moves/2/agreement/",
    ),
    "mikko": (
        "needs/",
        "needs/1/",
        "needs/1/edit/",
        "needs/1/people/",
        "offers/1/",
        "preparations/MMM033-00-2022/needs/new/",
    ),
    "oskari": (
        "offers/",
        "offers/new/",
        "needs/?order=fit",
        "me/",
        "me/consents/",
        "me/deputies/",
        "moves/1/",
        "moves/1/agreement/",
        "moves/2/",
        "organisations/SYKE/time/",
        "me/profile/",
        "me/profile/invitation/",
        "imports/new/",
    ),
    "olli": ("me/", "requests/", "preparations/OM083-00-2023/", "imports/", "imports/new/"),
    "kaisa": (
        "phenomena/new/",
        "phenomena/youth-crime/edit/",
        "phenomena/youth-crime/merge/",
        "imports/",
    ),
}
LANGUAGES = ("fi", "sv", "en")
WITH_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=WITH_RULES).response["violations"]
    return [
        f"{page.url}: {v['id']} {json.dumps([n['target'] for n in v['nodes']][:3])}" for v in found
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_open_pages(page: Page, site: Site, language: str):
    problems = []
    for path in OPEN:
        page.goto(f"{site.url}/{language}/{path}")
        problems += violations(page)
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", SIGNED_IN)
def test_axe_finds_nothing_on_pages_of_those_who_sign_in(
    page: Page, site: Site, language: str, username: str
):
    page.goto(f"{site.url}/{language}/sign-in/")
    page.locator(f"form[action$='/sign-in/{username}/'] button").click()
    problems = []
    for path in SIGNED_IN[username]:
        answer = page.goto(f"{site.url}/{language}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        problems += violations(page)
    page.goto(f"{site.url}/{language}/imports/")
    report = page.locator("main table a[href*='/imports/']").first
    if report.count():
        # By its address: a click may give a page that is not there yet for axe.
        page.goto(f"{site.url}{report.get_attribute('href')}")
        problems += violations(page)
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_address_shown_once_and_in_the_digest(
    page: Page, site: Site, language: str
):
    assert site.kytkin("digest").returncode == 0
    page.goto(f"{site.url}/{language}/sign-in/")
    page.locator("form[action$='/sign-in/oskari/'] button").click()
    page.goto(f"{site.url}/{language}/me/calendar/")
    page.locator("main button[value='make']").click()
    assert page.locator("main input[readonly]").input_value().endswith(".ics")
    problems = violations(page)
    page.goto(f"{site.url}/{language}/me/notifications/")
    page.locator("main a[href*='/me/digest/']").first.click()
    problems += violations(page)
    assert problems == []


def test_axe_finds_nothing_in_the_dark(browser: Browser, site: Site):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    problems = []
    for path in OPEN[:12]:
        page.goto(f"{site.url}/fi/{path}")
        problems += violations(page)
    context.close()
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_at_320_pixels(browser: Browser, site: Site, language: str):
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    wide = []
    for path in OPEN:
        page.goto(f"{site.url}/{language}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append((path, width))
    context.close()
    assert wide == []


def test_list_of_pages_is_whole():
    """Every page that docs/pages.md names is looked at, or is no page of its own."""
    looked_at = " ".join([*OPEN, *(path for paths in SIGNED_IN.values() for path in paths)])
    text = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")
    areas = set(re.findall(r"`([a-z-]+)/[^`]*`", text)) - {"follow", "feeds"}
    assert len(areas) > 10
    missing = {area for area in areas if f"{area}/" not in looked_at}
    assert missing == set()
