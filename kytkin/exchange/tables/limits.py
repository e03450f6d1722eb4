"""How large a table may be; what is larger is refused before it takes time or memory."""

from __future__ import annotations

from typing import Final

LARGEST_FILE: Final = 20_000_000
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 40
MOST_CELLS: Final = 600_000
LONGEST_CELL: Final = 20_000
# A row of texts, each as long as a cell may be, with its marks.
LONGEST_ROW: Final = 1_000_000
