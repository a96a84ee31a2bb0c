"""A catalog in an object store: S3 and what speaks its language, or whatever else pyarrow reaches.

An object is replaced as a whole, so readers see one manifest or the next, as in a folder. What a folder's
lock does cannot be had there: a writer looks once more, right before its manifest counts, whether another
one was faster, and then fails. Let one process write at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from fastbt.catalog.places import DATA
from fastbt.errors import CatalogError, ConfigError, unknown_name

_S3_WORDS = {
    "aws_access_key_id": "access_key",
    "aws_secret_access_key": "secret_key",
    "aws_session_token": "session_token",
    "aws_region": "region",
    "aws_default_region": "region",
    "aws_endpoint_url": "endpoint_override",
}
"""What Polars calls the options of S3, and what pyarrow does."""
_POLARS_ONLY = ("aws_allow_http", "aws_virtual_hosted_style_request")


class ObjectStore:
    """A folder in an object store.

    Args:
        address: such as ``s3://bucket/folder``.
        storage_options: keys, region and endpoint, as Polars names them; without them they come from the
            environment, as the store's own tools have it.

    Raises:
        ConfigError: there is no such store, or it takes no options here.
        UnknownNameError: an option is not known.
    """

    def __init__(self, address: str, storage_options: dict[str, Any] | None = None) -> None:
        self.address = address.rstrip("/")
        self.storage_options = dict(storage_options) if storage_options else None
        self._files, self._root = _file_system(self.address, self.storage_options)
        self._seen: str | None = None

    def __str__(self) -> str:
        return self.address

    def read_text(self, name: str) -> str | None:
        """Read a small object; None where it is absent.

        Raises:
            CatalogError: the store does not answer.
        """
        try:
            with self._files.open_input_stream(self._at(name)) as stream:
                text: str = stream.read().decode()
        except FileNotFoundError:
            text = ""
        except OSError as error:
            raise CatalogError(f"catalog {self.address}: cannot read {name}: {error}") from error
        self._seen = text
        return text or None

    def state(self, name: str) -> Any:
        """Return time and size of an object; None where it is absent."""
        try:
            info = self._files.get_file_info(self._at(name))
        except OSError as error:
            raise CatalogError(f"catalog {self.address}: does not answer: {error}") from error
        return (info.mtime_ns, info.size) if info.is_file else None

    def replace_text(self, name: str, text: str) -> None:
        """Put text in the place of an object.

        Raises:
            CatalogError: another writer was faster.
        """
        before = self._seen
        if (self.read_text(name) or "") != (before or ""):
            raise CatalogError(
                f"catalog {self.address}: another writer changed it meanwhile; write again, and let one "
                "process write at a time"
            )
        with self._files.open_output_stream(self._at(name)) as stream:
            stream.write(text.encode())
        self._seen = text

    def locate(self, name: str) -> str:
        """Return an object's address."""
        return f"{self.address}/{name}" if name else self.address

    def opened(self, name: str) -> Any:
        """Open an object for pyarrow, which reads the parts that it needs."""
        return self._files.open_input_file(self._at(name))

    def write(self, name: str, fill: Callable[[Any], None]) -> int:
        """Write an object, which is there as a whole or not at all."""
        with self._files.open_output_stream(self._at(name)) as stream:
            fill(stream)
        return int(self._files.get_file_info(self._at(name)).size)

    def delete(self, name: str) -> None:
        """Delete an object; no error where it is absent."""
        try:
            self._files.delete_file(self._at(name))
        except FileNotFoundError:
            return

    def data_files(self) -> Iterator[str]:
        """Return the names of all objects of data below the folder."""
        from pyarrow.fs import FileSelector

        selector = FileSelector(self._root, recursive=True, allow_not_found=True)
        found = (info.path for info in self._files.get_file_info(selector) if info.is_file)
        for path in sorted(found):
            if path.endswith(DATA):
                yield path[len(self._root) :].lstrip("/")

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:  # noqa: ARG002 - see the module's first words
        """Object stores have no locks; ``replace_text`` looks instead."""
        yield

    def sql_source(self, connection: Any, names: list[str], view: str) -> str:
        """Register objects with a DuckDB connection and return what a query reads them from."""
        import pyarrow.dataset as ds

        connection.register(view, ds.dataset([self._at(name) for name in names], filesystem=self._files))
        return f'"{view}"'

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"


def _file_system(address: str, options: dict[str, Any] | None) -> tuple[Any, str]:
    """Return pyarrow's file system for an address, and the path of the folder in it."""
    from pyarrow import fs

    parts = urlsplit(address)
    root = f"{parts.netloc}{parts.path}".rstrip("/")
    if not root:
        raise ConfigError(f"catalog {address}: name a bucket and a folder, as in s3://bucket/catalog")
    if parts.scheme in ("s3", "s3a") and options is not None:
        words = {}
        for name, value in options.items():
            if name not in _S3_WORDS and name not in _POLARS_ONLY:
                raise unknown_name("option of storage_options", name, (*_S3_WORDS, *_POLARS_ONLY))
            if name in _S3_WORDS:
                words[_S3_WORDS[name]] = value
        return fs.S3FileSystem(**words), root
    if options is not None:
        raise ConfigError(
            f"catalog {address}: storage_options are taken for s3://; set up other stores by their "
            "environment variables"
        )
    try:
        files, root = fs.FileSystem.from_uri(address)
    except (ValueError, OSError) as error:
        raise ConfigError(f"catalog {address}: {error}") from error
    return files, root
