"""The door for a WSGI server (granian, in `kytkin serve`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kytkin.config.settings")
application = get_wsgi_application()
