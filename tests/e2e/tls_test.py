"""tls_test.py PIPEWRIGHTD: TLS, as clients that verify see it, and those that speak a version of before."""

import socket
import ssl
import sys
import unittest

import grpc

import server_process
from certificates import make_certificates
from server_process import PATIENCE, ServerCase, health, until


class TlsTest(ServerCase):
    def serving_over_tls(self):
        make_certificates(self.folder)
        server = self.start("--tls-certificate", str(self.folder / "server.pem"), "--tls-key", str(self.folder / "server.key"))
        credentials = grpc.ssl_channel_credentials((self.folder / "ca.pem").read_bytes())
        with grpc.secure_channel(f"localhost:{server.port}", credentials) as channel:
            until(lambda: health(channel), "serving over TLS")
        return server

    def shake_hands(self, port, version):
        """With this version of TLS and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.folder / "ca.pem")
        # What this machine would refuse by itself is offered nevertheless.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                return secured.version()

    def test_a_client_that_verifies(self):
        server = self.serving_over_tls()
        self.assertIsNone(health(server.channel), "plaintext is not answered")
        server.end()
        self.assertIn("isn't the key of the certificate",
                      self.refused("--tls-certificate", str(self.folder / "server.pem"), "--tls-key",
                                   str(self.folder / "ca.key"), data=self.data))

    def test_versions_before_1_2_are_refused(self):
        server = self.serving_over_tls()
        self.assertEqual(self.shake_hands(server.port, ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        self.assertEqual(self.shake_hands(server.port, ssl.TLSVersion.TLSv1_2), "TLSv1.2")
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            # By the server, which ends the connection, and not because this side has nothing to offer.
            with self.assertRaisesRegex(OSError, "EOF|reset|ALERT_PROTOCOL_VERSION"):
                self.shake_hands(server.port, version)


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
