"""The few files of npm packages the pages are drawn with: exactly these are served, out of node_modules (``npm ci``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FILES = {
    "vendor/tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tom-select.js": "tom-select/dist/js/tom-select.complete.min.js",
    "vendor/echarts.js": "echarts/dist/echarts.min.js",
}
"""Address under static/ → place in node_modules."""


class VendorStorage(FileSystemStorage):
    """Opens the files of ``FILES`` by their address."""

    def path(self, name: str) -> str:
        return str(Path(settings.NODE_MODULES) / FILES[name])


class VendorFinder(BaseFinder):
    """Finds the files of ``FILES`` for development and for collectstatic."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        self.storage = VendorStorage(settings.NODE_MODULES)

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """The file of an address, if it is one of ours and installed."""
        found = [self.storage.path(path)] if path in FILES and self.storage.exists(path) else []
        return found[0] if found and not find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Any:
        """Every file that is installed."""
        return [(name, self.storage) for name in FILES if self.storage.exists(name)]
