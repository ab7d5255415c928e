package testdb_test

import (
	"database/sql"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"candour/internal/testdb"
)

// few are the tables that hold a few rows of each force, or what is soon gone again,
// so that it costs nothing to read all of them.
var few = map[string]string{
	"authz_office":          "who was a chief officer",
	"authz_role":            "who holds a role",
	"intake_danger":         "calls for help, of which one at a time is looked for that nobody took",
	"intake_danger_taken":   "calls for help that somebody took",
	"intake_draft":          "a day's drafts",
	"journal_head":          "one row of each force",
	"ledger_access_waiting": "a minute's accesses",
	"record_pace":           "one row of each force",
	"seal_epoch":            "one row of each force",
	"seal_erased":           "what was erased, read by a restore",
	"seal_key":              "read by a rotation of keys, and once by a start",
	"web_answered":          "an hour's answers",
	"web_session":           "who is signed in",
	"web_try":               "tries of the last minutes",
	"workforce_grant":       "roles that were asked for",
	"workforce_on_call":     "who is on call, and was",
	"workforce_staffed":     "one row of each force",
	"workforce_system":      "the systems that people are given access to",
	"workforce_unit":        "the units of a force",
}

// wholeForce are the statements that read all of a force because they are asked about
// all of it, by the file they stand in; each says who asks.
var wholeForce = map[string]string{
	"authz/unit.go":               "walls are built anew, by an upgrade or a check",
	"cases/import_case.go":        "an import knows what an earlier one brought, once",
	"clock/cache.go":              "a check compares every date",
	"clock/facet.go":              "a check compares every list",
	"ledger/check_access.go":      "a check reads every access",
	"ledger/happened.go":          "a check reads the whole journal",
	"view/own_accesses.go":        "the accesses of a force are screened",
	"view/signals_input.go":       "scores are made of everybody in a force",
	"workforce/forget.go":         "an officer is forgotten once, years after they left, and the index of names is not kept by officer",
	"workforce/import_officer.go": "an import knows what an earlier one brought, once",
	"workforce/revocation.go":     "the list of what was withdrawn, for whoever sees to it",
}

// reads is a step of a plan that goes through a table of the schema, or through all that
// it has of one force.
var reads = regexp.MustCompile(`^(?:SCAN (\w+)|SEARCH (\w+)(?: EXISTS)? USING (?:COVERING )?INDEX \w+ \(force=\?\))`)

// TestNoStatementReadsAWholeForce asks SQLite how it would find the rows of each
// statement of the program, and refuses to go through all that a force has for a few of
// them. An act that does is quick in a test and takes a second in a force of two million
// allegations, while every other act waits for it. PostgreSQL chooses by what it knows of
// the tables, and mostly chooses better.
func TestNoStatementReadsAWholeForce(t *testing.T) {
	db := prepares(t, "sqlite", filepath.Join(testdb.OpenOn(t, "SQLite").Dir, "candour.db"))
	n, excused := 0, map[string]bool{}
	for name, file := range sources(t) {
		if path.Dir(name) == "internal/testdb" {
			continue
		}
		for call, queries := range statements(file) {
			for _, q := range queries {
				n++
				for _, table := range wholly(t, db, q) {
					switch {
					case few[table] != "":
						excused[table] = true
					case wholeForce[name] != "":
						excused[name] = true
					default:
						t.Errorf("%s reads all that a force has in %s:\n%s", file.set.Position(call.Pos()), table, q)
					}
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d statements were seen: this test has gone blind", n)
	}
	for _, all := range []map[string]string{few, wholeForce} {
		for name := range all {
			if !excused[name] {
				t.Errorf("%s is excused, and nothing reads a whole force there", name)
			}
		}
	}
	if got := wholly(t, db, `SELECT DISTINCT case_id FROM cases_accused WHERE force = $1 AND officer = $2 ORDER BY case_id`); len(got) != 1 {
		t.Errorf("a statement that did so is not seen: %q", got)
	}
}

// wholly are the tables of which a statement goes through all that there is of a force.
// One that stops at a number of rows, in the order in which it finds them, does not.
func wholly(t *testing.T, db *sql.DB, q string) (tables []string) {
	t.Helper()
	var args []any
	for i := 1; strings.Contains(q, "$"+strconv.Itoa(i)); i++ {
		args = append(args, "x")
	}
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q, args...)
	if err != nil {
		t.Fatalf("%v: %s", err, q)
	}
	defer rows.Close()
	sorted := false
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		sorted = sorted || strings.HasPrefix(step, "USE TEMP B-TREE")
		if m := reads.FindStringSubmatch(step); m != nil && !strings.Contains(step, "CONSTANT ROW") && !strings.Contains(step, "VALUES CLAUSE") {
			if table := tableOf(q, m[1]+m[2]); table != "" {
				tables = append(tables, table)
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if !sorted && strings.Contains(q, "LIMIT") {
		return nil
	}
	return tables
}

// tableOf is the table that a name stands for in a statement; "" where it stands for a
// part of the statement, whose own steps are in the plan as well.
func tableOf(q, name string) string {
	if m := regexp.MustCompile(`\b(journal|[a-z]+_[a-z_]+) (?:AS )?` + name + `\b`).FindStringSubmatch(q); m != nil {
		return m[1]
	}
	if regexp.MustCompile(`\)\s*(?:AS )?` + name + `\b`).MatchString(q) {
		return ""
	}
	return name
}
