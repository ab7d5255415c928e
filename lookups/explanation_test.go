package lookups

import "testing"

// TestExplanations tries each explanation at both ends of its time, and by somebody
// whom it is not about.
func TestExplanations(t *testing.T) {
	for _, c := range []struct {
		role, id           string
		before, after      string // the first and the last minute that it explains
		tooEarly, tooLate_ string
	}{
		{"in-charge", "in-charge", "2025-03-09T12:00", "2025-05-11T00:00", "2025-03-09T11:59", "2025-05-11T00:01"},
		{"assigned", "assigned", "2025-03-09T12:00", "2025-04-11T00:00", "2025-03-09T11:59", "2025-04-11T00:01"},
		{"attended", "attended", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"custody", "custody", "2025-03-09T12:00", "2025-03-15T00:00", "2025-03-09T11:59", "2025-03-15T00:01"},
		{"interview", "interview", "2025-03-08T00:00", "2025-03-19T00:00", "2025-03-07T23:59", "2025-03-19T00:01"},
		{"safeguarding", "safeguarding", "2025-03-09T12:00", "2025-03-26T00:00", "2025-03-09T11:59", "2025-03-26T00:01"},
		{"conference", "conference", "2025-03-03T00:00", "2025-03-26T00:00", "2025-03-02T23:59", "2025-03-26T00:01"},
		{"adviser", "adviser", "2025-03-09T12:00", "2025-03-26T00:00", "2025-03-09T11:59", "2025-03-26T00:01"},
		{"disclosure", "disclosure", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"file", "file-preparation", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"vetting", "vetting-task", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"standards", "standards-task", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"audit", "audit-task", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
		{"tasked", "tasked", "2025-03-09T12:00", "2025-03-19T00:00", "2025-03-09T11:59", "2025-03-19T00:01"},
	} {
		who := "anna,"
		if c.role == "tasked" {
			who = ",response"
		}
		w := smallWorld(t, town+"assignments: i1,p2,bert,,attended,2020-01-01,2020-01-02\nassignments: i2,p1,"+who+","+c.role+",2025-03-10T00:00,2025-03-12T00:00\n")
		for when, want := range map[string]string{c.before: c.id, c.after: c.id, c.tooEarly: "", c.tooLate_: ""} {
			v := judged(t, w, Event{Officer: "anna", Person: "p1", At: at(when)})
			if got := id(v.Explained); got != want || want != "" && v.Line != 3 {
				t.Errorf("%s at %s: %q by line %d, want %q by line 3", c.role, when, got, v.Line, want)
			}
		}
		if v := judged(t, w, Event{Officer: "anna", Person: "far", At: at(c.before)}); v.Explained != nil {
			t.Errorf("%s explains an access to somebody else", c.role)
		}
		if v := judged(t, w, Event{Officer: "room", Person: "p1", At: at(c.before)}); v.Explained != nil {
			t.Errorf("%s explains an access by somebody else", c.role)
		}
	}
}

func id(e *Explanation) string {
	if e == nil {
		return ""
	}
	return e.ID
}

// TestOthers tries the explanations that reach somebody through another.
func TestOthers(t *testing.T) {
	w := smallWorld(t, town+"assignments: i,p1,anna,,attended,2025-03-10T00:00,2025-03-12T00:00\n")
	for name, c := range map[string]struct {
		e        Event
		want     string
		askedFor bool
	}{
		"the supervisor, for a month":         {Event{Officer: "carl", At: at("2025-04-11T00:00")}, "supervising", false},
		"not longer":                          {Event{Officer: "carl", At: at("2025-04-11T00:01")}, "", false},
		"a colleague is no supervisor":        {Event{Officer: "bert", At: at("2025-03-11")}, "", false},
		"the control room for her":            {Event{Officer: "room", For: "anna", At: at("2025-03-11")}, "on-behalf", true},
		"the control room for a colleague":    {Event{Officer: "room", For: "bert", At: at("2025-03-11")}, "", true},
		"only who may act for others":         {Event{Officer: "bert", For: "anna", At: at("2025-03-11")}, "", false},
		"a program by its account":            {Event{Officer: "plates", At: at("2025-03-11")}, "automated", false},
		"a program by the word of its source": {Event{Officer: "bert", Machine: true, At: at("2025-03-11")}, "automated", false},
		"what is typed explains nothing":      {Event{Officer: "bert", Ref: "i", Purpose: "i", At: at("2025-03-11")}, "", false},
	} {
		c.e.Person = "p1"
		v := judged(t, w, c.e)
		if id(v.Explained) != c.want || v.AskedFor != c.askedFor {
			t.Errorf("%s: %q, asked for %v; want %q, %v", name, id(v.Explained), v.AskedFor, c.want, c.askedFor)
		}
	}
}
