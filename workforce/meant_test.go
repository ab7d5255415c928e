package workforce_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"

	"pgregory.net/rapid"
)

func couldMean(t testing.TB, w *testdb.World, who, story string) workforce.Meant {
	t.Helper()
	var got workforce.Meant
	w.Read(func(tx *seal.Tx) (err error) {
		got, err = workforce.CouldMean(tx, testdb.Force, []string{who}, []string{story})
		return err
	})
	return got
}

func TestCouldMean(t *testing.T) {
	w := testdb.Open(t)
	if got := couldMean(t, w, "anybody", "at all"); got.People != nil || got.Beyond {
		t.Errorf("in a force that has nobody: %+v", got)
	}
	enrol(w, "z", "Alpha Zulu", "4711")
	enrol(w, "o", "Mark O'Neill-Romeo", "B-12")
	enrol(w, "k", "Kilo Constable", "813")
	for _, c := range []struct{ who, story, want string }{
		{"", "", ""},
		{"alpha", "", "z"},
		{"", "Alpha", ""}, // a forename in the story is a word
		{"mark", "mark my words", "o"},
		{"", "mark my words", ""},
		{"o’neill", "", "o"},
		{"", "it was ROMEO", "o"},
		{"", "neill", "o"},
		{"number 12", "", "o"},
		{"b12", "", "o"},
		{"B-12", "", "o"},
		{"", "at 12", "o"},
		{"a police constable", "", "k"}, // their surname
		{"an officer, sergeant or pc", "", ""},
		{"", "the constable", "k"},
		{"zulu and neill", "813", "k o z"},
		{"zul", "", "z"}, // it sounds like Zulu
		{"alp", "ulu 471 47111", ""},
	} {
		got := couldMean(t, w, c.who, c.story)
		var want []candour.PersonID
		for _, id := range strings.Fields(c.want) {
			want = append(want, candour.PersonID("p-"+id))
		}
		if !slices.Equal(got.People, want) || got.Beyond || len(got.Units) > 0 {
			t.Errorf("who %q, story %q could mean %v, want %v", c.who, c.story, got.People, want)
		}
	}
	// Another force's people are not ours.
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.CouldMean(tx, "south", []string{"zulu 4711 unit-1"}, nil)
		if len(got.People)+len(got.Units) > 0 {
			t.Errorf("in another force: %+v", got)
		}
		return err
	})
	// One person with two employments is one.
	w.Do(system, &workforce.Enrol{Officer: "z2", Person: "p-z", Name: candour.Mark("Alpha Zulu"), Number: candour.Mark("9"), From: candour.On(w.Now)})
	if got := couldMean(t, w, "zulu", ""); len(got.People) != 1 {
		t.Errorf("one person twice: %v", got.People)
	}
}

// TestMoreThanCanBeLookedUp: who hides a name in more words than can be looked
// up has not hidden it: it could then mean anybody. What was said to be who it is
// is looked up first.
func TestMoreThanCanBeLookedUp(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "z", "Alpha Zulu", "4711")
	var many strings.Builder
	for i := range 21_000 {
		fmt.Fprintf(&many, "w%06dx ", i)
	}
	if got := couldMean(t, w, "zulu", many.String()); !got.Beyond || len(got.People) != 1 {
		t.Errorf("too many words: %+v", got)
	}
	if got := couldMean(t, w, "zulu", strings.Repeat("the same words ", 21_000)); got.Beyond {
		t.Error("the same words again are too many")
	}
}

// TestWhoIsNamedIsFound: whoever is named in the way of the rules is among those
// whom it could mean, whatever stands around, and units too.
func TestWhoIsNamedIsFound(t *testing.T) {
	w := testdb.Open(t)
	type person struct{ id, forename, surname, number string }
	var all []person
	for i, s := range []string{"Zulu", "Yankee", "Xray", "O'Whiskey", "Victor-Uniform", "Émile"} {
		p := person{fmt.Sprint(i), []string{"Alpha", "Bravo", "Charlie"}[i%3], s, fmt.Sprint(4700 + i)}
		all = append(all, p)
		enrol(w, p.id, p.forename+" "+p.surname, p.number)
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(all).Draw(rt, "person")
		noise := rapid.StringMatching(`([a-z]{1,9}[ ,.\n!—"]){0,12}`)
		spell := rapid.SampledFrom([]func(string) string{strings.ToLower, strings.ToUpper, func(s string) string { return s }}).Draw(rt, "case")
		before, after := noise.Draw(rt, "before"), noise.Draw(rt, "after")
		in := func(x string) string { return before + " " + spell(x) + ", " + after }
		for name, got := range map[string]workforce.Meant{
			"the surname in who":       couldMean(t, w, in(p.surname), ""),
			"the forename in who":      couldMean(t, w, in(p.forename), ""),
			"the number in who":        couldMean(t, w, in(p.number), ""),
			"the surname in the story": couldMean(t, w, "", in(p.surname)),
			"the number in the story":  couldMean(t, w, "", in("PC"+p.number)),
		} {
			if !slices.Contains(got.People, candour.PersonID("p-"+p.id)) {
				rt.Fatalf("%s: %v", name, got.People)
			}
		}
		if got := couldMean(t, w, "", in("unit 1")); !slices.Equal(got.Units, []string{"unit-1"}) {
			rt.Fatalf("the unit: %v", got.Units)
		}
	})
}

// TestAUnitThatNeverWas: what one transaction reads of the units is kept for the
// next, but not where it put one on file itself, and then did not commit.
func TestAUnitThatNeverWas(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "z", "Alpha Zulu", "4711")
	seen := func(tx *seal.Tx, want string) {
		t.Helper()
		got, err := workforce.CouldMean(tx, testdb.Force, []string{"of Dogs or of Boats"}, nil)
		if err != nil || strings.Join(got.Units, " ") != want {
			t.Errorf("units %q (%v), want %q", got.Units, err, want)
		}
	}
	put := func(unit string, then error) error {
		return w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
			a := &workforce.Enrol{Officer: candour.OfficerID("o-" + unit), Person: candour.PersonID("p-" + unit), Name: candour.Mark("India Juliet"), Unit: unit, From: candour.On(w.Now)}
			if _, err := a.Apply(tx, w.Made(authz.Program(testdb.Force))); err != nil {
				return err
			}
			seen(tx, unit)
			return then
		})
	}
	w.Read(func(tx *seal.Tx) error { seen(tx, ""); return nil })
	never := errors.New("never")
	if err := put("Boats", never); !errors.Is(err, never) {
		t.Fatal(err)
	}
	if err := put("Dogs", nil); err != nil { // as many units as there would have been
		t.Fatal(err)
	}
	w.Read(func(tx *seal.Tx) error { seen(tx, "Dogs"); return nil })
}
