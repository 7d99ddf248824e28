"""An OAuth2 authorization server for the tests of login: Django OAuth Toolkit of PyPI, as it comes.

Usage: provider.py PORT. Everybody who opens the login page is alice. There are two clients: `people`, public, for a
browser, and `machine`, which has the secret `plant-client-secret`. Prints a line for each answer of the server.
"""

import sys

from django.conf import settings

port = sys.argv[1]
settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="of a test",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "provider.db"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        __name__ + ".alice",
    ],
    OAUTH2_PROVIDER={
        "PKCE_REQUIRED": True,
        "ROTATE_REFRESH_TOKEN": True,
        "SCOPES": {"openid": "who", "offline_access": "later", "rotate": "secrets", "profile": "name"},
    },
)


def alice(get_response):
    from django.contrib.auth import get_user_model

    def middleware(request):
        if "/authorize" in request.path:
            request.user = get_user_model().objects.get(username="alice")
        return get_response(request)

    return middleware


import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.views import OAuthServerMetadataView  # noqa: E402

urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path(".well-known/oauth-authorization-server/o", OAuthServerMetadataView.as_view()),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("alice")
    Application.objects.create(
        user=user,
        name="people",
        client_id="people",
        client_type=Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris="http://127.0.0.1/callback",
        skip_authorization=True,
    )
    Application.objects.create(
        user=user,
        name="machine",
        client_id="machine",
        client_secret="plant-client-secret",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    call_command("runserver", "127.0.0.1:" + port, use_reloader=False)
