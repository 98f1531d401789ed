"""sbom_test.py PIPEWRIGHTD: what the server says it is made of is true, and the bill of materials has all of it."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = None
# Who tells its version, and whose package has it: by the names of the packages' files.
TOLD = {"Abseil": "libabsl-dev", "CLI11": "libcli11-dev", "curl": "libcurl4-openssl-dev", "glibc": "libc6", "gRPC": "libgrpc++-dev",
        "JSON for Modern C++": "nlohmann-json3-dev", "libcsv": "libcsv-dev", "libpq": "libpq5", "OpenSSL": "libssl3",
        "Protocol Buffers": "libprotobuf-dev", "SOCI": "libsoci-dev", "spdlog": "libspdlog-dev", "utf8proc": "libutf8proc-dev"}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def package_version(package):
    """The upstream part of an installed package's version: 1:2.3+dfsg-4 is 2.3."""
    version = run("dpkg-query", "-W", "-f", "${Version}", package)
    return re.match(r"(?:\d+:)?([0-9.]+[a-z]?)", version).group(1).rstrip(".")


@unittest.skipUnless(shutil.which("dpkg-query"), "this is no Debian")
class SbomTest(unittest.TestCase):
    def test_the_versions_are_those_of_the_packages(self):
        first, *lines = run(BINARY, "version", "--verbose").splitlines()
        self.assertEqual(first, run(BINARY, "version").strip())
        made, linked = lines[1:lines.index("Linked libraries:")], lines[lines.index("Linked libraries:") + 1:]
        told = dict(line.strip().rsplit(" ", 1) for line in made)
        self.assertEqual(sorted(told), sorted(TOLD))
        for name, version in told.items():
            with self.subTest(name):
                packaged = package_version(TOLD[name])
                self.assertTrue(packaged == version or packaged.startswith(version + ".") or version.startswith(packaged + "."),
                                f"{version}, but the package is {packaged}")
        self.assertTrue(all(pathlib.Path(line.strip()).is_file() for line in linked))

    def test_every_linked_library_is_in_the_bill_with_its_packages_version(self):
        bill = json.loads(run(str(ROOT / "scripts" / "sbom"), BINARY))
        versions = {package["name"]: package["versionInfo"] for package in bill["packages"]}
        linked = run(BINARY, "version", "--verbose").split("Linked libraries:\n")[1].split()
        for path in linked:
            spellings = [path, path.removeprefix("/usr")]
            answer = subprocess.run(["dpkg-query", "-S", *spellings], capture_output=True, text=True, check=False).stdout
            package = answer.split(":")[0]
            with self.subTest(path):
                self.assertIn(package, versions)
                self.assertEqual(versions[package], run("dpkg-query", "-W", "-f", "${Version}", package))

    def test_it_is_spdx_and_hangs_together(self):
        bill = json.loads(run(str(ROOT / "scripts" / "sbom"), BINARY))
        self.assertEqual((bill["spdxVersion"], bill["dataLicense"], bill["SPDXID"]), ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertRegex(bill["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(bill["creationInfo"]["creators"])
        self.assertRegex(bill["documentNamespace"], r"^https://[^#]+$")
        ids = [package["SPDXID"] for package in bill["packages"]]
        self.assertEqual(len(ids), len(set(ids)))
        for package in bill["packages"]:
            self.assertRegex(package["SPDXID"], r"^SPDXRef-[A-Za-z0-9.-]+$")
            self.assertTrue(package["name"] and package["versionInfo"] and package["downloadLocation"])
        ends = {end for relation in bill["relationships"] for end in (relation["spdxElementId"], relation["relatedSpdxElement"])}
        self.assertEqual(ends, {*ids, "SPDXRef-DOCUMENT"})
        self.assertTrue(any(re.fullmatch(r"postgresql-\d+", package["name"]) for package in bill["packages"]))

    def test_the_same_program_gives_the_same_bytes(self):
        self.assertEqual(run(str(ROOT / "scripts" / "sbom"), BINARY), run(str(ROOT / "scripts" / "sbom"), BINARY))


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
