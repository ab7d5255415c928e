package page

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// officialFixtures is where the design system publishes, for each component,
// options and the HTML its own template makes of them.
const officialFixtures = "../../node_modules/govuk-frontend/dist/govuk/components"

// floor is how many fixtures of govuk-frontend 6.6.0 our parameters express.
const floor = 395

// fixture is one of them.
type fixture struct {
	Name    string
	Options map[string]any
	HTML    string
}

func fixtures(t *testing.T, component string) []fixture {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(officialFixtures, component, "fixtures.json"))
	if os.IsNotExist(err) {
		t.Skip("SKIP: the official fixtures are not here: run `npm ci --ignore-scripts` in the root of the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Fixtures []fixture }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Fixtures
}

// TestOfficialFixtures renders every official fixture that our parameters can
// express and compares the trees. An option that no mapping reads makes the
// fixture "not expressible" and is counted, so that nothing is compared with a
// part of its options left out, and a component nothing could be compared for
// fails.
func TestOfficialFixtures(t *testing.T) {
	total, compared := 0, 0
	for _, component := range slices.Sorted(maps.Keys(mappings)) {
		t.Run(component, func(t *testing.T) {
			all := fixtures(t, component)
			reasons := map[string]int{}
			same := 0
			for _, f := range all {
				o := &options{values: f.Options, read: map[string]bool{}, cannot: map[string]bool{}}
				ours := mappings[component](o)
				if missing := o.notExpressible(); len(missing) > 0 {
					reasons[strings.Join(missing, " + ")]++
					continue
				}
				got, want := normal(t, rendered(t, ours)), normal(t, f.HTML)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %s:\n%s", component, f.Name, difference(got, want))
					continue
				}
				same++
			}
			if same == 0 {
				t.Errorf("%s: no fixture could be compared", component)
			}
			report(t, component, len(all), same, reasons)
			total, compared = total+len(all), compared+same
		})
	}
	if total == 0 {
		t.Skip("SKIP: no fixtures: run `npm ci --ignore-scripts` in the root of the repository")
	}
	t.Logf("%d components, %d fixtures, %d compared and the same", len(mappings), total, compared)
	t.Log(notOurs(t))
	if compared < floor {
		t.Errorf("%d fixtures compared, want at least %d: a mapping reads less than it did", compared, floor)
	}
}

// notOurs says which components of the design system we have none of, so that nobody
// takes the number above for all that there is.
func notOurs(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(officialFixtures, "*", "fixtures.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	var without []string
	for _, f := range files {
		name := filepath.Base(filepath.Dir(f))
		n := len(fixtures(t, name))
		all += n
		if _, ours := mappings[name]; !ours {
			without = append(without, fmt.Sprintf("%s (%d)", name, n))
		}
	}
	return fmt.Sprintf("the design system has %d components and %d fixtures; no page of ours has these: %s", len(files), all, strings.Join(without, ", "))
}

func report(t *testing.T, component string, total, same int, reasons map[string]int) {
	t.Helper()
	left := 0
	var why []string
	for _, r := range slices.Sorted(maps.Keys(reasons)) {
		left += reasons[r]
		why = append(why, fmt.Sprintf("%d %s", reasons[r], r))
	}
	t.Logf("%-20s %2d fixtures, %2d the same, %2d not expressible: %s", component, total, same, left, strings.Join(why, "; "))
}

// difference shows the first line on which two trees part.
func difference(got, want []string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	at := func(lines []string) string {
		return strings.Join(lines[min(i, len(lines)):min(i+4, len(lines))], "\n       ")
	}
	return fmt.Sprintf("  got  %s\n  want %s", at(got), at(want))
}
