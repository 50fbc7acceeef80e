"""``python -m pith``."""

import sys

from ._cli import main

sys.exit(main())
