package intake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/intake"

	"pgregory.net/rapid"
)

// TestNextIsInside: whatever the hours and days are, the next moment is one of them,
// it is not before now, and the minute before it was none; also where clocks change.
func TestNextIsInside(t *testing.T) {
	days := []intake.Weekday{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	inside := func(p intake.ContactPlan, t time.Time) bool {
		l := t.In(candour.London)
		name := func(t time.Time) intake.Weekday { return intake.Weekday(strings.ToLower(t.Weekday().String())) }
		on := func(d intake.Weekday) bool { return len(p.Days) == 0 || slices.Contains(p.Days, d) }
		at := l.Format("15:04")
		if p.From == "" {
			return on(name(l))
		}
		if p.From < p.Until {
			return on(name(l)) && p.From <= at && at < p.Until
		}
		return p.From <= at && on(name(l)) || at < p.Until && on(name(l.AddDate(0, 0, -1)))
	}
	rapid.Check(t, func(r *rapid.T) {
		p := intake.ContactPlan{Days: rapid.SliceOfNDistinct(rapid.SampledFrom(days), 0, 7, rapid.ID[intake.Weekday]).Draw(r, "days")}
		if rapid.Bool().Draw(r, "hours") {
			p.From = fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(r, "h"), rapid.IntRange(0, 59).Draw(r, "m"))
			p.Until = fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(r, "h2"), rapid.IntRange(0, 59).Draw(r, "m2"))
			if p.From == p.Until {
				r.Skip("no window")
			}
		}
		// Around the day on which an hour is left out, and the one on which one comes twice.
		base := rapid.SampledFrom([]time.Time{time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 0, 0, 0, 0, time.UTC)}).Draw(r, "base")
		now := base.Add(time.Duration(rapid.IntRange(0, 3*24*3600).Draw(r, "s")) * time.Second)
		next, ok := p.Next(now)
		if !ok {
			// Only a window of one day that lies in the hour that is left out has none in nine days.
			if p.From < "01:00" || p.Until > "02:00" || len(p.Days) != 1 {
				r.Fatalf("%+v has no next after %v", p, now)
			}
			return
		}
		if next.Before(now) || !inside(p, next) {
			r.Fatalf("%+v after %v: %v", p, now, next)
		}
		if next.After(now) && inside(p, next.Add(-time.Minute)) && next.Add(-time.Minute).After(now) {
			r.Fatalf("%+v after %v: %v, and a minute before was one too", p, now, next)
		}
	})
	if _, ok := (intake.ContactPlan{Never: true}).Next(time.Now()); ok {
		t.Error("“do not contact me” has a next moment")
	}
}

// TestPlansThatAreADanger are refused: half a plan is followed by half.
func TestPlansThatAreADanger(t *testing.T) {
	good := intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark("her@example.org"), From: "09:00", Until: "10:00", Days: []intake.Weekday{"monday"}, Notes: true}
	if err := (&intake.PlanContact{Report: "r", ContactPlan: good}).Check(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*intake.ContactPlan){
		"no way":              func(p *intake.ContactPlan) { p.Channel = "" },
		"a way of its own":    func(p *intake.ContactPlan) { p.Channel = "pigeon" },
		"nowhere":             func(p *intake.ContactPlan) { p.Where = candour.Mark(" ") },
		"two people":          func(p *intake.ContactPlan) { p.Where = candour.Mark("her@example.org, him@example.org") },
		"a second header":     func(p *intake.ContactPlan) { p.Where = candour.Mark("her@example.org\r\nBcc: him@example.org") },
		"half the hours":      func(p *intake.ContactPlan) { p.Until = "" },
		"no hours":            func(p *intake.ContactPlan) { p.Until = p.From },
		"hours that are none": func(p *intake.ContactPlan) { p.From = "9am" },
		"a day that is none":  func(p *intake.ContactPlan) { p.Days = []intake.Weekday{"someday"} },
		"notes by phone":      func(p *intake.ContactPlan) { p.Channel, p.Where = intake.ByPhone, candour.Mark("0123") },
		"no letters":          func(p *intake.ContactPlan) { p.Pretend = candour.Mark("\xff") },
		"a book":              func(p *intake.ContactPlan) { p.Pretend = candour.Mark(strings.Repeat("x", 2000)) },
	} {
		p := good
		change(&p)
		if err := (&intake.PlanContact{Report: "r", ContactPlan: p}).Check(); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want it refused", what, err)
		}
	}
}
