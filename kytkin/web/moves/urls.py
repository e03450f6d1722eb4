from __future__ import annotations

from django.urls import path

from kytkin.web.moves import accounts, agreement, feedback, inbox, views

urlpatterns = [
    path("moves/<int:pk>/", views.move, name="move"),
    path("moves/<int:pk>/agreement/", agreement.agreement, name="agreement"),
    path(
        "moves/<int:pk>/agreement/<int:number>.<str:language>.<str:form>",
        agreement.agreement_file,
        name="agreement_file",
    ),
    path("moves/<int:pk>/feedback/", feedback.feedback, name="feedback"),
    path("me/consents/", inbox.consents, name="consents"),
    path("organisations/<str:code>/time/", accounts.organisation_time, name="organisation_time"),
    path(
        "organisations/<str:code>/time.csv",
        accounts.organisation_time_csv,
        name="organisation_time_csv",
    ),
    path("me/deputies/", inbox.deputies, name="deputies"),
]
