package complaint_test

import (
	"slices"
	"strings"
	"testing"

	"candour/cases"
	"candour/cases/complaint"
)

// TestWhoSomebodyIsInLaw holds each position against the facts that it follows from,
// and the absence of it where they do not hold.
func TestWhoSomebodyIsInLaw(t *testing.T) {
	alleged := func(f ...cases.Factor) []cases.Alleged {
		return []cases.Alleged{{Described: true, Description: cases.Description{Factors: f}}}
	}
	is := func(r complaint.Relation, p complaint.Part, speaksFor bool) complaint.Reporter {
		return complaint.Reporter{Asked: true, Relation: r, Part: p, SpeaksFor: speaksFor}
	}
	me, them := complaint.WhoReported+": ", complaint.WhoSpokeFor+": "
	for name, c := range map[string]struct {
		facts complaint.Facts
		want  []string
	}{
		"nobody asked, and a crime is alleged": {complaint.Facts{Allegations: alleged("domestic")}, []string{me + string(complaint.Complainant)}},
		"another system’s case":                {complaint.Facts{Imported: true, Reporter: is(complaint.ThePublic, complaint.ToThem, false)}, nil},
		"a crime against a member of the public": {
			complaint.Facts{Allegations: alleged("domestic"), Reporter: is(complaint.ThePublic, complaint.ToThem, false)},
			[]string{me + string(complaint.Complainant), me + string(complaint.CodeVictim), me + string(complaint.Witness)},
		},
		"no crime is alleged": {
			complaint.Facts{Allegations: alleged("rights"), Reporter: is(complaint.ThePublic, complaint.ToThem, false)},
			[]string{me + string(complaint.Complainant), me + string(complaint.Witness)},
		},
		"somebody who saw a crime against another": {
			complaint.Facts{Allegations: alleged("serious-assault"), Reporter: is(complaint.ThePublic, complaint.SawIt, false)},
			[]string{me + string(complaint.Complainant), me + string(complaint.Witness)},
		},
		"hearsay": {
			complaint.Facts{Allegations: alleged("serious-assault"), Reporter: is(complaint.ThePublic, complaint.HeardIt, false)},
			[]string{me + string(complaint.Complainant)},
		},
		"a colleague to whom a crime was done": {
			complaint.Facts{Allegations: alleged("serious-sexual-offence"), Reporter: is(complaint.ThisForce, complaint.ToThem, false)},
			[]string{me + string(complaint.ColleagueNoted), me + string(complaint.InterestedPerson), me + string(complaint.CodeVictim), me + string(complaint.Witness), me + string(complaint.Discloser)},
		},
		"a worker of another force": {
			complaint.Facts{Allegations: alleged("records-misused"), Reporter: is(complaint.AnotherForce, complaint.SawIt, false)},
			[]string{me + string(complaint.Complainant), me + string(complaint.Witness), me + string(complaint.Discloser)},
		},
		"a parent of somebody who died": {
			complaint.Facts{Allegations: alleged("death-or-serious-injury", "serious-assault"), Reporter: is(complaint.ThePublic, complaint.HeardIt, true)},
			[]string{me + string(complaint.SpeaksForAnother), them + string(complaint.Complainant), me + string(complaint.InterestedPerson), them + string(complaint.CodeVictim)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range complaint.StatusOf(c.facts) {
				got = append(got, s.Who+": "+string(s.Position))
				if s.Reason == "" || s.Source == "" {
					t.Errorf("%s is said without a reason or a source", s.Position)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}
