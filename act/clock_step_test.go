package act_test

import (
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

// TestTheClockGoesBack: a clock that was set back turns nobody away, and the journal
// says so once, before the first row of the earlier time. A clock that goes back by
// less than people notice, or forward, is not mentioned.
func TestTheClockGoesBack(t *testing.T) {
	w := testdb.Open(t)
	w.Crew()
	steps := func() (n int, before int64) {
		w.Read(func(tx *seal.Tx) error {
			all, err := ledger.EventsOf(tx, testdb.Force, candour.Subject{Kind: "force", ID: string(testdb.Force)})
			for _, e := range all {
				if e.Kind == act.ClockWentBack {
					n++
					before = e.Seq
					if e.Value("was") == "" || e.Value("is") != w.Now.UTC().Format(time.RFC3339) {
						t.Errorf("it says was %q, is %q", e.Value("was"), e.Value("is"))
					}
				}
			}
			return err
		})
		return n, before
	}
	for _, x := range []struct {
		by   time.Duration
		want int
	}{{0, 0}, {time.Hour, 0}, {-time.Minute, 0}, {-30 * time.Minute, 1}, {0, 1}} {
		w.Now = w.Now.Add(x.by)
		sent := w.Send(1)
		n, seq := steps()
		if n != x.want {
			t.Errorf("after %s: %d mentions, want %d", x.by, n, x.want)
		}
		w.Read(func(tx *seal.Tx) error {
			all, err := ledger.EventsOf(tx, testdb.Force, sent.Subject())
			if len(all) == 0 || x.by < -act.ClockSlack && all[0].Seq <= seq {
				t.Errorf("after %s: the report has %d events, the first after row %d", x.by, len(all), seq)
			}
			return err
		})
	}
	if !w.Runner.ClockWentBack.Load() {
		t.Error("whoever runs it is not told")
	}
}
