"""Settings of the test run: the product's own, with quick passwords and mail kept in memory."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("KYTKIN_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("KYTKIN_VAR", tempfile.mkdtemp(prefix="kytkin-test-"))

from kytkin.config.settings import *  # noqa: F403

DEMO_MODE = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
