"""What the expression engines share: rows as dicts of floats."""

from __future__ import annotations

from oracle import Row


def dicts(rows: list[Row]) -> list[dict[str, str | float]]:
    """Each row as the engines take it."""
    return [
        {
            "level2": row.level2,
            "sign": row.sign,
            "target": (row.target or 0) / 100,
            "actual": (row.actual or 0) / 100,
            "full": (row.full or 0) / 100,
        }
        for row in rows
    ]
