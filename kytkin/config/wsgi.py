"""The door for a WSGI server (granian, in `kytkin serve`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kytkin.config.settings")
application = get_wsgi_application()

from kytkin.search.warming import warm_up_aside  # noqa: E402 - the apps must be loaded first

warm_up_aside()
