package testdb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
)

func postgresDoc(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "postgresql.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block gives the statements of a named block of the page.
func block(t *testing.T, name string) (out []string) {
	t.Helper()
	_, rest, ok := strings.Cut(postgresDoc(t), "```sql "+name+"\n")
	if !ok {
		t.Fatalf("the page has no statements called %s", name)
	}
	rest, _, _ = strings.Cut(rest, "```")
	for q := range strings.SplitSeq(rest, ";") {
		if q = strings.TrimSpace(q); q != "" {
			out = append(out, q)
		}
	}
	return out
}

// TestTenantLed: a primary key or unique index that does not begin with the force is
// of a table that docs/postgresql.md names as copied to every node, and only those.
func TestTenantLed(t *testing.T) {
	w := testdb.OpenOn(t, "PostgreSQL")
	with, without := 0, []string{}
	w.Read(func(tx *seal.Tx) error {
		const q = `SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
			WHERE i.indisunique AND c.relnamespace = CAST('public' AS regnamespace) ORDER BY c.relname`
		return tx.Each(q, nil, func(scan func(...any) error) error {
			var table, first string
			if err := scan(&table, &first); err != nil {
				return err
			}
			if first == "force" {
				with++
			} else if !strings.HasSuffix(table, "_schema") && !slices.Contains(without, table) {
				without = append(without, table)
			}
			return nil
		})
	})
	var named []string
	line := regexp.MustCompile(`(?m)^Reference tables: (.*?)\. `).FindString(postgresDoc(t))
	for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(line, -1) {
		named = append(named, m[1])
	}
	if with < 50 || !slices.Equal(without, named) {
		t.Errorf("%d keys begin with the force; tables whose keys do not are\n%q, and docs/postgresql.md names\n%q", with, without, named)
	}
}

// TestLeastPrivilege: the account that docs/postgresql.md has for serving can do acts,
// and can change neither the schema nor what is in the journal.
func TestLeastPrivilege(t *testing.T) {
	w := testdb.OpenOn(t, "PostgreSQL")
	s := testdb.ServerOf(t)
	name, _, _ := strings.Cut(strings.TrimPrefix(w.URL, "postgres://candour@/"), "?")
	if err := s.SQL(name, append(block(t, "roles"), block(t, "grants")...)...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.SQL(name, `DROP OWNED BY candour_serve`, `DROP ROLE candour_serve`, `DROP ROLE candour_owner`); err != nil {
			t.Error(err)
		}
	})
	url := strings.Replace(w.URL, "candour@", "candour_serve@", 1)
	db, err := store.OpenPostgres(ctx, store.Postgres{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n, err := db.Migrate(ctx, testdb.Schemas()...); n != 0 || err != nil {
		t.Errorf("opening a database that is up to date: %d, %v", n, err)
	}
	r := testdb.Wire(t, seal.Bind(db, w.DB.Keys()))
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	if _, err := r.Run(ctx, w.Made(act.Reporter(testdb.Force, secret.Reporter())), testdb.Report(secret, 2)); err != nil {
		t.Errorf("an act: %v", err)
	}
	before := w.Rows("journal")
	for _, q := range []string{
		`UPDATE journal SET kind = 'x'`, `DELETE FROM journal`, `TRUNCATE journal`, `DROP TABLE journal`, `ALTER TABLE journal DISABLE TRIGGER ALL`, `DROP TRIGGER journal_never_changes ON journal`,
		`DELETE FROM journal_head`, `TRUNCATE journal_head`, `DELETE FROM ledger_access`, `UPDATE ledger_access_sealed SET place = 1`, `CREATE TABLE mine (n BIGINT)`, `CREATE FUNCTION journal_never_changes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
		`SET session_replication_role = replica`,
	} {
		if err := db.WithTx(ctx, func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); err == nil || !strings.Contains(err.Error(), "permission denied") && !strings.Contains(err.Error(), "must be owner") {
			t.Errorf("%s: %v, want it refused to this account", q, err)
		}
	}
	// And the owner is refused by the triggers.
	for _, q := range []string{`UPDATE journal SET kind = 'x'`, `DELETE FROM journal`, `TRUNCATE journal`, `UPDATE journal_head SET seq = seq - 1`, `DELETE FROM journal_head`, `TRUNCATE journal_head`} {
		if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.Exec(q); return err }); err == nil || !strings.Contains(err.Error(), "journal") {
			t.Errorf("%s as the owner: %v, want it refused by a trigger", q, err)
		}
	}
	if after := w.Rows("journal"); !slices.Equal(before, after) {
		t.Error("the journal has changed")
	}
}
