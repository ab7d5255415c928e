// Package invented makes a workforce and a file of records, with the truth about
// which records are of whom: for tests, for measuring, and for whoever wants to try
// a wash before a real one.
//
// It promises: everything follows from the seed, byte for byte, whatever the number
// of cores; nobody in it is real: names are common ones or put together, postcodes
// begin with letters that none in the United Kingdom begins with, numbers of
// telephones are of a range that is given to nobody, mail goes to example.org. It
// knows nothing of the engine: it has spellings and short forms of its own.
//
// Names come in nine ways of naming, each with how unevenly its names are borne, and
// with what clerks do to them: errors of the keyboard, family name for given name,
// another spelling of another script, one of two surnames, a short form, a move, a
// marriage, a day of birth with day and month exchanged or not known.
package invented

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
)

// Size is how much is made.
type Size struct {
	Workforce, Records int
	Known              float64 // part of the workforce that some record is of
	Errors             float64 // how much goes wrong: 1 as it does, 0 nothing
	Seed               uint64
}

// Check refuses what cannot be made.
func (s Size) Check() error {
	switch {
	case s.Workforce < 100 || s.Workforce > 10_000_000:
		return fmt.Errorf("workforce: give from 100 to 10,000,000 people")
	case s.Records < 100 || s.Records > 100_000_000:
		return fmt.Errorf("records: give from 100 to 100,000,000 rows")
	case !(s.Known >= 0 && s.Known <= 1):
		return fmt.Errorf("known: give the part of the workforce that records are of, from 0 to 1")
	case !(s.Errors >= 0 && s.Errors <= 3):
		return fmt.Errorf("errors: give how much goes wrong, from 0 to 3")
	case s.about() > s.Records/2:
		return fmt.Errorf("records: %d are too few for a workforce of %d of which %v are known: more than half of them would be about it", s.Records, s.Workforce, s.Known)
	}
	return nil
}

// people is how many of the workforce records are of, and about how many records
// are of them: some have two, and few three.
func (s Size) people() int { return int(float64(s.Workforce)*s.Known + 0.5) }
func (s Size) about() int  { n := s.people(); return n + n/3 + n/12 }

// Columns of the two files. The truth stands in files of its own, so that nothing
// can be matched by it.
const (
	WorkforceColumns = "unique_id,given_name,middle_name,surname,date_of_birth,postcode,address,phone,email\n"
	RecordColumns    = "unique_id,given_name,middle_name,surname,date_of_birth,postcode,address,phone,role\n"
	TruthColumns     = "unique_id_l,unique_id_r,origin,changes\n"
	OriginColumns    = "unique_id,origin\n"
)

// Out is where everything goes, as CSV.
type Out struct {
	Workforce, Records io.Writer
	Truth              io.Writer // which record is of whom, and what was done to it
	Origins            io.Writer // of everybody in the workforce
}

// Counts say what was made.
type Counts struct{ Workforce, Records, True int }

// Make makes a workforce and records, in rows that go out as they are made.
func Make(s Size, out Out) (n Counts, err error) {
	if err := s.Check(); err != nil {
		return n, err
	}
	w := newWorld(s)
	for _, h := range []struct {
		to   io.Writer
		head string
	}{{out.Workforce, WorkforceColumns}, {out.Records, RecordColumns}, {out.Truth, TruthColumns}, {out.Origins, OriginColumns}} {
		if _, err := io.WriteString(h.to, h.head); err != nil {
			return n, err
		}
	}
	n.Workforce = s.Workforce
	err = rows(s.Workforce, func(i int, a, b []byte) ([]byte, []byte, int) {
		p := w.officer(i)
		a = p.write(append(strconv.AppendInt(append(a, 'W'), int64(i+1), 10), ','))
		a = append(append(append(a, ','), p.email...), '\n')
		b = strconv.AppendInt(append(b, 'W'), int64(i+1), 10)
		return a, append(append(append(b, ','), p.origin.Name...), '\n'), 0
	}, out.Workforce, out.Origins, &n.True)
	if err != nil {
		return n, err
	}
	n.Records = s.Records
	err = rows(s.Records, func(i int, a, b []byte) ([]byte, []byte, int) {
		r := w.record(i)
		a = r.write(append(strconv.AppendInt(append(a, 'R'), int64(i+1), 10), ','))
		a = append(append(append(a, ','), r.role...), '\n')
		if r.officer < 0 {
			return a, b, 0
		}
		b = strconv.AppendInt(append(b, 'W'), int64(r.officer+1), 10)
		b = strconv.AppendInt(append(b, ",R"...), int64(i+1), 10)
		b = append(append(append(b, ','), r.origin.Name...), ',')
		return a, append(append(b, r.changes...), '\n'), 1
	}, out.Records, out.Truth, &n.True)
	return n, err
}

// rows makes rows on all cores and writes them in order to two files.
func rows(n int, one func(i int, a, b []byte) ([]byte, []byte, int), to, beside io.Writer, count *int) error {
	const step = 1 << 13
	type piece struct {
		a, b []byte
		n    int
	}
	workers := runtime.GOMAXPROCS(0)
	lanes := make([]chan piece, workers)
	stop := make(chan struct{})
	defer close(stop)
	for w := range workers {
		lanes[w] = make(chan piece, 2)
		go func() {
			for from := w * step; from < n; from += workers * step {
				var p piece
				for i := from; i < min(from+step, n); i++ {
					k := 0
					p.a, p.b, k = one(i, p.a, p.b)
					p.n += k
				}
				select {
				case lanes[w] <- p:
				case <-stop:
					return
				}
			}
		}()
	}
	for at := 0; at*step < n; at++ {
		p := <-lanes[at%workers]
		*count += p.n
		if _, err := to.Write(p.a); err != nil {
			return err
		}
		if _, err := beside.Write(p.b); err != nil {
			return err
		}
	}
	return nil
}
