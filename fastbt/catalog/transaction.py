"""A change of a catalog: one writer at a time, and all of it counts or nothing."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from fastbt.catalog.manifest import read_manifest, write_manifest
from fastbt.catalog.options import OnDuplicate
from fastbt.catalog.places import Place
from fastbt.catalog.writing import Write
from fastbt.errors import CatalogError


class Transaction:
    """A block in which a catalog is changed; at its end the change counts, after an error nothing did.

    Args:
        place: where the catalog lies.
        lock_timeout: seconds to wait for another writer.
        on_duplicate: what happens to rows whose time is stored already.

    Attributes:
        write: the change in the making.
        version: number of the version that is the newest after the block.
        obsolete: files to delete once the change counts.
    """

    def __init__(self, place: Place, lock_timeout: float, on_duplicate: OnDuplicate = "raise") -> None:
        self.place = place
        self.write = Write(place, read_manifest(place), on_duplicate)
        self.version = self.write.manifest.version
        self.forget_history = False
        self.obsolete: list[str] = []
        self._on_duplicate = on_duplicate
        self._timeout = lock_timeout
        self._held = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._held.enter_context(self.place.lock(self._timeout))
            self.write = Write(self.place, read_manifest(self.place), self._on_duplicate)
        except OSError as error:
            self._held.close()
            raise self._unwritable(error) from error
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            if error is not None:
                self._give_up()
                if isinstance(error, OSError):
                    raise self._unwritable(error) from error
                return
            try:
                self._make_it_count()
            except OSError as failed:
                self._give_up()
                raise self._unwritable(failed) from failed
            except BaseException:
                self._give_up()
                raise
            for name in self.obsolete:
                self.place.delete(name)

    def _make_it_count(self) -> None:
        manifest = self.write.next_manifest()
        if self.forget_history:
            manifest = manifest.without_history()
        if manifest is not self.write.manifest:
            write_manifest(self.place, manifest)
        self.version = manifest.version

    def _give_up(self) -> None:
        # Files that no manifest knows are in nobody's way; consolidate() deletes them.
        with suppress(OSError):
            self.write.abandon()

    def _unwritable(self, error: OSError) -> CatalogError:
        return CatalogError(f"catalog {self.place}: cannot be written: {error}")
