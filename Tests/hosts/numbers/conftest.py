"""Checks are modules beside this file; their assertions are rewritten like a test's."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
pytest.register_assert_rewrite(*(path.stem for path in HERE.glob("of_*.py")))
