package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const vettingSettings = `{"link_type": "dedupe_only", "unique_id_column_name": "id",
"blocking_rules_to_generate_predictions": ["l.surname = r.surname", "l.dob = r.dob"],
"comparisons": [
 {"output_column_name": "surname", "comparison_levels": [
  {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
  {"sql_condition": "surname_l = surname_r"}, {"sql_condition": "ELSE"}]},
 {"output_column_name": "given", "comparison_levels": [
  {"sql_condition": "given_l IS NULL OR given_r IS NULL", "is_null_level": true},
  {"sql_condition": "given_l = given_r"}, {"sql_condition": "ELSE"}]},
 {"output_column_name": "dob", "comparison_levels": [
  {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": true},
  {"sql_condition": "dob_l = dob_r"}, {"sql_condition": "ELSE"}]}]}`

// TestVettingTrain trains by settings that say nothing of training, matches with
// what came of it, and asks of single pairs: every command says the same of them.
func TestVettingTrain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	file := func(name, text string) string {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	read := func(name string) string {
		b, err := os.ReadFile(at(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	do := func(want int, args ...string) (out, talk string) {
		t.Helper()
		var o, e bytes.Buffer
		if code := run(t.Context(), append([]string{"vetting"}, args...), streams{&o, &e, strings.NewReader("")}); code != want {
			t.Fatalf("%v: exit %d, want %d: %s%s", args, code, want, &o, &e)
		}
		return o.String(), e.String()
	}
	draw := rand.New(rand.NewPCG(7, 7))
	var people strings.Builder
	people.WriteString("id,surname,given,dob\n")
	for i := range 300 { // of every third one there are two records, of which one may have another given name
		surname, given, dob := fmt.Sprint("s", draw.IntN(80)), fmt.Sprint("g", draw.IntN(40)), fmt.Sprintf("19%02d-01-%02d", draw.IntN(60), 1+draw.IntN(28))
		fmt.Fprintf(&people, "%d,%s,%s,%s\n", i, surname, given, dob)
		if i%3 == 0 {
			if i%12 == 0 {
				given = "other"
			}
			fmt.Fprintf(&people, "%d,%s,%s,%s\n", 1000+i, surname, given, dob)
		}
	}
	input, settings := file("people.csv", people.String()), file("s.json", vettingSettings)

	summary, talk := do(exitDone, "train", "--input", input, "--settings", settings, "--out", at("m.json"))
	if !strings.Contains(summary, "bits") || !strings.Contains(talk, "by EM") {
		t.Errorf("train says %s%s", summary, talk)
	}
	do(exitDone, "dedupe", "--input", input, "--settings", settings, "--out", at("a"))
	do(exitDone, "dedupe", "--input", input, "--model", at("m.json"), "--out", at("b"))
	if read("a/model.json") != read("m.json") {
		t.Error("dedupe trains another model than train")
	}
	if read("a/pairs.csv") != read("b/pairs.csv") {
		t.Error("the trained model finds other pairs than the settings it comes of")
	}
	if !strings.Contains(read("a/clusters.csv"), "\n1003,3\n") {
		t.Error("two records of one person stand in two clusters")
	}
	scored, _ := do(exitDone, "score", "--input", input, "--model", at("m.json"), "--pairs", at("a/pairs.csv"))
	if scored != read("a/pairs.csv") {
		t.Error("score gives other figures than dedupe")
	}
	line, _ := do(exitDone, "score", "--input", input, "--model", at("m.json"), "--pair", "3,1003")
	if !strings.Contains(scored, "\n"+strings.Split(line, "\n")[1]+"\n") {
		t.Errorf("one pair: %s", line)
	}
	weight, err := strconv.ParseFloat(strings.Split(strings.Split(line, "\n")[1], ",")[2], 64)
	if err != nil {
		t.Fatal(err)
	}
	why, _ := do(exitDone, "explain", "3", "1003", "--input", input, "--model", at("m.json"), "--html", at("why.html"))
	if !strings.Contains(why, fmt.Sprintf("match weight %.3f", weight)) {
		t.Errorf("explain: %s, want %v", why, weight)
	}
	if page := read("why.html"); !strings.Contains(page, "<svg") || strings.Contains(page, "<script") || !strings.Contains(page, fmt.Sprintf("%.3f bits", weight)) {
		t.Errorf("the page: %s", page)
	}

	labels := file("l.csv", "unique_id_l,unique_id_r,clerical_match_score\n0,1000,1\n3,1003,1\n3,4,0\n9,9999,1\n3,3,1\n6,1006,maybe\n7\n")
	_, talk = do(exitRejects, "train", "--input", input, "--settings", settings, "--labels", labels, "--out", at("l.json"))
	for _, want := range []string{"m from 2 pairs that a person labelled", "line 5, column 2: no record has the unique id \"9999\"", "line 6, column 2: it is a pair of one record", "line 7, column 3: \"maybe\" is no score", "line 8, column 0: it has 1 values"} {
		if !strings.Contains(talk, want) {
			t.Errorf("labels: no %q in %s", want, talk)
		}
	}
	for want, args := range map[string][]string{
		"give one file with --input":  {"train", "--left", input, "--settings", settings, "--out", at("x")},
		"no record of":                {"explain", "3", "nobody", "--input", input, "--model", at("m.json")},
		"two unique ids and a comma":  {"score", "--input", input, "--model", at("m.json"), "--pair", "3"},
		"it was made for dedupe_only": {"train", "--left", input, "--right", input, "--settings", settings, "--out", at("x")},
	} {
		if _, talk := do(exitUsage, args...); !strings.Contains(talk, want) {
			t.Errorf("%v: no %q in %s", args, want, talk)
		}
	}
}
