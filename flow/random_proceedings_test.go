package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/cases/misconduct"

	"pgregory.net/rapid"
)

// meets are the acts that meet a limit and do nothing else, with the limits of which
// none runs afterwards.
var meets = map[string][]string{
	"object-to-panel":        {"conduct-30-panel-objection"},
	"exchange-witness-lists": {"conduct-31-4-witness-lists"},
	"supply-witness-lists":   {"conduct-32-2-witness-lists-to-chair"},
	"send-bundle":            {"conduct-32-6-bundle"},
	"hold-pre-hearing":       {"conduct-33-1-a-pre-hearing"},
	"ask-alternative-date":   {"conduct-33-3-alternative-date"},
	"publish-hearing-notice": {"conduct-36-public-notice"},
	"decide-objection":       nil,
	"give-report":            nil,
	"take-down-outcome":      {"conduct-43-outcome-stays-up"},
	"record-appeal":          {"conduct-45-3-meeting-appeal", "police-appeals-tribunal-appeal"},
	"set-aside-warning":      {"conduct-42-written-warning", "conduct-42-final-written-warning"},
}

// TestRandomProceedings does what can be done in proceedings in any order, on any
// day: a button is there exactly where its act is not refused, whatever it is to meet
// runs no longer afterwards, and a limit that was moved ends on the day it was moved to.
func TestRandomProceedings(t *testing.T) {
	counts := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		x := lookInto(t, 1)
		at := rapid.SampledFrom([]misconduct.Proceedings{misconduct.Meeting, misconduct.Hearing, misconduct.Hearing, misconduct.Accelerated}).Draw(r, "at")
		p := x.proceed(at, misconduct.Undated)
		of := candour.Subject{Kind: "proceeding", ID: p}
		for range 50 {
			x.Later(rapid.SampledFrom([]int{0, 0, 1, 3, 30}).Draw(r, "later"))
			buttons := x.buttons(x.crew.Hearing, of)
			a := drawn(r, p, x.crew.Chief.Officer, candour.On(x.Now), buttons)
			kind := a.Kind().ID
			_, checked := meets[kind]
			button := slices.Contains(buttons, kind)
			_, err := x.Try(x.crew.Hearing.Who, a)
			switch {
			case err == nil:
				counts[kind+" done"]++
			case errors.Is(err, candour.ErrConflict):
				counts[kind+" conflict"]++
			case !errors.Is(err, candour.ErrInvalid):
				r.Fatalf("%s: %v", kind, err)
			}
			if checked && button && errors.Is(err, candour.ErrConflict) {
				r.Fatalf("%s has a button in vain: %v", kind, err)
			}
			if !button && err == nil {
				r.Fatalf("%s was done without a button", kind)
			}
			if err != nil {
				continue
			}
			for _, rule := range meets[kind] {
				for _, line := range x.limits(rule) {
					if strings.HasPrefix(line, "runs") {
						r.Fatalf("after %s, %s still %s", kind, rule, line)
					}
				}
			}
			if m, ok := a.(*misconduct.MoveLimit); ok {
				_, rule, _ := strings.Cut(string(m.Limit), " ")
				if got := x.limits(rule); !slices.Contains(got, "runs to "+m.To.String()) {
					r.Fatalf("%s to %s: %q", m.Limit, m.To, got)
				}
			}
		}
	})
	t.Logf("done: %v", counts)
	for kind := range meets {
		if counts[kind+" done"] == 0 {
			t.Logf("seldom drawn: %s was never done", kind)
		}
	}
}

// drawn is something that the hearing office does, most often something for which
// there is a button: at random proceedings would hardly ever come to their end.
func drawn(r *rapid.T, p string, chair candour.OfficerID, today candour.Date, buttons []string) act.Act {
	monday := saturday(today).AddDays(2 + 7*rapid.IntRange(0, 3).Draw(r, "weeks"))
	hearing := rapid.Bool().Draw(r, "pre-hearing")
	bundle := &misconduct.SendBundle{Proceeding: p, What: reasons, PreHearing: misconduct.NoPreHearing}
	if hearing {
		bundle.PreHearing = misconduct.WithPreHearing
	}
	moves := misconduct.Move("").Choices()
	all := []act.Act{
		&misconduct.NamePanel{Proceeding: p, Officer: chair, Others: reasons, Adviser: reasons},
		&misconduct.ObjectToPanel{Proceeding: p, Says: reasons},
		&misconduct.DecideObjection{Proceeding: p, Upheld: misconduct.Upheld(misconduct.Yes), Reasons: reasons},
		&misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: reasons},
		&misconduct.ExchangeWitnessLists{Proceeding: p, Lists: reasons},
		&misconduct.SupplyWitnessLists{Proceeding: p, How: misconduct.ByHand},
		bundle,
		&misconduct.HoldPreHearing{Proceeding: p, Settled: reasons},
		&misconduct.FixHearing{Proceeding: p, Date: monday, Where: reasons},
		&misconduct.AskAlternativeDate{Proceeding: p, Date: monday.AddDays(1), Why: reasons},
		&misconduct.PublishHearingNotice{Proceeding: p, Says: reasons},
		&misconduct.PostponeHearing{Proceeding: p, Reason: misconduct.OfficerAsked, Reasons: reasons, Date: monday, Where: reasons},
		&misconduct.MoveLimit{Proceeding: p, Limit: misconduct.Move(moves[rapid.IntRange(0, len(moves)-1).Draw(r, "move")].Value), To: today.AddDays(rapid.IntRange(1, 200).Draw(r, "to")), Who: reasons, Reasons: reasons},
		&misconduct.CompleteHearing{Proceeding: p, Came: reasons},
		&misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundMisconduct, Outcome: misconduct.WrittenWarning, Reasons: reasons},
		&misconduct.RecordChairReport{Proceeding: p, Report: reasons},
		&misconduct.GiveReport{Proceeding: p, What: reasons},
		&misconduct.PublishOutcome{Proceeding: p, Says: reasons},
		&misconduct.TakeDownOutcome{Proceeding: p, Reasons: reasons},
		&misconduct.RecordAppeal{Proceeding: p, Grounds: reasons},
		&misconduct.SetAsideWarning{Proceeding: p, Reasons: reasons},
	}
	if rapid.IntRange(0, 3).Draw(r, "astray") > 0 {
		if some := slices.DeleteFunc(slices.Clone(all), func(a act.Act) bool { return !slices.Contains(buttons, a.Kind().ID) }); len(some) > 0 {
			all = some
		}
	}
	return rapid.SampledFrom(all).Draw(r, "act")
}
