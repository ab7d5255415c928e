package main

import (
	"debug/elf"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestContainerfile reads deploy/Containerfile as an engine would, and does what it says
// as far as that goes without one: what is copied is there, what is compiled is what
// these tests run, and the program works with nothing else on its disk, as the account
// that is named. The images themselves are fetched by nobody here.
func TestContainerfile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	text, err := os.ReadFile("../../deploy/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.ReplaceAll(string(text), "\\\n", " ")
	stages, copied, said := map[string]bool{}, map[string]string{}, map[string]string{}
	for _, line := range strings.Split(whole, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		said[f[0]] += strings.Join(f[1:], " ") + "\n"
		switch f[0] {
		case "FROM":
			if len(f) == 4 && f[2] == "AS" {
				stages[f[3]] = true
			}
		case "COPY":
			from := ""
			words := f[1:]
			for strings.HasPrefix(words[0], "--") {
				if s, ok := strings.CutPrefix(words[0], "--from="); ok {
					from = s
				}
				words = words[1:]
			}
			if from != "" && !stages[from] {
				t.Errorf("%s: there is no stage %s", line, from)
			}
			for _, w := range words[:len(words)-1] {
				copied[w] = words[len(words)-1]
				if _, err := os.Stat(filepath.Join("../..", w)); from == "" && err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		case "RUN", "WORKDIR", "USER", "VOLUME", "STOPSIGNAL", "ENTRYPOINT":
		default:
			t.Errorf("an instruction that this test does not know: %s", line)
		}
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if v := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod)); v == nil || !strings.Contains(said["FROM"], "golang:"+v[1]+" AS build\n") || !strings.HasSuffix(said["FROM"], "scratch\n") {
		t.Errorf("go.mod asks for %v, and the stages are %q", v, said["FROM"])
	}
	compile := regexp.MustCompile(`CGO_ENABLED=0 go build (.*?) -o (\S+) (\S+)`).FindStringSubmatch(said["RUN"])
	if compile == nil || compile[1] != "-trimpath -ldflags='-s -w'" || compile[3] != "./cmd/candour" || copied[compile[2]] != "/candour" {
		t.Fatalf("what is compiled and copied is not what these tests run: %q %v", compile, copied)
	}
	if said["ENTRYPOINT"] != "[\"/candour\"]\n" || said["USER"] != "65532:65532\n" {
		t.Errorf("it starts %q as %q", said["ENTRYPOINT"], said["USER"])
	}
	bin := binary(t)
	program, err := elf.Open(bin)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	if libs, err := program.ImportedLibraries(); err != nil || len(libs) > 0 {
		t.Errorf("the program needs %v, which an empty image does not have: %v", libs, err)
	}
	if os.Getuid() != 0 {
		t.Skip("SKIP: the program is not run on a disk of its own, because only root may do that")
	}
	root := memory(t)
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"data", "keys", "etc"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(bin)
	if err != nil {
		t.Fatal(err)
	}
	// An engine gives a container its names of hosts.
	for name, file := range map[string][]byte{"candour": b, "etc/hosts": []byte("127.0.0.1 localhost\n")} {
		if err := os.WriteFile(filepath.Join(root, name), file, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"data", "keys", "etc"} {
		if err := os.Chown(filepath.Join(root, dir), 65532, 65532); err != nil {
			t.Fatal(err)
		}
	}
	port := freePort(t)
	cmd := exec.CommandContext(t.Context(), "/candour", "demo", "--dir", "/data/demo", "--addr", "localhost:"+port)
	cmd.Env, cmd.Dir = []string{"HOME=/"}, "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
	says := &safely{}
	cmd.Stdout, cmd.Stderr = says, says
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	for try := 0; ; try++ {
		if res, err := http.Get("http://localhost:" + port + "/report/"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("the report door answers %d", res.StatusCode)
			}
			break
		}
		if try == 600 {
			t.Fatalf("it does not answer within half a minute:\n%s", says)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil { // STOPSIGNAL
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, says)
	}
}
