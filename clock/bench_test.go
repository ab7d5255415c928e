package clock

import (
	"fmt"
	"testing"
	"time"

	"candour"
)

// BenchmarkRecompute computes every limit of 200,000 cases, as after a change of the
// law or of a bank holiday: of each the events of a whole matter or of a part of it,
// with two officers in every third. It prints its own figure; the bar is 10 s. The
// events are invented: of a matter that was imported no clock is known, and of its events
// hardly any moves one, so that the real extract would ask for less work than this.
func BenchmarkRecompute(b *testing.B) {
	const many, part = 200_000, 1_000
	RulesVersion() // worked out once in the life of a program
	for b.Loop() {
		var took time.Duration
		events, limits, waiting := 0, 0, 0
		for from := 0; from < many; from += part {
			var stories [part][]candour.Event // what a case is made of here is not what is measured
			for i := range stories {
				stories[i] = aCase(from + i)
				events += len(stories[i])
			}
			began := time.Now()
			for _, s := range stories {
				dues, err := Compute(s)
				if err != nil {
					b.Fatal(err)
				}
				limits += len(dues)
				for _, d := range dues {
					if d.Waits() {
						waiting++
					}
				}
			}
			took += time.Since(began)
		}
		fmt.Printf("%d cases, %d events, %d limits of which %d wait: %.2f s, %.1f microseconds a case\n", many, events, limits, waiting, took.Seconds(), float64(took.Microseconds())/many)
		if took > 10*time.Second {
			b.Errorf("it took %s, and the bar is 10 s", took)
		}
	}
}

// aCase is case i: four events, and for each further part of a matter more.
func aCase(i int) (out []candour.Event) {
	d := candour.Date{Year: 2020, Month: time.March, Day: 2}.AddDays(i % 2000)
	subject := candour.Subject{Kind: "case", ID: fmt.Sprint("c", i)}
	add := func(days int, kind candour.EventKind, fields ...candour.Field) {
		d = d.AddDays(days)
		out = append(out, candour.Event{ID: fmt.Sprint(i, "/", len(out)), Seq: int64(len(out)), Kind: kind, Subject: subject, On: d, Data: fields})
	}
	officer := candour.Field{Name: "officer", Value: "a"}
	add(0, Attention)
	add(1, "case-opened")
	add(0, "complaint-recorded")
	add(0, "allegation-recorded") // moves nothing
	add(20, "person-updated")
	if i%2 == 0 {
		add(1, "severity-assessed")
		add(2, "investigator-appointed")
		add(1, "notice-served", officer, candour.Field{Name: "service", Value: "by hand"})
		add(9, "person-updated")
	}
	if i%3 == 0 {
		add(30, "case-to-answer-decided", officer, candour.Field{Name: "proceedings", Value: "hearing"})
		add(1, "documents-supplied", officer)
		add(1, "documents-supplied", candour.Field{Name: "officer", Value: "b"}, candour.Field{Name: "proceedings", Value: "meeting"})
		add(2, "hearing-fixed", officer, candour.Field{Name: "date", Value: d.AddDays(80).String()})
		add(9, "delayed-for-proceedings")
		add(30, "delay-ended")
	}
	if i%10 < 9 { // 10% are open
		add(25, "allegation-decided")
		add(3, "person-updated")
		add(1, "case-closed")
	}
	return out
}
