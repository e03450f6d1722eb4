from __future__ import annotations

from django.urls import path

from kytkin.web.moves import agreement, feedback, inbox, views

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
    path("me/deputies/", inbox.deputies, name="deputies"),
]
