package clock

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"candour"
)

func TestKnownDays(t *testing.T) {
	for _, tt := range []struct {
		on      string
		working bool
		name    string
	}{
		{"2017-01-02", false, "New Year's Day (substitute)"},
		{"2020-05-04", true, ""}, // moved to the 8th
		{"2020-05-08", false, "Early May bank holiday (VE day)"},
		{"2020-12-28", false, "Boxing Day (substitute)"},
		{"2021-12-27", false, "Christmas Day (substitute)"},
		{"2021-12-28", false, "Boxing Day (substitute)"},
		{"2022-05-30", true, ""}, // moved to 2 June
		{"2022-06-02", false, "Spring bank holiday"},
		{"2022-06-03", false, "Platinum Jubilee bank holiday"},
		{"2022-09-19", false, "State Funeral of Queen Elizabeth II"}, // common libraries lack it
		{"2022-09-20", true, ""},
		{"2023-05-08", false, "Coronation of King Charles III"},
		{"2024-02-29", true, ""},
		{"2026-05-23", false, ""}, // a Saturday
		{"2026-05-25", false, "Spring bank holiday"},
		{"2027-12-28", false, "Boxing Day (substitute)"},
		{"2028-12-29", true, ""},
	} {
		got, err := EnglandAndWales.Working(day(t, tt.on))
		if err != nil {
			t.Fatal(err)
		}
		h, _ := EnglandAndWales.Holiday(day(t, tt.on))
		if got != tt.working || (tt.name != "" && h.Name != tt.name) {
			t.Errorf("%s: working day %t (%s), want %t (%s)", tt.on, got, h.Name, tt.working, tt.name)
		}
	}
	for _, on := range []string{"2016-12-31", "2029-01-01"} {
		if _, err := EnglandAndWales.Working(day(t, on)); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s is outside the calendar: got %v, want a refusal", on, err)
		}
	}
}

// TestRowsAreComplete: every covered year has its eight days and the one-off ones.
func TestRowsAreComplete(t *testing.T) {
	first, last := EnglandAndWales.Covers()
	if first.String() != "2017-01-01" || last.String() != "2028-12-31" {
		t.Fatalf("covers %s to %s", first, last)
	}
	perYear := map[int]int{}
	for d, h := range EnglandAndWales.days {
		if h.Source == "" || h.Name == "" || h.Added.IsZero() {
			t.Errorf("%s: a row says who says so and since when: %+v", d, h)
		}
		if isWeekend(d) {
			t.Errorf("%s is a %s: it belongs on its substitute day", d, d.Weekday())
		}
		if h.Status != NotHoliday {
			perYear[d.Year]++
		}
	}
	for y := first.Year; y <= last.Year; y++ {
		want := 8
		switch y {
		case 2022:
			want = 10 // Platinum Jubilee, State Funeral
		case 2023:
			want = 9 // Coronation
		}
		if perYear[y] != want {
			t.Errorf("%d has %d bank holidays, want %d", y, perYear[y], want)
		}
	}
}

// TestLastRowWins: a wrong day is put right by a new row, and the version tells.
func TestLastRowWins(t *testing.T) {
	funeral := day(t, "2022-09-19")
	corrected, err := ParseCalendar("corrected", append(bytes.Clone(englandAndWalesCSV),
		"2022-09-19,Entered in error,a test,2026-11-22,not-holiday\n"...))
	if err != nil {
		t.Fatal(err)
	}
	if working, err := corrected.Working(funeral); err != nil || !working {
		t.Errorf("corrected row: working day %t, %v; want true", working, err)
	}
	if corrected.Version() == EnglandAndWales.Version() {
		t.Error("a corrected calendar has the version of the old one")
	}
	crlf, err := ParseCalendar("crlf", bytes.ReplaceAll(englandAndWalesCSV, []byte("\n"), []byte("\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if crlf.Version() != EnglandAndWales.Version() {
		t.Error("line ends changed the version")
	}
}

const small = "date,name,source,added,status\n2026-01-01,a,b,2026-01-01,first-day\n2026-12-31,a,b,2026-01-01,last-day\n"

func TestParseCalendarRefuses(t *testing.T) {
	if _, err := ParseCalendar("small", []byte(small)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"another header":       "day,name\n",
		"no coverage":          "date,name,source,added,status\n2026-05-25,a,b,2026-01-01,holiday\n",
		"backwards":            strings.NewReplacer("first-day", "last-day", "last-day", "first-day").Replace(small),
		"outside the coverage": small + "2027-01-01,a,b,2026-01-01,holiday\n",
		"no such day":          small + "2026-02-30,a,b,2026-01-01,holiday\n",
		"no added":             small + "2026-05-25,a,b,,holiday\n",
		"no name":              small + "2026-05-25, ,b,2026-01-01,holiday\n",
		"no source":            small + "2026-05-25,a,,2026-01-01,holiday\n",
		"two lines":            small + "2026-05-25,\"a\nb\",c,2026-01-01,holiday\n",
		"unknown status":       small + "2026-05-25,a,b,2026-01-01,perhaps\n",
		"ragged":               small + "2026-05-25,a,b\n",
	} {
		if c, err := ParseCalendar("bad", []byte(text)); !errors.Is(err, candour.ErrInvalid) || c != nil {
			t.Errorf("%s: got %v, %v; want a refusal", name, c, err)
		}
	}
}

// FuzzParseCalendar: whatever the bytes, a table is refused or it is one that can be
// asked and corrected.
func FuzzParseCalendar(f *testing.F) {
	f.Add(englandAndWalesCSV)
	f.Add([]byte(small + "2026-05-25,Spring,x,2026-01-01,expected\n"))
	f.Add([]byte(small + "2026-05-25,\"a\"\"b\",x,2026-01-01,holiday\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ParseCalendar("fuzz", text)
		if err != nil {
			if c != nil || !errors.Is(err, candour.ErrInvalid) {
				t.Fatalf("refused with %v and %v", c, err)
			}
			return
		}
		first, last := c.Covers()
		for _, d := range []candour.Date{first, last} {
			if _, err := c.Working(d); err != nil {
				t.Fatalf("%s is covered: %v", d, err)
			}
		}
		if _, err := c.Working(first.AddDays(-1)); err == nil {
			t.Fatalf("answered for the day before %s", first)
		}
		if len(text) > 0 && text[len(text)-1] != '\n' {
			text = append(bytes.Clone(text), '\n')
		}
		corrections := 0
		for d, h := range c.days {
			if corrections++; corrections > 3 {
				break // each reads the whole table again
			}
			if !oneLine(h.Name) {
				t.Fatalf("%s has the name %q", d, h.Name)
			}
			fixed, err := ParseCalendar("fuzz", fmt.Appendf(bytes.Clone(text), "%s,x,y,%s,not-holiday\n", d, d))
			if err != nil {
				t.Fatalf("correcting %s: %v", d, err)
			}
			if working, _ := fixed.Working(d); working == isWeekend(d) {
				t.Fatalf("%s corrected to no holiday: working day %t", d, working)
			}
		}
	})
}
