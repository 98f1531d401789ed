"""hardening_test.py PROGRAM optimized|plain: what keeps a memory error from being obeyed is in the program."""

import pathlib
import re
import subprocess
import sys
import unittest

PROGRAM = None
OPTIMIZED = False


def readelf(*options):
    return subprocess.run(["readelf", "-W", *options, PROGRAM], check=True, capture_output=True, text=True).stdout


class HardeningTest(unittest.TestCase):
    def test_it_is_loaded_at_another_address_each_time(self):
        self.assertRegex(readelf("-h"), r"Type:\s+DYN \(Position-Independent Executable")
        self.assertRegex(readelf("-d"), r"FLAGS_1.*\bPIE\b")
        self.assertNotRegex(readelf("-d"), r"\(TEXTREL\)")

    def test_the_tables_of_the_linker_are_read_only(self):
        self.assertIn("GNU_RELRO", readelf("-l"))
        self.assertRegex(readelf("-d"), r"\(BIND_NOW\)|FLAGS.*\bNOW\b")

    def test_no_segment_may_be_written_and_run(self):
        segments = re.findall(r"^\s+(\w+)\s+0x\S+ 0x\S+ 0x\S+ 0x\S+ 0x\S+ ([RWE ]{3}) 0x", readelf("-l"), re.MULTILINE)
        self.assertIn("GNU_STACK", [name for name, _ in segments])
        self.assertEqual([name for name, flags in segments if "W" in flags and "E" in flags], [])

    def test_libraries_come_from_the_system_alone(self):
        self.assertNotRegex(readelf("-d"), r"\((RPATH|RUNPATH)\)")

    def imported(self):
        return set(re.findall(r"UND (\w+)", readelf("--dyn-syms")))

    @unittest.skipUnless(len(sys.argv) > 2 and sys.argv[2] == "optimized", "not in this kind of build")
    def test_an_overwritten_stack_ends_the_process(self):
        self.assertIn("__stack_chk_fail", self.imported())

    @unittest.skipUnless(len(sys.argv) > 2 and sys.argv[2] == "optimized", "not in this kind of build")
    def test_copies_are_checked_against_the_size_of_what_they_fill(self):
        self.assertTrue([name for name in self.imported() if re.fullmatch(r"__\w+_chk", name)])

    @unittest.skipUnless(len(sys.argv) > 2 and sys.argv[2] == "optimized", "not in this kind of build")
    def test_functions_are_entered_at_their_beginning_where_the_processor_can_tell(self):
        if "X86-64" not in readelf("-h"):
            self.skipTest("CET is of x86")
        # The program's own main; what it is linked from may have been built without.
        code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", "--disassemble=main", PROGRAM], check=True,
                              capture_output=True, text=True).stdout
        self.assertRegex(code, r"<main>:\n\s+\w+:\s+endbr64")


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv[1])
    del sys.argv[1:3]
    unittest.main(verbosity=2)
