"""Files fetched once, whole, or not at all."""

from __future__ import annotations

import pytest

from fastbt.catalog.sources.download import Download
from fastbt.errors import ConfigError, DataError
from tests.catalog.sources.archive_server import Archive, serving


@pytest.fixture
def server():
    with serving(Archive()) as archive:
        archive.put("a/b.zip", "1,2\n")
        yield archive


@pytest.fixture
def download(server, tmp_path):
    return Download(server.url + "/", tmp_path / "cache", retries=2, pause=0.001, timeout=5)


def test_a_file_is_fetched_once(server, download, tmp_path):
    path = download.get("a/b.zip")
    assert path == tmp_path / "cache" / "a" / "b.zip"
    assert path.read_bytes() == server.files["a/b.zip"]
    assert server.asked == ["a/b.zip.CHECKSUM", "a/b.zip"]
    assert download.get("a/b.zip") == path
    assert len(server.asked) == 2
    assert sorted(p.name for p in path.parent.iterdir()) == ["b.zip", "b.zip.CHECKSUM"]


def test_a_damaged_copy_is_fetched_again(server, download):
    path = download.get("a/b.zip")
    path.write_bytes(b"PK half a file")
    assert download.get("a/b.zip").read_bytes() == server.files["a/b.zip"]


def test_what_the_server_does_not_have(server, download):
    assert download.get("a/c.zip") is None
    del server.files["a/b.zip"]
    assert download.get("a/b.zip") is None


def test_errors_that_pass_are_tried_again(server, download):
    server.fail = {"a/b.zip.CHECKSUM": [503, 429], "a/b.zip": ["cut", 500]}
    assert download.get("a/b.zip").read_bytes() == server.files["a/b.zip"]


def test_errors_that_stay_are_told(server, download, tmp_path):
    server.fail = {"a/b.zip": [503] * 3}
    with pytest.raises(DataError, match="no answer after 3 tries: 503"):
        download.get("a/b.zip")
    server.fail = {"a/b.zip": [400]}
    with pytest.raises(DataError, match="the server answers 400"):
        download.get("a/b.zip")
    gone = Download("http://127.0.0.1:9", tmp_path, retries=0, pause=0, timeout=1)
    with pytest.raises(DataError, match="no answer after 1 tries"):
        gone.get("a")
    assert not (tmp_path / "cache").exists()


def test_a_file_that_does_not_fit_its_checksum_is_not_kept(server, download, tmp_path):
    server.files["a/b.zip"] += b"x"
    with pytest.raises(DataError, match="does not fit its checksum"):
        download.get("a/b.zip")
    assert server.asked.count("a/b.zip") == 3
    assert not (tmp_path / "cache").exists()
    server.files["a/b.zip.CHECKSUM"] = b"<html>"
    with pytest.raises(DataError, match="holds no SHA-256"):
        download.get("a/b.zip")


def test_addresses_that_are_none(tmp_path):
    for address in ("file:///etc", "ftp://x", "data.binance.vision"):
        with pytest.raises(ConfigError, match="base_url: expected an address"):
            Download(address, tmp_path, retries=0, pause=0, timeout=1)
    with pytest.raises(ConfigError, match="must not be negative"):
        Download("https://x", tmp_path, retries=-1, pause=0, timeout=1)
