package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour"
)

// TestAddressesThatAreRefused: each with a sentence, and none with the password in it.
func TestAddressesThatAreRefused(t *testing.T) {
	open := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(open, []byte("*:*:*:*:canary\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"mysql://x@localhost/c":                                          "is a URL such as",
		"candour.db":                                                     "is a URL such as",
		"postgres://x:canary@localhost/c":                                "holds a password",
		"postgres://x:@localhost/c":                                      "holds a password",
		"postgres://x@localhost/c?password=canary":                       "holds a password",
		"postgres://x@localhost/c?target_session_attrs=any":              "cannot write",
		"postgres://x@localhost/c?target_session_attrs=standby":          "cannot write",
		"postgres://x@db.example/c":                                      "sslmode=verify-full",
		"postgres://x@db.example/c?sslmode=prefer":                       "sslmode=verify-full",
		"postgres://x@localhost,db.example/c?sslmode=disable":            "sslmode=verify-full",
		"postgres://x@localhost/c?host=/tmp,10.0.0.1&port=5432,5432":     "sslmode=verify-full",
		"postgres://x@localhost/c?passfile=" + open:                      "read by others",
		"postgres://x@localhost/c?passfile=" + open + ".none":            "cannot be read",
		"postgres://x@localhost/c?a=%zz":                                 "cannot be read",
		"postgres://x@localhost:port/c":                                  "cannot be read",
		"postgres://x@localhost/c?sslmode=verify-full&sslrootcert=/none": "cannot be read",
	} {
		_, err := OpenPostgres(context.Background(), Postgres{URL: url})
		if err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, candour.ErrInvalid) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want a refusal with %q", url, err, want)
		}
	}
	if _, err := OpenPostgres(context.Background(), Postgres{URL: "postgres://x@localhost/c", Connections: 1}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("one connection: %v, want a refusal", err)
	}
	cfg, err := Postgres{URL: "postgres://x@a.example:5432,b.example:5433/c?sslmode=verify-full&lock_timeout=1"}.config()
	if err != nil || cfg.ValidateConnect == nil || len(cfg.Fallbacks) != 1 || cfg.Fallbacks[0].Port != 5433 || cfg.RuntimeParams["lock_timeout"] != "1" || cfg.RuntimeParams["statement_timeout"] == "" {
		t.Errorf("two hosts: %+v, %v", cfg, err)
	}
}

// TestTriggersOfBothEngines: what is not understood is not passed over.
func TestTriggersOfBothEngines(t *testing.T) {
	got, err := postgresTriggers("CREATE TRIGGER a BEFORE DELETE ON b\nBEGIN SELECT RAISE(ABORT, 'no: never'); END;")
	if err != nil || !strings.Contains(got, "BEFORE TRUNCATE ON b") || !strings.Contains(got, "''no: never''") {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := postgresTriggers("CREATE TRIGGER a AFTER DELETE ON b BEGIN SELECT RAISE(ABORT, 'no'); END;"); err == nil {
		t.Error("a trigger that is written otherwise was passed over")
	}
}
