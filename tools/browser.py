"""Sees to it that Chromium is there, in which the tests look at reports; without it those tests are skipped.

python tools/browser.py    # installs it where it may, else says what is not tested
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Install it with apt-get if we may; that it cannot be had is said, and is no failure."""
    if os.environ.get("PRINCIPAL_CHROMIUM") or any(map(shutil.which, NAMES)):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("chromium is not on the path; installing it with apt-get", flush=True)
        for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            if subprocess.run(["apt-get", *words], check=False).returncode:  # noqa: S607 - where it is differs
                break
        else:
            return 0
    print(
        "chromium is not on this machine: reports are not tested in a browser "
        "(tests/faces/report/test_browser.py is skipped); install it with your system's package manager",
        flush=True,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
