"""One measured process seen from the harness: what is asked, how it is launched, and its outcome."""
