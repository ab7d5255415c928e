package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOutboxSettings: each setting by which words would go in clear, to anybody, or
// nowhere, with its sentence; and none of the sentences holds a secret.
func TestOutboxSettings(t *testing.T) {
	dir, apart := t.TempDir(), t.TempDir()
	file := func(in, name, text string, mode os.FileMode) string {
		path := filepath.Join(in, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const words = "correct-horse-battery-staple-0123456789"
	secret, password := file(apart, "secret", words, 0o600), file(apart, "password", words, 0o600)
	good := map[string]string{
		"desk": `"https://desk.example"`, "mail_server": `"mail.example:587"`, "mail_tls": `"starttls"`, "mail_from": `"desk@force.example"`, "note_from": `"notes@plain.example"`,
		"mail_user": `"candour"`, "mail_password_file": `"` + password + `"`, "webhook_secret_file": `"` + secret + `"`, "private_addresses": `["10.1.2.3/32"]`, "oversight": `"watch@oversight.example"`,
	}
	read := func(change map[string]string) error {
		text := "[outbox]\n"
		for name, v := range good {
			if c, ok := change[name]; ok {
				v = c
			}
			if v != "" {
				text += name + " = " + v + "\n"
			}
		}
		for name, v := range change {
			if _, ok := good[name]; !ok {
				text += name + " = " + v + "\n"
			}
		}
		file(dir, "candour.toml", text, 0o600)
		_, err := readOutbox(dir, false)
		return err
	}
	if err := read(nil); err != nil {
		t.Fatalf("settings without a fault: %v", err)
	}
	for _, x := range []struct {
		change map[string]string
		says   string
	}{
		{map[string]string{"desk": `"http://desk.example"`}, "desk must be where the desk is"},
		{map[string]string{"desk": `"https://desk.example/x"`}, "without a path"},
		{map[string]string{"mail_tls": `"none"`}, "a mail server on this machine only"},
		{map[string]string{"mail_tls": `""`}, "mail_tls must be"},
		{map[string]string{"mail_server": `"mail.example"`}, "a host and a port"},
		{map[string]string{"mail_server": ""}, "no mail_server"},
		{map[string]string{"mail_from": `"Desk <desk@force.example>"`}, "mail_from must be"},
		{map[string]string{"note_from": `"notes@FORCE.example"`}, "whoever looks over a person’s shoulder"},
		{map[string]string{"mail_user": `""`}, "name both mail_user and mail_password_file"},
		{map[string]string{"mail_password_file": `"` + apart + `/none"`}, "names no file"},
		{map[string]string{"mail_password_file": `"password"`}, "the whole path"},
		{map[string]string{"webhook_secret_file": `"` + file(apart, "open", words, 0o644) + `"`}, "can be read by other accounts"},
		{map[string]string{"webhook_secret_file": `"` + file(dir, "inside", words, 0o600) + `"`}, "lies in the data folder"},
		{map[string]string{"webhook_secret_file": `"` + file(apart, "short", "short", 0o600) + `"`}, "too short"},
		{map[string]string{"webhook_secret_file": ""}, "no webhook_secret_file"},
		{map[string]string{"private_addresses": `["10.0.0.0/8"]`}, "is too wide"},
		{map[string]string{"private_addresses": `["0.0.0.0/0"]`}, "is too wide"},
		{map[string]string{"private_addresses": `["10.1.2.3"]`}, "is none"},
		{map[string]string{"oversight": `""`}, "oversight must be"},
		{map[string]string{"oversight": `"http://watch.example/"`}, "oversight must be"},
		{map[string]string{"lease": `"1h"`}, "lease must be"},
		{map[string]string{"words_on_pagr": `true`}, "is not a setting of [outbox]"},
	} {
		if err := read(x.change); err == nil || !strings.Contains(err.Error(), x.says) || strings.Contains(err.Error(), words) {
			t.Errorf("%v: %v, want %q", x.change, err, x.says)
		}
	}
	file(dir, "candour.toml", "pilot = true\n", 0o600)
	if o, err := readOutbox(dir, false); o != nil || err != nil {
		t.Errorf("a folder without them has %v (%v)", o, err)
	}
}
