package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

// TestAttacksOnASession: each way of coming by a session that is not one's own, or
// is one's own no more.
func TestAttacksOnASession(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	show := []string{"show", "case", string(o.kase)}
	file := o.sessionFile()
	read := func() string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	write := func(s string) {
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.login("20")
	accused := read()
	o.login("11")
	good := read()
	o.must(show...)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the session file is %v (%v)", info.Mode(), err)
	}
	signed := func(n string, change func(*stay)) string {
		key, _, err := loadKey(o.keys[n])
		if err != nil {
			t.Fatal(err)
		}
		x := newStay("north", o.person["11"], "a test", time.Now(), time.Hour)
		change(&x)
		b, err := note.Sign(&note.Note{Text: x.text()}, key)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	head := good[:strings.Index(good, "\n\n")]
	for name, attack := range map[string]string{
		"empty":                            "",
		"rubbish":                          strings.Repeat("x\n", 100),
		"too long":                         good + strings.Repeat("x", 9000),
		"no signature":                     head + "\n",
		"a forged signature":               good[:len(good)-6] + "AAAA=\n",
		"another purpose":                  strings.Replace(good, `"a test"`, `"an inspection"`, 1),
		"a later end":                      regexp.MustCompile(`expires 20\d\d`).ReplaceAllString(good, "expires 2099"),
		"another person’s name":            strings.Replace(good, string(o.person["11"]), string(o.person["41"]), 1),
		"another person’s signature":       head + accused[strings.Index(accused, "\n\n"):],
		"signed by another’s key":          signed("20", func(*stay) {}),
		"signed, and never signed in":      signed("11", func(*stay) {}),
		"signed for another account":       signed("11", func(x *stay) { x.uid++ }),
		"signed for another force":         signed("11", func(x *stay) { x.force = "south" }),
		"signed for a hundred years":       signed("11", func(x *stay) { x.expires = x.expires.AddDate(100, 0, 0) }),
		"signed for next year":             signed("11", func(x *stay) { x.issued, x.expires = x.issued.AddDate(1, 0, 0), x.expires.AddDate(1, 0, 0) }),
		"a purpose that is a line of ours": signed("11", func(x *stay) { x.purpose = "a\nperson " + string(o.person["41"]) }),
		"two texts":                        head + "\n\n" + good,
	} {
		write(attack)
		if talk := o.refused(show...); !strings.Contains(talk, "candour login") && !strings.Contains(talk, "too long") {
			t.Errorf("%s: %s", name, talk)
		}
	}
	// These were signed in by the program, or by one that somebody changed.
	for name, change := range map[string]func(*stay){
		"copied by another account": func(x *stay) { x.uid++ },
		"good for a hundred years":  func(x *stay) { x.expires = x.expires.AddDate(100, 0, 0) },
		"begins next year":          func(x *stay) { x.issued, x.expires = x.issued.AddDate(1, 0, 0), x.expires.AddDate(1, 0, 0) },
	} {
		attack := signed("11", change)
		x, err := parseStay(attack[:strings.Index(attack, "\n\n")+1])
		if err != nil {
			t.Fatal(err)
		}
		_, public, err := loadKey(o.keys["11"])
		if err != nil {
			t.Fatal(err)
		}
		o.with(func(f *folder) error {
			_, err := f.runner.Run(t.Context(), act.By(act.Staff("north", o.person["11"]), time.Now()), &workforce.SignIn{Force: "north", Officer: o.file["11"], ID: x.id(), Key: public, Expires: x.expires, Purpose: candour.Mark("x")})
			return err
		})
		write(attack)
		if talk := o.refused(show...); !strings.Contains(talk, "does not count") {
			t.Errorf("%s: %s", name, talk)
		}
	}
	write(good)
	o.must(show...)

	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	o.refused(show...)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "session")
	if err := os.WriteFile(elsewhere, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, file); err != nil {
		t.Fatal(err)
	}
	o.refused(show...)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	write(good)
	if talk := o.refused(append(show, "--force", "south")...); !strings.Contains(talk, "another force") {
		t.Errorf("in another force: %s", talk)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := ownOnly(file, info, os.Getuid()+1); err == nil || !strings.Contains(err.Error(), "another account") {
		t.Errorf("a file of another account: %v", err)
	}
	o.must("logout")
	if exists(file) {
		t.Error("the session is there after logout")
	}
	write(good)
	o.refused(show...) // a copy from before logout
	o.must("logout")
	if n := o.events(workforce.OperatorSignedOut); n != 1 {
		t.Errorf("%d sign-outs in the journal, want 1", n)
	}
}

// TestExpired: a session ends by itself.
func TestExpired(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.login("11")
	o.with(func(f *folder) error {
		return f.db.Read(t.Context(), func(tx *seal.Tx) error {
			now := time.Now()
			for after, want := range map[time.Duration]error{0: nil, 29 * time.Minute: nil, 31 * time.Minute: errExpired, 24 * 365 * time.Hour: errExpired} {
				if _, err := f.stay(tx, now.Add(after)); err != want {
					t.Errorf("after %s: %v, want %v", after, err, want)
				}
			}
			return nil
		})
	})
	for _, stay := range []string{"0s", "-1m", "13h"} {
		if code, out, _ := o.run("", "login", "--force", "north", "--number", "11", "--key", o.keys["11"], "--for", "x", "--stay", stay); code != exitUsage || out != "" {
			t.Errorf("stay %s: exit %d", stay, code)
		}
	}
}

// TestAfterRevocation: a session is worth what the key and the roles behind it are
// worth now.
func TestAfterRevocation(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	as := func(n string, a act.Act) {
		t.Helper()
		o.with(func(f *folder) error {
			_, err := f.runner.Run(t.Context(), act.By(act.Staff("north", o.person[n]), time.Now()), a)
			return err
		})
	}
	show, why := []string{"show", "case", string(o.kase)}, candour.Mark("the reason")
	o.login("11")
	o.must(show...)
	as("40", &workforce.WithdrawRole{Officer: o.file["11"], Role: "case-worker", Reasons: why})
	o.must(show...) // triage still
	as("40", &workforce.WithdrawRole{Officer: o.file["11"], Role: "triage", Reasons: why})
	if talk := o.refused(show...); !strings.Contains(talk, "no role") {
		t.Errorf("without a role: %s", talk)
	}
	if code, _, talk := o.run("", "login", "--force", "north", "--number", "11", "--key", o.keys["11"], "--for", "x"); code != exitFailed || !strings.Contains(talk, "no role") {
		t.Errorf("signing in without a role: exit %d, %s", code, talk)
	}
	o.must("logout")
	o.login("20")
	o.must("show", "officer", string(o.file["21"]))
	as("40", &workforce.WithdrawKey{Officer: o.file["20"], Reasons: why})
	if talk := o.refused("show", "officer", string(o.file["21"])); !strings.Contains(talk, "candour login") {
		t.Errorf("with a key that was withdrawn: %s", talk)
	}
}
