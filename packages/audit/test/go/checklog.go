// Checks an exported log of Casemate's with the code of Go's checksum database and nothing of ours:
// golang.org/x/mod/sumdb/note (signed notes) and golang.org/x/mod/sumdb/tlog (trees, tiles, proofs).
//
//	checklog DIR VERIFIER_KEY
//
// DIR holds what C2SP tlog-tiles names (checkpoint, tile/…), and perhaps proofs/* (C2SP tlog-proof) and consistency/* (hashes in base64 on
// one line, then an older signed checkpoint). Prints "ok N records, …" and exits 0, or "STAGE: why" and exits 1.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// C2SP tlog-tiles has tiles of height 8 only, and leaves the height out of their paths.
const height = 8
const width = 1 << height

func fail(stage string, format string, args ...any) {
	fmt.Printf("%s: %s\n", stage, fmt.Sprintf(format, args...))
	os.Exit(1)
}

func main() {
	if len(os.Args) != 3 {
		fail("usage", "checklog DIR VERIFIER_KEY")
	}
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("key", "%v", err)
	}
	tree, err := readCheckpoint(filepath.Join(dir, "checkpoint"), verifier)
	if err != nil {
		fail("checkpoint", "%v", err)
	}
	checkReader(dir, tree)
	checkTiles(dir, tree, checkEntries(dir, tree))
	proofs := checkProofs(dir, verifier)
	trees := checkConsistency(dir, tree, verifier)
	fmt.Printf("ok %d records, %d proofs, %d older checkpoints\n", tree.N, proofs, trees)
}

func readCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return openCheckpoint(text, verifier)
}

// C2SP tlog-checkpoint: origin, size, root. The origin is the name of the key.
func openCheckpoint(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not three lines")
	}
	if lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("another origin")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 {
		return tlog.Tree{}, fmt.Errorf("no size")
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

type tileReader struct{ dir string }

func (tileReader) Height() int { return height }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(r.dir, pathOf(tile)))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func pathOf(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// A reader that trusts nothing but the checkpoint gets the signed root out of the tiles.
func checkReader(dir string, tree tlog.Tree) {
	root, err := tlog.TreeHash(tree.N, tlog.TileHashReader(tree, tileReader{dir}))
	if err != nil {
		fail("tiles", "%v", err)
	}
	if root != tree.Hash {
		fail("tiles", "another root")
	}
}

// The tree is built from the entries alone; its root is the signed one.
func checkEntries(dir string, tree tlog.Tree) []tlog.Hash {
	var stored []tlog.Hash
	reader := storedReader(&stored)
	for n := int64(0); n*width < tree.N; n++ {
		count := tree.N - n*width
		if count > width {
			count = width
		}
		bundle, err := os.ReadFile(filepath.Join(dir, pathOfEntries(n, int(count))))
		if err != nil {
			fail("entries", "%v", err)
		}
		for i := int64(0); i < count; i++ {
			var entry []byte
			if entry, bundle = nextEntry(bundle); entry == nil {
				fail("entries", "record %d is cut off", n*width+i)
			}
			more, err := tlog.StoredHashes(n*width+i, entry, reader)
			if err != nil {
				fail("entries", "%v", err)
			}
			stored = append(stored, more...)
		}
		if len(bundle) > 0 {
			fail("entries", "more than %d entries", count)
		}
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil || root != tree.Hash {
		fail("entries", "they make another root")
	}
	return stored
}

// Every tile is, byte for byte, the one that the entries make. TileHashReader alone would not do: in x/mod 0.7 it skips some tiles when it
// authenticates (the loop that begins at len(stx) counts tiles that it had merged).
func checkTiles(dir string, tree tlog.Tree, stored []tlog.Hash) {
	for _, tile := range tilesOf(tree.N) {
		want, err := tlog.ReadTileData(tile, storedReader(&stored))
		if err != nil {
			fail("tiles", "%v", err)
		}
		got, err := os.ReadFile(filepath.Join(dir, pathOf(tile)))
		if err != nil {
			fail("tiles", "%v", err)
		}
		if !bytes.Equal(got, want) {
			fail("tiles", "%s is not what the entries make", pathOf(tile))
		}
	}
}

// Full tiles, and the partial one at the end of each level.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level, nodes := 0, size; nodes > 0; level, nodes = level+1, nodes/width {
		for n := int64(0); n*width < nodes; n++ {
			count := nodes - n*width
			if count > width {
				count = width
			}
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: n, W: int(count)})
		}
	}
	return tiles
}

func storedReader(stored *[]tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(*stored)) {
				return nil, fmt.Errorf("hash %d is not there", index)
			}
			hashes[i] = (*stored)[index]
		}
		return hashes, nil
	})
}

func pathOfEntries(n int64, count int) string {
	tile := pathOf(tlog.Tile{H: height, L: 0, N: n, W: count})
	return "tile/entries/" + strings.TrimPrefix(tile, "tile/0/")
}

func nextEntry(bundle []byte) (entry, rest []byte) {
	if len(bundle) < 2 {
		return nil, nil
	}
	end := 2 + int(binary.BigEndian.Uint16(bundle))
	if len(bundle) < end {
		return nil, nil
	}
	return bundle[2:end], bundle[end:]
}

// C2SP tlog-proof: title, extra data (ours: the entry), index, hashes, empty line, checkpoint.
func checkProofs(dir string, verifier note.Verifier) int {
	paths, _ := filepath.Glob(filepath.Join(dir, "proofs", "*"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			fail("proof", "%v", err)
		}
		if err := checkProof(string(text), verifier); err != nil {
			fail("proof", "%v", err)
		}
	}
	return len(paths)
}

func checkProof(text string, verifier note.Verifier) error {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a proof")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(lines[3:])
	if err != nil {
		return err
	}
	tree, err := openCheckpoint([]byte(checkpoint), verifier)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// The tree begins with the older ones.
func checkConsistency(dir string, tree tlog.Tree, verifier note.Verifier) int {
	paths, _ := filepath.Glob(filepath.Join(dir, "consistency", "*"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			fail("consistency", "%v", err)
		}
		line, checkpoint, _ := strings.Cut(string(text), "\n")
		hashes, err := parseHashes(strings.Fields(line))
		if err != nil {
			fail("consistency", "%v", err)
		}
		older, err := openCheckpoint([]byte(checkpoint), verifier)
		if err != nil {
			fail("consistency", "%v", err)
		}
		if err := tlog.CheckTree(hashes, tree.N, tree.Hash, older.N, older.Hash); err != nil {
			fail("consistency", "%v", err)
		}
	}
	return len(paths)
}

func parseHashes(texts []string) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		hashes[i] = hash
	}
	return hashes, nil
}
