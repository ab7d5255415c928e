package linkage

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// Forms are the forms in which pairs and clusters are written; each is the end of a
// file's name.
var Forms = []string{"csv", "parquet", "jsonl"}

type pairRow struct {
	L           string  `parquet:"unique_id_l,snappy" json:"unique_id_l"`
	R           string  `parquet:"unique_id_r,snappy" json:"unique_id_r"`
	Weight      float64 `parquet:"match_weight,snappy" json:"match_weight"`
	Probability float64 `parquet:"match_probability,snappy" json:"match_probability"`
}

type memberRow struct {
	ID      string `parquet:"unique_id,snappy" json:"unique_id"`
	Cluster string `parquet:"cluster_id,snappy" json:"cluster_id"`
}

// As takes pairs or clusters as CSV with its first line, as PairWriter and
// WriteMembers write them, and writes them in another form. What went wrong on the
// way is known when it is closed.
func As(form string, to io.Writer) io.WriteCloser {
	if form == "csv" {
		return asItIs{to}
	}
	in, w := io.Pipe()
	a := &as{PipeWriter: w, end: make(chan error, 1)}
	go func() {
		err := rewrite(form, in, to)
		in.CloseWithError(err)
		a.end <- err
	}()
	return a
}

type asItIs struct{ io.Writer }

func (asItIs) Close() error { return nil }

type as struct {
	*io.PipeWriter
	end chan error
}

func (a *as) Close() error {
	_ = a.PipeWriter.Close() // it never fails
	return <-a.end
}

func rewrite(form string, in io.Reader, to io.Writer) error {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("writing %s: %w", form, err)
	}
	if len(head) == 2 {
		return rows(form, r, to, func(v []string) (memberRow, error) { return memberRow{v[0], v[1]}, nil })
	}
	return rows(form, r, to, func(v []string) (pairRow, error) {
		w, err := strconv.ParseFloat(v[2], 64)
		p, e := strconv.ParseFloat(v[3], 64)
		return pairRow{v[0], v[1], w, p}, errors.Join(err, e)
	})
}

// rows writes each row. JSON has no number without end: a match weight that is one is
// written as null.
func rows[T any](form string, r *csv.Reader, to io.Writer, row func([]string) (T, error)) error {
	var write func([]T) error
	end := func() error { return nil }
	switch form {
	case "parquet":
		w := parquet.NewGenericWriter[T](to, parquet.MaxRowsPerRowGroup(1<<20))
		write = func(some []T) error { _, err := w.Write(some); return err }
		end = w.Close
	case "jsonl":
		var b []byte
		write = func(some []T) error {
			b = b[:0]
			for _, v := range some {
				line, err := json.Marshal(v)
				if err != nil {
					p, ok := any(v).(pairRow)
					if !ok {
						return err
					}
					if line, err = json.Marshal(map[string]any{"unique_id_l": p.L, "unique_id_r": p.R, "match_weight": nil, "match_probability": p.Probability}); err != nil {
						return err
					}
				}
				b = append(append(b, line...), '\n')
			}
			_, err := to.Write(b)
			return err
		}
	default:
		return fmt.Errorf("the form %q is not known: csv, parquet and jsonl are", form)
	}
	some := make([]T, 0, 1024)
	for {
		v, err := r.Read()
		if err != nil && err != io.EOF {
			return err
		}
		if err == nil {
			t, e := row(v)
			if e != nil {
				return e
			}
			some = append(some, t)
		}
		if len(some) == cap(some) || err == io.EOF {
			if e := write(some); e != nil {
				return e
			}
			some = some[:0]
		}
		if err == io.EOF {
			return end()
		}
	}
}
