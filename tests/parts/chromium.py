"""A real browser: Debian's Chromium without a screen."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser")

# Without the networking flags every start looks up hosts of the browser's maker.
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--virtual-time-budget=2000",
)


class NoChromium(RuntimeError):
    """No Chromium was found."""


def find_chromium() -> Path:
    """The browser's program."""
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    message = "Chromium is missing: apt-get install chromium"
    raise NoChromium(message)


def screenshot(url: str, picture: Path, *, width: int = 1200, height: int = 900) -> Path:
    """The picture (PNG) of the page as a person with a window of that size sees it."""
    _browse(f"--window-size={width},{height}", f"--screenshot={picture}", url)
    if not picture.exists():
        message = f"Chromium made no picture of {url}"
        raise RuntimeError(message)
    return picture


def rendered(url: str, *, width: int = 1200, height: int = 900) -> str:
    """The page's HTML after its scripts and styles were loaded and run."""
    return _browse(f"--window-size={width},{height}", "--dump-dom", url)


def _browse(*arguments: str) -> str:
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # as root Chromium refuses to start with one
    with tempfile.TemporaryDirectory(prefix="patron-chromium-", ignore_cleanup_errors=True) as profile:
        command = [str(find_chromium()), *FLAGS, *sandbox, f"--user-data-dir={profile}", *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=90)
    if done.returncode != 0:
        message = f"Chromium ended with {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(message)
    return done.stdout
