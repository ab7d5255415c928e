package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// freePort is one that nobody uses now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// certificate writes one that signs itself.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"report.example", "desk.example", "subject.example"}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert"), filepath.Join(dir, "key")
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("SKIP: %s is not installed (Debian: %s)", name, map[string]string{"nginx": "nginx-light", "caddy": "caddy", "tor": "tor", "systemd-analyze": "systemd"}[name])
	}
	return path
}

// proxy is a running example of deploy/ with other ports: at says where each host name
// answers, and onion where the onion service would lead.
type proxy struct {
	https, onion string
}

func (p proxy) ask(t *testing.T, host, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	at := "https://" + host + path
	if host == "" {
		at = p.onion + path
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	d := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, ServerName: host}, DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
		return tls.Dial("tcp", p.https, &tls.Config{InsecureSkipVerify: true, ServerName: host})
	}}
	defer d.CloseIdleConnections()
	res, err := d.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// startNginx runs deploy/nginx.conf before two backends.
func startNginx(t *testing.T, report, desk string) proxy {
	bin := installed(t, "nginx")
	text, err := os.ReadFile("../../deploy/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	cert, key := certificate(t)
	https, onion := freePort(t), freePort(t)
	conf := regexp.MustCompile(`(?m)^\s+listen \[::\]:443.*\n`).ReplaceAllString(string(text), "")
	conf = regexp.MustCompile(`ssl_certificate_key .*;`).ReplaceAllString(conf, "ssl_certificate_key "+key+";")
	conf = regexp.MustCompile(`ssl_certificate  .*;`).ReplaceAllString(conf, "ssl_certificate "+cert+";")
	conf = strings.NewReplacer("listen 443 ", "listen 127.0.0.1:"+https+" ", "127.0.0.1:8090", "127.0.0.1:"+onion, "127.0.0.1:8081", report, "127.0.0.1:8082", desk, "127.0.0.1:8083", desk).Replace(conf)
	dir := t.TempDir()
	whole := fmt.Sprintf("daemon off;\nmaster_process off;\npid %[1]s/pid;\nerror_log %[1]s/error;\nevents {}\nhttp {\nclient_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;\n%s\n}\n", dir, conf)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), bin, "-t", "-c", file, "-p", dir).CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s", err, out)
	}
	runProxy(t, exec.Command(bin, "-c", file, "-p", dir), "127.0.0.1:"+onion)
	return proxy{"127.0.0.1:" + https, "http://127.0.0.1:" + onion}
}

// startCaddy runs deploy/Caddyfile.
func startCaddy(t *testing.T, report, desk string) proxy {
	bin := installed(t, "caddy")
	text, err := os.ReadFile("../../deploy/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	cert, key := certificate(t)
	https, onion := freePort(t), freePort(t)
	conf := strings.NewReplacer("admin off", "admin off\n\tauto_https disable_redirects\n\thttps_port "+https, ":8090", ":"+onion, "127.0.0.1:8081", report, "127.0.0.1:8082", desk, "127.0.0.1:8083", desk, "import door", "bind 127.0.0.1\n\ttls "+cert+" "+key+"\n\timport door").Replace(string(text))
	file := filepath.Join(t.TempDir(), "Caddyfile")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "run", "--config", file, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	runProxy(t, cmd, "127.0.0.1:"+onion)
	return proxy{"127.0.0.1:" + https, "http://127.0.0.1:" + onion}
}

func runProxy(t *testing.T, cmd *exec.Cmd, at string) {
	t.Helper()
	said := &safely{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	until(t, "the proxy answers: "+cmd.Path, func() bool {
		c, err := net.DialTimeout("tcp", at, time.Second)
		if err != nil {
			return false
		}
		_ = c.Close()
		return true
	})
}

// TestProxiesSayWhoAsks: behind each example, what a client writes into the header
// that --client-header names does not reach the program; the address that did ask does,
// alone; and of who comes by the onion service nothing.
func TestProxiesSayWhoAsks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start other programs")
	}
	for name, start := range map[string]func(*testing.T, string, string) proxy{"nginx": startNginx, "caddy": startCaddy} {
		t.Run(name, func(t *testing.T) {
			back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "for=%q forwarded=%q real=%q host=%s", r.Header["X-Forwarded-For"], r.Header["Forwarded"], r.Header["X-Real-Ip"], r.Host)
			}))
			defer back.Close()
			at := strings.TrimPrefix(back.URL, "http://")
			p := start(t, at, at)
			forged := []string{"X-Forwarded-For", "203.0.113.1", "X-Forwarded-For", "203.0.113.2", "Forwarded", "for=203.0.113.3"}
			for _, host := range []string{"report.example", "desk.example", "subject.example"} {
				_, says := p.ask(t, host, "/", forged...)
				if !strings.Contains(says, `for=["127.0.0.1"]`) || !strings.Contains(says, `forwarded=[]`) || !strings.Contains(says, "host="+host) {
					t.Errorf("%s passes on %s", host, says)
				}
			}
			if _, says := p.ask(t, "", "/", forged...); !strings.Contains(says, `for=[]`) || strings.Contains(says, "203.0.113") {
				t.Errorf("the onion service's listener passes on %s", says)
			}
		})
	}
}

// TestProxiesChangeNoHeader asks the real report door by itself and through each
// example: all of its headers arrive, none is changed, and health is not found.
func TestProxiesChangeNoHeader(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start other programs")
	}
	dir, _ := ready(t)
	s := serveAs(t, dir, "report,public", "--client-header", "X-Forwarded-For")
	at := strings.TrimPrefix(s.at, "http://")
	for name, start := range map[string]func(*testing.T, string, string) proxy{"nginx": startNginx, "caddy": startCaddy} {
		t.Run(name, func(t *testing.T) {
			p := start(t, at, at)
			direct, err := http.Get(s.at + "/report/")
			if err != nil {
				t.Fatal(err)
			}
			defer direct.Body.Close()
			through, body := p.ask(t, "report.example", "/report/")
			for h, want := range direct.Header {
				if h == "Date" || h == "Content-Length" {
					continue
				}
				if got := through.Header[h]; fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s is %q through the proxy, and %q without", h, got, want)
				}
			}
			if through.Header.Get("Strict-Transport-Security") == "" || through.Header.Get("Onion-Location") != "" || strings.Contains(through.Header.Get("Server"), "/") {
				t.Errorf("the proxy adds %v", through.Header)
			}
			if through.StatusCode != http.StatusOK || !strings.Contains(body, "<h1") {
				t.Errorf("%d %s", through.StatusCode, body)
			}
			for _, path := range []string{"/metrics", "/readyz", "/healthz"} {
				if res, body := p.ask(t, "report.example", path); res.StatusCode != http.StatusNotFound || strings.Contains(body, "candour_") {
					t.Errorf("%s is there through the proxy: %d", path, res.StatusCode)
				}
			}
		})
	}
	s.interrupt()
}

// TestUnits: what stands in deploy/ is what the programs read.
func TestUnits(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start other programs")
	}
	analyze := installed(t, "systemd-analyze")
	units, err := filepath.Glob("../../deploy/candour-*.service")
	if err != nil || len(units) < 4 {
		t.Fatal(err, units)
	}
	flags := regexp.MustCompile(`--[a-z-]+`)
	help := map[string]string{}
	for _, c := range []string{"serve", "backup"} {
		_, out, _ := candourRun(t, strings.Fields(c+" --help")...)
		help[c] = out
	}
	_, out, _ := candourRun(t, "backup", "make", "--help")
	help["backup"] += out
	for _, u := range units {
		text, err := os.ReadFile(u)
		if err != nil {
			t.Fatal(err)
		}
		start := regexp.MustCompile(`(?m)^ExecStart=.*candour (serve|backup) (.*)$`).FindStringSubmatch(string(text))
		if start == nil {
			t.Errorf("%s starts nothing of ours", u)
			continue
		}
		for _, f := range flags.FindAllString(start[2], -1) {
			if !strings.Contains(help[start[1]], f+"=") && !strings.Contains(help[start[1]], f+" ") {
				t.Errorf("%s: %s is no flag of %s", u, f, start[1])
			}
		}
		// The binary is not at its place here: a copy of the unit names one that is.
		file := filepath.Join(t.TempDir(), filepath.Base(u))
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/candour", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", file).CombinedOutput(); err != nil || strings.Contains(string(out), filepath.Base(u)) {
			t.Errorf("systemd-analyze verify: %v\n%s", err, out)
		}
		if start[1] == "backup" {
			continue
		}
		if out, err := exec.CommandContext(t.Context(), analyze, "security", "--offline=true", "--threshold=15", file).CombinedOutput(); err != nil {
			t.Errorf("%s is more exposed than 1.5: %v\n%s", u, err, out[max(0, len(out)-300):])
		}
	}
}

// TestTorrc has tor read the example.
func TestTorrc(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start other programs")
	}
	bin := installed(t, "tor")
	text, err := os.ReadFile("../../deploy/torrc")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "torrc")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/var/lib/tor", filepath.Join(dir, "tor"))), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), bin, "--verify-config", "-f", file).CombinedOutput(); err != nil || !strings.Contains(string(out), "Configuration was valid") {
		t.Errorf("tor: %v\n%s", err, out)
	}
}
