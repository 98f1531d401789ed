"""check_named_tests.py: the tests that the security documents name are there, and what is held names one.

A test is named as ctest does (`server/a spent refresh token …`), or as a method of a Python file
(`tests/e2e/process_test.py: test_…`).
"""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = ("docs/threat-model.md", "docs/asvs.md", "docs/attacks.md", "SECURITY.md")
# These say what is held, and by which tests.
ACCOUNTS = ("docs/threat-model.md", "docs/asvs.md")
LAYERS = ("domain", "application", "infrastructure", "server")
SUITES = {"add_test(NAME ": "", "e2e_test(": "e2e/", "contract_test(": "contract/", "attack_test(": "attack/",
          "supply_test(": "supply/"}
NAME = re.compile(r"`((?:domain|application|infrastructure|server|e2e|attack|contract|architecture|supply)/[^`]+)`")
METHOD = re.compile(r"`(tests/\S+\.py): (test_\w+)`")


def tests():
    """The names of all tests, as ctest has them."""
    names = set()
    for layer in LAYERS:
        for file in (ROOT / "tests" / layer).rglob("*.cc"):
            # A long name stands in several literals.
            for case in re.finditer(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', file.read_text()):
                literals = re.findall(r'"((?:[^"\\]|\\.)*)"', case.group(1))
                names.add(f"{layer}/" + "".join(literals).replace('\\"', '"'))
    for file in (ROOT / "tests").rglob("CMakeLists.txt"):
        for start, prefix in SUITES.items():
            for name in re.findall(re.escape(start) + r'"([^"]+)"', file.read_text()):
                names.add(prefix + name)
    return names


class NamedTestsTest(unittest.TestCase):
    def test_every_named_test_is_there(self):
        known = tests()
        self.assertGreater(len(known), 1000)
        for document in DOCUMENTS:
            text = (ROOT / document).read_text()
            if document in ACCOUNTS:
                self.assertTrue(NAME.findall(text), f"{document} names no test")
            for name in NAME.findall(text):
                with self.subTest(document=document, name=name):
                    self.assertTrue(name in known, "no such test")
            for file, method in METHOD.findall(text):
                with self.subTest(document=document, name=method):
                    self.assertIn(f"def {method}(", (ROOT / file).read_text())

    def test_what_is_held_names_a_test(self):
        for document in ACCOUNTS:
            for line in (ROOT / document).read_text().splitlines():
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                if line.startswith("| ") and "held" in cells:
                    with self.subTest(document=document, row=cells[0]):
                        self.assertTrue(NAME.search(line) or METHOD.search(line))


if __name__ == "__main__":
    unittest.main()
