#!/usr/bin/env python3
"""A mail server on loopback for tests: takes letters and keeps each as FOLDER/<number>.eml.

Usage: smtp_server.py FOLDER starttls|tls|none USER PASSWORD. Prints its port, and ends when standard input does. Its
certificate is FOLDER/certificate.pem. It asks for TLS and AUTH, but not with "none". Of letters to refused@… it says 550,
to later@… 451, and to hang@… nothing.
"""
import asyncio
import pathlib
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

FOLDER, MODE, USER, PASSWORD = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3].encode(), sys.argv[4].encode()


class Keep:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        name = address.split("@")[0]
        if name == "refused":
            return "550 nobody of that name"
        if name == "later":
            return "451 not now"
        if name == "hang":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Keep.count += 1
        head = f"X-From: {envelope.mail_from}\r\nX-To: {','.join(envelope.rcpt_tos)}\r\nX-Tls: {bool(session.ssl)}\r\n"
        whole = FOLDER / f"{Keep.count}.part"
        whole.write_bytes(head.encode() + envelope.content)
        whole.rename(FOLDER / f"{Keep.count}.eml")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == USER and data.password == PASSWORD
    # Whoever isn't right gets an answer only when this says that it wasn't handled.
    return AuthResult(success=right, handled=right)


def context():
    key, certificate = FOLDER / "key.pem", FOLDER / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                    certificate], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


async def main():
    tls = None if MODE == "none" else context()
    secured = {} if tls is None else {"authenticator": authenticate, "auth_required": True}
    if MODE == "starttls":
        secured.update(tls_context=tls, require_starttls=True)
    if MODE == "tls":
        secured.update(auth_require_tls=False)  # it already is
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keep(), hostname="127.0.0.1", **secured), "127.0.0.1", 0,
                                      ssl=tls if MODE == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
