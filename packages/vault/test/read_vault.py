#!/usr/bin/env python3
"""Reads a Casemate vault, from docs/formats/vault.md alone. Read-only. Needs Debian's python3-cryptography and python3-argon2.

    read_vault.py list DIR          the index as JSON
    read_vault.py cat DIR ID        one file or record, to standard output
    read_vault.py sealed FILE KEY   one sealed file under a key in hexadecimal

Standard input: the passphrase (UTF-8, NFC) and, on a second line where it needs one, the device secret in hexadecimal.
"""
import hashlib
import json
import os
import struct
import sys

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

REGION, SLOT, SLOTS_AT, STATE_AT, IDENTITY = 4096, 144, 128, 1280, 96
HEADER, CHUNK, TAG, MAX_SIZE = 128, 65536, 16, 2**44


class Refused(Exception):
    pass


def need(condition, sentence):
    if not condition:
        raise Refused(sentence)


def hkdf(key, salt, info, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info.encode()).derive(key)


def aead(key, nonce, data, associated=b""):
    """The plaintext, or None when the tag does not fit."""
    try:
        return AESGCM(key).decrypt(nonce, bytes(data), associated)
    except InvalidTag:
        return None


def padded(size):
    if size <= 4096:
        return 4096
    exponent = size.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return (size + unit - 1) // unit * unit


def sealed_chunks(path, file_key):
    """Yields the plaintext, chunk by chunk, without its padding."""
    with open(path, "rb") as file:
        head = file.read(HEADER)
        need(len(head) == HEADER and head[:16] == b"casemate sealed\n", "not_sealed")
        need(head[16] == 1, "version")
        need(head[17:32] == bytes(15), "damaged")
        keys = hkdf(file_key, head[32:64], "casemate sealed file v1", 64)
        need(keys[32:] == head[64:96], "wrong_key")
        opened = aead(keys[:32], bytes(12), head[96:128], head[:96])
        need(opened is not None, "damaged")
        size = int.from_bytes(opened[:8], "little")
        need(size <= MAX_SIZE and opened[8:] == bytes(8), "damaged")
        whole = padded(size)
        count = max(1, -(-whole // CHUNK))
        stored, expected = os.fstat(file.fileno()).st_size, HEADER + whole + count * TAG
        need(stored >= expected, "truncated")
        need(stored <= expected, "extended")
        left = size
        for index in range(count):
            kind = 2 if index == count - 1 else 1
            nonce = bytes([kind, 0, 0, 0]) + index.to_bytes(8, "big")
            plain = aead(keys[:32], nonce, file.read(min(CHUNK, whole - index * CHUNK) + TAG))
            need(plain is not None, "damaged")
            need(not any(plain[max(0, left):]), "damaged")
            yield plain[:max(0, left)]
            left -= len(plain)


def whole_region(data, place):
    region = data[place * REGION:(place + 1) * REGION]
    if len(region) != REGION or hashlib.sha256(region[:4064]).digest() != region[4064:]:
        return None
    memory, passes, lanes = struct.unpack_from("<3I", region, 48)
    bounds = 65536 <= memory <= 4194304 and 3 <= passes <= 64 and 1 <= lanes <= 16
    epoch = int.from_bytes(region[96:104], "little")
    whole = region[:16] == b"casemate vault\n\n" and region[16] == 1 and epoch % 2 == place and bounds
    return (epoch, region) if whole else None


def open_vault(home, passphrase, device):
    """The index text and the keys of its files and records, by id."""
    with open(os.path.join(home, "vault", "header"), "rb") as file:
        data = file.read(2 * REGION + 1)
    regions = [region for region in (whole_region(data, 0), whole_region(data, 1)) if region]
    need(regions, "Both copies of the header are damaged.")
    region = max(regions)[1]
    memory, passes, lanes = struct.unpack_from("<3I", region, 48)
    secret = hash_secret_raw(passphrase, region[64:96], passes, memory, lanes, 32, Type.ID)
    master = number = None
    for at in range(8):
        slot = region[SLOTS_AT + at * SLOT:SLOTS_AT + (at + 1) * SLOT]
        for kinds, ikm in (((1, 2), secret), ((3,), secret + device)):
            keys = hkdf(ikm, slot[:32], "casemate vault slot v1", 64)
            plain = aead(keys[:32], bytes(12), slot[64:], region[:IDENTITY])
            if keys[32:] == slot[32:64] and plain is not None and plain[0] in kinds:
                master, number, mark = plain[32:], at, slot[32:48].hex()
    need(master, "No slot opens with this passphrase.")
    state_key = hkdf(master, region[STATE_AT:STATE_AT + 32], "casemate vault state v1", 32)
    state = aead(state_key, bytes(12), region[STATE_AT + 32:STATE_AT + 144], region[:IDENTITY])
    need(state is not None, "The header was changed.")
    if int.from_bytes(state[48:56], "little") == 0:
        return {"version": 1, "files": [], "records": []}, {}
    raw = b"".join(sealed_chunks(os.path.join(home, "vault", state[:16].hex()), state[16:48]))
    end = 4 + int.from_bytes(raw[:4], "little")
    index = json.loads(raw[4:end])
    entries = index["files"] + index["records"]
    need(len(raw) == end + 32 * len(entries), "The index has not the shape it must have.")
    slots = index.get("slots", [{"index": 0, "mark": None}])
    need(any(one["index"] == number and one["mark"] in (None, mark) for one in slots), "This slot was removed.")
    return index, {entry["id"]: raw[end + 32 * i:end + 32 * i + 32] for i, entry in enumerate(entries)}


def main(command, *arguments):
    if command == "sealed":
        chunks = sealed_chunks(arguments[0], bytes.fromhex(arguments[1]))
    else:
        home = arguments[0]
        passphrase, _, device = sys.stdin.buffer.read().rstrip(b"\r\n").partition(b"\n")
        index, keys = open_vault(home, passphrase, bytes.fromhex(device.decode()))
        if command == "list":
            return print(json.dumps(index))
        entry = next((one for one in index["files"] + index["records"] if one["id"] == arguments[1]), None)
        need(entry, "There is no such entry.")
        moved = entry.get("movedFrom")
        place = moved if moved and os.path.exists(os.path.join(home, moved["place"], moved["object"])) else entry
        chunks = sealed_chunks(os.path.join(home, place.get("place", "vault"), place["object"]), keys[entry["id"]])
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Refused as error:
        sys.exit(str(error))
