"""Downloads files into a cache folder, tries again where a network fails, and checks their SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import time
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from fastbt.errors import ConfigError, DataError

_GONE = (404, 403)  # an object store that may not be listed says 403 for what is not there
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_DIGEST = re.compile(r"\b[0-9a-fA-F]{64}\b")


class Download:
    """Files of a server, kept in a folder; what is there and whole is not fetched again.

    Args:
        base_url: address of the server's folder.
        cache: folder for the files; it is made where it is absent.
        retries: how often a failed request is tried again.
        pause: seconds before the first of these; each further one waits twice as long.
        timeout: seconds without a byte after which a request has failed.

    Raises:
        ConfigError: the address is none of http or https, or a number is negative.
    """

    def __init__(
        self, base_url: str, cache: str | os.PathLike[str], *, retries: int, pause: float, timeout: float
    ) -> None:
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise ConfigError(f"base_url: expected an address that begins with https://, got {base_url!r}")
        if retries < 0 or pause < 0 or timeout <= 0:
            raise ConfigError("retries, pause and timeout: must not be negative")
        self._base_url = base_url.rstrip("/")
        self._cache = Path(cache)
        self._retries = retries
        self._pause = pause
        self._timeout = timeout

    def get(self, name: str) -> Path | None:
        """Return a file that is whole, by the checksum beside it on the server.

        Args:
            name: its path on the server, below ``base_url``.

        Returns:
            Where it lies in the cache; None where the server has no such file.

        Raises:
            DataError: the server cannot be reached, or what it sends does not fit its checksum.
        """
        path = self._cache.joinpath(*PurePosixPath(name).parts)
        beside = path.with_name(f"{path.name}.CHECKSUM")
        if path.is_file() and beside.is_file() and _sha256(path) == _digest_in(beside.read_text("ascii")):
            return path
        checksum = self._request(f"{name}.CHECKSUM")
        if checksum is None:
            return None
        text = checksum.decode("ascii", errors="replace")
        wanted = _digest_in(text)
        if wanted is None:
            raise DataError(
                f"the checksum file holds no SHA-256: {text[:80]!r}",
                source=f"{self._base_url}/{name}.CHECKSUM",
                remedy="check base_url",
            )
        for _ in range(self._retries + 1):
            data = self._request(name)
            if data is None:
                return None
            if hashlib.sha256(data).hexdigest() == wanted:
                path.parent.mkdir(parents=True, exist_ok=True)
                _put(path, data)
                _put(beside, checksum)
                return path
        raise DataError(
            "the file does not fit its checksum",
            source=f"{self._base_url}/{name}",
            remedy="try again later; the server may be changing it just now",
        )

    def _request(self, name: str) -> bytes | None:
        """Return what the server sends, None where it has nothing; try again where the network fails."""
        address = f"{self._base_url}/{quote(name)}"
        pause, trouble = self._pause, ""
        for number in range(self._retries + 1):
            if number:
                time.sleep(pause)
                pause *= 2
            try:
                request = Request(address, headers={"User-Agent": "fastbt"})  # noqa: S310 - http(s), checked
                with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - see above
                    return bytes(answer.read())
            except HTTPError as error:
                if error.code in _GONE:
                    return None
                if error.code not in _AGAIN:
                    raise DataError(
                        f"the server answers {error.code} {error.reason}",
                        source=address,
                        remedy="check base_url and the name",
                    ) from None
                trouble = f"{error.code} {error.reason}"
            except (URLError, HTTPException, OSError) as error:  # refused, broken off, too slow
                trouble = str(error)
        raise DataError(
            f"no answer after {self._retries + 1} tries: {trouble}",
            source=address,
            remedy="check the network; what is in the cache already is not fetched again",
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_in(text: str) -> str | None:
    found = _DIGEST.search(text)
    return None if found is None else found[0].lower()


def _put(path: Path, data: bytes) -> None:
    """Put a file in its place whole, whatever happens on the way."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.write_bytes(data)
    temporary.replace(path)
