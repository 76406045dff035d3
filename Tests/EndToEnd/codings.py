"""Content codings of the test server and the raw client, flushed so that each piece can be decoded when it arrives."""

import random
import zlib

import brotli
import zstandard

CODINGS = ["identity", "gzip", "deflate", "br", "zstd"]
GZIP_WINDOW = 31  # zlib's code for 32 KiB with a gzip header


class Encoder:
    """Encodes pieces; the output for a piece is complete as soon as `encode` returns."""

    def __init__(self, coding: str) -> None:
        self.coding = coding
        match coding:
            case "gzip":
                self._inner = zlib.compressobj(6, zlib.DEFLATED, GZIP_WINDOW)
            case "deflate":
                self._inner = zlib.compressobj(6)
            case "br":
                self._inner = brotli.Compressor(quality=5)
            case "zstd":
                self._inner = zstandard.ZstdCompressor(level=3).compressobj()
            case "identity":
                self._inner = None
            case _:
                raise ValueError(f"unknown coding {coding}")

    def encode(self, piece: bytes) -> bytes:
        match self.coding:
            case "identity":
                return piece
            case "br":
                return self._inner.process(piece) + self._inner.flush()
            case "zstd":
                return self._inner.compress(piece) + self._inner.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            case _:
                return self._inner.compress(piece) + self._inner.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        match self.coding:
            case "identity":
                return b""
            case "br":
                return self._inner.finish()
            case _:
                return self._inner.flush()


class Decoder:
    """Decodes as far as the bytes so far allow."""

    def __init__(self, coding: str) -> None:
        match coding:
            case "identity":
                self.decode = bytes
            case "gzip":
                self.decode = zlib.decompressobj(GZIP_WINDOW).decompress
            case "deflate":
                self.decode = zlib.decompressobj().decompress
            case "br":
                self.decode = brotli.Decompressor().process
            case "zstd":
                self.decode = zstandard.ZstdDecompressor().decompressobj().decompress
            case _:
                raise ValueError(f"unknown coding {coding}")


def negotiate(accept_encoding: str) -> str:
    """The first coding of ours that an Accept-Encoding value names, in the order in which large providers choose."""
    offered = {part.split(";")[0].strip() for part in accept_encoding.split(",")}
    return next((coding for coding in ("br", "zstd", "gzip", "deflate") if coding in offered), "identity")


def random_cuts(data: bytes, seed: int) -> list[bytes]:
    """Cuts at seeded random places, half of the time also inside UTF-8 characters and between CR and LF."""
    generator = random.Random(f"{seed}/{len(data)}")
    offsets = {generator.randrange(1, len(data)) for _ in range(max(1, len(data) // 90))} if len(data) > 1 else set()
    for offset in range(1, len(data)):
        awkward = data[offset] & 0xC0 == 0x80 or data[offset - 1 : offset + 1] == b"\r\n"
        if awkward and generator.random() < 0.5:
            offsets.add(offset)
    edges = [0, *sorted(offsets), len(data)]
    return [data[start:end] for start, end in zip(edges, edges[1:]) if end > start]
