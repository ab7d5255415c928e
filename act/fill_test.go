package act_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"candour"
	"candour/act"
	"candour/internal/testdb"
	"candour/seal"

	"pgregory.net/rapid"
)

// colour is a choice.
type colour string

func (colour) Choices() []act.Choice {
	return []act.Choice{{Value: "red", Label: "Red"}, {Value: "green", Label: "Green"}}
}

// mix is a question with several answers.
type mix []colour

func (mix) Choices() []act.Choice { return colour("").Choices() }

// everything has a field of every kind that a form can ask.
type everything struct {
	Case     candour.CaseID  `hidden:"yes"`
	Name     string          `ask:"What is it called?"`
	Story    candour.Marking `ask:"What happened?" hint:"A few words" rows:"6"`
	ServedOn candour.Date    `ask:"When?"`
	Colour   colour          `ask:"Which?"`
	Harm     bool            `ask:"Harm?"`
	Note     string          `ask:"Anything else?" optional:"yes"`
	Until    candour.Date    `ask:"Until when?" optional:"yes"`
	Shade    colour          `ask:"Which shade?" optional:"yes"`
	Mixed    mix             `ask:"Which of them?"`
	Others   mix             `ask:"And which besides?" optional:"yes"`
	_        string          // a field that no form asks for
}

func (*everything) Kind() *act.Kind     { return nil }
func (*everything) Of() candour.Subject { return candour.Subject{} }
func (*everything) Check() error        { return nil }
func (*everything) Apply(*seal.Tx, act.Made) ([]candour.Event, error) {
	return nil, nil
}

func good() map[string][]string {
	return map[string][]string{
		"case": {"c1"}, "name": {" a name "}, "story": {"line one\r\nline two "}, "served-on-day": {"22"}, "served-on-month": {"5"}, "served-on-year": {"2026"},
		"colour": {"green"}, "mixed": {"green", "red"}, "harm": {"yes"}, "note": {""}, "until-day": {""}, "until-month": {""}, "until-year": {""},
	}
}

func with(m map[string][]string, kv ...string) map[string][]string {
	m = maps.Clone(m)
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = []string{kv[i+1]}
	}
	return m
}

func TestInputs(t *testing.T) {
	var got []string
	for _, in := range act.Inputs(&everything{}) {
		got = append(got, fmt.Sprintf("%s %s %d %v %d", in.Name, in.Kind, in.Rows, in.Optional, len(in.Choices)))
	}
	want := []string{"case hidden 0 false 0", "name text 0 false 0", "story long 6 false 0", "served-on date 0 false 0", "colour choice 0 false 2", "harm yes-no 0 false 0", "note text 0 true 0", "until date 0 true 0", "shade choice 0 true 2", "mixed choices 0 false 2", "others choices 0 true 2"}
	if !slices.Equal(got, want) {
		t.Errorf("inputs\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFill(t *testing.T) {
	var a everything
	if err := act.Fill(&a, good()); err != nil {
		t.Fatal(err)
	}
	day := candour.Date{Year: 2026, Month: 5, Day: 22}
	want := everything{Case: "c1", Name: "a name", Story: candour.Mark("line one\nline two "), ServedOn: day, Colour: "green", Harm: true, Mixed: mix{"red", "green"}} // in the order in which they are offered
	if !reflect.DeepEqual(a, want) {
		t.Errorf("filled %+v, want %+v", a, want)
	}
	if a.Story.Words() != want.Story.Words() {
		t.Errorf("story %q, want it word for word", a.Story.Words())
	}
	whole := good()
	for _, part := range []string{"-day", "-month", "-year"} {
		delete(whole, "served-on"+part)
	}
	a = everything{}
	if err := act.Fill(&a, with(whole, "served-on", "2026-05-22", "until", "2024-02-29", "harm", "no", "shade", "red", "note", "n")); err != nil {
		t.Fatal(err)
	}
	if a.ServedOn != day || a.Until.String() != "2024-02-29" || a.Harm || a.Shade != "red" || a.Note != "n" {
		t.Errorf("filled %+v", a)
	}
}

func TestFillRefuses(t *testing.T) {
	long := strings.Repeat("é", 50_001)
	for name, c := range map[string]struct {
		change []string
		field  string
	}{
		"nothing":                              {[]string{"name", ""}, "name"},
		"only spaces":                          {[]string{"name", " \t\n"}, "name"},
		"a story of spaces":                    {[]string{"story", "   "}, "story"},
		"no hidden id":                         {[]string{"case", ""}, "case"},
		"no answer":                            {[]string{"harm", ""}, "harm"},
		"neither yes nor no":                   {[]string{"harm", "on"}, "harm"},
		"no choice":                            {[]string{"colour", ""}, "colour"},
		"a choice that is not there":           {[]string{"colour", "blue"}, "colour"},
		"a choice in another case":             {[]string{"colour", "Red"}, "colour"},
		"an optional choice that is not there": {[]string{"shade", "blue"}, "shade"},
		"none of several":                      {[]string{"mixed", ""}, "mixed"},
		"several, one of them not there":       {[]string{"mixed", "blue"}, "mixed"},
		"several and optional, none there":     {[]string{"others", "Red"}, "others"},
		"31 February":                          {[]string{"served-on-day", "31", "served-on-month", "2"}, "served-on"},
		"29 February 2026":                     {[]string{"served-on-day", "29", "served-on-month", "2"}, "served-on"},
		"letters":                              {[]string{"served-on-month", "May"}, "served-on"},
		"a huge day":                           {[]string{"served-on-day", "99999999999999999999999"}, "served-on"},
		"a huge year":                          {[]string{"served-on-year", "20266"}, "served-on"},
		"year 0":                               {[]string{"served-on-year", "0"}, "served-on"},
		"a negative day":                       {[]string{"served-on-day", "-2"}, "served-on"},
		"a year without the rest":              {[]string{"served-on-day", "", "served-on-month", ""}, "served-on"},
		"no date":                              {[]string{"served-on-day", "", "served-on-month", "", "served-on-year", ""}, "served-on"},
		"a date that is none":                  {[]string{"until", "22/5/2026"}, "until"},
		"half an optional date":                {[]string{"until-day", "2"}, "until"},
		"invalid UTF-8":                        {[]string{"story", "a\xffb"}, "story"},
		"invalid UTF-8 hidden":                 {[]string{"case", "a\xffb"}, "case"},
		"a NUL":                                {[]string{"name", "a\x00b"}, "name"},
		"a NUL in an optional field":           {[]string{"note", "\x00"}, "note"},
		"too long":                             {[]string{"story", long}, "story"},
		"too long and optional":                {[]string{"note", long}, "note"},
		"a field that is not there":            {[]string{"verdict", "guilty"}, ""},
		"a private field":                      {[]string{"private", "x"}, ""},
		"a Go name":                            {[]string{"ServedOn", "2026-05-22"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var a everything
			err := act.Fill(&a, with(good(), c.change...))
			refusals := act.Refusals(err)
			if len(refusals) != 1 || refusals[0].Field != c.field || !errors.Is(err, candour.ErrInvalid) || refusals[0].Says == "" {
				t.Fatalf("error %v (%d refusals), want one on %q", err, len(refusals), c.field)
			}
			if n := utf8.RuneCountInString(refusals[0].Says); n > 200 || !utf8.ValidString(refusals[0].Says) {
				t.Errorf("the sentence has %d characters: %q", n, refusals[0].Says)
			}
		})
	}
	var a everything
	if err := act.Fill(&a, with(good(), "story", long[:len(long)-2])); err != nil {
		t.Errorf("50,000 characters: %v", err)
	}
	twice := good()
	twice["name"] = []string{"one", "two"}
	if err := act.Fill(&a, twice); err == nil {
		t.Error("one question with two answers: the second was dropped silently")
	}
	if err := act.Fill(&a, with(good(), "served-on", "2026-05-21")); err == nil {
		t.Error("a date given whole and in parts: the parts were dropped silently")
	}
}

func TestEveryWrongAnswerIsNamed(t *testing.T) {
	var a everything
	err := act.Fill(&a, map[string][]string{"verdict": {"x"}, "sentence": {"y"}})
	var fields []string
	for _, r := range act.Refusals(err) {
		fields = append(fields, r.Field)
		if !strings.Contains(err.Error(), r.Says) {
			t.Errorf("the error %q leaves out %q", err, r.Says)
		}
	}
	slices.Sort(fields)
	if want := []string{"", "", "case", "colour", "harm", "mixed", "name", "served-on", "story"}; !slices.Equal(fields, want) {
		t.Errorf("refused %q, want %q", fields, want)
	}
	wrapped := fmt.Errorf("filling in: %w", err)
	if got := act.Refusals(wrapped); len(got) != len(fields) || !errors.Is(wrapped, candour.ErrInvalid) || errors.Is(wrapped, candour.ErrConflict) {
		t.Errorf("wrapped: %d refusals, want %d", len(got), len(fields))
	}
	if got := act.Refusals(fmt.Errorf("doing: %w", candour.Conflict("no"))); len(got) != 1 || got[0].Says != "no" {
		t.Errorf("one refusal: %v", got)
	}
	if got := act.Refusals(errors.New("internal")); got != nil {
		t.Errorf("an internal error has refusals: %v", got)
	}
}

// TestEveryFormCanBeFilled: a field type that Fill does not know would panic on
// the first person who sends the form.
func TestEveryFormCanBeFilled(t *testing.T) {
	for _, k := range testdb.Kinds() {
		if k.New == nil {
			continue
		}
		a := k.New()
		if a.Kind() != k {
			t.Errorf("%s: its form makes a %s", k.ID, a.Kind().ID)
		}
		from := map[string][]string{}
		for _, in := range act.Inputs(a) {
			if in.Kind != "hidden" && in.Ask == "" {
				t.Errorf("%s: %s asks nothing", k.ID, in.Name)
			}
			from[in.Name] = []string{map[string]string{"date": "2026-03-02", "yes-no": "no"}[in.Kind]}
			if from[in.Name][0] == "" {
				from[in.Name][0] = "x"
			}
			if in.Choices != nil {
				from[in.Name][0] = in.Choices[0].Value
			}
			switch in.Name { // the questions with an answer that a person cannot make up
			case "key":
				from[in.Name][0] = newKey(t)
			case "hash":
				from[in.Name][0] = someHash("a").Words()
			case "issuer":
				from[in.Name][0] = "https://login.example"
			case "allegations":
				from[in.Name][0] = "all"
			case "address":
				from[in.Name][0] = map[string]string{"put-on-call": "pager@example.org", "name-system": "https://records.example.org/hook"}[k.ID]
			case "from-time", "until-time":
				from[in.Name][0] = map[string]string{"from-time": "09:00", "until-time": "17:00"}[in.Name]
			case "hook":
				from[in.Name][0] = "https://program.example.org/hook"
			case "networks":
				from[in.Name][0] = "192.0.2.0/24 2001:db8::/48"
			case "sure":
				from[in.Name][0] = "yes"
			}
		}
		if err := act.Fill(a, from); err != nil {
			t.Errorf("%s: %v", k.ID, err)
		}
		if err := a.Check(); err != nil {
			t.Errorf("%s filled in full: %v", k.ID, err)
		}
		if a.Of().Kind != k.Of {
			t.Errorf("%s is done to a %s and says a %s", k.ID, k.Of, a.Of().Kind)
		}
	}
}

// TestFillIsTotal: whatever is sent, Fill fills or refuses, and what it fills is
// what was sent.
func TestFillIsTotal(t *testing.T) {
	names := []string{"case", "name", "story", "served-on", "served-on-day", "served-on-month", "served-on-year", "colour", "harm", "note", "until", "shade", "other"}
	value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "yes", "no", "red", "2026-05-22", "22", "5", "2026", "31", "\x00", "\xff", " "}))
	rapid.Check(t, func(t *rapid.T) {
		from := map[string][]string{}
		for name, v := range rapid.MapOf(rapid.SampledFrom(names), rapid.SliceOfN(value, 0, 2)).Draw(t, "form") {
			from[name] = v
		}
		var a everything
		err := act.Fill(&a, from)
		if err != nil {
			if !errors.Is(err, candour.ErrInvalid) || len(act.Refusals(err)) == 0 {
				t.Fatalf("an error that is no refusal: %v", err)
			}
			return
		}
		if from["other"] != nil {
			t.Fatal("a field that is not there was dropped")
		}
		first := func(name string) string {
			if v := from[name]; len(v) > 0 {
				return v[0]
			}
			return ""
		}
		if a.Name != strings.TrimSpace(strings.ReplaceAll(first("name"), "\r\n", "\n")) || a.Name == "" {
			t.Fatalf("name %q from %q", a.Name, first("name"))
		}
		if a.ServedOn.IsZero() || !slices.Contains([]string{"yes", "no"}, first("harm")) || a.Harm != (first("harm") == "yes") {
			t.Fatalf("filled %+v from %q", a, from)
		}
		if a.Colour != "red" && a.Colour != "green" {
			t.Fatalf("colour %q", a.Colour)
		}
	})
}

func FuzzFillDate(f *testing.F) {
	for _, s := range [][3]string{{"22", "5", "2026"}, {"31", "2", "2026"}, {"", "", ""}, {"2026-05-22", "", ""}, {"٢", "5", "2026"}, {"1e1", "5", "2026"}, {"+1", " 5", "02026"}, {"0x1", "1", "1"}} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, day, month, year string) {
		var a everything
		err := act.Fill(&a, with(good(), "served-on-day", day, "served-on-month", month, "served-on-year", year))
		if err == nil {
			if got, err := candour.ParseDate(a.ServedOn.String()); err != nil || got != a.ServedOn {
				t.Errorf("%q %q %q filled in %v, which is no date: %v", day, month, year, a.ServedOn, err)
			}
		} else if !errors.Is(err, candour.ErrInvalid) {
			t.Error(err)
		}
	})
}
