package act_test

import (
	"testing"

	"candour"
	"candour/act"
)

// TestTold: what was done to an officer tells nothing of a matter, and nothing
// tells how much happened meanwhile.
func TestTold(t *testing.T) {
	kinds := []string{"report", "case", "allegation", "disclosure", "officer", "grant", "force"}
	var all []candour.Event
	for i, k := range kinds {
		all = append(all, candour.Event{Kind: "x", Subject: candour.Subject{Kind: k, ID: "a"}, Seq: int64(i + 1)})
	}
	for _, of := range kinds {
		want := len(kinds)
		if of == "officer" || of == "grant" || of == "force" {
			want = 3
		}
		got := act.Told(candour.Subject{Kind: of, ID: "a"}, all)
		if len(got) != want {
			t.Errorf("of an act on a %s, %d events are told, want %d", of, len(got), want)
		}
		for _, e := range got {
			if e.Seq != 0 {
				t.Errorf("of an act on a %s, the place %d in the journal is told", of, e.Seq)
			}
		}
	}
	if all[0].Seq != 1 {
		t.Error("the events themselves were changed")
	}
}
