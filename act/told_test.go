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
		if of == "disclosure" {
			continue // below
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

// TestToldToWhoeverItIsAbout: an officer acts on what was disclosed to them, and
// hears of that alone. The id of their case, or that somebody else's file was
// written to, is no answer, at whichever door they ask.
func TestToldToWhoeverItIsAbout(t *testing.T) {
	for _, of := range []candour.Subject{{Kind: "disclosure", ID: "d"}, {Kind: "representation", ID: "r"}} {
		got := act.Told(of, []candour.Event{
			{Kind: "answered", Subject: candour.Subject{Kind: "case", ID: "c"}, Act: "answer", Seq: 7, Data: []candour.Field{{Name: "proceeding", Value: "p"}}},
			{Kind: "noted", Subject: candour.Subject{Kind: "officer", ID: "o"}, Act: "note-it"},
			{Kind: "told", Subject: candour.Subject{Kind: "report", ID: "r"}, Act: "tell-them"},
		})
		if len(got) != 1 || got[0].Kind != "answered" || got[0].Subject != of || got[0].Data != nil || got[0].Seq != 0 {
			t.Errorf("of an act on a %s they are told %+v", of.Kind, got)
		}
	}
}
