package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestKeys: a private key is its owner's alone, and goes nowhere.
func TestKeys(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	private, err := os.ReadFile(o.keys["11"])
	if err != nil {
		t.Fatal(err)
	}
	login := func(key string, more ...string) (int, string) {
		code, out, talk := o.run("", append([]string{"login", "--force", "north", "--key", key, "--for", "x"}, more...)...)
		if strings.Contains(out+talk, strings.TrimSpace(string(private))[20:]) {
			t.Error("the private key was printed")
		}
		return code, talk
	}
	nobody := ""
	for name, who := range map[string][]string{"another’s number": {"--number", "20"}, "no such number": {"--number", "9999"}, "somebody without a key": {"--number", "43"}, "no such person": {"--person", "x"}, "a name": {"--number", "quokkatriage"}} {
		code, talk := login(o.keys["11"], who...)
		if nobody == "" {
			nobody = talk
		}
		if code != exitFailed || talk != nobody || !strings.Contains(talk, "does not count") {
			t.Errorf("%s: exit %d, %s", name, code, talk)
		}
	}
	if code, talk := login(o.keys["11"], "--person", string(o.person["11"])); code != 0 {
		t.Errorf("by id: exit %d, %s", code, talk)
	}
	if b, err := os.ReadFile(o.sessionFile()); err != nil || bytes.Contains(b, private[len(private)-40:len(private)-2]) {
		t.Errorf("the session holds the private key (%v)", err)
	}
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o620} {
		if err := os.Chmod(o.keys["11"], mode); err != nil {
			t.Fatal(err)
		}
		if code, talk := login(o.keys["11"], "--number", "11"); code != exitFailed || !strings.Contains(talk, "open to other accounts") {
			t.Errorf("mode %v: exit %d, %s", mode, code, talk)
		}
	}
	if err := os.Chmod(o.keys["11"], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"empty": "", "rubbish": "rubbish", "a public key": "candour-operator+00000000+AAAA", "two lines": string(private) + string(private)} {
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, talk := login(file, "--number", "11"); code != exitFailed || !strings.Contains(talk, "not the private half") {
			t.Errorf("%s: exit %d, %s", name, code, talk)
		}
	}
	if code, out, _ := o.run("", "operator", "key", "--out", o.keys["11"]); code != exitFailed || out != "" {
		t.Errorf("a key is written over: exit %d", code)
	}
	if again, err := os.ReadFile(o.keys["11"]); err != nil || !bytes.Equal(again, private) {
		t.Errorf("the key changed (%v)", err)
	}
}

// TestStaffByCommand: a role and a key go the whole way by the command line, and
// the founding of a force is closed behind it.
func TestStaffByCommand(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	people := filepath.Join(t.TempDir(), "more.toml")
	if err := os.WriteFile(people, []byte("[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nroles=[\"triage\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if talk := o.refused("staff", "found", "--force", "north", "--file", people); !strings.Contains(talk, "proposed by one person") {
		t.Errorf("founding again: %s", talk)
	}
	for name, text := range map[string]string{"not TOML": "[[person]]\nname = Quokka", "a field too many": "[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nquokka=1\n", "no number": "[[person]]\nname=\"Quokka X\"\n", "no such role": "[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nroles=[\"quokka\"]\n"} {
		if err := os.WriteFile(people, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := o.run("", "staff", "found", "--force", "south", "--file", people); code != exitUsage || out != "" {
			t.Errorf("%s: exit %d, %q", name, code, out)
		}
	}
	newKey := filepath.Join(t.TempDir(), "key")
	public := strings.TrimSpace(o.must("operator", "key", "--out", newKey))
	propose := func(by, in string, args ...string) string {
		t.Helper()
		o.login(by)
		code, out, talk := o.run(in, append([]string{"staff", "do"}, args...)...)
		if code != 0 || aPerson.MatchString(out) {
			t.Fatalf("%v: exit %d, %s %s", args, code, out, talk)
		}
		f := strings.Fields(out)
		return f[2]
	}
	role := propose("12", "liaison\nto keep in touch with people who report\n", "propose-grant", "--number", "43")
	key := propose("12", public+"\nher first key, read out by herself\n", "propose-key", string(o.file["43"]))
	if code, out, talk := o.run("yes\n", "staff", "do", "approve-grant", role); code != exitFailed || out != "" || !strings.Contains(talk, "nothing here") {
		t.Errorf("an administrator approves: exit %d, %s%s", code, out, talk)
	}
	o.login("40")
	if out := o.must("staff", "grants"); !strings.Contains(out, "the role liaison for Quokkaidle") || !strings.Contains(out, public) || !strings.Contains(out, "to keep in touch") {
		t.Errorf("staff grants: %s", out)
	}
	for _, id := range []string{role, key} {
		if code, out, talk := o.run("asked her manager\n", "staff", "do", "approve-grant", id); code != 0 || !strings.Contains(out, "grant "+id) {
			t.Errorf("approving: exit %d, %s%s", code, out, talk)
		}
	}
	if out := o.must("staff", "grants"); !strings.Contains(out, "Nothing waits") {
		t.Errorf("staff grants: %s", out)
	}
	if out := o.must("staff", "list"); !regexp.MustCompile(`Quokkaidle Zebraeight: liaison; has a key`).MatchString(out) {
		t.Errorf("staff list: %s", out)
	}
	last := o.accesses()
	if row := last[len(last)-1]; !strings.Contains(row, "candour staff list, sign-in ") || strings.Count(row, "officer/") != 8 {
		t.Errorf("recorded as %s", row)
	}
	o.keys["43"] = newKey
	o.login("43")
	if code, out, talk := o.run("triage\nbecause\n", "staff", "do", "propose-grant", string(o.file["12"])); code != exitFailed || out != "" || !strings.Contains(talk, "nothing here") {
		t.Errorf("a liaison proposes: exit %d, %s%s", code, out, talk)
	}

	// An administrator who is given content is told what closes.
	id := propose("40", "administrator\nto run the machine\n", "propose-grant", "--number", "11")
	o.login("41")
	if out := o.must("staff", "grants"); !strings.Contains(out, "reads nobody’s matter") {
		t.Errorf("staff grants: %s", out)
	}
	if code, out, _ := o.run("yes\n", "staff", "do", "approve-grant", id); code != 0 || !strings.Contains(out, "reads nobody’s matter") {
		t.Errorf("approving: exit %d, %s", code, out)
	}
	// 40 is over 42: one line.
	id = propose("42", "triage\nbecause\n", "propose-grant", "--number", "43")
	o.login("40")
	if code, out, talk := o.run("yes\n", "staff", "do", "approve-grant", id); code != exitFailed || out != "" || !strings.Contains(talk, "one line of management") {
		t.Errorf("approving what one's own line asks for: exit %d, %s%s", code, out, talk)
	}
}
