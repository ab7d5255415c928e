package lookups

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// ParquetWriter writes accesses as our Parquet.
type ParquetWriter struct {
	w    *parquet.GenericWriter[ParquetRow]
	rows []ParquetRow
}

// NewParquetWriter begins a file. Close ends it, and not the writer below.
func NewParquetWriter(out io.Writer) *ParquetWriter {
	return &ParquetWriter{w: parquet.NewGenericWriter[ParquetRow](out, parquet.MaxRowsPerRowGroup(1<<18))}
}

// Write writes an access.
func (p *ParquetWriter) Write(e *Event) error {
	if p.rows = append(p.rows, ParquetFrom(e)); len(p.rows) < 1024 {
		return nil
	}
	return p.flush()
}

func (p *ParquetWriter) flush() error {
	_, err := p.w.Write(p.rows)
	p.rows = p.rows[:0]
	return err
}

// Close writes the end of the file, without which it cannot be read.
func (p *ParquetWriter) Close() error { return errors.Join(p.flush(), p.w.Close()) }
