"""The README's table of methods is what the library says of itself."""

import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "README.md"


def test_the_table_of_methods_is_current():
    table = subprocess.run(
        [sys.executable, "-m", "pith", "methods", "--markdown"], check=True, capture_output=True, text=True).stdout.strip()
    assert table in README.read_text(encoding="utf-8"), "run: python -m pith methods --markdown"
