package clock

import (
	"slices"
	"testing"

	"candour"
)

// TestFacets: what a list is narrowed by follows from what happened, as it was said
// last, and from nothing that was corrected.
func TestFacets(t *testing.T) {
	day := candour.Date{Year: 2026, Month: 1, Day: 5}
	event := func(id string, kind candour.EventKind, fields ...candour.Field) candour.Event {
		day = day.AddDays(1)
		return candour.Event{ID: id, Kind: kind, On: day, Data: fields}
	}
	described := func(id, category, factors string) candour.Event {
		return event(id, "allegation-described", candour.Field{Name: "allegation", Value: "a1"}, candour.Field{Name: "category", Value: category}, candour.Field{Name: "factors", Value: factors})
	}
	events := []candour.Event{event("e1", Attention)}
	for _, step := range []struct {
		happens candour.Event
		want    []Facet
	}{
		{event("e2", "case-opened"), []Facet{{"assigned", ""}, {"state", "opened"}}},
		{described("e3", "J", "domestic,sexual-offence"), []Facet{{"assigned", ""}, {"category", "J"}, {"sensitive", "yes"}, {"state", "opened"}}},
		{event("e3b", "officer-linked", candour.Field{Name: "officer", Value: "o9"}), []Facet{{"about", "o9"}, {"assigned", ""}, {"category", "J"}, {"sensitive", "yes"}, {"state", "opened"}}},
		{described("e4", "B", ""), []Facet{{"about", "o9"}, {"assigned", ""}, {"category", "B"}, {"state", "opened"}}},
		{event("e5", "case-assigned", candour.Field{Name: "officer", Value: "o1"}), []Facet{{"about", "o9"}, {"assigned", "o1"}, {"category", "B"}, {"state", "opened"}}},
		{event("e6", "severity-assessed"), []Facet{{"about", "o9"}, {"assigned", "o1"}, {"category", "B"}, {"state", "assessed"}}},
		{event("e7", "case-closed"), []Facet{{"about", "o9"}, {"assigned", "o1"}, {"category", "B"}, {"state", "closed"}}},
		{event("e8", "case-reopened"), []Facet{{"about", "o9"}, {"assigned", "o1"}, {"category", "B"}, {"state", "assessed"}}},
	} {
		events = append(events, step.happens)
		if got := Facets(events); !slices.Equal(got, step.want) {
			t.Errorf("after %s: %v, want %v", step.happens.Kind, got, step.want)
		}
	}
	if rows, facets := Listing([]candour.Event{event("e9", "case-assigned", candour.Field{Name: "officer", Value: "o1"})}); rows != nil || facets != nil {
		t.Errorf("nothing is due, and the cache would hold %v %v", rows, facets)
	}
}

// TestWhy says in a line what a day is counted from.
func TestWhy(t *testing.T) {
	day := candour.Date{Year: 2026, Month: 3, Day: 3}
	rows := Rows([]candour.Event{{ID: "e", Kind: Attention, On: day}})
	if len(rows) == 0 {
		t.Fatal("nothing is due")
	}
	for _, r := range rows {
		if want := "Counted from 3 March 2026 (matter came to attention)"; r.Why() != want || r.Attention != day {
			t.Errorf("%s: %q of %v, want %q of %v", r.Rule, r.Why(), r.Attention, want, day)
		}
	}
}
