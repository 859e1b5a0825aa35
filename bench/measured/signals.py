"""Signals without the enumerations in which `signal` wraps their numbers: loading these costs each monitor 6 ms."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
else:
    import _signal as signal

__all__ = ["signal"]
