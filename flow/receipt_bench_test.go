package flow_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/workforce"
)

// BenchmarkReceipt is what sending costs with the workforce looked through, in
// the one transaction in which everybody else waits to write: 50 things of four
// answers of 50,000 characters each, in a force of 5,000, of words as people use them, and of
// words that are all different, as only an attacker sends them.
func BenchmarkReceipt(b *testing.B) {
	w := testdb.Open(b)
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := func(n int) string {
		var s strings.Builder
		for range n {
			s.WriteByte(byte('a' + rnd.IntN(26)))
		}
		return s.String()
	}
	var surnames []string
	for range 10 {
		var acts []act.Act
		for range 500 {
			i := len(surnames)
			surnames = append(surnames, letters(7))
			acts = append(acts, &workforce.Enrol{
				Officer: candour.OfficerID(fmt.Sprint("o", i)), Person: candour.PersonID(fmt.Sprint("p", i)), Unit: fmt.Sprint("Team ", i%200), From: candour.On(w.Now),
				Name: candour.Mark(letters(3) + " " + surnames[i]), Number: candour.Mark(fmt.Sprint(10_000 + i)),
			})
		}
		w.Do(program, acts...)
	}
	named(w, "t", "Tango Quebec", "2001", "Standards", authz.Triage)
	common := make([]string, 15_000) // as many different words as a long novel has
	for i := range common {
		common[i] = letters(2 + rnd.IntN(8))
	}
	zipf := rand.NewZipf(rnd, 1.1, 4, uint64(len(common)-1))
	for _, kind := range []struct {
		name    string
		answers int
		word    func() string
	}{
		{"one short answer", 1, nil},
		{"words as people use them", 50, func() string { return common[zipf.Uint64()] }},
		{"words that are all different", 50, func() string { return letters(8) }},
		{"every officer there is", 50, func() string { return surnames[rnd.IntN(len(surnames))] }},
	} {
		answer := func() string {
			var s strings.Builder
			for s.Len() < 49_900 {
				s.WriteString(kind.word() + " ")
			}
			return s.String()
		}
		b.Run(kind.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				secret := intake.Secret(w.Made(authz.Actor{}).Rand)
				a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode()}
				for range kind.answers {
					said := intake.Said{What: candour.Mark("He came to my door."), Who: candour.Mark("Tango")}
					if kind.word != nil {
						said = intake.Said{What: candour.Mark(answer()), When: candour.Mark(answer()), Where: candour.Mark(answer()), Who: candour.Mark(answer())}
					}
					a.Said = append(a.Said, said)
				}
				b.StartTimer()
				began := time.Now()
				w.SendAs(secret, a)
				b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/report")
			}
		})
	}
}
