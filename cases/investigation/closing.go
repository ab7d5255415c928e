package investigation

import (
	"fmt"
	"strings"

	"candour"
	"candour/seal"
)

// Unfinished says what of an investigation still runs, as the middle of a
// sentence, or is empty: nothing of it may go under because the case is closed.
func Unfinished(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (string, error) {
	var out []string
	var running int
	if err := tx.One(`SELECT count(*) FROM investigation_enquiry WHERE force = $1 AND case_id = $2 AND done_day = ''`, []any{string(force), string(c)}, &running); err != nil {
		return "", err
	}
	if running > 0 {
		out = append(out, count(running, "line of enquiry runs", "lines of enquiry run"))
	}
	named, err := sourcesOf(tx, force, c)
	if err != nil {
		return "", err
	}
	made, err := decisionsOf(tx, force, c)
	if err != nil {
		return "", err
	}
	var undecided, waiting, back int
	for _, s := range named {
		if d := current(made, ofPreservation, s.id); sourceState(Preservation(d.answer), d.review) == AtRisk {
			undecided++
		}
	}
	for _, d := range made {
		switch d.state() {
		case Waiting:
			waiting++
		case SentBack:
			if d.kind != ofPreservation { // counted above
				back++
			}
		}
	}
	if undecided > 0 {
		out = append(out, count(undecided, "source of evidence is undecided", "sources of evidence are undecided"))
	}
	if waiting > 0 {
		out = append(out, count(waiting, "decision waits for a second person", "decisions wait for a second person"))
	}
	if back > 0 {
		out = append(out, count(back, "decision was sent back and not taken again", "decisions were sent back and not taken again"))
	}
	if _, err := openDelay(tx, force, c); err == nil {
		out = append(out, "it is delayed for criminal proceedings")
	} else if !isNotFound(err) {
		return "", err
	}
	missing, err := EarlyMissing(tx, force, c)
	if missing != "" {
		out = append(out, "early decisions are owed ("+missing+")")
	}
	return strings.Join(out, ", "), err
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
