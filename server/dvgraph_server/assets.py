"""Scripts and styles: under addresses that hold a hash of their content, so a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for

__all__ = ["Assets", "install"]

STATIC = Path(__file__).resolve().parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class _Asset:
    content: bytes
    digest: str
    media_type: str


class Assets:
    """The files that pages link to.

    :param folders: folders whose files are served, each under its own name.
    :param extra: name -> file, for files that stand elsewhere (in the package that ships them).
    """

    def __init__(self, folders: tuple[Path, ...] = (STATIC,), extra: Mapping[str, Path] | None = None) -> None:
        files = {file.name: file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()}
        self._assets = {name: self._read(file) for name, file in {**files, **(extra or {})}.items()}

    @staticmethod
    def _read(file: Path) -> _Asset:
        content = file.read_bytes()
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return _Asset(content, hashlib.sha256(content).hexdigest()[:16], media_type)

    def names(self) -> list[str]:
        """Return the names of all files, sorted."""
        return sorted(self._assets)

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return url_for("assets.asset", digest=self._assets[name].digest, name=name)

    def respond(self, digest: str, name: str) -> Response:
        """Return a file; 404 where there is none of that name and hash."""
        asset = self._assets.get(name)
        if asset is None or asset.digest != digest:
            abort(404, "There is no such file. Load the page anew: it may have changed.")
        text = asset.media_type.startswith("text/") or asset.media_type.endswith(("javascript", "svg+xml"))
        kind = f"{asset.media_type}; charset=utf-8" if text else asset.media_type
        response = Response(asset.content, content_type=kind)
        response.headers["Cache-Control"] = _FOR_EVER
        return response


def install(app: Flask, assets: Assets) -> None:
    """Serve the files of an application and give its templates their addresses."""
    blueprint = Blueprint("assets", __name__)
    blueprint.add_url_rule("/static/<digest>/<name>", "asset", assets.respond)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = assets.url
