"""serving.py HOST:PORT: succeeds once the server's health says SERVING, fails when it doesn't within a second."""

import sys

import grpc

# grpc.health.v1.HealthCheckResponse with status SERVING.
SERVING = b"\x08\x01"


def serving(channel, seconds):
    """Whether the server behind the channel serves, asked once; waits for the connection that long."""
    check = channel.unary_unary("/grpc.health.v1.Health/Check")
    try:
        return check(b"", timeout=seconds, wait_for_ready=True) == SERVING
    except grpc.RpcError:
        return False


if __name__ == "__main__":
    with grpc.insecure_channel(sys.argv[1]) as main_channel:
        sys.exit(0 if serving(main_channel, 1.0) else 1)
