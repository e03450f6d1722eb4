"""Working time agreed before moves existed: each accepted request becomes an agreed move."""

import datetime as dt

from django.db import migrations


def forwards(apps, schema_editor):
    JoinRequest = apps.get_model("mobility", "JoinRequest")
    Move = apps.get_model("mobility", "Move")
    Terms = apps.get_model("mobility", "Terms")
    Membership = apps.get_model("organisations", "Membership")
    accepted = JoinRequest.objects.filter(
        state="accepted", way="work_input", share_percent__isnull=False, move__isnull=True
    ).select_related("preparation")
    for request in accepted:
        own = Membership.objects.filter(user_id=request.person_id).order_by("pk")
        home = own.filter(role="expert").first() or own.first()
        answered = request.answered_at or request.updated_at
        starts_on = request.starts_on or answered.date()
        if request.ends_before and request.ends_before <= starts_on:
            starts_on = request.ends_before - dt.timedelta(days=1)
        terms = {
            "share_percent": request.share_percent,
            "starts_on": starts_on,
            "ends_before": request.ends_before,
        }
        move = Move.objects.create(
            request=request,
            kind="joint_preparation",
            person_id=request.person_id,
            preparation=request.preparation,
            home_id=home.organisation_id if home else request.preparation.setter_id,
            receiving_id=request.preparation.setter_id,
            state="agreed",
            created_at=answered,
            updated_at=answered,
            **terms,
        )
        Terms.objects.create(move=move, number=1, state="accepted", proposed_at=answered, **terms)


class Migration(migrations.Migration):
    dependencies = [
        ("mobility", "0002_moves"),
        ("organisations", "0003_human_resources"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
