"""Archives that unpack everywhere and say what is in them."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reports.bundle import INDEX, bundle, safe_name

AT = datetime(2026, 12, 18, 10, 30, 5)
FILES = [("问题解决报告.pdf", b"%PDF"), ("mails/1.eml", b"a"), ("mails/1.EML", b"b"), ("../../etc/passwd", b"c")]


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("报告 v2.pdf", "报告 v2.pdf"),
        ("mails/0001.eml", "mails/0001.eml"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.dll", "Windows/x.dll"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("con", "_con"),
        ("NUL.tar.gz", "_NUL.tar.gz"),
        ("lpt1/com¹.txt", "_lpt1/_com¹.txt"),
        ("console.log", "console.log"),
        ("a<b>:c?.txt", "a_b__c_.txt"),
        ("x\r\ny\x00.txt", "x__y_.txt"),
        ("fdp\u202egnp.exe", "fdp_gnp.exe"),
        ("trailing. ", "trailing"),
        ("=cmd|'C calc'!A0", "_=cmd_'C calc'!A0"),
        ("-rf", "_-rf"),
        ("", "file"),
        ("...", "file"),
        ("//", "file"),
    ],
)
def test_names_are_made_safe(given_name: str, name: str) -> None:
    """Paths that climb, devices of Windows, signs that a system refuses, names that mean something to a program."""
    assert safe_name(given_name) == name


def test_long_names_keep_their_ending() -> None:
    """A name of 300 Han characters still says what kind of file it is."""
    name = safe_name("报" * 300 + ".xlsx")
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 120


@given(st.lists(st.tuples(st.text(max_size=40), st.binary(max_size=20)), max_size=8))
def test_every_file_comes_out_again(files: list[tuple[str, bytes]]) -> None:
    """Whatever the names: all contents are there, once, under safe names that no system takes for one another."""
    made = bundle(files, AT)
    with ZipFile(BytesIO(made.data)) as archive:
        names = archive.namelist()
        assert [archive.read(one.name) for one in made.entries] == [data for _, data in files]
    folded = [unicodedata.normalize("NFC", one.casefold()) for one in names]
    assert len(set(folded)) == len(files) + 1
    assert not {one for one in folded for other in folded if other.startswith(f"{one}/")}, "a file that is a folder"
    for name in names:
        assert safe_name(name) == name
        assert ".." not in name.split("/")


@given(st.text(max_size=60))
def test_safe_is_safe_at_once(text: str) -> None:
    """A name that was made safe needs nothing more."""
    once = safe_name(text)
    assert safe_name(once) == once
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in once)


def test_the_index_lists_names_sizes_and_digests(tmp_path: Path) -> None:
    """Checked against the files as they unpack."""
    with ZipFile(BytesIO(bundle(FILES, AT).data)) as archive:
        assert archive.namelist()[0] == INDEX
        archive.extractall(tmp_path)
        head, *lines = archive.read(INDEX).decode().splitlines()
    assert head.split("\t") == ["name", "size", "sha256"]
    assert [line.split("\t")[0] for line in lines] == [
        "问题解决报告.pdf",
        "mails/1.eml",
        "mails/1 (2).EML",
        "etc/passwd",
    ]
    for line in lines:
        name, size, digest = line.split("\t")
        data = (tmp_path / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (int(size), digest)


def test_same_files_same_bytes() -> None:
    """Dated by the moment that is handed in, on a machine of any kind."""
    made = bundle(FILES, AT)
    assert made == bundle(FILES, AT)
    with ZipFile(BytesIO(made.data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2026, 12, 18, 10, 30, 4)}
        assert {one.create_system for one in archive.infolist()} == {3}
    assert bundle(FILES, AT.replace(year=1970)).data != made.data


def test_a_file_and_a_folder_of_one_name_both_fit() -> None:
    """In either order; what goes into the folder stays together."""
    names = [one.name for one in bundle([("a", b""), ("a/b", b""), ("A/c", b""), ("d/e", b""), ("d", b"")], AT).entries]
    assert names == ["a", "a (2)/b", "A (2)/c", "d/e", "d (2)"]


def test_nobody_takes_the_place_of_the_index() -> None:
    """A file by its name stands beside it."""
    assert bundle([("Index.tsv", b"x")], AT).entries[0].name == "Index (2).tsv"
