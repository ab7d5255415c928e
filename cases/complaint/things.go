package complaint

import (
	"slices"
	"strings"

	"candour"
	"candour/cases"
	"candour/seal"
)

// matters are what an account must become, each with why and whose it is. The
// complaint stands there also with what the facts suggest.
func matters(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	all, err := mattersOf(tx, force, c)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	f, err := factsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	said, err := recordings(tx, force, c)
	if err != nil {
		return nil, err
	}
	owed := Owed(f)
	for _, k := range MatterKinds {
		for _, x := range all {
			if x.kind != k.ID {
				continue
			}
			t := cases.Thing{Of: matterSubject(x.id), Title: k.Title, State: Due}
			switch k.Of {
			case "allegation":
				if i := slices.IndexFunc(f.Allegations, func(a cases.Alleged) bool { return string(a.ID) == x.about }); i >= 0 {
					t.Title += ", " + f.Allegations[i].Name()
				}
			case "officer":
				t.Officer = candour.OfficerID(x.about)
			}
			row := func(key string, value candour.Marking) { t.Rows = append(t.Rows, cases.Row{Key: key, Value: value}) }
			if x.open() {
				var because []string
				for _, g := range unsettled(owed[k.ID][x.about], settled(all, k.ID, x.about)) {
					because = append(because, g.Says)
				}
				row("Because", candour.Mark(strings.Join(because, "; ")))
				row("What to do", candour.Mark(k.Ends+" (This is for the "+k.owners()+".)"))
				row("The force knew on", candour.Mark(x.known.Words()))
				switch {
				case k.ID == ComplaintMatter:
					as, why := Suggest(f)
					row("The facts suggest", candour.Mark(as.Words()+". "+why))
					if why := MustRecord(f, false); len(why) > 0 {
						row("It must be recorded, because of", candour.Mark(strings.Join(why, "; ")))
					}
				case k.ID == ReferralDecision && len(unmet(f, all)) > 0:
					row("It must be referred", candour.Mark(say(Criteria(f))))
					if n := len(Siblings(f)); n > 0 {
						row("Goes with it", candour.Mark(siblingNames(f)+": "+SameIncident))
					}
				}
			} else {
				t.State, t.Over = Finished, true
				row("How", candour.Mark(x.how.words()))
				row("On", candour.Mark(x.finishedOn.Words()))
				for i, column := range []struct{ key, sealed string }{{"Reference", x.reference}, {"What was done, or why not", x.words}} {
					if column.sealed == "" {
						continue
					}
					w, err := words.Open(place(x.id, i), column.sealed)
					if err != nil {
						return nil, err
					}
					row(column.key, w)
				}
			}
			if !slices.ContainsFunc(out, func(before cases.Thing) bool {
				return before.Of.Kind == t.Of.Kind && strings.HasPrefix(before.Title, k.Title)
			}) {
				row("Why", candour.Mark(k.Why)) // once for all of a kind
			}
			out = append(out, t)
		}
	}
	for _, r := range said {
		w, err := words.Open(recordedPlace(c, r.position), r.reasons)
		if err != nil {
			return nil, err
		}
		out = append(out, cases.Thing{Of: candour.Subject{Kind: "recording", ID: string(c)}, Title: "Recorded as", State: string(r.as), Rows: []cases.Row{
			{Key: "On", Value: candour.Mark(r.on.Words())}, {Key: "The person wishes it", Value: candour.Mark(r.wish)}, {Key: "Reasons", Value: w},
		}})
	}
	return out, nil
}

func siblingNames(f Facts) string {
	var out []string
	for _, id := range Siblings(f) {
		for _, a := range f.Allegations {
			if a.ID == id {
				out = append(out, a.Name())
			}
		}
	}
	return strings.Join(out, ", ")
}

// positions are who the person is in law, one thing for each whom it is about.
func positions(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	f, err := factsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	state := "asked"
	if !f.Reporter.Asked {
		state = "nobody has asked yet"
	}
	for _, s := range StatusOf(f) {
		if len(out) == 0 || out[len(out)-1].Title != s.Who+" in law" {
			out = append(out, cases.Thing{Of: candour.Subject{Kind: "position", ID: string(c)}, Title: s.Who + " in law", State: state})
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, cases.Row{Key: string(s.Position), Value: candour.Mark(s.Reason + " (" + s.Source + ")")})
	}
	return out, nil
}

// wishes are the wishes to withdraw, each with what the adviser found.
func wishes(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	all, err := withdrawals(tx, force, c)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		t := cases.Thing{Of: withdrawalSubject(x.id), Title: "Wish to withdraw", State: x.state()}
		if t.Rows, err = rowsOf(tx, force, x, words); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func rowsOf(tx *seal.Tx, force candour.ForceID, x withdrawal, words seal.Words) (out []cases.Row, err error) {
	w, err := words.Open("complaint_withdrawal.words/"+x.id, x.words)
	if err != nil {
		return nil, err
	}
	out = []cases.Row{{Key: "Asked on", Value: candour.Mark(x.asked.Words())}, {Key: "What they said", Value: w}}
	found, err := checks(tx, force, x, words)
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		pressed := map[Pressed]string{NotPressed: "Nobody presses them", MayBe: "Somebody may press them", IsPressed: "Somebody presses them"}[c.pressed]
		safe := map[string]string{"yes": "they are safe", "no": "they are not safe"}[c.safe]
		out = append(out, cases.Row{Key: "The adviser, " + c.on.Words(), Value: candour.Mark(pressed + "; " + safe + ".")}, cases.Row{Key: "How the adviser knows", Value: c.reasons})
		if !c.plan.Empty() {
			out = append(out, cases.Row{Key: "For their safety", Value: c.plan})
		}
	}
	if !x.letter.IsZero() {
		out = append(out, cases.Row{Key: "Letter sent on", Value: candour.Mark(x.letter.Words() + ". They have until " + x.letter.AddDays(unansweredFor).Words() + " to answer.")})
	}
	if !x.decided.IsZero() {
		r, err := words.Open("complaint_withdrawal.reasons/"+x.id, x.reasons)
		if err != nil {
			return nil, err
		}
		out = append(out, cases.Row{Key: "Decided", Value: candour.Mark(x.decided.Words() + ": " + x.outcome.words() + ".")}, cases.Row{Key: "Reasons", Value: r})
	}
	return out, nil
}

// Shown is what somebody who deals with a matter, or with a wish to withdraw, has to
// know of it: its case, the officer whom it is about where it is about one, and the
// rest in rows. Of a review of vetting it is no more than that it is due and why:
// what is alleged is not for whoever looks at a clearance.
func Shown(tx *seal.Tx, force candour.ForceID, of candour.Subject) (candour.CaseID, candour.OfficerID, []cases.Row, error) {
	if of.Kind == "withdrawal" {
		x, err := withdrawalOf(tx, force, of.ID)
		if err != nil {
			return "", "", nil, err
		}
		words, err := tx.Words(force, cases.Subject(x.c))
		if err != nil {
			return "", "", nil, err
		}
		rows, err := rowsOf(tx, force, x, words)
		return x.c, "", rows, err
	}
	x, c, err := matterOf(tx, force, of.ID)
	if err != nil {
		return "", "", nil, err
	}
	k := kindOf(x.kind)
	rows := []cases.Row{{Key: "Since", Value: candour.Mark(x.known.Words())}} // why stands above, as what the act does
	if k.Of == "officer" {
		return c, candour.OfficerID(x.about), rows, nil
	}
	f, err := factsOf(tx, force, c)
	if err != nil {
		return "", "", nil, err
	}
	var because []string
	for _, g := range Owed(f)[x.kind][x.about] {
		because = append(because, g.Says)
	}
	return c, "", append(rows, cases.Row{Key: "Because", Value: candour.Mark(strings.Join(because, "; "))}), nil
}
