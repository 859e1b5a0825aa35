"""`grep -c`, in bytes.

The search is vectorised and knows no lines until it has found something; starting the program is part of the time.
"""

import os
import subprocess

BYTES = {**os.environ, "LC_ALL": "C"}


def run(path):
    grep = subprocess.run(["grep", "-caF", "|ERROR|", path], check=False, capture_output=True, env=BYTES)
    if grep.returncode > 1:  # 1 says that there is none
        raise OSError(grep.stderr.decode())
    return int(grep.stdout)
