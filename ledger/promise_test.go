package ledger

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

var due = time.Date(2026, 3, 2, 14, 32, 0, 0, time.UTC)

func TestPromise(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	rows := rowsOf(300)
	l.publish(t, rows)
	for _, tt := range []struct {
		name   string
		seq    int64
		now    time.Time
		broken bool
		row    int64
	}{
		{"kept", 7, due.Add(-time.Hour), false, 7},
		{"kept, looked at later", 300, due.Add(time.Hour), false, 300},
		{"not yet due", 301, due, false, 0},
		{"broken", 301, due.Add(time.Second), true, 0},
	} {
		raw, err := l.Promise(rows.leaf(tt.seq), due)
		if err != nil {
			t.Fatal(err)
		}
		k, err := CheckPromise(t.Context(), l.src, l.verifier, l.verifier, raw, tt.now)
		if errors.Is(err, ErrDiffers) != tt.broken || k.Row != tt.row || !k.By.Equal(due) {
			t.Errorf("%s: %+v, %v; want row %d, broken %v", tt.name, k, err, tt.row, tt.broken)
		}
	}
}

// TestPromiseIsNoCheckpoint: the same key signs both, so neither may pass for the
// other.
func TestPromiseIsNoCheckpoint(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(3))
	raw, err := l.Promise(madeLeaf(1, 0), due)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseCheckpoint(raw, l.verifier); !errors.Is(err, ErrDiffers) {
		t.Errorf("a promise as a checkpoint: %v", err)
	}
	if _, err := ParsePromise(l.checkpoint(t), l.verifier); !errors.Is(err, ErrDiffers) {
		t.Errorf("a checkpoint as a promise: %v", err)
	}
	if _, err := l.Promise([]byte("candour/v1 of another length"), due); err == nil {
		t.Error("what is no leaf was promised")
	}
}

func TestChangedPromise(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(3))
	raw, err := l.Promise(madeLeaf(9, 0), due)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParsePromise(raw, l.verifier); err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		bad := bytes.Clone(raw)
		bad[i] ^= 1
		if _, err := ParsePromise(bad, l.verifier); !errors.Is(err, ErrDiffers) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	other, _ := newTestKey(t)
	s, err := note.NewSigner(other)
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(raw), "\n\n")
	forged, err := note.Sign(&note.Note{Text: text + "\n"}, s)
	if err != nil {
		t.Fatal(err)
	}
	// Signed by the right key in another form.
	ours, err := note.NewSigner(l.signer)
	if err != nil {
		t.Fatal(err)
	}
	var odd [][]byte
	for _, change := range [][2]string{{"14:32:00Z", "14:32:00+00:00"}, {"14:32:00Z", "14:32:00.0Z"}, {"candour promise v1", "candour promise v2"}, {"\n2026", "\n\n2026"}} {
		b, err := note.Sign(&note.Note{Text: strings.Replace(text, change[0], change[1], 1) + "\n"}, ours)
		if err != nil {
			t.Fatal(err)
		}
		odd = append(odd, b)
	}
	for i, bad := range append(odd, forged, nil, raw[:len(raw)-1], append(bytes.Clone(raw), raw...), bytes.Repeat(raw, 50)) {
		if _, err := ParsePromise(bad, l.verifier); !errors.Is(err, ErrDiffers) {
			t.Errorf("forgery %d: %v", i, err)
		}
	}
}
