"""Runs the Python clients, and counts what held at the end."""

import sys
import unittest
from pathlib import Path

if __name__ == "__main__":
    tests = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
    outcome = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.testsRun - failed} passed, {failed} failed")
    sys.exit(not outcome.wasSuccessful())
