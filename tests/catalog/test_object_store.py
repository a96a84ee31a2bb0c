"""A catalog in an object store, on a local stand-in for S3."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from fastbt.catalog import Catalog
from fastbt.errors import CatalogError, ConfigError, UnknownNameError
from fastbt.model.instruments import Equity
from tests.catalog.tables import START, minutes

pytest.importorskip("moto")

A = Equity("A.SIM", currency="USD", price_precision=2)


@pytest.fixture(scope="module")
def options() -> Iterator[dict[str, str]]:
    """A server that answers as S3 does, with one bucket."""
    from moto.server import ThreadedMotoServer
    from pyarrow import fs

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    url = f"http://127.0.0.1:{port}"
    store = fs.S3FileSystem(
        access_key="k",
        secret_key="s",  # noqa: S106 - of a server of this test
        region="us-east-1",
        endpoint_override=url,
        allow_bucket_creation=True,
    )
    store.create_dir("bucket")
    yield {
        "aws_access_key_id": "k",
        "aws_secret_access_key": "s",
        "aws_region": "us-east-1",
        "aws_endpoint_url": url,
        "aws_allow_http": "true",
    }
    server.stop()


def test_a_catalog_in_an_object_store_is_like_any_other(options, tmp_path):
    there = Catalog("s3://bucket/one", storage_options=options)
    here = Catalog(tmp_path / "here")
    assert (there.version, there.instruments()) == (0, [])
    for catalog in (there, here):
        catalog.write(minutes(50), A, bar="1m")
        catalog.write(minutes(50, start=START.replace(hour=18)), A, bar="1m")
        catalog.write({"ts": [START], "rate": [0.0001]}, "A.SIM", kind="funding")
    assert there.version == 3
    assert there.bars("A.SIM").collect().equals(here.bars("A.SIM").collect())
    assert there.bars("A.SIM", exact=True).collect().equals(here.bars("A.SIM", exact=True).collect())
    assert (there.arrays("A.SIM").close == here.arrays("A.SIM").close).all()
    query = "select count(*) n, sum(close) c, min(ts_event) t from bars"
    assert there.sql(query, exact=True).equals(here.sql(query, exact=True))
    assert there.sql("select rate from funding").rows() == [(0.0001,)]
    assert there.fingerprint() == here.fingerprint()
    assert Catalog("s3://bucket/one", version=1, storage_options=options).bars("A.SIM").collect().height == 50
    cut = START.replace(minute=50)
    assert there.delete_range("A.SIM", end=cut) == here.delete_range("A.SIM", end=cut) == 19
    assert there.consolidate() == here.consolidate() == 3
    assert there.bars("A.SIM").collect().equals(here.bars("A.SIM").collect())
    assert repr(there) == "Catalog('s3://bucket/one'): 1 instruments, version 5"


def test_the_slower_of_two_writers_is_told(options, monkeypatch):
    one = Catalog("s3://bucket/two", storage_options=options)
    two = Catalog("s3://bucket/two", storage_options=options)
    one.write(minutes(5), A, bar="1m")
    written = one._place.write

    def meanwhile(name, fill):
        two.write(minutes(5), "B.SIM", bar="1m")
        return written(name, fill)

    monkeypatch.setattr(one._place, "write", meanwhile)
    with pytest.raises(CatalogError, match="another writer changed it meanwhile; write again"):
        one.write(minutes(5), "C.SIM", bar="1m")
    assert [known.id.value for known in two.instruments()] == ["A.SIM", "B.SIM"]
    assert [name for name in two._place.data_files() if "C.SIM" in name] == []


def test_addresses_and_options_that_are_none(options):
    with pytest.raises(ConfigError, match="name a bucket and a folder"):
        Catalog("s3://", storage_options=options)
    with pytest.raises(UnknownNameError, match="unknown option of storage_options 'aws_key'"):
        Catalog("s3://bucket/x", storage_options={"aws_key": "k"})
    with pytest.raises(ConfigError, match="storage_options are taken for s3://"):
        Catalog("gs://bucket/x", storage_options={"a": "b"})
    with pytest.raises(ConfigError, match="catalog nowhere://x/y"):
        Catalog("nowhere://x/y")
    with pytest.raises(CatalogError, match="does not answer"):
        Catalog("s3://bucket/x", storage_options={**options, "aws_endpoint_url": "http://127.0.0.1:9"})
