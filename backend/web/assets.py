"""The static folder: its digest, its addresses, what a phone keeps of it, and serving it."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Self

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

STATIC = Path(__file__).parents[2] / "frontend" / "static"
CODE = Path(__file__).parents[1]

STYLES = "css/app.css"
"""The style sheets joined in layer order; the only one that a page of a day asks for."""

MORE_STYLES = "css/more.css"
"""The style sheets of pages that are not a day's, joined; those pages ask for them too."""

OF_MORE = re.compile(
    r"css/components/(account|charts|devices|face-map|hand-over|journal|linked|plan|privacy|progress"
    r"|qr|report|screening|sharing|start|this-phone|treatments|viewer)\.css$"
)
"""What no page of a day needs: the first of them is to be there after few bytes."""

FIRST_STYLES = ("css/tokens.css", "css/reset.css", "css/base.css", "css/layout.css")
LAST_STYLE = "css/utilities.css"
LAYERS = "@layer reset, base, layout, components, utilities;\n"

ENTRY = "js/app.js"
WORKER = "js/worker.js"

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
}
TEXTS = frozenset({".css", ".js", ".json", ".svg", ".txt"})
"""Endings of what compression helps."""

SHELL_PAGES = ("/offline", "/this-phone", "/help-now", "/about")
"""Pages without anybody's data, on the phone beside the files they need."""

KEPT = re.compile(
    r"^(css/(app|more)\.css|js/(?!worker\.js$|viewer|offline/plain|(held|passkeys|signing-in)\.js$"
    r"|elements/(entries-here|install-button|kept-country|passkey-button|plan-editor|share"
    r"|show-passphrase|symptom-search|zone-field|zone-question)"
    r"\.js$).+\.js"
    r"|icons/.+\.svg|fonts/.+\.woff2)$"
)
"""Files that the offline week needs, but nothing for pages that need the server anyway."""

STYLE_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.S)
"""A comment in a style sheet; each lists its classes at the top for readers."""

COMMENT = re.compile(r"^[ \t]*//[^\n]*\n|/\*\*.*?\*/\s*", re.M | re.S)
"""A line that is a comment, or a JSDoc block. Half of each of our own scripts is for readers."""

IMPORT = re.compile(
    r"^\s*(?:import|export)(?:[\s\w{},*]*?\sfrom)?\s*['\"](\.{1,2}/[^'\"]+)['\"]", re.M
)
"""A static import or re-export of one of our own modules; `import(` is left alone."""

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served. Compressed once, when it is first asked for."""

    kind: str
    body: bytes
    text: bool

    @cached_property
    def compressed(self) -> Mapping[str, bytes]:
        """The body by content coding, the smallest first; empty when compression is no help."""
        if not self.text:
            return {}
        return {"br": brotli.compress(self.body), "gzip": gzip.compress(self.body, mtime=0)}


@dataclass(frozen=True)
class Assets:
    """Every static file by its path, under one digest of all that pages are made of."""

    digest: str
    by_path: Mapping[str, StaticFile]

    @classmethod
    def read(cls, static: Path) -> Self:
        """Read the static folder.

        The digest covers the templates beside it and the code too: it is part of each page's ETag
        and of the worker, so a phone must see another one whenever a page could look different.
        """
        bodies = {name: path.read_bytes() for name, path in _files(static)}
        digest = sha256()
        for folder in (static, static.parent / "templates", CODE):
            for name, path in _files(folder):
                digest.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
        sheets = [name for name in bodies if name.startswith("css/")]
        styles = {name: bodies.pop(name) for name in sheets}
        more = {name: styles.pop(name) for name in sheets if OF_MORE.match(name)}
        bodies |= {STYLES: _joined(styles), MORE_STYLES: _joined(more)}
        files = {name: _static_file(name, body) for name, body in bodies.items()}
        return cls(digest.hexdigest()[:12], files)

    def asset(self, path: str) -> str:
        """Give the address of a file. Raises LookupError when there is none of that name."""
        if path not in self.by_path:
            raise LookupError(f"no static file {path!r}")
        return f"/static/{self.digest}/{path}"

    def modules(self, entry: str = ENTRY) -> tuple[str, ...]:
        """Give the addresses of all modules an entry imports at its start, for `modulepreload`."""
        found = [entry]
        for path in found:
            found.extend(name for name in self._imports(path) if name not in found)
        return tuple(self.asset(path) for path in found[1:])

    def _imports(self, path: str) -> Iterator[str]:
        folder = PurePosixPath(path).parent
        seen = set()
        for target in IMPORT.findall(self.by_path[path].body.decode()):
            name = _resolved(folder / target)
            if name not in self.by_path:
                raise LookupError(f"{path} imports {target}, which is not there")
            if name not in seen:
                seen.add(name)
                yield name

    def precache(self) -> tuple[str, ...]:
        """Give the addresses a worker keeps when it is installed: files and public pages."""
        files = (self.asset(path) for path in sorted(self.by_path) if KEPT.match(path))
        return (*SHELL_PAGES, *files)

    def files(self) -> Router:
        """Give the app that serves the files; mounted at /static."""
        return Router([Route("/{digest}/{path:path}", self._serve)])

    def _serve(self, request: Request) -> Response:
        """Serve a file. By another version's address too, so that an old page is not left bare."""
        file = self.by_path.get(request.path_params["path"])
        if file is None:
            raise HTTPException(404)
        current = request.path_params["digest"] == self.digest
        headers = {"Cache-Control": FOREVER if current else "no-cache"}
        body = file.body
        if file.text:
            headers["Vary"] = "Accept-Encoding"
            accepted = _accepted(request.headers.get("accept-encoding", ""))
            coding = next((name for name in file.compressed if name in accepted), None)
            if coding is not None:
                headers["Content-Encoding"] = coding
                body = file.compressed[coding]
        return Response(body, headers=headers, media_type=file.kind)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of a folder by their path in it, in order; caches and hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not hidden:
            yield "/".join(parts), path


def _static_file(name: str, body: bytes) -> StaticFile:
    """Make a file ready to serve; our own scripts leave without their comments."""
    ending = PurePosixPath(name).suffix
    if ending == ".js" and name.startswith("js/"):
        body = COMMENT.sub("", body.decode()).encode()
    return StaticFile(KINDS.get(ending, "application/octet-stream"), body, ending in TEXTS)


def _joined(sheets: Mapping[str, bytes]) -> bytes:
    middle = sorted(name for name in sheets if name not in {*FIRST_STYLES, LAST_STYLE})
    order = [*FIRST_STYLES, *middle, LAST_STYLE]
    joined = b"\n".join(sheets[name] for name in order if name in sheets)
    return LAYERS.encode() + STYLE_COMMENT.sub(b"", joined)


def _resolved(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _accepted(header: str) -> set[str]:
    """Give the content codings an Accept-Encoding header allows by name."""
    said = (part.partition(";") for part in header.lower().split(","))
    return {
        name.strip() for name, _, weight in said if weight.replace(" ", "").rstrip("0.") != "q="
    }
