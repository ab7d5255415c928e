package desk

import (
	"fmt"
	"strings"

	"candour"
	"candour/intake"
	"candour/view"
	"candour/web/page"
)

// recordRows are what the person who reported says of how an allegation was recorded,
// the first answer first: what they said of an earlier description stays.
func recordRows(all []view.Record) (out []page.SummaryRow) {
	for _, r := range all {
		if r.Answer == "" {
			if !r.Replaced {
				out = append(out, page.SummaryRow{Key: "Is it right?", Value: "The person was asked on " + r.On.Words() + ", and has not answered yet"})
			}
			continue
		}
		says := "It is right"
		if r.Answer == intake.AnsweredWrong {
			says = "It is not right"
		}
		if r.Replaced {
			says += ", of what was recorded before"
		}
		out = append(out, page.SummaryRow{Key: "Shown to the person on " + r.On.Words(), Value: r.Says.Words(), ValueClasses: page.Verbatim},
			page.SummaryRow{Key: "The person says, on " + r.AnsweredOn.Words(), Value: strings.TrimSpace(says + ".\n" + r.Words.Words()), ValueClasses: page.Verbatim})
		if !r.RepliedOn.IsZero() {
			out = append(out, page.SummaryRow{Key: "Answered on " + r.RepliedOn.Words(), Value: r.Reply.Words() + "\n(by " + r.Name + ")", ValueClasses: page.Verbatim})
		}
	}
	return out
}

func messageRows(m view.Message) []page.SummaryRow {
	out := []page.SummaryRow{verbatim(m.On.Words(), m.Words)}
	switch {
	case m.By != "":
		out = append(out, page.SummaryRow{Key: "By", Value: m.Name})
	case !m.ReadOn.IsZero():
		out = append(out, page.SummaryRow{Key: "Read", Value: m.ReadOn.Words() + ", by " + m.Reader})
	default:
		out = append(out, page.SummaryRow{Key: "Read", Value: "Nobody has said so yet"})
	}
	return out
}

// messageTitle tells the messages apart, and so the links beside each.
func messageTitle(n int, m view.Message) string {
	if m.By == "" {
		return fmt.Sprintf("Message %d, from the person", n)
	}
	return fmt.Sprintf("Message %d, to the person", n)
}

// owedWords is what the person is owed for what they sent, as one line.
func owedWords(o intake.Owed) string { return o.Kind.Words() + " (local standard)" }

func owedLate(o intake.Owed, today candour.Date) bool { return o.Kind.By(o.Since).Before(today) }
