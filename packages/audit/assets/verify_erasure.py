#!/usr/bin/env python3
"""Checks an erasure certificate or a drill's report of Casemate, without Casemate: python3 verify_erasure.py FILE [--json]
Needs Python 3.8 and, for signatures, the openssl command (3.0 or newer). Uses no network. Exit codes: 0 it is what the log's key signed, and
everything in it was done; 1 one of these is not so; 2 it could not be checked. Written from docs/formats/erasure.md, not from Casemate's code."""
import base64, hashlib, json, pathlib, re, subprocess, sys, tempfile
MAX_FILE = 256 << 10
MAX_SIGNATURE = 4 + 5000  # the key's number and what C2SP allows behind it
SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: 32 bytes of an Ed25519 public key follow
ID, TIME, SENTENCE, WORD = r"[0-9a-f]{32}", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", r"[^\x00-\x1f\x7f-\x9f]{0,500}", r"[a-z][a-z0-9_]{0,31}"
NOTE = r"(?s:.{0,20000})"
STEP = {"claim": r"proven|best_effort|told", "detail": SENTENCE, "does": SENTENCE, "id": WORD, "medium": SENTENCE, "ms": (int, None),
        "state": r"waiting|running|done|failed|absent"}
STATEMENT = {"begun": TIME, "cause": WORD, "id": ID, "kind": r"erasure|drill", "level": int, "log": ({"checkpoint": (NOTE, None), "key": NOTE}, None),
             "made": TIME, "method": SENTENCE, "resumed": bool, "steps": [STEP, 32], "survives": [SENTENCE, 16], "vault": (ID, None), "version": SENTENCE}
FILE = {"after": [STEP, 32], "format": r"casemate-erasure/v1", "note": (NOTE, None), "statement": STATEMENT}
class Bad(Exception): pass  # the problem's name and a sentence
def need(holds, problem, sentence):
    if not holds: raise Bad(problem, sentence)
def fits(value, shape):
    if isinstance(shape, dict): return isinstance(value, dict) and set(value) == set(shape) and all(fits(value[n], shape[n]) for n in shape)
    if isinstance(shape, list): return isinstance(value, list) and len(value) <= shape[1] and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple): return any(fits(value, one) for one in shape)
    if shape is None: return value is None
    if shape is bool: return type(value) is bool
    if shape is int: return type(value) is int and 0 <= value < 10**15
    return isinstance(value, str) and re.fullmatch(shape, value) is not None
def fraction(text): return float(text) if repr(float(text)) == text and not float(text).is_integer() else int(text)  # int() refuses another spelling
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
    rows = [re.fullmatch("\u2014 ([^\\s+\ufeff\x00-\x1f\x7f-\x9f]+) ([A-Za-z0-9+/]+=*)", line) for line in rest[:-1].split("\n")]
    if not (blank and rest.endswith("\n") and all(rows) and len(rows) <= 16): return None
    lines = [(row[1], b64(row[2]) or b"") for row in rows]
    if not all(4 < len(data) <= MAX_SIGNATURE for _, data in lines): return None
    own = [data[4:] for by, data in lines if by == name and data[:4] == key_id(name, key)]
    return text + "\n" if len(own) == 1 and len(own[0]) == 64 and openssl(key, (text + "\n").encode(), own[0]) else None
def verify(data):
    need(len(data) <= MAX_FILE, "too_large", "The file is larger than a certificate can be.")
    try: text = data.decode("utf-8")
    except UnicodeDecodeError: raise Bad("encoding", "The file is not UTF-8 text.")
    need(text.endswith("\n"), "shape", "The file does not end as a certificate does.")
    try: value = json.loads(text[:-1], parse_float=fraction, parse_constant=int); same = canonical(value) + b"\n" == data
    except (ValueError, RecursionError): same = False  # half a letter, too: it has no bytes
    need(same, "json", "The file is not canonical JSON.")
    need(fits(value, FILE) and value["statement"]["level"] in (1, 2, 3), "shape", "The file is no certificate.")
    statement, log = value["statement"], value["statement"]["log"]
    need(log and value["note"], "signature", "Nobody signed this: it says what was done, and proves nothing.")
    match = re.fullmatch(r"(casemate/log/[0-9a-f]{32})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", log["key"])
    key = b64(match[3], 33) if match else None
    need(key and key[0] == 1 and key_id(match[1], key[1:]).hex() == match[2], "key", "The statement does not hold a log's key.")
    digest = hashlib.sha256(canonical(statement)).hexdigest()
    need(signed(value["note"], match[1], key[1:]) == f"casemate-erasure/v1\n{match[1]}\n{digest}\n", "signature", "The log's key did not sign this.")
    if log["checkpoint"] is not None:
        note = signed(log["checkpoint"], match[1], key[1:])
        lines = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n", note or "")
        need(lines and lines[1] == match[1] and b64(lines[3], 32), "foreign", "The checkpoint is not one that the log's key signed.")
    failed = [step["id"] for step in statement["steps"] if step["state"] not in ("done", "absent")]
    return {"ok": True, "kind": statement["kind"], "level": statement["level"], "vault": statement["vault"], "origin": match[1], "failed": failed}
def main(args):
    paths = [arg for arg in args if arg != "--json"]
    if len(paths) != 1: return print(__doc__, file=sys.stderr) or 2
    try:
        with open(paths[0], "rb") as file: result = verify(file.read(MAX_FILE + 1))
        text = "NOT everything was done. " * bool(result["failed"]) + ("It is what the key of {origin} signed: {kind}, level {level}, vault {vault}; failed steps: {failed}.\nWhat stands under \"after\" was said once"
                " the key was gone, and is signed by nobody. Whose log it was shows a checkpoint from before.").format(**result)
    except Bad as bad: result, text = dict(zip(("ok", "problem", "message"), (False, *bad.args))), "NOT VERIFIED ({}): {}".format(*bad.args)
    except OSError as error: return print(f"It could not be checked: {error}", file=sys.stderr) or 2
    return print(json.dumps(result) if "--json" in args else text.encode("ascii", "backslashreplace").decode()) or int(not result["ok"] or bool(result["failed"]))
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
