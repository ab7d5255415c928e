package wash

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"candour/vetting/linkage"
)

// screened adds the people of a file to records, with ids that begin with a letter.
func screened(t *testing.T, dir, name, letter string, to *csv.Writer) int {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("SKIP: %v: set CANDOUR_DATA to where the data are", err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows[1:] {
		_ = to.Write([]string{letter + strconv.Itoa(i), r[0], r[5]})
	}
	to.Flush()
	return len(rows) - 1
}

// TestScreening: of 50,000 people who are on no list at most 5 are hits; everybody on
// the list is found as they stand there, and at least 95 of 100 with errors.
func TestScreening(t *testing.T) {
	dir := filepath.Join(cmp.Or(os.Getenv("CANDOUR_DATA"), "../../../shared/data"), "linkage", "screening")
	var list, records bytes.Buffer
	l, r := csv.NewWriter(&list), csv.NewWriter(&records)
	_ = l.Write([]string{"unique_id", "full_name", "date_of_birth"})
	_ = r.Write([]string{"unique_id", "full_name", "date_of_birth"})
	listed := screened(t, dir, "positives_un_untreated.csv", "L", l)
	none := screened(t, dir, "negatives_global.csv", "N", r)
	clean := screened(t, dir, "positives_un_untreated.csv", "C", r)
	spoilt := screened(t, dir, "positives_un_treated.csv", "E", r)
	m, err := Screening()
	if err != nil {
		t.Fatal(err)
	}
	p, err := linkage.NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	Prepare(p, false)
	dicts := p.Dicts()
	table, _, err := linkage.ReadCSV(&list, "list", p, dicts)
	if err != nil {
		t.Fatal(err)
	}
	e, err := linkage.NewEngine(p, dicts, table)
	if err != nil {
		t.Fatal(err)
	}
	var pairs bytes.Buffer
	sum, err := Run(p, e, table, &records, "records", Options{Least: linkage.WeightOf(0.5), Hit: linkage.WeightOf(0.5)}, Out{Pairs: &pairs, Clusters: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	found := map[byte]map[string]bool{'N': {}, 'C': {}, 'E': {}}
	for line := range strings.Lines(pairs.String()) {
		v := strings.Split(line, ",")
		if v[1][0] == 'N' || v[0][1:] == v[1][1:] {
			found[v[1][0]][v[1]] = true
		}
	}
	t.Logf("%d listed, %d records, %d pairs compared: of %d on no list %d are hits, of %d listed %d are found, of %d with errors %d (%.1f %%)",
		listed, sum.Records, sum.Scored, none, len(found['N']), clean, len(found['C']), spoilt, len(found['E']), 100*float64(len(found['E']))/float64(spoilt))
	if none != 50_000 || clean != 683 || len(found['N']) > 5 || len(found['C']) != clean || 100*len(found['E']) < 95*spoilt {
		t.Errorf("on no list %d (at most 5), listed %d of 683, with errors %d of %d", len(found['N']), len(found['C']), len(found['E']), spoilt)
	}
}
