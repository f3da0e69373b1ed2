#!/usr/bin/env python3
"""Checks an attestation of Casemate, without Casemate: python3 verify_attestation.py FILE [--nonce HEX] [--key KEY] [--json]
Needs Python 3.8 and, for signatures, the openssl command (3.0 or newer). Uses no network. Exit codes: 0 it is what the log's key signed, 1 it is
not, 2 it could not be checked. Written from docs/formats/attestation.md, not from Casemate's code."""
import argparse, base64, hashlib, json, pathlib, re, subprocess, sys, tempfile
MAX_FILE = 256 << 10
SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: 32 bytes of an Ed25519 public key follow
TIME, NONCE, SENTENCE, WORD = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", r"([0-9a-f]{2}){16,64}", r"[^\x00-\x1f\x7f-\x9f]{0,500}", r"[a-z][a-z0-9_]{0,31}"
NOTE = r"(?s:.{0,20000})"
PARTS = ["programs", "engine", "policy", "log", "vault", "confinement", "integrity", "incidents", "gpu"]  # the first four gate
PART = {"facts": [{"name": WORD, "value": SENTENCE}, 64], "id": "|".join(PARTS), "ok": (bool, None), "words": SENTENCE}
STATEMENT = {"assurance": "software", "boot": (SENTENCE, None), "limits": [SENTENCE, 16], "log": ({"checkpoint": NOTE, "key": NOTE}, None),
             "made": TIME, "nonce": NONCE, "parts": [PART, 9], "state": "pending|attested|degraded|failed", "version": SENTENCE}
FILE = {"format": r"casemate-attestation/v1", "note": (NOTE, None), "statement": STATEMENT}
class Bad(Exception): pass  # the problem's name and a sentence
def need(holds, problem, sentence):
    if not holds: raise Bad(problem, sentence)
def fits(value, shape):
    if isinstance(shape, dict): return isinstance(value, dict) and set(value) == set(shape) and all(fits(value[n], shape[n]) for n in shape)
    if isinstance(shape, list): return isinstance(value, list) and len(value) <= shape[1] and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple): return any(fits(value, one) for one in shape)
    if shape is None: return value is None
    if shape is bool: return type(value) is bool
    return isinstance(value, str) and re.fullmatch(shape, value) is not None
def state_of(found):  # bad before unknown, and unknown is never attested
    if False in found[:4]: return "failed"
    if None in found[:4]: return "pending"
    return "attested" if all(found) else "degraded"
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def b64(text, size=None):
    try: data = base64.b64decode(text, validate=True)
    except ValueError: return None
    return data if base64.b64encode(data).decode() == text and size in (None, len(data)) else None
def key_id(name, key): return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
def openssl(key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("key", SPKI + key), ("text", message), ("sig", signature)): pathlib.Path(folder, name).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
        return subprocess.run(command.split(), cwd=folder, capture_output=True).returncode == 0
def signed(note, name, key):  # the text of a C2SP signed note, if exactly one line is by this key and fits; else None
    text, blank, rest = note.rpartition("\n\n")
    rows = [re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+=*)", line) for line in rest[:-1].split("\n")]
    if not (blank and rest.endswith("\n") and all(rows) and len(rows) <= 16): return None
    own = [data[4:] for row in rows if row[1] == name for data in [b64(row[2]) or b""] if data[:4] == key_id(name, key)]
    return text + "\n" if len(own) == 1 and len(own[0]) == 64 and openssl(key, (text + "\n").encode(), own[0]) else None
def verify(data, nonce, wanted):
    need(len(data) <= MAX_FILE, "too_large", "The file is larger than an attestation can be.")
    try: text = data.decode("utf-8")
    except UnicodeDecodeError: raise Bad("encoding", "The file is not UTF-8 text.")
    need(text.endswith("\n"), "shape", "The file does not end as an attestation does.")
    try: value = json.loads(text[:-1])
    except (ValueError, RecursionError): value = None
    need(value is not None and canonical(value) + b"\n" == data, "json", "The file is not canonical JSON.")
    need(fits(value, FILE), "shape", "The file is no attestation.")
    statement, log, parts = value["statement"], value["statement"]["log"], value["statement"]["parts"]
    need([part["id"] for part in parts] == PARTS and statement["state"] == state_of([part["ok"] for part in parts]), "shape",
         "The state does not follow from the parts, or a part is missing.")
    need(log and value["note"], "signature", "Nobody signed this: it says what was found, and proves nothing.")
    match = re.fullmatch(r"(casemate/log/[0-9a-f]{32})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", log["key"])
    key = b64(match[3], 33) if match else None
    need(key and key[0] == 1 and key_id(match[1], key[1:]).hex() == match[2], "key", "The statement does not hold a log's key.")
    need(wanted in (None, log["key"]), "key", "It was signed with another key than the one you named.")
    digest = hashlib.sha256(canonical(statement)).hexdigest()
    need(signed(value["note"], match[1], key[1:]) == f"casemate-attestation/v1\n{match[1]}\n{digest}\n", "signature", "The log's key did not sign this.")
    note = signed(log["checkpoint"], match[1], key[1:])
    lines = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n", note or "")
    need(lines and lines[1] == match[1] and b64(lines[3], 32), "foreign", "The checkpoint is not one that the log's key signed.")
    need(nonce in (None, statement["nonce"]), "nonce", "It was made for another nonce: it is no answer to what you asked.")
    unwell = [part["id"] for part in parts if part["ok"] is not True]
    return {"ok": True, "state": statement["state"], "made": statement["made"], "origin": match[1], "records": int(lines[2]), "unwell": unwell}
def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--nonce", "--key"): options.add_argument(name)
    options.add_argument("--json", action="store_true")
    options.add_argument("file")
    given = options.parse_args()
    try:
        with open(given.file, "rb") as file: result = verify(file.read(MAX_FILE + 1), given.nonce, given.key)
        text = ("It is what the key of {origin} signed on {made}: {state}; parts that were not well: {unwell}.\nThe machine looked at itself: whoever controls"
                " it controls the answer. Whose log it was shows a key or checkpoint from before.").format(**result)
    except Bad as bad: result, text = dict(zip(("ok", "problem", "message"), (False, *bad.args))), "NOT VERIFIED ({}): {}".format(*bad.args)
    except OSError as error: return print(f"It could not be checked: {error}", file=sys.stderr) or 2
    return print(json.dumps(result) if given.json else text.encode("ascii", "backslashreplace").decode()) or int(not result["ok"])
if __name__ == "__main__": sys.exit(main())
