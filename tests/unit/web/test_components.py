"""What the page components promise: names for everyone, languages marked, values escaped once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.utils import translation

from kytkin.common.texts import LocalText
from kytkin.organisations.models import Organisation

HOSTILE = """<script>alert(1)</script>"'&"""


def render(component: str, slot: str = "", **context: Any) -> str:
    template = engines["django"].from_string(
        f"{{% load i18n %}}{{% cotton {component} %}}{slot}{{% endcotton %}}"
    )
    with translation.override("en"):
        return re.sub(r"\s+", " ", template.render(context))


class Request(forms.Form):
    way = forms.ChoiceField(choices=[("comment", "Comment")], widget=forms.RadioSelect)
    message = forms.CharField(label="Message", help_text="Two sentences are enough.")


@pytest.mark.parametrize(
    "component",
    [
        'card title="{{ evil }}" href="{{ evil }}"',
        'page_header title="{{ evil }}" lead="{{ evil }}" eyebrow="{{ evil }}"',
        'button label="{{ evil }}" value="{{ evil }}"',
        'link_button label="{{ evil }}" href="{{ evil }}"',
        'chip label="{{ evil }}" href="{{ evil }}"',
        'pill label="{{ evil }}" href="{{ evil }}"',
        'notice title="{{ evil }}"',
        'field name="q" label="{{ evil }}" value="{{ evil }}" help="{{ evil }}" error="{{ evil }}"',
        'branch_chip code="{{ evil }}" name="{{ evil }}" name_shown',
        'person name="{{ evil }}" title="{{ evil }}"',
        'search_box query="{{ evil }}" label="{{ evil }}"',
        'stat value="{{ evil }}" label="{{ evil }}"',
        'status_pill label="{{ evil }}"',
        'next_step title="{{ evil }}" label="{{ evil }}" href="{{ evil }}"',
        'data_table caption="{{ evil }}" source="{{ evil }}"',
        'empty_state title="{{ evil }}"',
        'disclosure label="{{ evil }}"',
    ],
)
def test_hostile_text_is_escaped_exactly_once(component: str) -> None:
    html = render(component, evil=HOSTILE)
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&amp;lt;" not in html


def test_text_in_another_language_is_marked_for_eyes_and_for_screen_readers() -> None:
    html = render("local_text :text='text'", text=LocalText("Vesihuoltolaki", "fi", "en"))
    assert '<span lang="fi">Vesihuoltolaki</span>' in html
    assert "(in Finnish)" in html


def test_text_in_the_language_of_the_page_bears_no_mark() -> None:
    html = render("local_text :text='text'", text=LocalText("Water Services Act", "en", "en"))
    assert html == "<span>Water Services Act</span>"


def test_branch_is_always_written_not_only_coloured() -> None:
    branch = Organisation(code="B-OM", colour_index=0, name={"en": "Justice"})
    branch.name = Organisation._meta.get_field("name").to_python(branch.name)
    html = render("branch_chip :branch='branch'", branch=branch)
    assert "branch-0" in html
    assert '<span class="branch-code">OM</span>' in html
    assert "(Justice)" in html


def test_field_ties_its_help_and_its_error_to_the_control() -> None:
    form = Request({"way": "comment", "message": ""})
    html = render("field :field='field'", field=form["message"])
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    assert set(described[1].split()) == {"id_message_helptext", "id_message_error"}
    for identifier in described[1].split():
        assert f'id="{identifier}"' in html
    assert 'aria-invalid="true"' in html


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = render("field :field='field'", field=Request()["way"])
    assert "<fieldset" in html
    assert "<legend" in html


def test_error_summary_links_to_each_wrong_field() -> None:
    form = Request({"way": "", "message": ""})
    html = render("error_summary :form='form'", form=form)
    assert 'href="#id_message"' in html
    assert 'href="#id_way"' in html
    assert 'role="alert"' in html


def test_error_summary_is_silent_when_nothing_is_wrong() -> None:
    assert render("error_summary :form='form'", form=Request()).strip() == ""


def test_pagination_keeps_the_other_parameters_and_says_where_we_are() -> None:
    page = Paginator(range(30), 10).page(2)
    html = render("pagination :page='page' query='{{ query }}'", page=page, query="q=a&branch=OM")
    assert 'href="?q=a&amp;branch=OM&amp;page=3"' in html
    assert "Page 2 of 3" in html


def test_pagination_of_one_page_shows_nothing() -> None:
    page = Paginator(range(3), 10).page(1)
    assert render("pagination :page='page'", page=page).strip() == ""


def test_table_shows_zero_and_marks_row_headers() -> None:
    rows = [[{"text": "Ageing", "header": True, "url": "/p/"}, {"text": 0, "numeric": True}]]
    html = render(
        "data_table caption='Counts' :rows='rows' :columns='columns'",
        rows=rows,
        columns=["Phenomenon", {"label": "Count", "numeric": True}],
    )
    assert '<th scope="row"> <a href="/p/">Ageing</a> </th>' in html
    assert '<td class="num"> 0 </td>' in html


def test_long_facet_folds_and_stays_open_when_a_folded_choice_is_made() -> None:
    options = [
        {"value": str(n), "label": f"Theme {n}", "count": n, "checked": n in {10, 13}}
        for n in range(14)
    ]
    html = render("facet_group label='Theme' name='theme' :options='options'", options=options)
    assert html.count('type="checkbox"') == 14
    assert html.count('<details class="facet-more" open>') == 1


def test_current_step_is_said_not_only_drawn() -> None:
    steps = [{"label": "Sent", "state": "done"}, {"label": "Answer", "state": "current"}]
    html = render("progress_strip :steps='steps' next='Oskari answers next.'", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert "(done)" in html
    assert "(now)" in html
    assert "Oskari answers next." in html


def test_suggested_theme_says_so_in_words() -> None:
    assert "suggested" in render("chip label='youth crime' suggested").split("chip-note")[1]


def test_text_in_a_link_ends_with_the_link_so_that_no_blank_is_underlined() -> None:
    html = render("local_text :text='text'", text=LocalText("Vesi", "en", "en"))
    assert html == html.strip()
