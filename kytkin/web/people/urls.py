from __future__ import annotations

from django.urls import path

from kytkin.web.people import directory, files, invitation, views

urlpatterns = [
    path("me/profile/", views.my_profile, name="my_profile"),
    path("me/profile/skills/find/", views.find_skills, name="find_skills"),
    path("me/profile/export.json", files.profile_export, name="profile_export"),
    path("me/profile/export.pdf", files.profile_pdf, name="profile_pdf"),
    path("me/profile/europass.json", files.profile_europass, name="profile_europass"),
    path("me/profile/bring/", files.profile_bring, name="profile_bring"),
    path("me/profile/invitation/", invitation.profile_invitation, name="profile_invitation"),
    path("me/profile/<str:section>/", views.tell, name="profile_section"),
    path("people/", directory.people, name="people"),
    path("people/<int:number>/", views.person, name="person"),
]
