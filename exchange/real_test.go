package exchange

import (
	"compress/gzip"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
)

// recount counts the real extract over again, with the standard library's reader
// and nothing of ours.
type recount struct {
	files, loss                         map[string]int // rows, and rejects by reason
	warnings                            int
	kept, cases, caseTotal, postings    int
	open, bare, openAll, bareAll, later int
}

func countAgain(t *testing.T, dir string) recount {
	rows := func(stem string) []map[string]string {
		f, err := os.Open(filepath.Join(dir, stem+".csv.gz"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		all, err := csv.NewReader(z).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]string
		for _, row := range all[1:] {
			m := map[string]string{}
			for i, name := range all[0] {
				m[name] = row[i]
			}
			out = append(out, m)
		}
		return out
	}
	officers, postings, allegations := rows("officers"), rows("postings"), rows("allegations")
	n := recount{files: map[string]int{"officers": len(officers), "postings": len(postings), "allegations": len(allegations)}, loss: map[string]int{}}
	known, cases, caseTotal, lost := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, o := range officers {
		known[o["officer"]] = true
		if o["appointed"] == "" || o["resigned"] != "" && o["resigned"] < o["appointed"] {
			n.warnings++
		}
	}
	for _, p := range postings {
		if known[p["officer"]] {
			n.postings++
		} else {
			n.loss["posting of an unknown officer"]++
		}
	}
	for _, a := range allegations {
		caseTotal[a["case"]] = true
		open, bare, late := a["closed"] == "", a["closed"] != "" && a["finding"] == "", a["incident"] > a["received"]
		n.openAll, n.bareAll, n.later = n.openAll+one(open), n.bareAll+one(bare), n.later+one(late)
		switch {
		case !known[a["officer"]]:
			n.loss["allegation against an unknown officer"]++
			lost[a["case"]] = true
		case !open && a["closed"] < a["received"]:
			n.loss["closed before received"]++
			lost[a["case"]] = true
		default:
			cases[a["case"]] = true
			n.kept++
			n.open, n.bare, n.warnings = n.open+one(open), n.bare+one(bare), n.warnings+one(late)
		}
	}
	for c := range lost {
		n.warnings += one(cases[c]) // taken in without some of its rows
	}
	n.cases, n.caseTotal = len(cases), len(caseTotal)
	return n
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// The real extract, of which nothing but counts is ever printed.
func TestRealExtract(t *testing.T) {
	data := os.Getenv("CANDOUR_DATA")
	if data == "" {
		data = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(data, "complaints")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIP: the real complaint extract is not there (%v); set CANDOUR_DATA to the folder that has complaints/", err)
	}
	n := countAgain(t, dir)
	for what, is := range map[string]struct{ got, want int }{ // as the data's own notes say
		"officers": {n.files["officers"], 30_006}, "postings": {n.files["postings"], 96_541}, "allegations": {n.files["allegations"], 221_957},
		"unknown in postings": {n.loss["posting of an unknown officer"], 30}, "unknown in allegations": {n.loss["allegation against an unknown officer"], 44},
		"cases": {n.caseTotal, 122_557}, "open": {n.openAll, 7_093}, "no finding": {n.bareAll, 3_086}, "closed first": {n.loss["closed before received"], 45}, "incident later": {n.later, 1_315},
	} {
		if is.got != is.want {
			t.Errorf("%s: %d, want %d", what, is.got, is.want)
		}
	}
	// Judged, not written: the program's own test takes the whole extract in.
	r := newExtract(candour.On(time.Now()), func(string) bool { return false })
	if err := r.read(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	postings, kept, open, bare := 0, 0, 0, 0
	for _, o := range r.officers {
		postings += len(o.postings)
	}
	for _, m := range r.matters {
		for _, a := range m.rows {
			kept, open, bare = kept+1, open+one(m.closed.IsZero()), bare+one(!m.closed.IsZero() && a.finding == "")
		}
	}
	loss := map[string]int{}
	for _, x := range r.rejects {
		switch {
		case strings.HasPrefix(x.Reason, "unknown officer") && strings.HasPrefix(x.File, "postings"):
			loss["posting of an unknown officer"]++
		case strings.HasPrefix(x.Reason, "unknown officer"):
			loss["allegation against an unknown officer"]++
		default:
			loss[x.Reason]++
		}
	}
	n.loss["closed before it was received"] = n.loss["closed before received"]
	delete(n.loss, "closed before received")
	if !maps.Equal(loss, n.loss) {
		t.Errorf("rejects: %v, want %v", loss, n.loss)
	}
	for what, is := range map[string]struct{ got, want int }{
		"officers": {len(r.officers), n.files["officers"]}, "postings": {postings, n.postings}, "cases": {len(r.matters), n.cases}, "allegations": {kept, n.kept},
		"open": {open, n.open}, "no finding": {bare, n.bare}, "warnings": {len(r.warnings), n.warnings},
	} {
		if is.got != is.want {
			t.Errorf("%s: %d, want %d", what, is.got, is.want)
		}
	}
	t.Logf("%d officers, %d postings, %d cases, %d allegations; %d open, %d without finding; %d rejects, %d warnings", len(r.officers), postings, len(r.matters), kept, open, bare, len(r.rejects), len(r.warnings))
}
