package testdb_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour/internal/testdb"
)

// column is what the schema says of one column.
type column struct {
	table, name, meaning          string
	sealed, pseudonymous          string // "under the report"; "yes"
	controller, regime, retention string
	nature                        string // fact, opinion of whom, the person's account, statement of the force
}

var (
	tableLine  = regexp.MustCompile(`^CREATE TABLE (?:IF NOT EXISTS )?([a-z0-9_]+) ?\(`)
	dropLine   = regexp.MustCompile(`(?m)^DROP TABLE ([a-z0-9_]+);`)
	addLine    = regexp.MustCompile(`^ALTER TABLE ([a-z0-9_]+) ADD COLUMN (.*)$`)
	columnLine = regexp.MustCompile(`^([a-z0-9_]+)\s+(?:TEXT|BIGINT)\b([^-]*)(?:--\s*(.*))?$`)
	nature     = regexp.MustCompile(`^(?:fact(?: as .+| or opinion .+)?|opinion(?: of .+)?|the person’s account|the person's account|statement of .+)$`)
	sealedHow  = regexp.MustCompile(`\bsealed under (.+)$`)
)

// columns reads the columns of one schema file, and what is wrong with it. The
// line directly above each table says who the controller is, under which law and
// how long it is kept; a column says what it means and whether it is a fact, and
// may say otherwise for itself ("retention: ...").
func columns(at, text string) (out []column, wrong []string) {
	var head column // of the table that is being read
	headed := map[string]column{}
	no := func(i int, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("%s line %d: ", at, i+1)+fmt.Sprintf(format, args...))
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if m := tableLine.FindStringSubmatch(line); m != nil {
			head = column{table: m[1]}
			above := ""
			if i > 0 {
				above = strings.TrimSpace(lines[i-1])
			}
			for part := range strings.SplitSeq(strings.TrimPrefix(above, "-- "), ";") {
				head.regards(part)
			}
			if head.controller == "" || head.regime == "" || head.retention == "" {
				no(i, "the line above %s does not say controller, regime and retention", m[1])
			}
			headed[m[1]] = head
			continue
		}
		c := head
		rest := line
		if m := addLine.FindStringSubmatch(line); m != nil {
			var known bool
			if c, known = headed[m[1]]; !known {
				c = column{table: m[1], controller: "as the table", regime: "as the table", retention: "as the table"}
			}
			rest = strings.Replace(m[2], ";", "", 1)
		} else if strings.HasPrefix(line, ")") {
			head = column{}
			continue
		} else if head.table == "" || line == "" || strings.HasPrefix(line, "--") || strings.HasPrefix(line, "PRIMARY KEY") || strings.HasPrefix(line, "UNIQUE") {
			continue
		}
		m := columnLine.FindStringSubmatch(rest)
		if m == nil {
			no(i, "this is no column of %s with a comment: %s", c.table, line)
			continue
		}
		c.name = m[1]
		c.says(m[3])
		if c.meaning == "" {
			no(i, "%s.%s does not say what it means", c.table, c.name)
		}
		if c.nature == "" {
			no(i, "%s.%s does not say whether it is fact, opinion (of whom), the person's account or a statement", c.table, c.name)
		}
		out = append(out, c)
	}
	return out, wrong
}

// regards takes a part that says controller, regime or retention.
func (c *column) regards(part string) bool {
	key, value, ok := strings.Cut(strings.TrimSpace(part), ": ")
	if value = strings.TrimSpace(value); !ok || value == "" {
		return false
	}
	switch key {
	case "controller":
		c.controller = value
	case "regime":
		c.regime = value
	case "retention":
		c.retention = value
	default:
		return false
	}
	return true
}

// says takes the comment of a column apart.
func (c *column) says(comment string) {
	var meaning []string
	for part := range strings.SplitSeq(comment, ";") {
		part = strings.TrimSpace(part)
		switch m := sealedHow.FindStringSubmatch(part); {
		case c.regards(part):
		case part == "pseudonymous":
			c.pseudonymous = "pseudonymous"
		case nature.MatchString(part):
			c.nature = part
		case m != nil:
			c.sealed = "sealed under " + m[1]
			if before := strings.Trim(strings.TrimSuffix(part, m[0]), " ,"); before != "" {
				meaning = append(meaning, before)
			}
		case part != "":
			meaning = append(meaning, part)
		}
	}
	c.meaning = strings.Join(meaning, "; ")
	if c.meaning == "" && c.sealed != "" {
		c.meaning = "the " + strings.ReplaceAll(c.name, "_", " ")
	}
}

// TestData holds docs/data.md to the comments of the schemas: what is kept about
// people, on whose behalf, under which law, how long, and whether it is a fact.
func TestData(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What is kept\n\nMade from the comments in the schema files (`go test ./internal/testdb -run TestData -update`). " +
		"What is sealed can be read only with the key of its report, case or officer (docs/keys.md); the rest lies in the database file as it is, and says nothing by itself about who it is where it is called pseudonymous.\n")
	seen := map[string]bool{}
	for _, s := range testdb.Schemas() {
		fmt.Fprintf(&b, "\n## %s\n", s.Room)
		all := migrations(t, s)
		var list []column
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for _, m := range dropLine.FindAllStringSubmatch(all[name], -1) { // made anew below, or gone
				list = slices.DeleteFunc(list, func(c column) bool { return c.table == m[1] })
			}
			more, wrong := columns(s.Room+"/"+name, all[name])
			for _, w := range wrong {
				t.Error(w)
			}
			list = append(list, more...)
		}
		table := ""
		for _, c := range list {
			if c.table != table {
				table = c.table
				fmt.Fprintf(&b, "\n### %s\n\n| column | what it means | kept as | fact or opinion | controller | regime | retention |\n|---|---|---|---|---|---|---|\n", table)
			}
			kept := strings.Join(slices.DeleteFunc([]string{c.sealed, c.pseudonymous}, func(s string) bool { return s == "" }), ", ")
			if kept == "" {
				kept = "as it is"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", c.name, strings.ReplaceAll(c.meaning, "|", `\|`), kept, c.nature, c.controller, c.regime, c.retention)
			seen[c.table+"."+c.name] = true
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d columns were seen: this test has gone blind", len(seen))
	}
	file := filepath.Join("..", "..", "docs", "data.md")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Error("docs/data.md does not say what the schemas say; if that is meant: go test ./internal/testdb -run TestData -update")
	}
	// Every column that the database has is in it.
	w := testdb.Open(t)
	for _, table := range w.Tables() {
		for _, c := range w.Columns(table) {
			if !seen[table+"."+c] {
				t.Errorf("%s.%s is in the database and not in docs/data.md", table, c)
			}
		}
	}
}

// TestDataSees plants what must be seen.
func TestDataSees(t *testing.T) {
	const head = "-- controller: the force; regime: UK GDPR; retention: six years\n"
	table := func(head, comment string) string {
		return head + "CREATE TABLE x_y (\n  force TEXT NOT NULL, -- force; fact\n  a TEXT NOT NULL," + comment + "\n  PRIMARY KEY (force, a)\n);\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"all is said":                {table(head, " -- what happened; sealed under the report; the person's account"), ""},
		"an opinion of somebody":     {table(head, " -- why; opinion of the assessor"), ""},
		"for itself":                 {table(head, " -- why; fact; retention: a day; controller: another; regime: Part 3"), ""},
		"no comment":                 {table(head, ""), "x_y.a does not say what it means"},
		"no meaning":                 {table(head, " -- fact"), "x_y.a does not say what it means"},
		"no nature":                  {table(head, " -- what happened"), "x_y.a does not say whether"},
		"a nature that is none":      {table(head, " -- what happened; factual"), "x_y.a does not say whether"},
		"nothing above":              {table("", " -- what; fact"), "does not say controller"},
		"something between":          {table(head+"-- a remark\n", " -- what; fact"), "does not say controller"},
		"no retention":               {table("-- controller: the force; regime: UK GDPR\n", " -- what; fact"), "does not say controller"},
		"an empty retention":         {table("-- controller: the force; regime: UK GDPR; retention: \n", " -- what; fact"), "does not say controller"},
		"another type":               {strings.Replace(table(head, " -- what; fact"), "a TEXT", "a REAL", 1), "no column of x_y"},
		"a column that is added":     {table(head, " -- what; fact") + "ALTER TABLE x_y ADD COLUMN b TEXT NOT NULL DEFAULT ''; -- what\n", "x_y.b does not say whether"},
		"a second table without one": {table(head, " -- what; fact") + "CREATE TABLE x_z (\n  force TEXT NOT NULL -- force; fact\n);\n", "line 7: the line above x_z"},
	} {
		list, wrong := columns("x", c.text)
		if got := strings.Join(wrong, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if name == "for itself" && (list[1].retention != "a day" || list[1].controller != "another" || list[1].regime != "Part 3" || list[0].retention != "six years") {
			t.Errorf("%s: %+v", name, list)
		}
		if name == "all is said" && (list[1].sealed != "sealed under the report" || list[1].nature != "the person's account" || list[1].meaning != "what happened") {
			t.Errorf("%s: %+v", name, list[1])
		}
	}
}
