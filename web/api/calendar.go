package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"unicode/utf8"

	"candour"
	"candour/view"

	"github.com/danielgtaylor/huma/v2"
)

// Calendared is a calendar as it is answered.
type Calendared struct {
	Kind  string `header:"Content-Type"`
	Cache string `header:"Cache-Control" doc:"Nothing of it is kept by anybody between."`
	File  string `header:"Content-Disposition" doc:"The name under which it is kept, which says nothing."`
	Body  []byte
}

// calendar registers the calendar. Its secret goes in a header, as everywhere, and in
// no address: addresses of calendars are passed on, and stand in logs. For the same reason
// there is none of one rule: whoever saw its address would know what each day is of.
func (s *Server) calendar(api huma.API) {
	example := string(icalendar(view.Calendar{Days: []candour.Date{{Year: 2026, Month: 3, Day: 30}}}, candour.Date{Year: 2026, Month: 3, Day: 2}))
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: base + "/calendar.ics", OperationID: "read-calendar", Summary: "What is due, as a calendar",
		Description: "What is due within a year, for a program that keeps a calendar (RFC 5545). A calendar is seen by others: so of a matter that is not disclosed to everybody whom it is about it has the day alone, and neither the case nor the rule, from which the day could be counted from which the limit runs. It holds 500 limits at most, and says so where there are more.",
		Errors:      []int{401, 422, 429, 500},
		Responses: map[string]*huma.Response{"200": {
			Description: "What is due, as far as you may see it.",
			Content:     map[string]*huma.MediaType{"text/calendar": {Schema: text(), Example: example}},
		}},
	}, func(ctx context.Context, _ *struct{}) (*Calendared, error) {
		c := callerOf(ctx)
		all, err := s.View.Calendar(ctx, c.Viewer)
		if err != nil {
			return nil, s.problemOf(err)
		}
		var shown []candour.Subject
		for _, id := range all.Shown {
			shown = append(shown, subject("case", string(id)))
		}
		if err := s.saw(ctx, c, "calendar", shown...); err != nil {
			return nil, s.problemOf(err)
		}
		return &Calendared{"text/calendar; charset=utf-8", noStore, `attachment; filename="calendar.ics"`, icalendar(all, c.Today)}, nil
	})
}

// What a calendar says where it may say no more.
const (
	somethingDue     = "Something is due"
	somethingOverdue = "Something is overdue"
	openTheDesk      = "Open the desk to see what."
)

// icalendar writes it. Whatever is in it is the same however often it is asked for on
// one day, so that nothing but the days themselves tells when something happened: there
// is no time of making, and no number of a version.
func icalendar(c view.Calendar, today candour.Date) []byte {
	w := &calendarText{today: today}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//candour//due//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("X-WR-CALNAME", "What is due")
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	w.line("X-PUBLISHED-TTL", "PT6H")
	if c.Overdue {
		w.event("overdue", today, somethingOverdue, openTheDesk)
	}
	if c.More {
		w.event("more", today, "More is due than this calendar holds", openTheDesk)
	}
	for _, day := range c.Days {
		w.event("day/"+day.String(), day, somethingDue, openTheDesk)
	}
	for _, d := range c.Due {
		says := d.Why + ". " + d.Rule.Cites + "."
		if d.Label != "" {
			says += " " + d.Label + "."
		}
		w.event("limit/"+string(d.Case)+"/"+d.Rule.ID+"/"+d.Place.About+"/"+d.Place.Triggers, d.By, d.Rule.Title+": "+candour.Reference(string(d.Case)), says)
	}
	w.line("END", "VCALENDAR")
	return []byte(w.String())
}

type calendarText struct {
	strings.Builder
	today candour.Date
}

// event is one whole day, seen by nobody else of whom the calendar is asked, and which
// makes nobody busy.
func (w *calendarText) event(id string, on candour.Date, title, says string) {
	sum := sha256.Sum256([]byte(id))
	w.line("BEGIN", "VEVENT")
	w.line("UID", hex.EncodeToString(sum[:16])+"@due")
	w.line("DTSTAMP", basic(w.today)+"T000000Z")
	w.line("DTSTART;VALUE=DATE", basic(on))
	w.line("DTEND;VALUE=DATE", basic(on.AddDays(1)))
	w.line("SUMMARY", escaped.Replace(title))
	w.line("DESCRIPTION", escaped.Replace(says))
	w.line("CLASS", "PRIVATE")
	w.line("TRANSP", "TRANSPARENT")
	w.line("END", "VEVENT")
}

func basic(d candour.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// escaped writes a text (RFC 5545, section 3.3.11).
var escaped = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n")

// line writes one, folded so that no part is longer than 75 octets and no letter is
// taken apart (section 3.1).
func (w *calendarText) line(name, value string) {
	text, room := name+":"+value, 75
	for len(text) > room {
		at := room
		for !utf8.RuneStart(text[at]) {
			at--
		}
		w.WriteString(text[:at] + "\r\n ")
		text, room = text[at:], 74
	}
	w.WriteString(text + "\r\n")
}
