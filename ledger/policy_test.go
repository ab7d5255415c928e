package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func testWitnesses(t testing.TB, l *paperLog, n int) []*Witness {
	out := make([]*Witness, n)
	for i := range out {
		var err error
		if out[i], err = OpenWitness(newWitnessDir(t), fmt.Sprintf("w%d.example", i), []string{l.verifier}, func() time.Time { return witnessDay }); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = out[i].Close() })
	}
	return out
}

func policyOf(ws []*Witness, rest string) string {
	var b strings.Builder
	for i, w := range ws {
		fmt.Fprintf(&b, "witness n%d %s http://localhost:1/w%d\n", i, w.Verifier(), i)
	}
	return b.String() + rest
}

func TestPolicyJudges(t *testing.T) {
	l := newPaperLog(t)
	l.grow(t, 9)
	ws := testWitnesses(t, l, 3)
	note := string(l.sign(t, 9))
	var lines []string
	for _, w := range ws {
		status, _, line := ask(w.Handler(), l.body(t, 0, 9))
		if status != 200 {
			t.Fatal(status, line)
		}
		lines = append(lines, line)
	}
	two, err := ParsePolicy([]byte(policyOf(ws, "group g 2 n0 n1 n2 # two of three\nquorum g\n")))
	if err != nil {
		t.Fatal(err)
	}
	if two.AsksNobody() || len(two.Keys()) != 3 {
		t.Errorf("%v %d", two.AsksNobody(), len(two.Keys()))
	}
	for name, c := range map[string]struct {
		cp   string
		ok   bool
		who  int
		last string
	}{
		"nobody":              {note, false, 0, ""},
		"one":                 {note + lines[0], false, 1, ""},
		"one twice":           {note + lines[0] + lines[0], false, 1, ""},
		"two":                 {note + lines[2] + lines[0], true, 2, "n2"},
		"three":               {note + lines[0] + lines[1] + lines[2], true, 3, "n2"},
		"a changed signature": {note + lines[0] + strings.Replace(lines[1], lines[1][60:64], "AAAA", 1), false, 0, ""},
	} {
		cp, err := ParseCheckpoint([]byte(c.cp), l.verifier)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		by, err := two.Judge(cp, l.verifier)
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrDiffers) || c.ok && (len(by) != c.who || by[c.who-1].Name != c.last) {
			t.Errorf("%s: %v, %v", name, by, err)
		}
	}
	none, err := ParsePolicy([]byte("# nobody is asked\nquorum none\n"))
	if err != nil || !none.AsksNobody() {
		t.Errorf("quorum none: %v", err)
	}
	own, err := ParsePolicy([]byte("witness us " + l.verifier + " https://north.example\nquorum us\n"))
	if err != nil {
		t.Fatal(err)
	}
	cp, err := ParseCheckpoint([]byte(note), l.verifier)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := own.Judge(cp, l.verifier); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "own key") {
		t.Errorf("the log as its own witness: %v", err)
	}
}

func TestPolicyThatIsRefused(t *testing.T) {
	ws := testWitnesses(t, newPaperLog(t), 2)
	one := ws[0].Verifier()
	for name, text := range map[string]string{
		"empty":                  "",
		"no quorum":              policyOf(ws, ""),
		"an unknown quorum":      policyOf(ws, "quorum x\n"),
		"two quorums":            policyOf(ws, "quorum n0\nquorum n1\n"),
		"an unknown word":        policyOf(ws, "witnesses all\nquorum n0\n"),
		"one key, two names":     policyOf(ws, "witness again "+one+" http://localhost:1/\ngroup g 3 n0 n1 again\nquorum g\n"),
		"a group without people": policyOf(ws, "group g any\nquorum g\n"),
		"a group of nobody":      policyOf(ws, "group g 0 n0 n1\nquorum g\n"),
		"a group of 00":          policyOf(ws, "group g 00 n0 n1\nquorum g\n"),
		"more than there are":    policyOf(ws, "group g 3 n0 n1\nquorum g\n"),
		"a damaged key":          "witness a " + one[:len(one)-4] + " http://localhost:1/\nquorum a\n",
		"no address":             "witness a " + one + "\nquorum a\n",
		"a file as address":      "witness a " + one + " file:///etc\nquorum a\n",
		"a password":             "witness a " + one + " http://u:p@localhost/\nquorum a\n",
	} {
		if _, err := ParsePolicy([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		} else if strings.Contains(err.Error(), "u:p") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}

func FuzzPolicy(f *testing.F) {
	ws := testWitnesses(f, newPaperLog(f), 2)
	f.Add(policyOf(ws, "group g any n0 n1\nquorum g\n"))
	f.Add("quorum none\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePolicy([]byte(text))
		if err == nil && !p.AsksNobody() && p.Witnesses().Satisfied([]byte("candour/EX\n0\n\n")) {
			t.Errorf("%q is satisfied by nobody", text)
		}
	})
}
