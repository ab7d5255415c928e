package lookups

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestKeptAtEveryByte cuts a file of three blocks at every byte: what is left are the
// blocks that were whole, and what is kept afterwards follows them.
func TestKeptAtEveryByte(t *testing.T) {
	name := filepath.Join(t.TempDir(), "kept")
	k, err := OpenKept(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ends []int64
	for i := range 3 {
		if err := k.Keep(&Block{"s", uint64(i + 1), "ocsf", [][]byte{fmt.Append(nil, "access ", i), []byte("{}")}}); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, k.size)
	}
	_ = k.Close()
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) + 1 {
		if err := os.WriteFile(name, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, e := range ends {
			if int64(cut) >= e {
				want++
			}
		}
		got := 0
		count := func(b *Block) error { got++; return nil }
		k, err := OpenKept(name, count)
		if err != nil || got != want || k.Position("s") != uint64(want) {
			t.Fatalf("cut at %d: %d blocks, position %d (%v), want %d", cut, got, k.Position("s"), err, want)
		}
		if err := k.Keep(&Block{"s", 9, "ocsf", nil}); err != nil {
			t.Fatal(err)
		}
		_ = k.Close()
		got = 0
		if k, err = OpenKept(name, count); err != nil || got != want+1 || k.Position("s") != 9 {
			t.Fatalf("cut at %d and gone on: %d blocks (%v), want %d", cut, got, err, want+1)
		}
		_ = k.Close()
	}
	damaged := bytes.Clone(whole)
	damaged[12] ^= 1
	if err := os.WriteFile(name, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKept(name, func(*Block) error { return nil }); err == nil {
		t.Error("a block that is damaged in the middle is taken as the end")
	}
}

func FuzzBlock(f *testing.F) {
	f.Add((&Block{"s", 1, "ocsf", [][]byte{[]byte("{}")}}).bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := readBlock(in)
		if err == nil {
			if again, err := readBlock(b.bytes()); err != nil || fmt.Sprint(again) != fmt.Sprint(b) {
				t.Fatalf("%v (%v), want %v", again, err, b)
			}
		}
	})
}
