"""Every mail in a real browser, as wide as a phone and as a desk: nothing runs out of sight, buttons are big enough.

Uses a frame of the wanted width: Chromium lays nothing out below 500 px.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from servers import need

from mailflow.compose.headers import Rendered

WIDTHS = (390, 1280)
LOOK = """
const frame = document.createElement('iframe');
frame.style = `border:0;width:${arguments[0]}px;height:1600px`;
document.body.style.margin = 0;
document.body.replaceChildren(frame);
const page = frame.contentDocument;
page.open(); page.write(arguments[1]); page.close();
const root = page.documentElement;
const buttons = [...page.querySelectorAll('a')].filter(one => one.offsetHeight > 0 && one.href.startsWith('mailto:'));
const wide = [...page.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > arguments[0] + 1);
const said = [...page.body.querySelectorAll('*')].filter(
  one => one.offsetHeight > 0 && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
return {
  wide: root.scrollWidth > arguments[0] || wide.length > 0,
  low: buttons.filter(one => one.textContent.trim() && one.offsetHeight < 40).map(one => one.textContent),
  links: [...page.querySelectorAll('[src],[href]')].map(one => one.src || one.href)
    .filter(one => !one.startsWith('mailto:')),
  line: Math.min(...said.map(one => {
    const style = frame.contentWindow.getComputedStyle(one);
    return (parseFloat(style.lineHeight) || 0) / parseFloat(style.fontSize);
  })),
  language: root.lang,
};
"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Debian's Chromium, without a screen and without a network."""
    need("chromium", "chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    folder = tmp_path_factory.mktemp("browser")
    for one in (
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={folder}",
        "--window-size=1300,1700",
    ):  # fmt: skip
        options.add_argument(one)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    blank = folder / "blank.html"
    blank.write_text("<!doctype html><body></body>", "utf-8")
    driver.get(Path(blank).as_uri())
    yield driver
    driver.quit()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_mail_fits(width: int, browser: webdriver.Chrome, mails: Mapping[tuple[str, str], Rendered]) -> None:
    """No sideways scrolling, fingers can hit the buttons, lines have air, nothing is loaded from anywhere."""
    for (language, name), mail in mails.items():
        seen = browser.execute_script(LOOK, width, mail.html)
        assert not seen["wide"], (language, name, width)
        assert seen["low"] == [], (language, name, seen["low"])
        assert seen["links"] == [], (language, name)
        assert seen["line"] >= 1.5, (language, name, seen["line"])
        assert seen["language"].partition("-")[0] == language, name
