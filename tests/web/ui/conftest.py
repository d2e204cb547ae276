"""The gallery served by real WSGI threads, and a real Chromium that allows nothing from outside."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import path
from playwright.sync_api import Browser, BrowserContext, Page

from hengji.web.identity import public
from hengji.web.ui.urls import GALLERY


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def _broken(_request: object) -> None:
    raise RuntimeError("for the test of the error page")


@pytest.fixture(scope="module")
def gallery_settings() -> Iterator[None]:
    """Only the gallery's addresses, sessions in memory: no database is needed."""
    module = ModuleType("gallery_addresses")
    module.urlpatterns = [*GALLERY, path("broken/", public(_broken)), path("logout/", public(_broken), name="account_logout")]  # type: ignore[attr-defined]
    for number, name in ((400, "bad_request"), (403, "forbidden"), (404, "not_found"), (500, "broken")):
        setattr(module, f"handler{number}", f"hengji.web.refusals.{name}")
    sys.modules[module.__name__] = module
    engine = "django.contrib.sessions.backends.cache"
    with override_settings(ROOT_URLCONF=module.__name__, SESSION_ENGINE=engine, DEBUG=False, DEMO=True, ALLOWED_HOSTS=["*"]):
        yield


@pytest.fixture(scope="module")
def site(gallery_settings: None) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Watched:
    """A page with everything its console complained of and every address it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    made.set_default_timeout(8000)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def opened(context: BrowserContext, site: str) -> Callable[..., Watched]:
    def open_page(path: str = "/design/", width: int = 1366, height: int = 768) -> Watched:
        watched = Watched(context.new_page())
        watched.page.set_viewport_size({"width": width, "height": height})
        watched.page.goto(site + path)
        return watched

    return open_page
