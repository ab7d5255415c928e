package lookups

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// minute counts minutes from 1970 UTC. Context is kept in minutes, accesses in
// microseconds.
type minute int32

const (
	hour    minute = 60
	day            = 24 * hour
	never   minute = math.MaxInt32 / 2
	longAgo minute = math.MinInt32 / 2
)

func minuteOf(micros int64) minute { return minute(floorDiv(micros, 60_000_000)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// days is the day on which a minute lies, counted from 1970 UTC.
func (m minute) days() int32 { return int32(floorDiv(int64(m), int64(day))) }

// layouts are the ways in which a time may be written. Without a zone it is UTC.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02",
}

// ParseTime reads a time. A year before 1970 or after 2200 is refused: it is a slip.
func ParseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			if t.Year() < 1970 || t.Year() > 2200 {
				return t, fmt.Errorf("%q is not a time that can be meant", s)
			}
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: write it as 2026-05-22T14:30:00Z", s)
}

// parseMinute reads a time of a context table; the default where it is empty.
func parseMinute(s string, empty minute) (minute, error) {
	if s == "" {
		return empty, nil
	}
	t, err := ParseTime(s)
	return minuteOf(t.UnixMicro()), err
}

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
