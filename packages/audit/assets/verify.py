#!/usr/bin/env python3
"""Checks a forensic bundle of Casemate, without Casemate: python3 verify.py FILE [--words "twelve words"] [--json]. No network. Needs Python 3.8,
for signatures openssl 3.0. Exit codes: 0 all fits, 1 something does not, 2 not checked. Written from docs/formats/forensic-bundle.md, not from our code."""
import base64, hashlib, json, pathlib, re, subprocess, sys, tempfile
MAX_BUNDLE, MAX_LINE, MAX_MANIFEST, MAX_FILES, MAX_LEVEL, MAX_RECORDS = 256 << 20, 256 << 10, 64 << 10, 64, 49, 200_000
PATHS = """README.txt log/checkpoints.jsonl log/key.txt log/records.jsonl log/wordlist.txt manifest.json manifest.note notes.txt
statements/approvals.json statements/gpu.json statements/incidents.json statements/models.json statements/policy.json
statements/posture.json verify.html verify.py""".split()
LISTED = [path for path in PATHS if not path.startswith("manifest.")]
WORDLIST = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"  # SHA-256 of the list of BIP 39, English
SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: 32 bytes of an Ed25519 public key follow
# What JSON must look like: an object with exactly these members, a list of at most so many, one of several, a number, a pattern.
ANY, HASH = r".*", r"[0-9a-f]{64}"
FIELD = ({"commitment": HASH}, {"salt": r"[0-9a-f]{32}", "text": ANY})
PIECE = ({"fields": [FIELD, 64], "seq": int}, {"digest": HASH, "seq": int}, {"hash": HASH, "level": int, "seq": int})
MANIFEST = {"created": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", "format": "casemate-forensic/v1", "reason": r".{0,1000}",
            "records": {"forgotten": int, "shown": int}, "files": [{"bytes": int, "path": ANY, "sha256": HASH}, len(LISTED)],
            "hidden": [{"count": int, "name": r"actor|subject|detail(\..{1,40})?"}, 64],
            "log": {"checkpoint": {"epoch": int, "size": int}, "from": int, "to": int, "origin": r"casemate/log/[0-9a-f]{32}"}}
class Bad(Exception): pass  # the problem's name and a sentence
def need(holds, problem, sentence):
    if not holds: raise Bad(problem, sentence)
def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()
def utf8(data, where):
    try: return data.decode("utf-8")
    except UnicodeDecodeError: raise Bad("encoding", f"{where} is not UTF-8 text.")
def header(path, size):  # the one spelling of it in the archive
    head = bytearray(512)
    for at, text in ((0, path), (100, "0000644"), (108, "0000000"), (116, "0000000"), (124, "%011o" % size), (136, "0" * 11),
                     (148, " " * 8), (156, "0"), (257, "ustar\0" "00"), (329, "0000000"), (337, "0000000")):
        head[at:at + len(text)] = text.encode("ascii")
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)
def untar(data):
    need(data, "empty", "The file is empty.")
    need(not data.startswith(b"age-encryption.org/"), "encrypted", "The bundle is encrypted: decrypt it with age first.")
    need(len(data) <= MAX_BUNDLE, "too_large", "The file is larger than a bundle can be.")
    files, at, short = {}, 0, "The file ends too early."
    while True:
        head = data[at:at + 512]
        need(len(head) == 512, "truncated", short)
        if not any(head):
            need(len(data) == at + 1024 and not any(data[at:]), "truncated" if len(data) < at + 1024 else "trailing", "The end is not the end.")
            return files
        need(len(files) < MAX_FILES, "too_large", "The archive has too many files.")
        path, end, _ = head[:100].decode("latin-1").partition("\0")
        need(end and all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", part) and ".." not in part for part in path.split("/")),
             "path", "A file in the archive has a name that no bundle has.")
        need(head[156:157] == b"0", "not_a_file", f"{path} is not a plain file.")
        size = int(head[124:135], 8) if re.fullmatch(rb"[0-7]{11}\0", head[124:136]) else -1
        need(size >= 0 and head == header(path, size), "header", f"The header of {path} is not the one that a bundle has.")
        start, at = at + 512, at + 512 + size + -size % 512
        need(at <= len(data), "truncated", short)
        need(not any(data[start + size:at]), "padding", f"Behind {path}, there are bytes where only zeros belong.")
        need(path > max(files, default=""), "duplicate_name" if path in files else "order", f"{path} is there twice, or not in its place.")
        files[path] = data[start:start + size]
def fits(value, shape):
    if isinstance(shape, dict): return isinstance(value, dict) and set(value) == set(shape) and all(fits(value[n], shape[n]) for n in shape)
    if isinstance(shape, list): return isinstance(value, list) and len(value) <= shape[1] and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple): return any(fits(value, one) for one in shape)
    if shape is int: return type(value) is int and 0 <= value < 10**15
    return isinstance(value, str) and re.fullmatch(shape, value, re.S) is not None
def strict(data, shape, where):  # canonical JSON: what is written again must be the same, so a name that stands twice is seen
    try:  # no number has a fraction: int() refuses those
        value = json.loads(utf8(data, where), parse_float=int, parse_constant=int)
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError): again = None
    need(again == data, "json", f"{where} is not canonical JSON.")
    need(fits(value, shape), "shape", f"{where} holds something other than what the format has there.")
    return value
def lines(data, shape, where):
    *rows, rest = data.split(b"\n")
    for number, row in enumerate(rows, 1):
        need(len(row) <= MAX_LINE, "too_large", f"Line {number} of {where} is too long.")
        yield strict(row, shape, f"Line {number} of {where}")
    need(rest == b"", "shape", f"{where} ends in the middle of a line.")
def b64(text, size=None):
    try: data = base64.b64decode(text or "", validate=True)
    except (ValueError, TypeError): return None
    return data if base64.b64encode(data).decode() == text and size in (None, len(data)) else None
def key_id(name, key): return sha256(name.encode() + b"\n\x01" + key)[:4]
def openssl(key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("key", SPKI + key), ("text", message), ("sig", signature)): pathlib.Path(folder, name).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
        return subprocess.run(command.split(), cwd=folder, capture_output=True).returncode == 0
def parse_note(note):  # C2SP signed-note: its text, and its signatures as (name, id, signature); None when it is none
    text, blank, rest = note.rpartition("\n\n")
    rows = [re.fullmatch("\u2014 ([^\\s+\ufeff\x00-\x1f\x7f-\x9f]+) ([A-Za-z0-9+/]+=*)", line) for line in rest[:-1].split("\n")]
    if not (blank and rest.endswith("\n") and all(rows) and len(rows) <= 16 and len(note) <= 1 << 17): return None
    found = [(row[1], b64(row[2]) or b"") for row in rows]
    return (text + "\n", [(name, data[:4], data[4:]) for name, data in found]) if all(4 < len(data) <= 5004 for _, data in found) else None
def signed(note, name, key):
    own = [signature for who, ident, signature in note[1] if who == name and ident == key_id(name, key)]
    return len(own) == 1 and len(own[0]) == 64 and openssl(key, note[0].encode(), own[0])
def checkpoint(text, log, epoch, own, epoch_key):
    note, name, origin = parse_note(text), f"Checkpoint {epoch}", f"casemate/log/{log}"
    match = note and re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n", note[0])
    need(match and b64(match[3], 32), "signature", f"{name} was altered: it is no checkpoint.")
    need(match[1] == origin, "foreign", f"{name} belongs to another log.")
    need(signed(note, origin, own) and signed(note, f"{origin}/epoch/{epoch}", epoch_key), "signature", f"{name} lacks a signature that fits.")
    return int(match[2]), b64(match[3])
def read_record(fields, hidden, where):  # its digest, what is shown if it is the log's own, and how many fields are hidden
    commitments, shown, last = [], {}, b""
    for field in fields:
        if "commitment" not in field:
            try: pair = json.loads(field["text"])
            except (ValueError, RecursionError): pair = None
            need(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str), "shape", f"{where} has a field that is no pair.")
            before, last, shown[pair[0]] = last, pair[0].encode("utf-16-be", "surrogatepass"), pair[1]
            need(last > before, "shape", f"{where} has its fields in another order.")
        commitments.append(field.get("commitment") or sha256(f"casemate-field/v1\n{field['salt']}\n{field['text']}".encode()).hex())
    own, closed = str(shown.get("action")).startswith("ledger."), len(fields) - len(shown)  # the log's own records hide nothing
    said = [name for name in shown for one in hidden if name == one or one == "detail" and name.startswith("detail.")]
    need({"at", "kind", "action"} <= set(shown) and not (closed if own else said), "hidden", f"{where} hides or shows what it may not.")
    return sha256(("casemate-fields/v1\n" + "\n".join(commitments) + "\n").encode()).hex(), shown if own else None, closed
def read_pieces(data, log, hidden):  # for each line (first record, level, hash, the log's own fields, what it is); hidden fields
    pieces, count = [], 0
    for number, value in enumerate(lines(data, PIECE, "log/records.jsonl"), 1):
        where, seq, own, level = f"Line {number} of log/records.jsonl", value["seq"], None, value.get("level", 0)
        need(level <= MAX_LEVEL and seq % 2**level == 0, "shape", f"{where} has a subtree that is none.")
        kind = "shown" if "fields" in value else "forgotten" if "digest" in value else None
        if kind == "shown": value["digest"], own, closed = read_record(value["fields"], hidden, where); count += closed
        node = sha256(f"\0casemate-entry/v1\n{log}\n{seq}\n{value['digest']}\n".encode()) if kind else bytes.fromhex(value["hash"])
        pieces.append((seq, level, node, own, kind))
    starts, after = [piece[0] for piece in pieces], 0
    problem = "duplicated" if len(set(starts)) < len(starts) else "reordered"
    need(starts == sorted(set(starts)), problem, f"Records were {problem}.")
    for seq, level, *_ in pieces:
        need(seq == after, "inserted" if seq < after else "deleted", f"There should be record {after}, and there is {seq}.")
        after = seq + 2**level
    return pieces, count
def walk(pieces, notes, log):  # grows the tree (RFC 6962) and holds it against each checkpoint: size, epochs, the log's key, the first epoch's
    first, stack, size, epoch = pieces and pieces[0][3] or {}, [], 0, 0
    key, epoch_key = (b64(first.get(name), 32) for name in ("detail.publicKey", "detail.epochKey"))
    need(first.get("action") == "ledger.created" and key and epoch_key, "epoch", "Record 0 does not name the log's keys.")
    need(first.get("detail.log") == log, "foreign", "Record 0 belongs to another log.")
    goal = checkpoint(notes[0], log, 0, key, epoch_key) if notes else None
    for seq, level, node, own, _ in pieces:
        size = seq + 2**level
        need(goal and size <= goal[0], "epoch", f"No checkpoint covers record {seq}, or an epoch does not end where it should.")
        while stack and stack[-1][0] == level: level, node = level + 1, sha256(b"\1", stack.pop()[1], node)
        stack.append((level, node))
        if size < goal[0]: continue
        for _, left in stack[-2::-1]: node = sha256(b"\1", left, node)
        need(node == goal[1], "edited", f"Something before record {size} is not what was signed.")
        following = b64((own or {}).get("detail.nextKey"), 32)
        need(following and own["action"] == "ledger.sealed" and own.get("detail.epoch") == epoch, "epoch", f"Epoch {epoch} has no end.")
        goal, epoch = checkpoint(notes[epoch + 1], log, epoch + 1, key, following) if epoch + 1 < len(notes) else None, epoch + 1
    need(not goal, "deleted", f"Records from number {size} on are missing.")
    return size, epoch, key, epoch_key
def words_of(log, key, epoch_key, wordlist):
    text = f"casemate-log-words/v1\n{log}\n{base64.b64encode(key).decode()}\n{base64.b64encode(epoch_key).decode()}\n"
    bits = int.from_bytes(sha256(text.encode())[:16] + sha256(sha256(text.encode())[:16])[:1], "big") >> 4
    return " ".join(wordlist.decode().split("\n")[bits >> 11 * place & 2047] for place in range(11, -1, -1))
def verify(archive, words):
    files = untar(archive)
    need(set(files) <= set(PATHS), "unexpected_file", "A file does not belong in a bundle: " + ", ".join(set(files) - set(PATHS)))
    need(len(files) == len(PATHS), "missing_file", "A file is missing: " + ", ".join(set(PATHS) - set(files)))
    need(len(files["manifest.json"]) <= MAX_MANIFEST, "too_large", "The manifest is larger than a manifest can be.")
    manifest = strict(files["manifest.json"], MANIFEST, "manifest.json")
    need([one["path"] for one in manifest["files"]] == LISTED, "shape", "The manifest lists other files.")
    origin, start, end, counts = manifest["log"]["origin"], manifest["log"]["from"], manifest["log"]["to"], manifest["records"]
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})\n([^\n]*)\n", utf8(files["log/key.txt"], "log/key.txt"))
    key = b64(match[3], 33) if match else None
    need(key and key[0] == 1 and key_id(match[1], key[1:]).hex() == match[2], "key", "log/key.txt does not hold a key.")
    note, digest = parse_note(utf8(files["manifest.note"], "manifest.note")), sha256(files["manifest.json"]).hex()
    need(note and note[0] == f"casemate-bundle/v1\n{origin}\n{digest}\n" and match[1] == origin and signed(note, origin, key[1:]),
         "manifest_signature", "The manifest is not the one that the log's key signed.")
    for one in manifest["files"]:
        data = files[one["path"]]
        need((len(data), sha256(data).hex()) == (one["bytes"], one["sha256"]), "changed_file", f"{one['path']} is not the one listed.")
    for path in LISTED: utf8(files[path], path)
    need(sha256(files["log/wordlist.txt"]).hex() == WORDLIST, "key", "log/wordlist.txt is not the list that the words are from.")
    pieces, closed = read_pieces(files["log/records.jsonl"], origin[-32:], [one["name"] for one in manifest["hidden"]])
    ends = list(lines(files["log/checkpoints.jsonl"], {"epoch": int, "note": ANY}, "log/checkpoints.jsonl"))
    need([one["epoch"] for one in ends] == list(range(len(ends))), "epoch", "The checkpoint of an epoch is missing.")
    size, epochs, own, epoch_key = walk(pieces, [one["note"] for one in ends], origin[-32:])
    kinds = [kind for seq, level, _, _, kind in pieces if seq + 2**level > start and seq < end]
    need(start < end <= size and end - start <= MAX_RECORDS and len(kinds) == end - start and None not in kinds
         and all(not kind or not seq or start <= seq < end or fields and fields["action"] == "ledger.sealed" for seq, _, _, fields, kind in pieces)
         and (kinds.count("shown"), kinds.count("forgotten")) == (counts["shown"], counts["forgotten"])
         and manifest["log"]["checkpoint"] == {"epoch": epochs - 1, "size": size}, "range", "The bundle does not hold what its manifest says.")
    need(sum(one["count"] for one in manifest["hidden"]) == closed, "hidden", "The bundle hides another number of fields than it says.")
    found = words_of(origin[-32:], own, epoch_key, files["log/wordlist.txt"])
    need(own == key[1:] and match[4] == found, "key", "log/key.txt has another key or other words than the log's first record.")
    need(words is None or words.lower().split() == found.split(), "words", "The twelve words are not those of this log.")
    return {"ok": True, "origin": origin, "from": start, "to": end, "hiddenFields": closed, **counts, "words": found, "wordsCompared": words is not None}
def main(args):
    words = args[args.index("--words") + 1] if "--words" in args[:-1] else None
    if len(paths := [arg for arg in args if arg not in ("--json", "--words") and arg is not words]) != 1: return print(__doc__, file=sys.stderr) or 2
    try:
        with open(paths[0], "rb") as file: result = verify(file.read(MAX_BUNDLE + 1), words)
        text = ("Everything fits: records {from} up to, not including, {to} of {origin}. {hiddenFields} fields are hidden, {forgotten} records have\nno text"
                " (the log forgot it, or who made this left it out).\nNot shown by this: that what was recorded is true, that nothing happened unrecorded,"
                " that statements/ are true, or,\nunless these words are those that the owner has, that the log was not made up anew: {words}").format(**result)
    except Bad as bad: result, text = dict(zip(("ok", "problem", "message"), (False, *bad.args))), "NOT VERIFIED ({}): {}".format(*bad.args)
    except OSError as error: return print(f"It could not be checked: {error}", file=sys.stderr) or 2
    return print(json.dumps(result) if "--json" in args else text.encode("ascii", "backslashreplace").decode()) or int(not result["ok"])
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
