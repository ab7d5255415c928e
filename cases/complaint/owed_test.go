package complaint_test

import (
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/cases"
	"candour/cases/complaint"
)

func allegation(id candour.AllegationID, position int, d cases.Decision, f ...cases.Factor) cases.Alleged {
	return cases.Alleged{ID: id, Position: position, Described: true, Description: cases.Description{Factors: f}, Officers: []candour.OfficerID{"officer-a"}, Decision: d}
}

// TestWhatAnAccountMustBecome holds what is owed against what is alleged: a matter
// for each allegation, case or officer that it is about, and none that nothing asks for.
func TestWhatAnAccountMustBecome(t *testing.T) {
	for name, c := range map[string]struct {
		alleged []cases.Alleged
		want    []string
	}{
		"nothing serious": {[]cases.Alleged{allegation("one", 1, "", "workplace")}, []string{"complaint/"}},
		"a file misused": {
			[]cases.Alleged{allegation("one", 1, "", "records-misused")},
			[]string{"complaint/", "crime-record/one", "referral-decision/", "vetting-review/officer-a"},
		},
		"domestic abuse, twice": {
			[]cases.Alleged{allegation("one", 1, "", "domestic"), allegation("two", 2, "", "domestic")},
			[]string{"complaint/", "crime-record/one", "crime-record/two", "referral-decision/", "safeguarding-review/", "vetting-review/officer-a"},
		},
		// The crime record, the referral and the safety of the person do not hang on
		// what was decided; only what is held against the officer does.
		"disproved": {
			[]cases.Alleged{allegation("one", 1, cases.Disproved, "domestic")},
			[]string{"complaint/", "crime-record/one", "referral-decision/", "safeguarding-review/"},
		},
		"not this person": {
			[]cases.Alleged{allegation("one", 1, cases.NotThisPerson, "domestic")},
			[]string{"complaint/", "crime-record/one", "referral-decision/", "safeguarding-review/"},
		},
		"no case to answer": {
			[]cases.Alleged{allegation("one", 1, cases.NoCaseToAnswer, "records-misused")},
			[]string{"complaint/", "crime-record/one", "referral-decision/", "vetting-review/officer-a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for kind, of := range complaint.Owed(complaint.Facts{Allegations: c.alleged}) {
				for about := range of {
					got = append(got, string(kind)+"/"+about)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("owed:\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

// TestOneThatMustBeReferredTakesTheOthersWithIt: the criteria follow from what is
// alleged, also where it was decided that it did not happen, and all of one report go.
func TestOneThatMustBeReferredTakesTheOthersWithIt(t *testing.T) {
	small, grave := allegation("small", 1, "", "workplace"), allegation("grave", 2, cases.NoCaseToAnswer, "abuse-of-position")
	if f := (complaint.Facts{Allegations: []cases.Alleged{small}}); len(complaint.Criteria(f)) > 0 || len(complaint.Siblings(f)) > 0 {
		t.Errorf("nothing grave is alleged, and it must be referred for %v", complaint.Criteria(f))
	}
	f := complaint.Facts{Allegations: []cases.Alleged{small, grave}}
	if met := complaint.Criteria(f); len(met) != 1 || met[0].Allegation != "grave" {
		t.Errorf("criteria %v; want one, for the grave allegation", met)
	}
	if with := complaint.Siblings(f); !slices.Equal(with, []candour.AllegationID{"small"}) {
		t.Errorf("%v go with it; want the small one", with)
	}
	if f := (complaint.Facts{Allegations: []cases.Alleged{small}, Chief: true}); len(complaint.Criteria(f)) != 1 {
		t.Error("a chief officer is complained of, and nothing demands a referral")
	}
}
