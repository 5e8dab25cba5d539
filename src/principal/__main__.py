"""``python -m principal``."""

from principal.faces.cli import main

main()
