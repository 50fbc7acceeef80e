"""Packs a folder of executions that libFuzzer kept into one file of the repository, and unpacks it.

Usage: corpus.py pack folder file [most bytes], corpus.py unpack file folder. An execution is two bytes of length and its bytes.
"""

import hashlib
import sys
from pathlib import Path


def unpack(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data, at = file.read_bytes() if file.exists() else b"", 0
    while at < len(data):
        size = int.from_bytes(data[at:at + 2], "little")
        one, at = data[at + 2:at + 2 + size], at + 2 + size
        (folder / hashlib.sha1(one).hexdigest()).write_bytes(one)


def pack(folder: Path, file: Path, most: int) -> None:
    """The smallest first, as they cover the most for their bytes; in an order that does not change with the file system's."""
    kept, used = [], 0
    for one in sorted((p.read_bytes() for p in folder.iterdir()), key=lambda d: (len(d), d)):
        if len(one) < 65536 and used + len(one) + 2 <= most:
            kept.append(one)
            used += len(one) + 2
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(len(one).to_bytes(2, "little") + one for one in kept))
    print(f"{file}: {len(kept)} executions, {used} bytes")


if __name__ == "__main__":
    if sys.argv[1] == "unpack":
        unpack(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        pack(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 25000)
