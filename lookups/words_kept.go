package lookups

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// texts keeps the words of accesses that nothing explains, for the timeline of a case:
// id, record, reference, place and purpose. Beyond a limit they go to a file.
type texts struct {
	mem   []byte
	began uint64 // offset of mem
	limit int
	dir   string
	file  *os.File
}

// words are what a timeline shows besides numbers.
type words struct{ id, record, ref, from, purpose string }

func (t *texts) add(e *Event) (uint64, error) {
	at := t.began + uint64(len(t.mem))
	for _, s := range [...]string{e.ID, e.Record, e.Ref, e.From, e.Purpose} {
		if len(s) > 1<<15 {
			s = s[:1<<15]
		}
		t.mem = binary.AppendUvarint(t.mem, uint64(len(s)))
		t.mem = append(t.mem, s...)
	}
	if len(t.mem) < t.limit || t.dir == "" {
		return at, nil
	}
	if t.file == nil {
		f, err := os.OpenFile(filepath.Join(t.dir, ".words"), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return at, fmt.Errorf("making room on disk for words: %w", err)
		}
		t.file = f
	}
	if _, err := t.file.Write(t.mem); err != nil {
		return at, fmt.Errorf("keeping words on disk: %w", err)
	}
	t.began += uint64(len(t.mem))
	t.mem = t.mem[:0]
	return at, nil
}

func (t *texts) get(at uint64) (words, error) {
	var b []byte
	if at >= t.began {
		b = t.mem[at-t.began:]
	} else {
		b = make([]byte, 5*(1<<15+3))
		n, err := t.file.ReadAt(b, int64(at))
		if n == 0 {
			return words{}, fmt.Errorf("reading words from disk: %w", err)
		}
		b = b[:n]
	}
	var w words
	for _, to := range [...]*string{&w.id, &w.record, &w.ref, &w.from, &w.purpose} {
		n, used := binary.Uvarint(b)
		if used <= 0 || uint64(len(b)-used) < n {
			return words{}, errors.New("the words of an access are damaged")
		}
		*to = strings.ToValidUTF8(string(b[used:used+int(n)]), "\ufffd")
		b = b[used+int(n):]
	}
	return w, nil
}

func (t *texts) drop() error {
	if t.file == nil {
		return nil
	}
	return errors.Join(t.file.Close(), os.Remove(t.file.Name()))
}
