package parquetcheck

import (
	"encoding/binary"
	"errors"
)

// What a description in a Parquet file may claim. The library makes room for a list
// before it reads what is in it, so that thirty bytes can ask for a hundred gigabytes,
// and no recover takes that back.
const (
	maxItems = 1 << 19 // of all lists together
	maxDepth = 16
)

var errThrift = errors.New("what it says of itself does not end where it must, or is nested too deep")

// thrift walks over a value of Thrift's compact protocol and takes nothing from it: it
// says only whether all lengths are true.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
type thrift struct {
	b     []byte
	at    int
	items int
}

// thriftLength is how many bytes the struct at the beginning of b takes.
func thriftLength(b []byte) (int, error) {
	w := thrift{b: b}
	if err := w.fields(0); err != nil {
		return 0, err
	}
	return w.at, nil
}

func (w *thrift) byte() (byte, error) {
	if w.at >= len(w.b) {
		return 0, errThrift
	}
	w.at++
	return w.b[w.at-1], nil
}

func (w *thrift) number() (uint64, error) {
	v, n := binary.Uvarint(w.b[w.at:])
	if n <= 0 {
		return 0, errThrift
	}
	w.at += n
	return v, nil
}

func (w *thrift) skip(n uint64) error {
	if n > uint64(len(w.b)-w.at) {
		return errThrift
	}
	w.at += int(n)
	return nil
}

func (w *thrift) fields(depth int) error {
	if depth > maxDepth {
		return errThrift
	}
	for {
		head, err := w.byte()
		if err != nil || head == 0 {
			return err
		}
		if head>>4 == 0 { // the number of the field stands behind it
			if _, err := w.number(); err != nil {
				return err
			}
		}
		if kind := head & 15; kind == 1 || kind == 2 {
			continue // a truth of a field is its kind
		}
		if err := w.value(head&15, depth); err != nil {
			return err
		}
	}
}

func (w *thrift) value(kind byte, depth int) error {
	switch kind {
	case 1, 2, 3: // truths in lists, and bytes
		return w.skip(1)
	case 4, 5, 6:
		_, err := w.number()
		return err
	case 7:
		return w.skip(8)
	case 8:
		n, err := w.number()
		if err != nil {
			return err
		}
		return w.skip(n)
	case 9, 10:
		head, err := w.byte()
		if err != nil {
			return err
		}
		n := uint64(head >> 4)
		if n == 15 {
			if n, err = w.number(); err != nil {
				return err
			}
		}
		return w.list(n, depth, head&15)
	case 11:
		n, err := w.number()
		if err != nil || n == 0 {
			return err
		}
		kinds, err := w.byte()
		if err != nil {
			return err
		}
		return w.list(n, depth, kinds>>4, kinds&15)
	case 12:
		return w.fields(depth + 1)
	}
	return errThrift
}

// list walks over n times what kinds say. Every item takes a byte at least.
func (w *thrift) list(n uint64, depth int, kinds ...byte) error {
	if n > uint64(len(w.b)-w.at) || n > uint64(maxItems-w.items) || depth > maxDepth {
		return errThrift
	}
	w.items += int(n)
	for range n {
		for _, kind := range kinds {
			if err := w.value(kind, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
