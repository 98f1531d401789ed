"""Certificates of authorities that exist for one test."""

import subprocess


def make_certificates(folder, user=None):
    """ca.pem and other-ca.pem with their keys, and of the first one's server.pem with server.key for the name localhost; as
    this user."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, user=user, check=True, capture_output=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for name in ("ca", "other-ca"):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "2")
    (folder / "san").write_text("subjectAltName=DNS:localhost")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem",
            "-days", "2", "-extfile", "san")
