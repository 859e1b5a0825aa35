"""The Pythons that measure, and the installer that looks for them."""
