package intake_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"candour"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"

	"pgregory.net/rapid"
)

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func code(n int) intake.ReturnCode {
	b := sha256.Sum256([]byte(fmt.Sprint("code ", n)))
	return intake.NewReturnCode(b[:])
}

// TestEverySlipIsSeen tries every single slip of the pen on many codes: a wrong
// letter, and two neighbours swapped. Each must be told apart from a right code,
// or somebody is told that their report does not exist.
func TestEverySlipIsSeen(t *testing.T) {
	missed := map[string]int{}
	for n := range 200 {
		good := strings.ReplaceAll(code(n).Words(), "-", "")
		for i := range good {
			for _, l := range letters {
				if byte(l) == good[i] {
					continue
				}
				if _, err := intake.ParseReturnCode(good[:i] + string(l) + good[i+1:]); err == nil {
					missed["one letter"]++
				}
			}
			if i > 0 && good[i] != good[i-1] {
				swapped := good[:i-1] + string(good[i]) + string(good[i-1]) + good[i+1:]
				if _, err := intake.ParseReturnCode(swapped); err == nil {
					missed["neighbours"]++
				}
			}
			if i > 1 && good[i] != good[i-2] {
				swapped := good[:i-2] + string(good[i]) + string(good[i-1]) + string(good[i-2]) + good[i+1:]
				if _, err := intake.ParseReturnCode(swapped); err == nil {
					missed["one apart"]++
				}
			}
		}
	}
	if len(missed) > 0 {
		t.Errorf("slips that give another good code: %v", missed)
	}
}

func TestReturnCodeAsTyped(t *testing.T) {
	want := code(1).Words()
	if len(want) != 19 || strings.Count(want, "-") != 3 || strings.ContainsAny(want, "ILOU") {
		t.Fatalf("code %q, want four groups of four without I, L, O and U", want)
	}
	bare := strings.ReplaceAll(want, "-", "")
	for _, typed := range []string{
		want, bare, strings.ToLower(want), " " + strings.ReplaceAll(want, "-", " ") + " ", strings.Join(strings.Split(bare, ""), "."), strings.ReplaceAll(want, "-", "\t"),
		strings.NewReplacer("0", "O", "1", "I").Replace(want), strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(want)),
	} {
		if got, err := intake.ParseReturnCode(typed); err != nil || got.Words() != want {
			t.Errorf("%q is read as %q (%v), want %q", typed, got.Words(), err, want)
		}
	}
	for _, typed := range []string{"", "ABC", bare + "0", bare[:15], strings.Replace(bare, bare[3:4], "U", 1), bare[:15] + "é", strings.Repeat("A", 100_000), "\xff\xfe", bare[:8] + "\n" + bare[8:] + "'"} {
		got, err := intake.ParseReturnCode(typed)
		if !errors.Is(err, candour.ErrInvalid) || got != (intake.ReturnCode{}) {
			t.Errorf("%.30q is read as a code: %v", typed, err)
		}
		if err != nil && len(typed) > 4 && strings.Contains(err.Error(), typed) {
			t.Errorf("the error repeats what was typed: %v", err)
		}
	}
}

// TestReturnCodesReachNoLog: printed in any way, a code is withheld.
func TestReturnCodesReachNoLog(t *testing.T) {
	c, s := code(1), intake.NewSecret()
	for _, got := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c, c), fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s", s, s, s, s)} {
		if !strings.Contains(got, "[withheld]") || strings.Contains(got, strings.ReplaceAll(c.Words(), "-", "")) {
			t.Errorf("printed as %q", got)
		}
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(h).Info("x", "code", c, "secret", s, "both", []any{c, s}, "in", struct {
			C intake.ReturnCode
			S intake.Secret
		}{c, s})
	}
	if got := log.String(); strings.Contains(got, fmt.Sprint(s[0], ",", s[1], ",")) || strings.Contains(got, fmt.Sprint(s[0], " ", s[1], " ")) || strings.Contains(got, c.Words()[:4]+c.Words()[5:9]) {
		t.Errorf("logged as %s", got)
	}
	if got := (intake.ReturnCode{}).Words(); got != "" {
		t.Errorf("no code is written %q", got)
	}
}

// TestReturnCodesAreSpread: 75 bits, each of the 15 letters as likely.
func TestReturnCodesAreSpread(t *testing.T) {
	seen, count := map[string]bool{}, map[byte]int{}
	const n = 3000
	for i := range n {
		w := strings.ReplaceAll(code(i).Words(), "-", "")
		seen[w] = true
		for j := range 15 {
			count[w[j]]++
		}
	}
	if len(seen) != n || len(count) != 32 {
		t.Errorf("%d codes of %d and %d letters of 32", len(seen), n, len(count))
	}
	for l, c := range count {
		if mean := n * 15 / 32; c < mean*8/10 || c > mean*12/10 {
			t.Errorf("%c occurs %d times, want about %d", l, c, mean)
		}
	}
}

func TestByCode(t *testing.T) {
	w := testdb.Open(t)
	one, two := w.Send(1), w.Send(1)
	find := func(forces []candour.ForceID, c intake.ReturnCode) (f candour.ForceID, r candour.ReportID, p candour.PersonID, err error) {
		err = w.DB.Read(ctx, func(tx *seal.Tx) error { f, r, p, err = intake.ByCode(tx, forces, c); return err })
		return f, r, p, err
	}
	for _, s := range []testdb.Sent{one, two} {
		f, r, p, err := find([]candour.ForceID{"west", testdb.Force, "south"}, s.Code)
		if err != nil || f != testdb.Force || r != s.Report || p != s.Reporter.ID {
			t.Errorf("found %s %s %s (%v), want %s %s", f, r, p, err, s.Report, s.Reporter.ID)
		}
	}
	for name, err := range map[string]error{
		"a code of nobody": errOf(find([]candour.ForceID{testdb.Force}, code(99))), "no code": errOf(find([]candour.ForceID{testdb.Force}, intake.ReturnCode{})),
		"another force": errOf(find([]candour.ForceID{"south"}, one.Code)), "no force": errOf(find(nil, one.Code)),
	} {
		if !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
	for _, table := range w.Tables() {
		for _, row := range w.Rows(table) {
			if strings.Contains(row, one.Code.Words()) || strings.Contains(row, strings.ReplaceAll(one.Code.Words(), "-", "")) {
				t.Errorf("%s keeps the code", table)
			}
		}
	}
}

func errOf(_ candour.ForceID, _ candour.ReportID, _ candour.PersonID, err error) error { return err }

func FuzzParseReturnCode(f *testing.F) {
	for i := range 5 {
		f.Add(code(i).Words())
	}
	f.Add("ſſſſ-ıııı-KKKK-0000")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := intake.ParseReturnCode(typed)
		if err != nil {
			if !errors.Is(err, candour.ErrInvalid) {
				t.Error(err)
			}
			return
		}
		again, err := intake.ParseReturnCode(c.Words())
		if err != nil || again != c {
			t.Errorf("%q is read as %q, which is read as %q (%v)", typed, c.Words(), again.Words(), err)
		}
	})
}

func TestReturnCodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := intake.NewReturnCode(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "random"))
		if got, err := intake.ParseReturnCode(c.Words()); err != nil || got != c {
			t.Fatalf("%q is read as %q (%v)", c.Words(), got.Words(), err)
		}
	})
}
