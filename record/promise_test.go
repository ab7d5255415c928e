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
		if by.Before(last) || by.Sub(d.Now) < time.Minute || by.Sub(d.Now) > 7*time.Minute {
			t.Errorf("promised by %s, the one before by %s, at %s", by, last, d.Now)
		}
		last, signed = by, append(signed, raw)
	}
	if last.Sub(d.Now) < 5*time.Minute { // 18 rows wait, 4 are published each minute
		t.Errorf("the last is promised by %s, too soon after %s", last, d.Now)
	}
	src, err := ledger.OpenSource(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := func() (n int) {
		for i, raw := range signed {
			k, err := ledger.CheckPromise(ctx, src, d.key, raw, d.Now)
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
