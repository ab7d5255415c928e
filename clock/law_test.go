package clock

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
)

var update = flag.Bool("update", false, "write docs/law.md from the rules")

// sections are the laws of docs/law.md, in its order.
var sections = []struct {
	title, says string
	rules       []Rule
}{
	{"Complaints", "Police Reform Act 2002, Sch. 3, and the Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2).", complaints2020},
	{"Super-complaints", "SI 2018/748.", superComplaints2018},
	{"Conduct: investigation and suspension", "Police (Conduct) Regulations 2020 (SI 2020/4), as amended by SI 2024/521 and SI 2025/558.", conduct2020},
	{"Conduct: meetings and hearings", "The same regulations.", conduct2020Hearings},
	{"Conduct: outcomes and appeals", "The same regulations, and the Police Appeals Tribunals Rules.", conduct2020Outcomes},
	{"The barred list", "Police Barred List and Police Advisory List Regulations 2017 (SI 2017/1135).", barredList2017},
	{"The person who reported", "The Victims' Code, the two schemes of review, the compensation scheme.", victims},
	{"Bars of time", "After these an offence can not be charged any more.", timeBars},
	{"Local standards", "A force's own, where the law has no number or nobody has read it. They are labelled so wherever they are shown, and are never a breach of law.", local},
}

// TestLawPage compares docs/law.md with the rules.
func TestLawPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Time limits

Made from the rules in ` + "`clock`" + ` (` + "`go test ./clock -run TestLawPage -update`" + `). Each example in ` + "`clock/testdata`" + ` shows the count day by day, written by hand before the program counted.

A rule counts as a breach only where its number was read in the law itself and it is a duty. Whatever else is late is "later than expected". A right that somebody may use, and a period for which something stands, is never overdue.

A matter keeps the rule of the day on which it came to attention; "first day" is the first such day. Where the first day of a law was not read, it is ` + firstDayNotRead.Words() + `, the latest on which any law here began, or for a law that bears a year the first day of the next.

`)
	n := 0
	for _, s := range sections {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", s.title, s.says)
		b.WriteString("| id | what | starts | limit | met or ended by | what moves it, who and why | source | number | counts as | first day | examples |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
		for _, r := range s.rules {
			n++
			cells := []string{"`" + r.ID + "`", r.Title, r.triggers(), r.Measure(), r.endings(), r.movers(), r.Cites, string(r.Status) + ", " + r.Status.Words(), r.countsAs(), r.inForce(), examplesOf(t, r.ID)}
			for i, c := range cells {
				cells[i] = strings.ReplaceAll(c, "|", "\\|")
			}
			b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		}
		b.WriteString("\n")
	}
	if n != len(Rules) {
		t.Errorf("%d rules stand in a section, and there are %d", n, len(Rules))
	}
	page := strings.TrimRight(b.String(), "\n") + "\n"
	file := filepath.Join("..", "docs", "law.md")
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	had, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(had) != page {
		t.Errorf("docs/law.md is not what the rules say: read the difference after go test ./clock -run TestLawPage -update")
	}
}

func kinds(list []candour.EventKind) string {
	var out []string
	for _, k := range list {
		out = append(out, words(k))
	}
	return strings.Join(out, ", or ")
}

func (r Rule) triggers() string {
	says := kinds(r.Starts)
	match := func(word string, m Match) {
		if m.Field == "" {
			return
		}
		says += fmt.Sprintf("; %s its “%s” ", word, m.Field)
		if len(m.Values) == 0 {
			says += "is given"
		} else {
			says += "is " + strings.Join(m.Values, " or ")
		}
		if m.Or != "" {
			says += " (or that of " + words(m.Or) + ")"
		}
	}
	match("only where", r.Only)
	match("not where", r.Unless)
	if r.Needs != "" {
		says += "; only with " + words(r.Needs)
	}
	if r.Names != "" {
		says += "; counted back from its “" + r.Names + "”"
	}
	if r.LengthIn != "" {
		says += fmt.Sprintf("; its “%s” gives the months", r.LengthIn)
	}
	if r.Served {
		says += "; from the day on which it counts as served, which the act records (the number of days was not read)"
	}
	if r.Per != "" {
		says += "; each " + r.Per + " by itself"
	}
	return says
}

func (r Rule) endings() string {
	says := kinds(r.Stops)
	if r.Every {
		says += " (all that run)"
	}
	if len(r.Ends) > 0 {
		says += "; ended by " + kinds(r.Ends)
	}
	return says
}

func (r Rule) movers() string {
	var out []string
	for _, m := range []struct {
		word string
		Mover
	}{{"extended", r.Extend}, {"reduced", r.Reduce}, {"postponed", r.Postpone}} {
		if m.moves() {
			out = append(out, m.word+": "+m.By+"; "+m.Ground)
		}
	}
	for _, g := range r.Gaps {
		out = append(out, "the days between "+words(g.From)+" and "+words(g.To)+" do not count ("+g.Why+")")
	}
	if len(r.Resets) > 0 {
		out = append(out, "begins anew: "+kinds(r.Resets))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ". ")
}

func (r Rule) countsAs() string {
	switch {
	case r.Binding() && r.Form == AsSoonAsPracticable:
		return "duty, without a day"
	case r.Binding():
		return "duty"
	}
	return r.Label()
}

func (r Rule) inForce() string {
	says := r.From.Words()
	if r.FromNotRead {
		says += ", not read"
	}
	if !r.Until.IsZero() {
		says += ", until the day before " + r.Until.Words()
	}
	return says
}

func examplesOf(t *testing.T, id string) string {
	files, err := filepath.Glob("testdata/" + id + "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		if name := filepath.Base(f); strings.HasPrefix(name, id+".") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
