package lookups

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// ends reads to the end: whatever comes in, a reader ends, and gives no event that
// nobody made.
func ends(t *testing.T, r Reader, size int) {
	t.Helper()
	for range 2*size + 10 {
		var e Event
		err := r.Next(&e)
		if err == io.EOF {
			return
		}
		var b *Broken
		switch {
		case errors.As(err, &b):
			if b.Says == "" {
				t.Fatal("broken, and nothing says why")
			}
		case err != nil:
			return
		case e.Officer == "" || e.At.IsZero() || e.At.Year() > 2200:
			t.Fatalf("an event of nobody: %+v", e)
		}
	}
	t.Fatal("it does not end")
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"id,at,officer\na,2025-01-01,o\n", "id,at,officer\n\"a,2025-01-01,o\nb,2025-01-01,o\n", "at,officer,purpose\n2025-01-01,o,\"x\ny\"\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := NewCSV(strings.NewReader(s), nil)
		if err != nil {
			return
		}
		// No line is lost: each is read, or kept as broken, or part of one that was.
		seen := 0
		for {
			var e Event
			err := r.Next(&e)
			if err == io.EOF {
				break
			}
			seen++
			if seen > len(s)+1 {
				t.Fatal("it does not end")
			}
		}
	})
}

func FuzzOCSF(f *testing.F) {
	var b bytes.Buffer
	_ = WriteOCSF(&b, &full)
	f.Add(b.String())
	plain := full
	plain.Purpose = "x"
	b.Reset()
	_ = WriteOCSF(&b, &plain)
	f.Add(strings.TrimSpace(b.String()))
	f.Add(`{"class_uid":6005,"time":1,"actor":{"user":{"uid":"o"}}}`)
	f.Fuzz(func(t *testing.T, s string) {
		ends(t, NewOCSF(strings.NewReader(s)), len(s))
		var quick, slow datastoreActivity
		if plainOCSF([]byte(s), &quick) {
			if err := json.Unmarshal([]byte(s), &slow); err != nil || !reflect.DeepEqual(quick, slow) {
				t.Fatalf("read quickly %+v, slowly %+v, %v", quick, slow, err)
			}
		}
	})
}

func FuzzFHIR(f *testing.F) {
	f.Add(`{"resourceType":"AuditEvent","recorded":"2025-01-01","agent":[{"who":{"reference":"Practitioner/o"}}],"entity":[{"what":{"reference":"Patient/p"}}]}`)
	f.Fuzz(func(t *testing.T, s string) { ends(t, NewFHIR(strings.NewReader(s)), len(s)) })
}

// small is a file of some rows, with buffers no longer than it needs.
func small[T any](rows []T) []byte {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, parquet.PageBufferSize(256), parquet.WriteBufferSize(0), parquet.CreatedBy("", "", ""))
	if _, err := w.Write(rows); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func FuzzParquet(f *testing.F) {
	// Files of one column each are short, so that what is changed is read often: a file
	// of all columns is mostly its own description.
	type one struct {
		Officer string `parquet:"officer"`
		At      int64  `parquet:"at"`
	}
	type two struct {
		Officer string `parquet:"officer,dict,snappy"`
		At      int64  `parquet:"at,delta,snappy"`
		Person  string `parquet:"person,dict"`
	}
	f.Add(small([]one{{"o", 1}}))
	f.Add(small([]one{}))
	f.Add(small([]two{{"o", 1, "p"}, {"o", 2, "q"}, {"", 3, "p"}}))
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > 1<<12 {
			return
		}
		r, err := NewParquet(bytes.NewReader(in), int64(len(in)))
		if err != nil {
			return
		}
		ends(t, r, 1<<16)
	})
}

func FuzzMapping(f *testing.F) {
	f.Add(mappingOfPlates)
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ReadMapping(strings.NewReader(s))
		if err == nil {
			if r, err := NewCSV(strings.NewReader("id,userId,searchDate,reason\n1,2,2025-01-01,x\n"), m); err == nil {
				ends(t, r, 100)
			}
		}
	})
}

func FuzzContext(f *testing.F) {
	f.Add(4, "officer,unit,supervisor,from,to,status\nanna,response,,2025-01-01,,active\n")
	f.Add(5, "ref,person,officer,unit,role,from,to\ni,p,anna,,attended,2025-01-01,2025-01-02\n")
	f.Fuzz(func(t *testing.T, n int, s string) {
		b := NewBuilder(4, 4)
		var rejects []Reject
		if err := takeTable(b, Tables[uint(n)%uint(len(Tables))], strings.NewReader(s), &rejects); err != nil {
			return
		}
		w := b.World()
		screen := NewScreen(w, Options{})
		feed, _ := screen.Feed("x")
		screen.Judge(feed, &Event{Officer: "anna", Person: "p", At: at("2025-01-01")})
	})
}

// TestOCSFPlain: what we write ourselves is read the quick way, all of it.
func TestOCSFPlain(t *testing.T) {
	var b bytes.Buffer
	e := full
	e.Purpose = "Welfare Check"
	if err := WriteOCSF(&b, &e); err != nil {
		t.Fatal(err)
	}
	line := bytes.TrimSpace(b.Bytes())
	var quick, slow datastoreActivity
	if !plainOCSF(line, &quick) {
		t.Fatalf("read the slow way: %s", line)
	}
	if err := json.Unmarshal(line, &slow); err != nil || !reflect.DeepEqual(quick, slow) {
		t.Errorf("quickly %+v, slowly %+v, %v", quick, slow, err)
	}
	for _, other := range []string{`{"class_uid":6005, "time":1}`, `{"time":1.5}`, `{"time":01}`, `{"unmapped":{"person":"a\u0062"}}`, `{"unmapped":{"person":"é"}}`, `{"Time":1}`, `{"time":null}`, `{"time":1}x`, `{"time":1`, `[]`, ``} {
		var d datastoreActivity
		if plainOCSF([]byte(other), &d) {
			t.Errorf("%s was read the quick way", other)
		}
	}
}
