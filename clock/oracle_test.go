package clock

import (
	"testing"
	"time"

	"candour"
	"pgregory.net/rapid"
)

// The oracles below share no function with the package: they number days from 1
// January 2017, work the bank holidays out from Easter and the statute instead of
// reading the table, and count by looking a total up instead of walking.

// oracleDays is 2017-01-01 to 2028-12-31.
const oracleDays = 4383

// table holds for each day number whether it works, and how many working days there
// were up to and including it.
var table = func() (t struct {
	works [oracleDays]bool
	upTo  [oracleDays]int
},
) {
	off := statutory()
	total := 0
	for n := range oracleDays {
		// 1 January 2017 was a Sunday.
		if w := n % 7; w != 0 && w != 6 && !off[n] {
			t.works[n] = true
			total++
		}
		t.upTo[n] = total
	}
	return t
}()

// number of a civil day, 1 January 2017 being 0, by counting years and months.
func dayNumber(y, m, d int) int {
	n := d - 1
	for k := 2017; k < y; k++ {
		n += 365
		if k%4 == 0 {
			n++
		}
	}
	lengths := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if y%4 == 0 {
		lengths[1]++
	}
	for _, l := range lengths[:m-1] {
		n += l
	}
	return n
}

// statutory are the bank and public holidays that fall on weekdays: the 1971 Act
// with its schedule, the yearly proclamations, and the one-off days.
func statutory() map[int]bool {
	off := map[int]bool{}
	for y := 2017; y <= 2028; y++ {
		weekday := func(n int) int { return n % 7 } // 0 is Sunday
		substitute := func(n int) {                 // the next weekday that is not off already
			for weekday(n) == 0 || weekday(n) == 6 || off[n] {
				n++
			}
			off[n] = true
		}
		// Easter by Gauss, with the constants of 1900 to 2099.
		a, b, c := y%19, y%4, y%7
		d := (19*a + 24) % 30
		e := (2*b + 4*c + 6*d + 5) % 7
		easter := dayNumber(y, 3, 22) + d + e
		off[easter-2], off[easter+1] = true, true

		firstMonday := func(n int) int { return n + (8-weekday(n))%7 }
		lastMonday := func(n int) int { return n - (weekday(n)+6)%7 }
		if y == 2020 {
			off[dayNumber(2020, 5, 8)] = true
		} else {
			off[firstMonday(dayNumber(y, 5, 1))] = true
		}
		if y == 2022 {
			off[dayNumber(2022, 6, 2)], off[dayNumber(2022, 6, 3)], off[dayNumber(2022, 9, 19)] = true, true, true
		} else {
			off[lastMonday(dayNumber(y, 5, 31))] = true
		}
		if y == 2023 {
			off[dayNumber(2023, 5, 8)] = true
		}
		off[lastMonday(dayNumber(y, 8, 31))] = true
		substitute(dayNumber(y, 1, 1))
		// A day that stands on a weekday keeps it; the other moves behind it.
		x, boxing := dayNumber(y, 12, 25), dayNumber(y, 12, 26)
		if w := weekday(x); w != 0 && w != 6 {
			off[x] = true
			substitute(boxing)
		} else {
			substitute(boxing)
			substitute(x)
		}
	}
	return off
}

// TestCalendarIsTheStatute holds every day of the table against the oracle.
func TestCalendarIsTheStatute(t *testing.T) {
	d := day(t, "2017-01-01")
	for n := range oracleDays {
		got, err := EnglandAndWales.Working(d)
		if err != nil {
			t.Fatal(err)
		}
		if got != table.works[n] {
			t.Errorf("%s: working day %t, want %t", d, got, table.works[n])
		}
		d = d.AddDays(1)
	}
	if last := day(t, "2028-12-31").AddDays(1); d != last {
		t.Errorf("the oracle ends before %s, want %s", d, last)
	}
}

// drawDay is a day on which periods of up to 100 working days stay in the calendar.
func drawDay(t *rapid.T) candour.Date {
	return candour.Date{Year: 2017, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, oracleDays-220).Draw(t, "day"))
}

func TestWorkingDaysAgreeWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDay(t)
		n := rapid.IntRange(1, 100).Draw(t, "n")
		at := dayNumber(x.Year, int(x.Month), x.Day)

		before := table.upTo[at] // working days up to X, which After does not count
		for _, form := range []Form{After, Including} {
			want := at
			for table.upTo[want] < before+n || !table.works[want] {
				want++
			}
			got, err := EnglandAndWales.count(form, n, x)
			if err != nil {
				t.Fatal(err)
			}
			if g := dayNumber(got.Year, int(got.Month), got.Day); g != want {
				t.Fatalf("%d working days %s %s end %d days after it, want %d", n, form, x, g-at, want-at)
			}
			if works, _ := EnglandAndWales.Working(got); !works {
				t.Fatalf("%d working days %s %s end on %s, which is no working day", n, form, x, got)
			}
			if table.works[at] {
				before-- // Including counts X itself
			}
		}
	})
}

// drawMonthDay is every other time a last day of a month: those that months clamp
// are too rare among all days for a test to meet them each time.
func drawMonthDay(t *rapid.T) candour.Date {
	x := drawDay(t)
	if rapid.Bool().Draw(t, "last of the month") {
		for x.AddDays(1).Month == x.Month {
			x = x.AddDays(1)
		}
	}
	return x
}

// TestMonthsAgreeWithTheOracle walks day by day and counts the months it enters.
func TestMonthsAgreeWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawMonthDay(t)
		n := rapid.IntRange(1, 36).Draw(t, "n")
		want := func() time.Time {
			entered := 0
			for d := time.Date(x.Year, x.Month, x.Day, 12, 0, 0, 0, time.UTC).Add(24 * time.Hour); ; d = d.Add(24 * time.Hour) {
				if d.Day() == 1 {
					entered++
				}
				if entered < n {
					continue
				}
				if d.Day() == x.Day {
					return d.Add(-24 * time.Hour)
				}
				if d.Add(24*time.Hour).Day() == 1 {
					return d // the month is over, and had no such day
				}
			}
		}()
		got, err := EnglandAndWales.count(MonthsFrom, n, x)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != want.Format(time.DateOnly) {
			t.Fatalf("%d months starting with %s end on %s, want %s", n, x, got, want.Format(time.DateOnly))
		}
	})
}

// dayAt is the number of a day for the table.
func dayAt(d candour.Date) int { return dayNumber(d.Year, int(d.Month), d.Day) }

// TestOtherFormsAgreeWithTheOracle counts including-or-next, window, before and
// calendar-after by looking totals up, with a gap in the middle or without.
func TestOtherFormsAgreeWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDay(t).AddDays(200) // far enough from the first day to count back
		if dayAt(x) > oracleDays-220 {
			x = x.AddDays(-400)
		}
		n := rapid.IntRange(1, 60).Draw(t, "n")
		at := dayAt(x)
		from := at + rapid.IntRange(0, 40).Draw(t, "gap from")
		to := from + rapid.IntRange(0, 30).Draw(t, "gap to")
		gaps := []gap{{x.AddDays(from - at), x.AddDays(to - at)}}
		if rapid.Bool().Draw(t, "no gap") {
			gaps, from, to = nil, -1, -1
		}
		// in is how many days of a set lie in [first, last], the gap taken out.
		in := func(works bool, first, last int) (total int) {
			for d := first; d <= last; d++ {
				if (table.works[d] || !works) && (d <= from || d >= to || from < 0) {
					total++
				}
			}
			return total
		}
		ask := func(f Form) int {
			got, err := EnglandAndWales.count(f, n, x, gaps...)
			if err != nil {
				t.Fatal(err)
			}
			return dayAt(got)
		}
		for f, first := range map[Form]int{IncludingOrNext: at, Window: at + 1, CalendarAfter: at + 1} {
			works := f != CalendarAfter
			got := ask(f)
			if in(works, first, got) != n || in(works, first, got-1) != n-1 {
				t.Fatalf("%d %s %s ends %d days after it: that many days count to there: %d", n, f, x, got-at, in(works, first, got))
			}
			if works && !table.works[got] {
				t.Fatalf("%d %s %s ends on no working day", n, f, x)
			}
		}
		gaps, from, to = nil, -1, -1 // Before has none
		got := ask(Before)
		if got >= at || !table.works[got] || in(true, got, at-1) != n {
			t.Fatalf("%d working days before %s begin %d days before it, with %d working days until then", n, x, at-got, in(true, got, at-1))
		}
	})
}

// TestMonthsAfterAgreeWithTheOracle: the corresponding day, or the last of a month
// that has none.
func TestMonthsAfterAgreeWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawMonthDay(t)
		n := rapid.IntRange(1, 60).Draw(t, "n")
		y, m := x.Year, int(x.Month)
		for range n {
			if m++; m == 13 {
				y, m = y+1, 1
			}
		}
		want := x.Day
		for dayNumber(y, m, want) >= dayNumber(y+m/12, m%12+1, 1) {
			want--
		}
		got, err := EnglandAndWales.count(MonthsAfter, n, x)
		if err != nil {
			t.Fatal(err)
		}
		if got.Year != y || int(got.Month) != m || got.Day != want {
			t.Fatalf("%d months after %s end on %s, want %d-%d-%d", n, x, got, y, m, want)
		}
		from, err := EnglandAndWales.count(LiveFor, n, x)
		if err != nil {
			t.Fatal(err)
		}
		if clamped := want != x.Day; clamped != (from == got) || !clamped && from.AddDays(1) != got {
			t.Fatalf("%d months from %s end on %s, and after it on %s", n, x, from, got)
		}
	})
}
