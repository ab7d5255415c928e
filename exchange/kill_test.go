package exchange

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour/internal/testdb"
	"candour/seal"
)

const manyOfficers, manyCases = 300, 1200

// manyRows is an extract of several transactions.
func manyRows(t testing.TB) string {
	var o, p, a strings.Builder
	o.WriteString("officer,appointed,resigned,serving,race,sex,birth_year\n")
	p.WriteString("officer,unit,start,end\n")
	a.WriteString("case,officer,incident,received,closed,code,group,finding,outcome\n")
	for i := range manyOfficers {
		fmt.Fprintf(&o, "O%d,1999-01-01,,1,R%d,S%d,1970\n", i, i%3, i%2)
		fmt.Fprintf(&p, "O%d,U%d,1999-01-01,2000-01-01\nO%d,U%d,2000-01-01,\n", i, i%7, i, i%9)
	}
	for i := range manyCases { // the two rows of a case stand far apart
		fmt.Fprintf(&a, "C%d,O%d,2001-01-01,2001-01-02,2002-01-02,04B,force,NS,\n", i, i%manyOfficers)
	}
	for i := range manyCases {
		fmt.Fprintf(&a, "C%d,O%d,2001-01-01,2001-01-02,2002-01-02,05A,verbal,,\n", i, (i+1)%manyOfficers)
	}
	return extractIn(t, o.String(), p.String(), a.String())
}

// dump is all that stands in the database, table by table, but for what is drawn
// at random. With the journal it is for comparing one database with itself.
func (f *folder) dump(t testing.TB, journal bool) (out []string) {
	t.Helper()
	tables := map[string]string{
		"workforce_person": "id", "workforce_officer": "id || person || appointed_day || left_day || serving || source || digest", "workforce_posting": "officer || unit || from_day || to_day",
		"workforce_equality": "officer", "cases_case": "id || jurisdiction || opened_day || incident_day || closed_day || source || digest",
		"cases_allegation": "id || case_id || position || category || source_code || source_says", "cases_accused": "allegation || officer || case_id",
		"cases_decision": "allegation || case_id || decision || on_day", "authz_wall": "person || subject || because", "authz_triaged": "subject", "seal_key": "kind || id",
	}
	if journal {
		tables["journal"] = "seq || kind || subject_id || leaf"
	} else {
		tables["journal"] = "kind || subject_id || on_day || act || data"
	}
	for table, columns := range tables {
		err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
			return tx.Each("SELECT "+columns+" FROM "+table, nil, func(scan func(...any) error) error {
				var row string
				err := scan(&row)
				out = append(out, table+" "+row)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

const childFolder, childURL, childExtract = "EXCHANGE_TEST_FOLDER", "EXCHANGE_TEST_URL", "EXCHANGE_TEST_EXTRACT"

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	dir := os.Getenv(childFolder)
	if dir == "" {
		t.Skip("only TestKilled starts this")
	}
	f := &folder{dir: dir, url: os.Getenv(childURL)}
	f.open(t)
	c := f.complaints(os.Getenv(childExtract))
	c.Progress = func(done, _ int64) { fmt.Println("held", done) }
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// However often an import is killed, in the end there is the same as after one
// that was not, and no row of the journal twice. A server is sent rows while the next
// are worked out, so it may be killed with some on their way.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := manyRows(t)
	empty := extractIn(t, strings.Split(officersText, "\n")[0], strings.Split(postingsText, "\n")[0], strings.Split(allegationsText, "\n")[0])
	// The force is founded before the folder is copied: both then give the same ids.
	founded := func(t *testing.T, f *folder) {
		if _, err := f.complaints(empty).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.db.Close()
		f.db = nil
	}
	t.Run("SQLite", func(t *testing.T) {
		once := newFolder(t)
		founded(t, once)
		killed := &folder{dir: t.TempDir()}
		if err := os.CopyFS(killed.dir, os.DirFS(once.dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(killed.dir, "keys", "kek"), 0o600); err != nil {
			t.Fatal(err)
		}
		killedAndNot(t, dir, killed, once)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		once := &folder{dir: t.TempDir(), url: testdb.Postgres(t)}
		once.open(t)
		founded(t, once)
		name, _, _ := strings.Cut(strings.TrimPrefix(once.url, "postgres://candour@/"), "?")
		killed := &folder{dir: once.dir, url: testdb.ServerOf(t).Fresh(t, name)} // with the same keys
		killedAndNot(t, dir, killed, once)
	})
}

func killedAndNot(t *testing.T, dir string, killed, once *folder) {
	t.Helper()
	once.open(t)
	if _, err := once.complaints(dir).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for after := 1; after <= 3; after++ {
		killAfter(t, killed, dir, after)
	}
	killed.open(t)
	r, err := killed.complaints(dir).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Cases.All() != manyCases || r.Officers.Held == 0 || r.Cases.New == 0 {
		t.Errorf("the last run: %+v", r)
	}
	killed.whole(t, 1+manyOfficers*3+manyCases*2)
	same(t, "killed and not", killed.dump(t, false), once.dump(t, false))
}

// killAfter runs the import in a process of its own and kills it after some
// transactions.
func killAfter(t *testing.T, f *folder, extract string, transactions int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
	cmd.Env = append(os.Environ(), childFolder+"="+f.dir, childURL+"="+f.url, childExtract+"="+extract)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for s := bufio.NewScanner(out); s.Scan(); {
		if strings.HasPrefix(s.Text(), "held") {
			if seen++; seen == transactions {
				break
			}
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed"
	if seen < transactions {
		t.Fatalf("the process ended after %d transactions, want it killed after %d", seen, transactions)
	}
}
