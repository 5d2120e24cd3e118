"""The command line: ``menhu COMMAND``."""


def main() -> None:
    """Run the command line with the arguments of this process; the entry point ``menhu``."""
    from menhu.cli.root import run

    run()
