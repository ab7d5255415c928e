package desk

import (
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
				out = append(out, page.SummaryRow{Key: "Confirmed by the person", Value: "Asked on " + r.On.Words() + ", not answered yet"})
			}
			continue
		}
		says := "They say that it is right"
		if r.Answer == intake.AnsweredWrong {
			says = "They say that it is not right"
		}
		if r.Replaced {
			says += ", of what was recorded before"
		}
		out = append(out, page.SummaryRow{Key: "Asked on " + r.On.Words(), Value: r.Says.Words(), ValueClasses: page.Verbatim},
			page.SummaryRow{Key: says + ", on " + r.AnsweredOn.Words(), Value: or(r.Words.Words(), "(no words)"), ValueClasses: page.Verbatim})
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

func messageTitle(m view.Message) string {
	if m.By == "" {
		return "From the person"
	}
	return "To the person"
}

// owedWords is what the person is owed for what they sent, as one line.
func owedWords(o intake.Owed) string { return o.Kind.Words() + " (local standard)" }

func owedLate(o intake.Owed, today candour.Date) bool { return o.Kind.By(o.Since).Before(today) }
