"""``python -m sva`` is ``sva``."""

from sva.cli import main

if __name__ == "__main__":
    main()
