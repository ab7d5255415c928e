package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candour"
	"candour/outbox"

	"github.com/BurntSushi/toml"
)

// outboxSettings are what candour.toml says of mail and webhooks (docs/outbox.md).
// Secrets stand in files of their own: never in an argument, an address or a log.
type outboxSettings struct {
	Desk      string   `toml:"desk"`
	Server    string   `toml:"mail_server"`
	TLS       string   `toml:"mail_tls"`
	User      string   `toml:"mail_user"`
	Password  string   `toml:"mail_password_file"`
	From      string   `toml:"mail_from"`
	NoteFrom  string   `toml:"note_from"`
	Secret    string   `toml:"webhook_secret_file"`
	Private   []string `toml:"private_addresses"`
	Oversight string   `toml:"oversight"`
	Words     bool     `toml:"words_on_pager"`
	Lease     string   `toml:"lease"`

	lease    time.Duration
	password []byte
	secret   []byte
	private  []netip.Prefix
}

// defaultLease is how long one process has for one message: two thirds of it for the
// try.
const defaultLease = 30 * time.Second

// readOutbox reads the settings of a data folder, or nil where it has none.
func readOutbox(dir string, demo bool) (*outboxSettings, error) {
	var file struct {
		Outbox *outboxSettings `toml:"outbox"`
	}
	meta, err := toml.DecodeFile(filepath.Join(dir, "candour.toml"), &file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("candour.toml cannot be read: %w", err)
	}
	if file.Outbox == nil {
		return nil, nil
	}
	for _, k := range meta.Undecoded() {
		if len(k) > 1 && k[0] == "outbox" {
			return nil, no("%s is not a setting of [outbox]: a setting that is misspelt is one that does not hold", k)
		}
	}
	return file.Outbox, file.Outbox.check(dir, demo)
}

// no is a refusal of the settings.
func no(format string, args ...any) error {
	return candour.Conflict("[outbox] in candour.toml: "+format, args...)
}

// check refuses what would send words in clear, to anybody, or nowhere.
func (o *outboxSettings) check(dir string, demo bool) (err error) {
	u, err := url.Parse(o.Desk)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil || u.Scheme != "https" && !(demo && u.Hostname() == "localhost") {
		return no("desk must be where the desk is, such as https://desk.example, without a path: whoever is paged signs in there")
	}
	if o.lease, err = time.ParseDuration(o.Lease); o.Lease == "" {
		o.lease, err = defaultLease, nil
	}
	if err != nil || o.lease < time.Second || o.lease > 5*time.Minute {
		return no("lease must be between 1s and 5m")
	}
	if err := o.checkMail(dir, demo); err != nil {
		return err
	}
	if err := o.checkHooks(dir, demo); err != nil {
		return err
	}
	switch hook := strings.HasPrefix(o.Oversight, "http"); {
	case hook && (candour.CheckHook("", o.Oversight) != nil || o.secret == nil),
		!hook && (candour.CheckMail("", o.Oversight) != nil || o.Server == ""):
		return no("oversight must be a mail address (with a mail_server) or an https:// address (with a webhook_secret_file), of those who watch over the force: it is paged when nobody else answers a person in danger")
	}
	return nil
}

func (o *outboxSettings) checkMail(dir string, demo bool) (err error) {
	if o.Server == "" {
		if o.TLS+o.User+o.Password+o.From+o.NoteFrom != "" {
			return no("there are settings of mail and no mail_server")
		}
		return nil
	}
	server, err := outbox.NewSMTP(o.Server, "", "", "")
	if err != nil {
		return no("mail_server must be a host and a port, such as mail.example:587")
	}
	switch outbox.TLS(o.TLS) {
	case outbox.StartTLS, outbox.FullTLS:
	case outbox.Plain:
		if ip := net.ParseIP(server.Host); server.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return no("mail_tls = \"none\" sends mail in clear over the network: it is for a mail server on this machine only")
		}
	default:
		return no("mail_tls must be \"starttls\", \"tls\", or \"none\" for a mail server on this machine")
	}
	if candour.CheckMail("", o.From) != nil {
		return no("mail_from must be the address that mail to staff comes from")
	}
	if o.NoteFrom != "" {
		if candour.CheckMail("", o.NoteFrom) != nil {
			return no("note_from must be the address that notes to people who reported come from")
		}
		if domain(o.NoteFrom) == domain(o.From) {
			return no("note_from is at the same domain as mail_from: whoever looks over a person’s shoulder would read who writes to them. Give it a domain that says nothing")
		}
	}
	if (o.User == "") != (o.Password == "") {
		return no("name both mail_user and mail_password_file, or neither")
	}
	if o.User != "" {
		o.password, err = secretFile(dir, o.Password, "mail_password_file", demo, 1)
	}
	return err
}

func (o *outboxSettings) checkHooks(dir string, demo bool) (err error) {
	for _, s := range o.Private {
		p, err := netip.ParsePrefix(s)
		if err != nil || p.Masked() != p || p.Bits() < 24 || p.Addr().Is6() && p.Bits() < 64 {
			return no("private_addresses must name the few networks inside the house that may be called, such as 10.1.2.3/32: %q is none, or is too wide", s)
		}
		o.private = append(o.private, p)
	}
	if o.Secret == "" {
		if len(o.Private) > 0 {
			return no("there are private_addresses and no webhook_secret_file")
		}
		return nil
	}
	o.secret, err = secretFile(dir, o.Secret, "webhook_secret_file", demo, 32)
	return err
}

func domain(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

// secretFile reads a secret. It is refused where others could read it, or where a copy
// of the data folder would hold it.
func secretFile(dir, path, setting string, demo bool, least int) ([]byte, error) {
	if !filepath.IsAbs(path) {
		return nil, no("%s must be the whole path of a file", setting)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil || !info.Mode().IsRegular():
		return nil, no("%s names no file that can be read", setting)
	case info.Mode().Perm()&0o077 != 0:
		return nil, no("%s can be read by other accounts: chmod 600 it", setting)
	case !demo && inside(dir, path):
		return nil, no("%s lies in the data folder, so that whoever copies the folder has it: move it out", setting)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, no("%s cannot be read", setting)
	}
	if b = bytes.TrimSpace(b); len(b) < least {
		return nil, no("%s is too short: it needs %d characters at least", setting, least)
	}
	return b, nil
}
