package lookups

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// Kept is a file of accesses to which blocks are added, each with how far its source
// was read. A block is there whole or not at all, so that whoever reads a source goes
// on at the exact access after a crash: it is told where by the last block.
//
// A block is its length and checksum (CRC-32C), four bytes each, then the name of the
// source, the position, the form and the accesses as they came, each with its length
// before it.
type Kept struct {
	f    *os.File
	size int64
	at   map[string]uint64 // by source, how far it was read
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxBlock is the longest block, in bytes.
const maxBlock = 64 << 20

// Block is accesses that came together.
type Block struct {
	Source   string
	Position uint64 // of the source, behind the last of them
	Form     string // of each: ocsf or fhir
	Accesses [][]byte
}

// OpenKept opens or begins a file, hands on every block that it holds, and cuts off
// what a crash left half written. A block that is damaged in the middle is an error:
// nothing behind it may be lost silently.
func OpenKept(name string, take func(*Block) error) (*Kept, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the accesses that were kept: %w", err)
	}
	k := &Kept{f: f, at: map[string]uint64{}}
	if err := k.replay(take); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Truncate(k.size); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err := f.Seek(k.size, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return k, nil
}

func (k *Kept) replay(take func(*Block) error) error {
	s, err := k.f.Stat()
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(k.f, 1<<20)
	var head [8]byte
	for {
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil // the end, or a head that was not whole
		}
		n := int64(binary.LittleEndian.Uint32(head[:]))
		if n > maxBlock || k.size+8+n > s.Size() {
			if n <= maxBlock {
				return nil // cut off by a crash: it was never acknowledged
			}
			return fmt.Errorf("the accesses that were kept are damaged behind byte %d: restore %s from a copy", k.size, k.f.Name())
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(in, body); err != nil {
			return fmt.Errorf("reading the accesses that were kept: %w", err)
		}
		whole := crc32.Checksum(body, castagnoli) == binary.LittleEndian.Uint32(head[4:])
		if !whole && k.size+8+n == s.Size() {
			return nil // the last one, not wholly written
		}
		b, err := readBlock(body)
		if !whole || err != nil {
			return fmt.Errorf("the accesses that were kept are damaged behind byte %d: restore %s from a copy", k.size, k.f.Name())
		}
		if err := take(b); err != nil {
			return err
		}
		k.at[b.Source] = b.Position
		k.size += 8 + n
	}
}

// Position is how far a source was read.
func (k *Kept) Position(source string) uint64 { return k.at[source] }

// Keep writes a block. When it returns the block is on the disk.
func (k *Kept) Keep(b *Block) error {
	body := b.bytes()
	if len(body) > maxBlock {
		return fmt.Errorf("%d bytes at once are more than are kept together", len(body))
	}
	var out bytes.Buffer
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(body)))
	binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(body, castagnoli))
	out.Write(head[:])
	out.Write(body)
	if _, err := k.f.WriteAt(out.Bytes(), k.size); err != nil {
		return fmt.Errorf("keeping accesses: %w", err)
	}
	if err := k.f.Sync(); err != nil {
		return fmt.Errorf("keeping accesses: %w", err)
	}
	k.size += int64(out.Len())
	k.at[b.Source] = b.Position
	return nil
}

// Close closes the file.
func (k *Kept) Close() error { return k.f.Close() }

func (b *Block) bytes() []byte {
	var out []byte
	add := func(v []byte) {
		out = binary.AppendUvarint(out, uint64(len(v)))
		out = append(out, v...)
	}
	add([]byte(b.Source))
	out = binary.AppendUvarint(out, b.Position)
	add([]byte(b.Form))
	out = binary.AppendUvarint(out, uint64(len(b.Accesses)))
	for _, a := range b.Accesses {
		add(a)
	}
	return out
}

func readBlock(in []byte) (*Block, error) {
	bad := false
	number := func() uint64 {
		v, n := binary.Uvarint(in)
		if n <= 0 {
			bad = true
			return 0
		}
		in = in[n:]
		return v
	}
	piece := func() []byte {
		n := number()
		if bad || n > uint64(len(in)) {
			bad = true
			return nil
		}
		v := in[:n]
		in = in[n:]
		return v
	}
	b := &Block{Source: string(piece()), Position: number(), Form: string(piece())}
	n := number()
	for i := uint64(0); i < n && !bad; i++ {
		b.Accesses = append(b.Accesses, piece())
	}
	if bad || len(in) > 0 {
		return nil, errors.New("not a block")
	}
	return b, nil
}
