package record_test

import (
	"testing"
	"time"

	"candour"
	"candour/ledger"
)

// TestPromisesAreKept: many reports at once have to wait for each other, and each
// is published by the time that its sender was promised.
func TestPromisesAreKept(t *testing.T) {
	d := begin(t, time.Minute, 4, nil)
	d.pace.Signer = d.pace.Log.(*ledger.Log)
	var signed [][]byte
	var last time.Time
	for range 6 {
		s := d.Send(2)
		by, raw, err := d.pace.Promise(ctx, s.Subject(), "send-report", d.Now)
		if err != nil {
			t.Fatal(err)
		}
		if by.Before(last) || by.Sub(d.Now) < 7*time.Minute || by.Sub(d.Now) > 30*time.Minute {
			t.Errorf("promised by %s, the one before by %s, at %s", by, last, d.Now)
		}
		last, signed = by, append(signed, raw)
	}
	src, err := ledger.OpenSource(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := func() (n int) {
		for i, raw := range signed {
			k, err := ledger.CheckPromise(ctx, src, d.key, d.key, raw, d.Now)
			if err != nil {
				t.Errorf("promise %d at %s: %v", i, d.Now, err)
			}
			if k.Row > 0 {
				n++
			}
		}
		return n
	}
	if n := kept(); n != 0 {
		t.Errorf("%d kept before a tick", n)
	}
	for d.Now.Before(last) {
		d.tick()
		kept()
	}
	d.Now = d.Now.Add(time.Second)
	if n := kept(); n != len(signed) {
		t.Errorf("%d kept of %d", n, len(signed))
	}
	if _, _, err := d.pace.Promise(ctx, candour.Subject{Kind: "report", ID: "nothing"}, "send-report", d.Now); err == nil {
		t.Error("what is not there was promised")
	}
}

// TestPromiseTellsNoCount: whoever sends a report, at whatever moment, is promised
// the same with nobody and with a quarter of an hour's rows before them; and a
// promise is never sooner than the record can keep it.
func TestPromiseTellsNoCount(t *testing.T) {
	d := begin(t, time.Minute, 4, nil)
	d.pace.Signer = d.pace.Log.(*ledger.Log)
	mine := d.Send(1)
	at := func(now time.Time) time.Time {
		t.Helper()
		by, _, err := d.pace.Promise(ctx, mine.Subject(), "send-report", now)
		if err != nil {
			t.Fatal(err)
		}
		return by
	}
	now := d.Now
	var quiet []time.Time
	for m := range 30 {
		quiet = append(quiet, at(now.Add(time.Duration(m)*time.Minute)))
	}
	for _, by := range quiet {
		if !by.Equal(by.Truncate(15 * time.Minute)) {
			t.Errorf("promised by %s, which is no full quarter of an hour", by)
		}
	}
	for range 12 { // 3 rows each
		mine = d.Send(2)
	}
	for m, by := range quiet {
		if busy := at(now.Add(time.Duration(m) * time.Minute)); !busy.Equal(by) {
			t.Errorf("minute %d: promised by %s with a full record and by %s with an empty one", m, busy, by)
		}
	}
	for range 30 {
		mine = d.Send(2)
	}
	if by, waits := at(now), 126/4*time.Minute; by.Sub(now) < waits || by.Sub(now) > waits+31*time.Minute {
		t.Errorf("with 126 rows before it, promised %s after it was sent, want at least %s", by.Sub(now), waits)
	}
}
