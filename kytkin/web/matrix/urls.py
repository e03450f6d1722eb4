from __future__ import annotations

from django.urls import path

from kytkin.web.matrix import views

urlpatterns = [
    path("steering/matrix/", views.goal_matrix, name="goal_matrix"),
    path("steering/matrix.csv", views.goal_matrix_csv, name="goal_matrix_csv"),
    path("steering/matrix.xlsx", views.goal_matrix_xlsx, name="goal_matrix_xlsx"),
    path("steering/matrix/<slug:code>/<str:organisation>/", views.matrix_cell, name="matrix_cell"),
]
