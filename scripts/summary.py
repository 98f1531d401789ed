"""Prints what a JUnit file says: skipped tests with their reasons, then the one line `N passed, N failed`.

Fails when a test failed, when the file is missing and when no test ran.
"""

import sys
import xml.etree.ElementTree


def reason_of(case):
    """The first line that a skipped test printed with "skipped:" in it."""
    for line in (case.findtext("system-out") or "").splitlines():
        if "skipped:" in line.lower():
            return line.strip()
    return "no reason given"


def main(path):
    try:
        cases = xml.etree.ElementTree.parse(path).getroot().findall("testcase")
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        print(f"error: ctest left no results: {error}", file=sys.stderr)
        cases = []
    passed = failed = 0
    for case in cases:
        # CTest: run (passed), fail, notrun (skipped, or the program is missing), disabled.
        status = case.get("status")
        if status == "run":
            passed += 1
        elif status == "fail" or (status == "notrun" and case.find("skipped") is None):
            failed += 1
            print(f"FAILED  {case.get('name')}")
        elif status == "notrun" and "SKIP_" not in (case.find("skipped").get("message") or ""):
            failed += 1
            print(f"NOT RUN {case.get('name')}: {case.find('skipped').get('message')}")
        else:
            print(f"skipped {case.get('name')}: {reason_of(case)}")
    if not passed and not failed:
        print("error: no test ran", file=sys.stderr)
        failed = 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
