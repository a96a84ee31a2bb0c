"""A server on this machine that sends files as data.binance.vision does, and fails where it is told to."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Archive:
    """The files of a server, what was asked of it, and how it fails.

    Args:
        files: contents by path.
        asked: paths in the order of the requests.
        fail: how many times a path answers an error, and which; ``"cut"`` breaks the answer off.
        url: its address.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fail: dict[str, list[int | str]] = field(default_factory=dict)
    url: str = ""

    def put(self, path: str, text: str) -> None:
        """Add a zip file of one CSV, and its checksum."""
        name = path.rpartition("/")[2]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(name.replace(".zip", ".csv")), text)
        self.files[path] = packed.getvalue()
        digest = hashlib.sha256(packed.getvalue()).hexdigest()
        self.files[f"{path}.CHECKSUM"] = f"{digest}  {name}\n".encode()


@contextmanager
def serving(archive: Archive) -> Iterator[Archive]:
    """Serve an archive while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            archive.asked.append(path)
            trouble = archive.fail.get(path)
            if trouble:
                kind = trouble.pop(0)
                if kind == "cut":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000000")
                    self.end_headers()
                    self.wfile.write(b"PK")
                    return
                self.send_error(int(kind))
                return
            data = archive.files.get(path)
            if data is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    archive.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
