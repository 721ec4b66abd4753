"""The sample company and the shipped processes as rules, without store or network."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mailflow.sandbox
from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.workflow.rules import Rules


def _rules(folder: Path) -> Rules:
    config = data_root() / "config"
    shutil.copy(Path(mailflow.sandbox.__file__).parent / "mailflow.yaml", folder)
    shutil.copy(config / "directory.yaml", folder)
    for part in ("processes", "calendars"):
        shutil.copytree(config / part, folder / part)
    found = load_installation(folder)
    processes = found.processes.values()
    return Rules(
        processes={one.digest: one for one in processes},
        current={one.key: one.digest for one in processes},
        directory=found.directory,
        calendars=found.calendars,
        calendar=found.settings.calendar,
        reach=found.settings.reach,
        reach_urgent=found.settings.reach_urgent,
        digest=found.digest,
    )


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """What decisions rest on, with the sample directory."""
    return _rules(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """`at("2026-11-26 09:00")`: that local time in Shanghai, in UTC."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Shanghai")
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
