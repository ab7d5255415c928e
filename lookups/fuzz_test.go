package lookups

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
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
	f.Add(`{"class_uid":6005,"time":1,"actor":{"user":{"uid":"o"}}}`)
	f.Fuzz(func(t *testing.T, s string) { ends(t, NewOCSF(strings.NewReader(s)), len(s)) })
}

func FuzzFHIR(f *testing.F) {
	f.Add(`{"resourceType":"AuditEvent","recorded":"2025-01-01","agent":[{"who":{"reference":"Practitioner/o"}}],"entity":[{"what":{"reference":"Patient/p"}}]}`)
	f.Fuzz(func(t *testing.T, s string) { ends(t, NewFHIR(strings.NewReader(s)), len(s)) })
}

func FuzzParquet(f *testing.F) {
	var b bytes.Buffer
	w := NewParquetWriter(&b)
	_ = w.Write(&full)
	_ = w.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > 1<<16 {
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
