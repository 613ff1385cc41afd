"""The command line `kg`: each command parses, calls one function and prints.

Commands live in modules of their own and are imported only when they run, so that `kg --help` is instant.
"""

from kg.cli.main import main

__all__ = ["main"]
