"""`python -m sandbox`: the demo."""

import os
import sys

from sandbox.demo.options import read_options
from sandbox.demo.running import run

if __name__ == "__main__":
    sys.exit(run(read_options(None, os.environ)))
