"""What the three command lines share: console, streams, interrupts, help and the wording of commands."""
