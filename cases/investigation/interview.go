package investigation

import (
	"errors"
	"strings"

	"candour"
	"candour/cases"
	"candour/seal"
)

// The states of the evidential interview of an allegation.
const (
	NotOffered = "not-offered"
	Offered    = "offered"
	Done       = "done"
	Declined   = "declined"
)

// timeBar stands on the page of a domestic allegation, because nobody tells a
// person in time: the six months for common assault in domestic abuse count from a
// witness statement or a video interview (CJA 1988 s 39A, read in the primary
// text), and what somebody wrote on a web page is neither.
const timeBar = "What the person wrote here is no statement and starts no time limit. For common assault in domestic abuse the law counts two years from the offence, and six months from a witness statement or video interview (Criminal Justice Act 1988, s. 39A)."

// interview is one offer and what became of it.
type interview struct {
	id, interviewer, place, help, said string // but for help and id, sealed
	allegation                         candour.AllegationID
	outcome, form                      string
	offered, ended                     candour.Date
	by, recorded                       candour.PersonID
}

func interviewsOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []interview, err error) {
	err = tx.Each(`SELECT id, allegation, interviewer, place, help, offered_by, offered_day, outcome, form, said, outcome_by, outcome_day FROM investigation_interview WHERE force = $1 AND case_id = $2 ORDER BY offered_day, id`,
		[]any{string(force), string(c)}, func(scan func(...any) error) error {
			var x interview
			var allegation, by, offered, recorded, ended string
			err := scan(&x.id, &allegation, &x.interviewer, &x.place, &x.help, &by, &offered, &x.outcome, &x.form, &x.said, &recorded, &ended)
			x.allegation, x.by, x.recorded, x.offered, x.ended = candour.AllegationID(allegation), candour.PersonID(by), candour.PersonID(recorded), cases.Day(offered), cases.Day(ended)
			out = append(out, x)
			return err
		})
	return out, err
}

// offeredNow is the offer of an interview that nobody answered yet, or
// candour.ErrNotFound.
func offeredNow(tx *seal.Tx, force candour.ForceID, c candour.CaseID, a candour.AllegationID) (id string, on candour.Date, err error) {
	var day string
	err = tx.One(`SELECT id, offered_day FROM investigation_interview WHERE force = $1 AND case_id = $2 AND allegation = $3 AND outcome = ''`, []any{string(force), string(c), string(a)}, &id, &day)
	return id, cases.Day(day), err
}

// MustHaveOffered refuses, in a sentence, a decision on a sexual or domestic
// allegation of a crime while nobody has offered the person an evidential
// interview: they cannot be judged on what a web page had room for.
func MustHaveOffered(tx *seal.Tx, force candour.ForceID, c candour.CaseID, a candour.AllegationID) error {
	elsewhere, err := cases.FromElsewhere(tx, force, c)
	if err != nil || elsewhere {
		return err
	}
	said, err := cases.Described(tx, force, c)
	if f := said[a].Factors; err != nil || !f.Sensitive() || !f.Any(func(k cases.FactorKind) bool { return k.Crime }) {
		return err
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM investigation_interview WHERE force = $1 AND case_id = $2 AND allegation = $3`, []any{string(force), string(c), string(a)}, &n); err != nil {
		return err
	}
	if n == 0 {
		return candour.Conflict("Nobody has offered the person an evidential interview about this allegation. Offer one first: it is a sexual or domestic allegation of a crime.")
	}
	return nil
}

// interviews shows, of each sexual or domestic allegation and of any for which one
// was offered, how its interview stands.
func interviews(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil {
		return nil, err
	}
	all, err := interviewsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, b := range briefs {
		x := cases.Thing{Of: candour.Subject{Kind: "interview", ID: string(b.ID)}, Title: "Evidential interview, " + b.Name(), State: NotOffered}
		for _, i := range all {
			if i.allegation != b.ID {
				continue
			}
			if x.State = Offered; i.outcome != "" {
				x.State = i.outcome
			}
			rows, err := i.rows(words)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, rows...)
		}
		if x.State == NotOffered && !b.Factors.Sensitive() {
			continue
		}
		if b.Factors.Any(func(k cases.FactorKind) bool { return k.Domestic }) {
			x.Rows = append(x.Rows, cases.Row{Key: "Time", Value: candour.Mark(timeBar)})
		}
		out = append(out, x)
	}
	return out, nil
}

func (i interview) rows(words seal.Words) (out []cases.Row, err error) {
	open := func(column, sealed string) (w candour.Marking) {
		if err == nil {
			w, err = words.Open("investigation_interview."+column+"/"+i.id, sealed)
		}
		return w
	}
	out = []cases.Row{
		{Key: "Offered on " + i.offered.Words(), Value: open("interviewer", i.interviewer), By: i.by},
		{Key: "Where", Value: open("place", i.place)},
	}
	var help []string
	for _, h := range strings.Split(i.help, ",") {
		if h != "" {
			help = append(help, label(Helps{}.Choices(), h))
		}
	}
	if len(help) == 0 {
		help = []string{"None was asked for or could be given"}
	}
	out = append(out, cases.Row{Key: "Help offered", Value: candour.Mark(strings.Join(help, "; "))})
	if i.outcome != "" {
		says := label(InterviewOutcome("").Choices(), i.outcome)
		if i.form != "" {
			says += ": " + lower(label(InterviewForm("").Choices(), i.form))
		}
		out = append(out, cases.Row{Key: "On " + i.ended.Words(), Value: candour.Mark(says), By: i.recorded})
		if i.said != "" {
			out = append(out, cases.Row{Key: "They said", Value: open("said", i.said)})
		}
	}
	return out, err
}

// MoveInterview puts the day of an interview right, where the day of the statement
// that was taken in it is corrected. A reaction calls it.
func MoveInterview(tx *seal.Tx, force candour.ForceID, id string, to candour.Date) error {
	_, err := tx.Exec(`UPDATE investigation_interview SET outcome_day = $1 WHERE force = $2 AND id = $3`, to.String(), string(force), id)
	return err
}

// interviewNotOffered: the button is there while no offer waits for its answer.
func interviewNotOffered(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	yes, err := interviewOffered(tx, force, of)
	return !yes, err
}

// interviewOffered: and the other one while one does.
func interviewOffered(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	c, err := cases.CaseOf(tx, force, candour.AllegationID(of.ID))
	if err != nil {
		return false, err
	}
	_, _, err = offeredNow(tx, force, c, candour.AllegationID(of.ID))
	if isNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

func isNotFound(err error) bool { return errors.Is(err, candour.ErrNotFound) }
