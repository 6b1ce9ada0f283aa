"""All settings, read from the environment; one that cannot be right stops the start."""

import re
from typing import Any

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from interviewbank.variables import ROOT, among, env, flag, number, one_of, origins, refuse
from questions.rules import access, single_sign_on

VAR = ROOT / "var"
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
DEVELOPMENT_KEY = "development-only-key-refused-when-DEBUG-is-off-0123456789"


def secret_key(debug: bool) -> str:
    key = env.str("SECRET_KEY", default=DEVELOPMENT_KEY if debug else "")
    weak = len(key) < 50 or len(set(key)) < 5 or key == DEVELOPMENT_KEY
    if weak and not debug:
        raise refuse("SECRET_KEY must be set to at least 50 random characters when DEBUG is off.")
    return str(key)


def allowed_hosts(debug: bool) -> list[str]:
    hosts = env.list("ALLOWED_HOSTS", default=sorted(LOOPBACK) if debug else [])
    if not hosts:
        raise refuse("ALLOWED_HOSTS must name the hosts served when DEBUG is off.")
    if "*" in hosts:
        raise refuse("ALLOWED_HOSTS must name hosts; “*” is not accepted.")
    return [str(host) for host in hosts]


def named_hosts(name: str) -> frozenset[str]:
    """Read names of hosts, without schemes and ports."""
    hosts = [str(host).strip().lower() for host in env.list(name, default=[])]
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9._-]+|(?=.*:.*:)[0-9a-f:]+", host):
            raise refuse(f"{name} must name hosts without scheme and port, not “{host}”.")
    return frozenset(hosts)


def plain_http(hosts: list[str]) -> bool:
    """Plain http is for a loopback address alone: elsewhere sessions could be read on the way."""
    insecure = flag("INSECURE_HTTP", default=False)
    if insecure and not set(hosts) <= LOOPBACK:
        raise refuse("INSECURE_HTTP is accepted only when ALLOWED_HOSTS holds loopback names.")
    return insecure


def database() -> dict[str, Any]:
    """Return Django's settings of the one database, tuned for its engine."""
    try:
        config: dict[str, Any] = dict(
            env.db_url("DATABASE_URL", default=f"sqlite:///{VAR}/interviewbank.sqlite3")
        )
    except (ImproperlyConfigured, ValueError) as error:
        raise refuse("DATABASE_URL cannot be read.") from error
    engine = config.get("ENGINE")
    if engine == "django.db.backends.sqlite3":
        return config | {"CONN_MAX_AGE": SQLITE_KEPT_OPEN, "OPTIONS": SQLITE_OPTIONS}
    if engine == "django.db.backends.postgresql":
        return config | {
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"pool": POSTGRESQL_POOL, "options": POSTGRESQL_TIMEOUTS},
        }
    raise refuse("DATABASE_URL must start with sqlite:// or postgres://.")


def mail() -> dict[str, Any]:
    """Return Django's EMAIL settings."""
    try:
        return dict(env.email_url("EMAIL_URL", default="consolemail://"))
    except (ImproperlyConfigured, ValueError) as error:
        raise refuse("EMAIL_URL must start with smtp://, smtp+tls:// or consolemail://.") from error


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # What is deleted is zeroed, so that nothing stays in the file of a person who was erased.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
    " PRAGMA secure_delete=ON;",
}
THREADS = number("THREADS", default=4)
# In seconds. To open the file takes longer than most queries, and whoever closes it last waits
# until the log is written back.
SQLITE_KEPT_OPEN = 60
POSTGRESQL_POOL = {"min_size": 1, "max_size": THREADS + 1, "timeout": 10}
POSTGRESQL_TIMEOUTS = "-c statement_timeout=30s -c lock_timeout=10s"

DEBUG = flag("DEBUG")
SECRET_KEY = secret_key(DEBUG)
# What was signed or encrypted with these is still read.
SECRET_KEY_FALLBACKS = [str(key) for key in env.list("SECRET_KEY_FALLBACKS", default=[])]
ALLOWED_HOSTS = allowed_hosts(DEBUG)
CSRF_TRUSTED_ORIGINS = [str(origin) for origin in env.list("CSRF_TRUSTED_ORIGINS", default=[])]
DATABASES = {"default": database()}
ALLOW_SELF_APPROVAL = flag("ALLOW_SELF_APPROVAL")
PUBLIC_URL = one_of(
    "PUBLIC_URL", r"(https?://[!-.0-~]+)?", "", "an address such as https://bank.example.org"
)
WEBHOOK_ALLOWED_HOSTS = named_hosts("WEBHOOK_ALLOWED_HOSTS")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A task is a row, written with what else its transaction changes; `manage.py db_worker` runs it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A flood must not push out what is counted.
MANY_ENTRIES = {"MAX_ENTRIES": 100_000}
CACHES = {
    # Shared by all processes, and asked by allauth alone: tries to sign in, and used codes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_cache",
        "OPTIONS": MANY_ENTRIES,
    },
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": MANY_ENTRIES,
    },
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    # Last: its admin site takes away what others have put there.
    "questions",
]

MIDDLEWARE = [
    "questions.views.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "questions.api.middleware.ApiMiddleware",
    "questions.views.logs.RequestLogMiddleware",
    "questions.views.uploads.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "questions.views.session_limits.SessionLimitMiddleware",
    "questions.views.second_factor.SecondFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "questions.views.presence.PresenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "interviewbank.urls"
WSGI_APPLICATION = "interviewbank.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
FIXTURE_DIRS = [ROOT / "fixtures"]
MANIFEST_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN_STORAGE if DEBUG else MANIFEST_STORAGE},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

AUTH_USER_MODEL = "questions.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "questions.views.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "questions.views.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "questions.views.second_factor.CodeForm",
    "reauthenticate": "questions.views.second_factor.ConfirmForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "interviewbank"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
REQUIRE_SECOND_FACTOR = frozenset(
    among("REQUIRE_SECOND_FACTOR", [*access.GROUPS, "all"], "groups, or all")
)
SESSION_IDLE_MINUTES = number("SESSION_IDLE_MINUTES", default=12 * 60)
SESSION_MAX_HOURS = number("SESSION_MAX_HOURS", default=14 * 24)
if SESSION_IDLE_MINUTES < 1 or SESSION_MAX_HOURS < 1:
    raise refuse("SESSION_IDLE_MINUTES and SESSION_MAX_HOURS must be at least 1.")
SESSION_COOKIE_AGE = SESSION_MAX_HOURS * 3600
# How many proxies stand before the server, each of which adds to X-Forwarded-For.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", default=0)
if not 0 <= TRUSTED_PROXIES <= 10:
    raise refuse("TRUSTED_PROXIES must be a number of proxies from 0 to 10.")
try:
    OIDC = single_sign_on.read(env.ENVIRON)
except ValueError as error:
    raise refuse(str(error)) from error
SOCIALACCOUNT_ADAPTER = "questions.views.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = OIDC.providers() if OIDC else {}
# A form that leads to another site is what the policy below forbids.
SOCIALACCOUNT_LOGIN_ON_GET = True
vars().update(mail())
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="interviewbank@localhost")

PLAIN_HTTP = DEBUG or plain_http(ALLOWED_HOSTS)
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
if flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CORS_ORIGINS = origins("CORS_ORIGINS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Of a file of questions; more is refused before it is read.
MAX_UPLOAD_BYTES = number("MAX_UPLOAD_MB", default=16) * 1_000_000
if not 1_000_000 <= MAX_UPLOAD_BYTES <= 100_000_000:
    raise refuse("MAX_UPLOAD_MB must be a number of megabytes from 1 to 100.")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "questions.api.auth.TokenAuthentication",
        "questions.api.auth.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["questions.api.auth.HasCapability"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["questions.api.bodies.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_THROTTLE_CLASSES": ["questions.api.throttling.AccountRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "account": one_of("API_RATE", r"\d+/(sec|min|hour|day)", "600/min", "such as 600/min")
    },
    "EXCEPTION_HANDLER": "questions.api.errors.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "interviewbank API",
    "DESCRIPTION": "Read and write an interview question bank, and build kits from it:"
    " candidates, kits, blueprints and parallel kits. What is changed is named by its `ETag` in"
    " `If-Match`.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "questions.api.schema.describe",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "tryItOutEnabled": False},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "QuestionStatusEnum": "questions.rules.lifecycle.STATUSES.items",
        "BulkOutcomeEnum": "questions.rules.bulk.OUTCOMES.items",
        "AskedOutcomeEnum": "questions.models.asked.OUTCOMES.items",
        "TransitionVerbEnum": "questions.rules.lifecycle.TRANSITIONS.keys",
        "BulkVerbEnum": "questions.rules.bulk.VERBS.items",
        "KitStatusEnum": "questions.rules.kits.STATUSES.items",
        "RunStatusEnum": "questions.models.blueprints.AssemblyRun.Status",
        "TokenStateEnum": "questions.listings.TOKEN_STATES",
        "BulkStateEnum": "questions.models.bulk.BulkChange.State",
        "ImportStateEnum": "questions.models.transfers.Import.State",
        "ImportOutcomeEnum": "questions.rules.transfers.OUTCOMES.items",
        "ImportFormatEnum": "questions.api.import_serializers.READABLE",
        "ExportFormatEnum": "questions.api.exports.WRITABLE",
        "NewStatusEnum": "questions.rules.lifecycle.LIVE",
        "CheckStatusEnum": "questions.models.duplicates.DuplicateCheck.Status",
    },
}

LOG_LEVEL = one_of(
    "LOG_LEVEL",
    "DEBUG|INFO|WARNING|ERROR",
    "WARNING",
    "one of DEBUG, INFO, WARNING, ERROR",
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_log_level,
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "lines",
            "level": LOG_LEVEL,  # here too: db_worker sets its own loggers' level
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
