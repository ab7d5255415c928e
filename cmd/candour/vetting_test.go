package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const vettingModel = `{"link_type": "dedupe_only", "probability_two_random_records_match": 0.5, "unique_id_column_name": "id",
"blocking_rules_to_generate_predictions": ["l.surname = r.surname"],
"comparisons": [{"output_column_name": "dob", "comparison_levels": [
 {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": true},
 {"sql_condition": "dob_l = dob_r", "m_probability": 0.8, "u_probability": 0.1},
 {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.8}]}]}`

// TestVettingCommands matches small files through the command and reads what it
// wrote: pairs, clusters, every rejected row with its line, and the exit codes.
func TestVettingCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	model := file("m.json", vettingModel)
	linking := file("l.json", strings.Replace(vettingModel, "dedupe_only", "link_only", 1))
	do := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), append([]string{"vetting"}, args...), streams{&out, &out, strings.NewReader("")})
		return code, out.String()
	}
	wrote := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, "out", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	out := filepath.Join(dir, "out")
	good := file("good.csv", "id, surname ,dob\n1,Able,1990-01-01\n2, Able,1990-01-01 \n10,Able,1980-01-01\n4,Baker,\n")
	if code, said := do("dedupe", "--input", good, "--model", model, "--out", out); code != exitDone {
		t.Fatalf("exit %d: %s", code, said)
	}
	if got, want := wrote("pairs.csv"), "unique_id_l,unique_id_r,match_weight,match_probability\n1,2,3,0.8888888888888888\n1,10,-3,0.1111111111111111\n2,10,-3,0.1111111111111111\n"; got != want {
		t.Errorf("pairs.csv: %s, want %s", got, want)
	}
	if code, said := do("dedupe", "--input", good, "--model", model, "--out", out, "--cluster", "0.8", "--threshold", "0.5"); code != exitDone {
		t.Fatalf("exit %d: %s", code, said)
	}
	if got, want := wrote("clusters.csv"), "unique_id,cluster_id\n1,1\n2,1\n4,4\n10,10\n"; got != want {
		t.Errorf("clusters.csv: %s, want %s", got, want)
	}
	if got := wrote("pairs.csv"); strings.Count(got, "\n") != 2 {
		t.Errorf("from 0.5 on: %s", got)
	}
	bad := file("bad.csv", "id,surname,dob\n1,Able,1990-01-01\n1,Able,1990-01-01\n2,Able\n3,\xff,1990-01-01\n,Able,1990-01-01\n5,Ab\"le,1990-01-01\n6,Able,1990-01-01\n")
	if code, said := do("link", "--left", good, "--right", bad, "--settings", linking, "--out", out); code != exitRejects {
		t.Errorf("exit %d: %s", code, said)
	}
	if got := wrote("pairs.csv"); strings.Count(got, "\n") != 7 { // two rows of Able were taken in
		t.Errorf("link: %s", got)
	}
	for _, want := range []string{",3,1,its unique id is that of line 2", ",4,0,it has 2 values", ",5,2,it is not UTF-8", ",6,1,it has no unique id", "bad.csv,7,"} {
		if !strings.Contains(wrote("rejects.csv"), want) {
			t.Errorf("rejects.csv has no %q: %s", want, wrote("rejects.csv"))
		}
	}
	for want, c := range map[string]struct {
		code int
		args []string
	}{
		"line 1: the file is empty":                 {exitFailed, []string{"dedupe", "--input", file("empty.csv", ""), "--model", model, "--out", out}},
		"line 1: there is no column dob, surname":   {exitFailed, []string{"dedupe", "--input", file("other.csv", "id,name\n"), "--model", model, "--out", out}},
		"it was made for dedupe_only":               {exitUsage, []string{"link", "--left", good, "--right", good, "--model", model, "--out", out}},
		"give the trained model":                    {exitUsage, []string{"dedupe", "--input", good, "--out", out}},
		"no probability":                            {exitUsage, []string{"dedupe", "--input", good, "--model", model, "--out", out, "--cluster", "2"}},
		"proposes 3 pairs, and 2 are allowed":       {exitFailed, []string{"dedupe", "--input", good, "--model", model, "--out", out, "--max-pairs", "2"}},
		"blocking rule 1: \"soundex\" at character": {exitFailed, []string{"dedupe", "--input", good, "--model", file("g.json", strings.Replace(vettingModel, "l.surname = r", "soundex(l.surname) = r", 1)), "--out", out}},
	} {
		if code, said := do(c.args...); code != c.code || !strings.Contains(said, want) {
			t.Errorf("%v: exit %d, want %d, with %q: %s", c.args, code, c.code, want, said)
		}
	}
}

// TestVettingState searches for duplicates with a state while a file changes: what is
// written is what a whole run writes, one row is compared anew, and a state of other
// settings is refused with nothing written.
func TestVettingState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	file := func(name, text string) string {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	model := file("m.json", vettingModel)
	do := func(out string, args ...string) (int, string) {
		var said bytes.Buffer
		code := run(t.Context(), append([]string{"vetting", "dedupe", "--input", at("in.csv"), "--out", at(out)}, args...), streams{&said, &said, strings.NewReader("")})
		return code, said.String()
	}
	for i, text := range []string{
		"id,surname,dob\n1,Able,1990-01-01\n2,Able,1990-01-01\n3,Baker,1980-01-01\n",
		"id,surname,dob\n1,Able,1990-01-01\n2,Able,1991-01-01\n3,Baker,1980-01-01\n",                     // one changed
		"id,surname,dob\n1,Able,1990-01-01\n2,Able,1991-01-01\n4,Baker,1980-01-01\n3,Baker,1980-01-01\n", // one came
		"id,surname,dob\n2,Able,1991-01-01\n4,Baker,1980-01-01\n3,Baker,1980-01-01\n",                    // one left
	} {
		file("in.csv", text)
		if code, said := do("whole", "--model", model); code != exitDone {
			t.Fatalf("exit %d: %s", code, said)
		}
		code, said := do("since", "--model", model, "--state", at("state"))
		if code != exitDone {
			t.Fatalf("exit %d: %s", code, said)
		}
		if want := []string{"", "1 of 3 records", "1 of 4 records", "0 of 3 records"}[i]; want != "" && !strings.Contains(said, want) {
			t.Errorf("%q does not say %q", said, want)
		}
		for _, name := range []string{"pairs.csv", "clusters.csv"} {
			whole, err := os.ReadFile(filepath.Join(at("whole"), name))
			if err != nil {
				t.Fatal(err)
			}
			if since, err := os.ReadFile(filepath.Join(at("since"), name)); err != nil || !bytes.Equal(since, whole) {
				t.Errorf("run %d, %s with a state: %q, %v; a whole run writes %q", i, name, since, err, whole)
			}
		}
	}
	if code, said := do("refused", "--model", model, "--state", at("state"), "--threshold", "0.5"); code != exitFailed || !strings.Contains(said, "another threshold") {
		t.Errorf("another threshold: exit %d, %s", code, said)
	}
	if _, err := os.Stat(filepath.Join(at("refused"), "pairs.csv")); !os.IsNotExist(err) {
		t.Errorf("a refused run wrote pairs: %v", err)
	}
}
