"""After a move: each side tells how it went and reads what the others told."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.mobility.actions_feedback import Experience, give_feedback
from kytkin.mobility.models import Party, Went
from kytkin.mobility.permissions_agreements import OVER
from kytkin.web.moves.afterwards import still_to_tell
from kytkin.web.moves.views import seen_move

LONGEST_WORDS = 2000
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class FeedbackForm(forms.Form):
    """How it went, in one's own words: of the work and the learning, not of a person."""

    party = forms.ChoiceField(label=gettext_lazy("You tell as"))
    went = forms.ChoiceField(
        label=gettext_lazy("How did it go?"), choices=Went.choices, widget=forms.RadioSelect
    )
    learned = forms.CharField(
        label=gettext_lazy("What did you learn?"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    taken_home = forms.CharField(
        label=gettext_lazy("What do you take home to your own work?"), max_length=LONGEST_WORDS,
        required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    otherwise = forms.CharField(
        label=gettext_lazy("What should be done otherwise next time?"), max_length=LONGEST_WORDS,
        required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    again = forms.ChoiceField(
        label=gettext_lazy("Would you do it again?"), choices=YES_NO, widget=forms.RadioSelect
    )

    def __init__(self, sides: list[Party], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(side.value, side.label) for side in sides]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = choices[0][0]

    def experience(self) -> Experience:
        said = self.cleaned_data
        return Experience(
            went=Went(said["went"]),
            learned=said["learned"],
            taken_home=said["taken_home"],
            otherwise=said["otherwise"],
            again=said["again"] == "yes",
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, for those who have something to tell; the others' page is the move's own."""
    assert isinstance(request.user, User)
    found, today = seen_move(request.user, pk), timezone.localdate()
    if found.phase(today) not in OVER:
        raise Http404
    sides = still_to_tell(found, request.user, today)
    if not sides:
        return redirect(found)
    form = FeedbackForm(sides, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_feedback(
                move=found, party=Party(form.cleaned_data["party"]), told=form.experience(),
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except KytkinError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The others read it when both sides have told."))
            return redirect(found)
    return render(
        request,
        "moves/feedback.html",
        {
            "move": found,
            "form": form,
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": str(found.preparation.name), "url": found.get_absolute_url()},
                {"label": _("How did it go?")},
            ],
        },
    )
