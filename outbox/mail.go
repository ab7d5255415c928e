package outbox

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// TLS is how the way to the mail server is kept.
type TLS string

// The ways. Plain is for a server on this machine only.
const (
	StartTLS TLS = "starttls"
	FullTLS  TLS = "tls"
	Plain    TLS = "none"
)

// SMTP sends mail through one server.
type SMTP struct {
	Host, User string
	Port       int
	Password   string
	TLS        TLS
	Config     *tls.Config // nil: the roots of this machine
}

// NewSMTP reads host:port.
func NewSMTP(server string, t TLS, user, password string) (*SMTP, error) {
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return nil, fmt.Errorf("no port")
	}
	return &SMTP{Host: host, Port: n, User: user, Password: password, TLS: t}, nil
}

// Mail sends one. The Message-ID is the id of the message at the sender's own domain,
// so that it names no other; the name of this machine and of this program stand
// nowhere in it.
func (s *SMTP) Mail(ctx context.Context, id, from, to, subject, text string) error {
	domain := from[strings.LastIndexByte(from, '@')+1:]
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(from); err != nil {
		return errRefused
	}
	if err := m.To(to); err != nil {
		return errRefused
	}
	m.Subject(subject)
	m.SetMessageIDWithValue(id + "@" + domain)
	m.SetDate()
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answer of a machine comes back
	m.SetBodyString(mail.TypeTextPlain, text)
	opts := []mail.Option{mail.WithPort(s.Port), mail.WithHELO(domain), mail.WithoutNoop()}
	switch s.TLS {
	case FullTLS:
		opts = append(opts, mail.WithSSL())
	case Plain:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.Config != nil {
		opts = append(opts, mail.WithTLSConfig(s.Config))
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	c, err := mail.NewClient(s.Host, opts...)
	if err != nil {
		return err
	}
	return c.DialAndSendWithContext(ctx, m)
}
