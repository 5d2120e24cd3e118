"""How the contract says what is wrong."""

from collections.abc import Iterable

SHOWN = 40


class ContractFault(AssertionError):
    """A plugin breaks its contract; the message names every fault and its remedy."""


def refuse(faults: Iterable[object]) -> None:
    """Fail if there are faults.

    Arguments:
        faults: sentences, or objects whose ``str`` is one.

    Raises:
        ContractFault: naming them, each once.
    """
    found = list(dict.fromkeys(str(fault) for fault in faults))
    if found:
        more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise ContractFault("\n".join(found[:SHOWN] + more))
