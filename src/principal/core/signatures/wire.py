"""The data types of SSH (RFC 4251, section 5), read strictly: nothing missing, nothing left over."""

from __future__ import annotations

from principal.core.signatures.refused import Refused

MAX_STRING = 32 * 1024


class Reader:
    """Reads one value after the other from *data*; *what* names it in errors."""

    def __init__(self, data: bytes, what: str) -> None:
        self._data = data
        self._at = 0
        self._what = what

    def take(self, count: int) -> bytes:
        """The next *count* bytes.

        Raises:
            Refused: there are fewer.
        """
        if count > len(self._data) - self._at:
            raise Refused(f"the {self._what} is cut short")
        self._at += count
        return self._data[self._at - count : self._at]

    def uint32(self) -> int:
        """An unsigned number of 32 bits."""
        return int.from_bytes(self.take(4), "big")

    def uint64(self) -> int:
        """An unsigned number of 64 bits."""
        return int.from_bytes(self.take(8), "big")

    def string(self) -> bytes:
        """Bytes after their length.

        Raises:
            Refused: they are cut short, or too many.
        """
        size = self.uint32()
        if size > MAX_STRING:
            raise Refused(f"the {self._what} has a part of {size:,} bytes; at most {MAX_STRING:,} are read")
        return self.take(size)

    def text(self) -> str:
        """A string of printable ASCII.

        Raises:
            Refused: it holds anything else.
        """
        raw = self.string()
        if not all(0x20 <= byte < 0x7F for byte in raw):
            raise Refused(f"the {self._what} has a name that is not printable ASCII")
        return raw.decode("ascii")

    def natural(self) -> int:
        """A positive number of any size (mpint), in its shortest form.

        Raises:
            Refused: it is negative, zero, or longer than it need be.
        """
        raw = self.string()
        if not raw or raw[0] & 0x80 or (raw[0] == 0 and (len(raw) == 1 or not raw[1] & 0x80)):
            raise Refused(f"the {self._what} has a number that is not positive or not in its shortest form")
        return int.from_bytes(raw, "big")

    @property
    def left(self) -> bool:
        """Whether something is left."""
        return self._at < len(self._data)

    @property
    def at(self) -> int:
        """How many bytes were read."""
        return self._at

    def end(self) -> None:
        """Make sure that nothing is left.

        Raises:
            Refused: something is.
        """
        if self.left:
            raise Refused(f"the {self._what} has {len(self._data) - self._at:,} bytes too many at its end")


def string(data: bytes) -> bytes:
    """*data* after its length."""
    return len(data).to_bytes(4, "big") + data
