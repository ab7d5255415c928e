package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// smallForce writes the files of a force of which nobody is real, as both the import and
// the signals read them.
func smallForce(t *testing.T) string {
	t.Helper()
	var officers, postings, allegations strings.Builder
	officers.WriteString("officer,appointed,resigned,serving,race,sex,birth_year\n")
	postings.WriteString("officer,unit,start,end\n")
	allegations.WriteString(allegationsHead)
	groups := []string{"verbal", "force", "domestic", "search_arrest", "duty", "sexual", "traffic"}
	for o := range 150 {
		fmt.Fprintf(&officers, "%d,1990-01-%02d,,1,group %d,%s,1960\n", o, 1+o%28, o%2, []string{"F", "M"}[o%3%2])
		fmt.Fprintf(&postings, "%d,unit %d,1990-01-%02d,\n", o, o%6, 1+o%28)
		for k := range o % 9 {
			year, closed := 2000+(o+k)%11, ""
			if k%4 != 3 {
				closed = fmt.Sprintf("%d-07-01", year+1)
			}
			finding := []string{"SU", "NS", "UN"}[(o+k)%3]
			if closed == "" {
				finding = ""
			}
			fmt.Fprintf(&allegations, "c%d-%d,%d,%d-03-04,%d-03-%02d,%s,05A,%s,%s,%s,0,1\n", o, k, o, year, year, 5+k, closed, groups[(o*k)%7], finding, []string{"030 DAY SUSPENSION", ""}[k%2])
		}
	}
	for k := range 20 { // of several officers
		for _, o := range []int{k, k + 1, k + 40} {
			fmt.Fprintf(&allegations, "j%d,%d,2006-01-02,2006-01-%02d,2006-12-01,04C,force,NS,,0,3\n", k, o, 3+k)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"officers": officers.String(), "postings": postings.String(), "allegations": allegations.String()} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// pointsIn are the rows of a file of scores without the ids, and the ids.
func pointsIn(t *testing.T, file string) (points, ids []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, row := range all {
		points, ids = append(points, strings.Join(row[1:], ",")), append(ids, row[0])
	}
	slices.Sort(points)
	return points, ids[1:]
}

// TestSignalsOfTheDatabase imports files and scores both: the same points, the same units
// and the same listing come out. Whoever asks is signed in, and each access stands on
// record with everybody whose points were given out, before a file is written.
func TestSignalsOfTheDatabase(t *testing.T) {
	o := newOffice(t)
	files := smallForce(t)
	o.must("import", "complaints", files, "--force", "north")
	out := t.TempDir()
	ofFiles, ofBase := filepath.Join(out, "files.csv"), filepath.Join(out, "base.csv")
	for _, args := range [][]string{
		{"score", "--as-of", "2008-06-01", "--out", ofBase},
		{"explain", "1", "--as-of", "2008-06-01"},
		{"units", "--as-of", "2008-06-01"},
		{"report", "--as-of", "2008-06-01", "--out", ofBase},
	} {
		if talk := o.refused(append([]string{"signals"}, args...)...); !strings.Contains(talk, "candour login") {
			t.Errorf("signals %v, not signed in: %s", args, talk)
		}
	}
	o.login("11")
	for _, day := range []string{"2003-02-01", "2008-06-01", "2012-01-01"} {
		o.must("signals", "score", "--data", files, "--as-of", day, "--out", ofFiles)
		said := o.must("signals", "score", "--as-of", day, "--out", ofBase, "--drawn", filepath.Join(out, "drawn.csv"))
		if !strings.Contains(said, "150 officers as of "+day) || !strings.Contains(said, "1 drawn by lot") {
			t.Errorf("score says %s", said)
		}
		want, _ := pointsIn(t, ofFiles)
		got, ids := pointsIn(t, ofBase)
		if !slices.Equal(got, want) || len(got) != 151 {
			t.Errorf("as of %s the database has other points than the files", day)
		}
		rows := o.accesses()
		last := rows[len(rows)-1]
		if !strings.Contains(last, "candour signals score, sign-in ") || strings.Count(last, `"officer/`) != 150 || !strings.Contains(last, `"officer/`+ids[0]+`"`) {
			t.Errorf("the access is recorded as %.300s", last)
		}
		if a, b := o.must("signals", "units", "--data", files, "--as-of", day), o.must("signals", "units", "--as-of", day); a != b {
			t.Errorf("as of %s the units of the files are\n%s\nand of the database\n%s", day, a, b)
		}
	}
	_, first := pointsIn(t, ofFiles)
	_, base := pointsIn(t, ofBase)
	ids := regexp.MustCompile(`case [^:]+:|[Oo]fficer \S+ as of`)
	a, b := o.must("signals", "explain", first[0], "--data", files, "--as-of", "2012-01-01"), o.must("signals", "explain", base[0], "--as-of", "2012-01-01")
	if ids.ReplaceAllString(a, "") != ids.ReplaceAllString(b, "") || !strings.Contains(b, "Please review this record.") {
		t.Errorf("the listing of the files is\n%s\nand of the database\n%s", a, b)
	}
	if rows := o.accesses(); !strings.Contains(rows[len(rows)-1], `"officer/`+base[0]+`","case/`) {
		t.Errorf("the listing is recorded as %s", rows[len(rows)-1])
	}
	page := filepath.Join(out, "signs.html")
	o.must("signals", "report", "--as-of", "2008-01-01", "--officer", base[0], "--out", page)
	html, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(html), "The outcome payout is not measured, because nothing of it is held of the two years after.") || !strings.Contains(string(html), "group 1") {
		t.Errorf("the report: %v, %d bytes", err, len(html))
	}
	if a, b := o.refused("signals", "explain", "no-such-officer", "--as-of", "2008-01-01"), o.refused("show", "officer", "no-such-officer"); a != b {
		t.Errorf("nobody is explained as %q, and shown as %q", a, b)
	}
	if err := os.Remove(ofBase); err != nil {
		t.Fatal(err)
	}
	o.must("logout")
	o.login("12") // an administrator
	if talk := o.refused("signals", "score", "--as-of", "2008-01-01", "--out", ofBase); !strings.Contains(talk, "administrator") {
		t.Errorf("an administrator: %s", talk)
	}
	if _, err := os.Stat(ofBase); err == nil {
		t.Error("an administrator was refused and has the file all the same")
	}
}
