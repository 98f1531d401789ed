"""Python classes for Pipewright's contract, made from proto/ with Debian's protoc and gRPC plug-in when first needed.

They land in a cache folder whose name is a hash of the protos, so a changed contract is generated anew. Import this
module before anything named *_pb2; it needs the packages protobuf-compiler, protobuf-compiler-grpc,
golang-github-gogo-googleapis-dev and libgoogle-common-protos-java.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "proto"
GOOGLEAPIS = pathlib.Path("/usr/share/gocode/src/github.com/gogo/googleapis")
COMMON_PROTOS_JAR = pathlib.Path("/usr/share/java/proto-google-common-protos.jar")
# What ours import, and error_details for reading errors. The second list stands only in the jar.
GOOGLE_PROTOS = ["google/api/annotations.proto", "google/api/http.proto", "google/rpc/status.proto",
                 "google/rpc/error_details.proto", "google/type/date.proto", "google/type/money.proto"]
JAR_PROTOS = ["google/api/field_behavior.proto"]


def folder():
    """The folder with the generated modules; makes it if it isn't there."""
    ours = sorted(path.relative_to(PROTOS).as_posix() for path in PROTOS.rglob("*.proto"))
    digest = hashlib.sha256()
    for name in ours:
        digest.update(name.encode() + b"\0" + (PROTOS / name).read_bytes())
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pipewright"
    target = cache / f"python-stubs-{digest.hexdigest()[:16]}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            made = _generate(pathlib.Path(work), ours)
            try:
                made.rename(target)
            except OSError:  # Another process was faster; its copy is the same.
                if not target.exists():
                    raise
    return target


def _generate(work, ours):
    plugin = shutil.which("grpc_python_plugin")
    if plugin is None or shutil.which("protoc") is None:
        raise SystemExit("protoc or grpc_python_plugin is missing: run scripts/setup")
    jar = work / "jar"
    with zipfile.ZipFile(COMMON_PROTOS_JAR) as archive:
        archive.extractall(jar, JAR_PROTOS)
    out = work / "stubs"
    out.mkdir()
    subprocess.run(
        ["protoc", f"-I{PROTOS}", f"-I{GOOGLEAPIS}", f"-I{jar}", f"--python_out={out}", f"--grpc_out={out}",
         f"--plugin=protoc-gen-grpc={plugin}", *ours, *GOOGLE_PROTOS, *JAR_PROTOS], check=True)
    return out


FOLDER = folder()
sys.path.insert(0, str(FOLDER))
