package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candour/seal"
	"candour/workforce"
)

// TestServiceCommands gives a program an account from the command line, as three people
// do, and asks through it.
func TestServiceCommands(t *testing.T) {
	t.Parallel()
	f, w := testWorld(t)
	h, err := f.handler(site{forces: w.forces, people: w.people, now: time.Now, log: slog.Default(), unheld: true})
	if err != nil {
		t.Fatal(err)
	}
	run := func(as, in string, args ...string) (int, string) {
		t.Helper()
		var out, talk bytes.Buffer
		s := streams{out: &out, err: &talk, in: strings.NewReader(in)}
		all := cli{}
		args = append(args, "--dir", f.dir, "--force", "north", "--as", as)
		k, err := parser(t.Context(), &all, args, s, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := k.Parse(args)
		if err != nil {
			t.Fatal(err)
		}
		return code(t.Context(), s, all.through(t.Context(), s, parsed)), out.String() + talk.String()
	}
	worker := string(w.officer("north", "Case worker C"))
	until := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	if exit, says := run("Administrator N", "The evidence store\ncase-worker\nadd-item verify-item\n"+until+"\n\nhttps://evidence.example/hook\nIt registers items.\n", "staff", "do", "propose-service", worker); exit != exitDone {
		t.Fatalf("proposing: %d %s", exit, says)
	}
	var grant string
	if err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
		list, err := workforce.OpenGrants(tx, "north")
		if len(list) == 1 {
			grant = list[0]
		}
		return err
	}); err != nil || grant == "" {
		t.Fatal("nothing is proposed", err)
	}
	if _, says := run("Approver P", "", "staff", "grants"); !strings.Contains(says, "to answer for a program: The evidence store; as case-worker; may add-item, verify-item; from any network; called at https://evidence.example/hook when something is new") {
		t.Errorf("the proposal reads %s", says)
	}
	if exit, says := run("Approver P", "I asked them.\n", "staff", "do", "approve-grant", grant); exit != exitDone {
		t.Fatalf("approving: %d %s", exit, says)
	}
	if exit, says := run("Approver P", "", "staff", "service", "secret", grant); exit == exitDone {
		t.Errorf("somebody who approved it draws its secret: %s", says)
	}
	exit, says := run("Case worker C", "", "staff", "service", "secret", grant)
	if exit != exitDone {
		t.Fatalf("drawing: %d %s", exit, says)
	}
	lines := strings.Fields(says)
	secret := lines[len(lines)-1]
	if exit, says := run("Approver P", "", "staff", "service", "hook-secret", grant); exit == exitDone {
		t.Errorf("somebody who approved it draws the secret of its calls: %s", says)
	}
	exit, says = run("Case worker C", "", "staff", "service", "hook-secret", grant)
	if lines := strings.Fields(says); exit != exitDone || len(lines[len(lines)-1]) != 52 {
		t.Fatalf("drawing the secret of its calls: %d %s", exit, says)
	}
	signs := strings.Fields(says)[len(strings.Fields(says))-1]
	ask := func() int {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/api/v1/cases", nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		got := httptest.NewRecorder()
		h.ServeHTTP(got, r)
		if !json.Valid(got.Body.Bytes()) {
			t.Errorf("%s", got.Body)
		}
		return got.Code
	}
	if got := ask(); got != http.StatusOK {
		t.Errorf("with what was printed: %d", got)
	}
	if _, says := run("Case worker C", "", "staff", "service", "list"); !strings.Contains(says, "The evidence store") || !strings.Contains(says, "used last on") || strings.Contains(says, secret) || strings.Contains(says, signs) {
		t.Errorf("the list says %s", says)
	}
	if _, says := run("Assessor S", "", "staff", "service", "list"); strings.Contains(says, "The evidence store") {
		t.Errorf("somebody else sees %s", says)
	}
	if exit, says := run("Approver Q", "No longer needed.\n", "staff", "do", "stop-service", grant); exit != exitDone {
		t.Errorf("stopping: %d %s", exit, says)
	}
	if got := ask(); got != http.StatusUnauthorized {
		t.Errorf("once it is stopped: %d", got)
	}
}
