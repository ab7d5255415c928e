package api_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"candour"
	"candour/cases/investigation"
	"candour/workforce"
)

// TestDocs sends what docs/api.md shows, in its order, to a real server, and wants what it
// shows back.
func TestDocs(t *testing.T) {
	o := newOffice(t)
	o.matter(o.crew.Officer.Officer)
	c := o.crew.CaseWorker
	o.knows(c.Who, o.open)
	as := o.draw(c, o.service(c, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source"}}))
	has := map[string]string{
		"secret": strings.TrimPrefix(as.Get("Authorization"), "Bearer "), "case": string(o.open), "allegation": string(o.allegations[0]),
		"source": investigation.SourceKind("").Choices()[0].Value, "day": candour.On(o.Now).AddDays(20).String(),
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile("(?s)```http\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(boxes) < 8 {
		t.Fatalf("only %d exchanges were seen", len(boxes))
	}
	for _, box := range boxes {
		var sent, want []string
		for _, line := range strings.Split(strings.TrimSpace(box[1]), "\n") {
			for name, v := range has {
				line = strings.ReplaceAll(line, "{"+name+"}", v)
			}
			if l, ok := strings.CutPrefix(line, ">"); ok {
				sent = append(sent, strings.TrimPrefix(l, " "))
			} else {
				want = append(want, strings.TrimPrefix(line, "< "))
			}
		}
		head, body, _ := strings.Cut(strings.Join(sent, "\n"), "\n\n")
		lines := strings.Split(head, "\n")
		method, path, _ := strings.Cut(lines[0], " ")
		header := http.Header{}
		for _, l := range lines[1:] {
			name, v, _ := strings.Cut(l, ": ")
			header.Set(name, v)
		}
		w := o.ask(t, nil, method, path, body, header)
		got := http.StatusText(w.Code) + "\n" + w.Body.String()
		for name := range w.Header() {
			got += "\n" + name + ": " + w.Header().Get(name)
		}
		if want[0] != strings.TrimSpace(want[0]) || w.Code != status(want[0]) {
			t.Errorf("%s: %d, want %s\n%s", lines[0], w.Code, want[0], got)
		}
		for _, says := range want[1:] {
			if !strings.Contains(strings.ToLower(got), strings.ToLower(says)) {
				t.Errorf("%s: %q is not in\n%s", lines[0], says, got)
			}
		}
		if m := regexp.MustCompile(`"next":"([^"]+)"`).FindStringSubmatch(w.Body.String()); m != nil {
			has["next"] = m[1]
		}
		if tag := w.Header().Get("ETag"); tag != "" && w.Code == 200 {
			if has["etag"] != "" && has["old"] == "" {
				has["old"] = has["etag"] // of before the act
			}
			has["etag"] = tag
		}
	}
}

func status(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}
