"""``python -m allocator``."""

from __future__ import annotations

from allocator.cli.main import main

if __name__ == "__main__":
    main()
