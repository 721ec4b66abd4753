"""`mailflow preview` writes every mail, needs no configuration, and says what doesn't exist."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from mailflow.cli.preview import preview
from mailflow.compose.views import VIEWS


def run(*words: str):
    import typer

    app = typer.Typer()
    app.command()(preview)
    return CliRunner().invoke(app, list(words))


def test_every_mail_in_every_language(tmp_path):
    result = run("--out", str(tmp_path))
    assert result.exit_code == 0
    for language in ("zh", "en"):
        written = {path.stem for path in (tmp_path / language).glob("*.html")}
        assert set(VIEWS) <= written
        assert written == {path.stem for path in (tmp_path / language).glob("*.txt")}
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="([^"]+)"', index):
        assert (tmp_path / link).is_file()
    assert f"the list: {tmp_path / 'index.html'}" in result.output


def test_one_mail_in_one_language(tmp_path):
    result = run("signoff", "-l", "zh", "--out", str(tmp_path))
    assert result.exit_code == 0
    assert (tmp_path / "zh" / "signoff.txt").read_text(encoding="utf-8").startswith("【请签】问题初步评估表 v1")
    assert not (tmp_path / "en").exists()
    assert not (tmp_path / "zh" / "receipt.html").exists()


def test_ones_own_templates_come_first(tmp_path):
    (tmp_path / "mine" / "zh").mkdir(parents=True)
    (tmp_path / "mine" / "zh" / "receipt.j2").write_text(
        '{% extends "layout.j2" %}{% block subject %}OK{% endblock %}', encoding="utf-8"
    )
    result = run("receipt", "-l", "zh", "--out", str(tmp_path / "out"), "--templates", str(tmp_path / "mine"))
    assert result.exit_code == 0
    assert "OK [XC2026-0001]" in result.output


@pytest.mark.parametrize(
    ("words", "said"), [(["nothing"], "no template is called"), (["-l", "xx"], "no mails in 'xx'")]
)
def test_what_does_not_exist_is_said(tmp_path, capfd, words, said):
    result = run(*words, "--out", str(tmp_path))
    assert result.exit_code == 1
    assert said in result.output + capfd.readouterr().err
    assert not (tmp_path / "index.html").exists()
