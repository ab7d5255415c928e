package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// serveDoor starts the real binary as a door of a folder, and waits until it answers.
func serveDoor(t *testing.T, bin, dir, door string, more ...string) *process {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"serve", "--dir", dir, "--door", door, "--addr", addr, "--origin", "http://" + addr, "--tick", "2s"}, more...)
	cmd := exec.CommandContext(context.Background(), bin, args...)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, at: "http://" + addr, done: make(chan error, 1)}
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for try := 0; ; try++ {
		if res, err := http.Get(p.at + "/" + door + "/enrol"); err == nil {
			_ = res.Body.Close()
			return p
		}
		select {
		case err := <-p.done:
			t.Fatalf("the %s ended: %v\n%s", door, err, said.String())
		case <-time.After(20 * time.Millisecond):
		}
		if try == 1000 {
			t.Fatalf("the %s does not answer", door)
		}
	}
}

// device puts an authenticator into a tab: one that keeps passkeys, and that its
// person unlocks.
func (b *tab) device() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{})
	b.must("turning the authenticators on", err)
	_, err = chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	b.must("adding an authenticator", err)
}

var passkeyCodeLine = regexp.MustCompile(`(?m)^code ([A-Z2-7]{5}(?:-[A-Z2-7]{5}){3})$`)

// half does one of the two acts of an invitation at the command line, and gives the
// code that it prints and what it was done to.
func (o *office) half(by, name, on string, args ...string) (code, grant string) {
	o.t.Helper()
	o.login(by)
	exit, out, talk := o.run("known by sight\n", append([]string{"staff", "do", name}, args...)...)
	m := passkeyCodeLine.FindStringSubmatch(out)
	if exit != 0 || m == nil {
		o.t.Fatalf("%s %s: exit %d, %s%s", name, on, exit, out, talk)
	}
	return m[1], strings.Fields(out)[2]
}

// signingIn is a folder whose first people were put on file, and the desk that the
// real program serves of it: one person comes in with the code from the founding,
// another with the codes of two, and who loses a passkey is out at once.
func signingIn(t *testing.T, h *house, s screen) {
	o := newOffice(t)
	keys := filepath.Join(filepath.Dir(o.dir), "keys-apart")
	if err := os.Rename(filepath.Join(o.dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	settle(t, o.dir, keys, true)
	h.demo = serveDoor(t, binary(t), o.dir, "desk")

	b := h.visit(s)
	b.device()
	b.open("/desk/")
	b.heading("Sign in")
	b.not("demonstration", `type="radio"`)
	if strings.Contains(b.text(), "gave no passkey") {
		t.Error("it says that the device gave no passkey, before it was asked")
	}
	b.look("desk-passkey")
	b.press("Register a passkey with the codes that you were given")
	b.heading("Register a passkey")
	b.look("desk-enrol")
	b.fill("Your collar or staff number", "11")
	b.fill("The first code", o.codes["12"]) // another’s
	b.press("Continue")
	b.status(http.StatusUnprocessableEntity)
	b.sees("There is a problem", "do not open an invitation")
	b.look("desk-enrol-refused")
	enrol := func(b *tab, number, first, second string) {
		b.fill("Your collar or staff number", number)
		b.fill("The first code", first)
		if second != "" {
			b.fill("The second code", second)
		}
		b.press("Continue")
		b.heading("Make your passkey")
	}
	enrol(b, "11", strings.ToLower(o.codes["11"]), "")
	b.look("desk-new-passkey")
	b.press("Make a passkey")
	b.status(http.StatusUnprocessableEntity)
	b.sees("Say what you call this passkey")
	b.look("desk-new-passkey-refused")
	b.fill("What do you call this device?", "work phone")
	b.press("Make a passkey")
	b.heading("Sign in")
	b.sees("Your passkey is registered")
	b.look("desk-passkey-registered")
	b.press("Sign in with your passkey")
	b.heading("Worklist")
	b.sees("Quokkatriage Zebraone")
	b.press("Sign out")
	b.heading("Sign in")
	b.press("Sign in with your passkey")
	b.heading("Worklist")
	b.press("Signed in as Quokkatriage Zebraone: your sign-in")
	ownSignIn(b)

	first, grant := o.half("40", "invite-passkey", "21", "--number", "21")
	second, _ := o.half("41", "approve-grant", grant, grant)
	if first == second {
		t.Error("both have one code")
	}
	c := h.visit(s)
	c.device()
	c.open("/desk/enrol")
	enrol(c, "21", second, first)
	c.fill("What do you call this device?", "laptop")
	c.press("Make a passkey")
	c.press("Sign in with your passkey")
	c.heading("Worklist")
	c.sees("Quokkamanager Zebrafour")

	if out, _ := o.staffDo(t, "40", "lost on a train\n", "withdraw-passkey", "--number", "11"); !strings.Contains(out, "passkey-withdrawn") {
		t.Errorf("withdrawing: %s", out)
	}
	b.open("/desk/")
	b.heading("Sign in")
	b.press("Sign in with your passkey")
	b.status(http.StatusUnprocessableEntity)
	b.sees("There is a problem", "could not be signed in with this passkey")
	b.look("desk-passkey-refused")
	c.open("/desk/")
	c.heading("Worklist")
	if got := c.cookies(); len(got) != 1 || got[0] != "__Host-desk" {
		t.Errorf("cookies: %q", got)
	}
	whoCanSignIn(o, h, s)
	h.demo.interrupt()
	atTheSubjectDoor(o, h, s)
}

// ownSignIn is the page of one's own passkeys and sessions.
func ownSignIn(b *tab) {
	b.t.Helper()
	b.heading("Your sign-in")
	b.sees("work phone", "as one of the first people of the force", "This browser")
	b.look("desk-me")
	b.toggle("Rename or withdraw work phone")
	b.fill("What do you call it?", "")
	b.press("Rename")
	b.status(http.StatusUnprocessableEntity)
	b.sees("There is a problem", "Say what you call this passkey")
	b.look("desk-me-refused")
	b.fill("What do you call it?", "duty phone")
	b.press("Rename")
	b.heading("Your sign-in")
	b.sees("duty phone")
	b.toggle("Rename or withdraw duty phone")
	b.press("Withdraw duty phone")
	b.heading("Withdraw duty phone?")
	b.look("desk-me-withdraw")
	b.press("Withdraw it")
	b.status(http.StatusUnprocessableEntity)
	b.sees("your only passkey for the desk")
}

// whoCanSignIn is the page of those who let people in: what waits, and the way for
// somebody who has lost every device.
func whoCanSignIn(o *office, h *house, s screen) {
	_, grant := o.half("40", "invite-passkey", "11", "--number", "11")
	b := h.visit(s)
	b.device()
	b.open("/desk/enrol")
	b.fill("Your collar or staff number", "41")
	b.fill("The first code", o.codes["41"])
	b.press("Continue")
	b.fill("What do you call this device?", "key")
	b.press("Make a passkey")
	b.press("Sign in with your passkey")
	b.heading("Worklist")
	b.press("Signed in as Quokkaapprover Zebrasix: your sign-in")
	b.heading("Your sign-in")
	b.press("Who can sign in")
	b.heading("Who can sign in")
	b.sees("an invitation to register a passkey at the desk", "candour staff do approve-grant "+grant, "When somebody has lost every device")
	b.look("desk-sign-ins")
	b.fill("Their collar or staff number", "21")
	b.press("Stop their passkeys")
	b.heading("Withdraw passkeys")
	b.look("desk-withdraw-passkeys")
	b.open("/desk/sign-ins/")
	b.fill("Their collar or staff number", "9999")
	b.press("Stop their passkeys")
	b.status(http.StatusNotFound)
}

// atTheSubjectDoor is somebody who comes in at the door at which people see what was
// disclosed to them, with the codes of two.
func atTheSubjectDoor(o *office, h *house, s screen) {
	h.demo = serveDoor(o.t, binary(o.t), o.dir, "subject")
	first, grant := o.half("40", "invite-subject-passkey", "12", "--number", "12")
	second, _ := o.half("41", "approve-grant", grant, grant)
	b := h.visit(s)
	b.device()
	b.open("/subject/")
	b.heading("Sign in to your page")
	b.look("subject-passkey")
	b.press("Register a passkey with the codes that you were given")
	b.fill("Your collar or staff number", "12")
	b.fill("The first code", first)
	b.fill("The second code", first)
	b.press("Continue")
	b.status(http.StatusUnprocessableEntity)
	b.look("subject-enrol-refused")
	b.fill("Your collar or staff number", "12")
	b.fill("The first code", first)
	b.fill("The second code", second)
	b.press("Continue")
	b.heading("Make your passkey")
	b.fill("What do you call this device?", "my own phone")
	b.look("subject-new-passkey")
	b.press("Make a passkey")
	b.heading("Sign in to your page")
	b.press("Sign in with your passkey")
	b.heading("Your page")
	b.look("subject-signed-in")
	b.open("/subject/me/")
	b.heading("Your sign-in")
	b.sees("my own phone", "the subject door")
	b.look("subject-me")
	if got := b.cookies(); len(got) != 1 || got[0] != "__Host-subject" {
		b.t.Errorf("cookies: %q", got)
	}
	b.press("Sign out")
	b.heading("Sign in to your page")
	h.demo.interrupt()
}

// staffDo does one act at the command line as an operator.
func (o *office) staffDo(t *testing.T, by, in string, args ...string) (out, talk string) {
	t.Helper()
	o.login(by)
	code, out, talk := o.run(in, append([]string{"staff", "do"}, args...)...)
	if code != 0 {
		t.Fatalf("%v: exit %d, %s%s", args, code, out, talk)
	}
	return out, talk
}
