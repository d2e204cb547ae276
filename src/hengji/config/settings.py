"""Settings of the site.  Few, with good defaults; a county changes none of them.

HENGJI_DATA      folder of database, files and key (default ./data)
HENGJI_DATABASE  postgresql://user:password@host:port/name; without it SQLite in the data folder
HENGJI_HOSTS     names the site answers to, comma-separated (default: localhost)
HENGJI_HTTPS     1 behind a proxy that speaks TLS: secure cookies, HSTS
HENGJI_DEMO      1 in the demo: badge 示例, demo people on the log-in page
HENGJI_TODAY     YYYY-MM-DD, the demo's day
HENGJI_DEBUG     1 for developers
HENGJI_SMTP_*    HOST, PORT, SECURITY (starttls, ssl, none), USER, PASSWORD, FROM: reminders also go out by e-mail
HENGJI_WEBHOOK   a web address that takes reminders (the robot of a chat group)
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HENGJI_DATA") or ROOT / "data").resolve()
DEMO = os.environ.get("HENGJI_DEMO") == "1"
DEBUG = os.environ.get("HENGJI_DEBUG") == "1"
HTTPS = os.environ.get("HENGJI_HTTPS") == "1"
TODAY = date.fromisoformat(os.environ["HENGJI_TODAY"]) if os.environ.get("HENGJI_TODAY") else None


def _secret() -> str:
    """The signing key, made once and kept in the data folder, readable by its owner alone."""
    if value := os.environ.get("HENGJI_SECRET"):
        return value
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # of two first starts one wins, and both use its key
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text()


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "hengji.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("HENGJI_HOSTS", "localhost,127.0.0.1").split(",")
DATABASES = {"default": _database(os.environ.get("HENGJI_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hengji.apps.records",
    "hengji.apps.audit",
    "hengji.apps.jobs",
    "hengji.apps.notices",
    "hengji.apps.files",
    "hengji.apps.organisations",
    "hengji.apps.keys",
    "hengji.apps.library",
    "hengji.apps.programs",
    "hengji.apps.appraisal",
    "hengji.apps.targets",
    "hengji.apps.monitoring",
    "hengji.apps.starting",
    "hengji.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hengji.web.identity.ActorMiddleware",
    "hengji.web.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hengji.config.urls"
WSGI_APPLICATION = "hengji.config.wsgi.application"

WEB = Path(__file__).resolve().parents[1] / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(WEB.glob("*/templates")),
        "OPTIONS": {
            "environment": "hengji.web.ui.environment.environment",
            "context_processors": ["hengji.web.ui.frame.context", "django.contrib.messages.context_processors.messages"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages"]
        },
    },
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [WEB / "ui" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "hengji.web.ui.vendor.VendorFinder",
]
NODE_MODULES = ROOT / "node_modules"
FILES = DATA / "files"

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "hengji.apps.organisations.secondfactor.SealedSecrets"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the trail has it
AXES_VERBOSE = False

SESSION_ENGINE = "hengji.apps.organisations.sessions"
SESSION_COOKIE_AGE = SESSION_LONGEST = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hengji.web.refusals.forbidden"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = 50 * 2**20
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = [
    "security.W004", "security.W008", "security.W012", "security.W016",  # TLS ends at the proxy: HENGJI_HTTPS
    "axes.W006",  # a whole county may come from one address: an account is locked, not an address
]  # fmt: skip

SMTP = {
    "host": os.environ.get("HENGJI_SMTP_HOST", ""),
    "port": int(os.environ.get("HENGJI_SMTP_PORT") or 587),
    "security": os.environ.get("HENGJI_SMTP_SECURITY") or "starttls",
    "user": os.environ.get("HENGJI_SMTP_USER", ""),
    "password": os.environ.get("HENGJI_SMTP_PASSWORD", ""),
    "sender": os.environ.get("HENGJI_SMTP_FROM", ""),
}
WEBHOOK = os.environ.get("HENGJI_WEBHOOK", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
}
