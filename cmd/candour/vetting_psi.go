package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/vetting/psi"
)

// vettingPsiCmd are the steps of a private join. Each side runs its own, and files go
// between them.
type vettingPsiCmd struct {
	Ask      psiAskCmd      `cmd:"" help:"Asker: make a question about people whom it does not show."`
	Answer   psiAnswerCmd   `cmd:"" help:"Holder: answer a question with yes or no for each, within the limit."`
	Read     psiReadCmd     `cmd:"" help:"Asker: read the answer."`
	Request  psiRequestCmd  `cmd:"" help:"Asker: ask for the holder’s id of one hit, with a reason."`
	Disclose psiDiscloseCmd `cmd:"" help:"Holder: answer such a request."`
	Journal  psiJournalCmd  `cmd:"" help:"Holder: check the journal and print what was asked."`
}

type psiAskCmd struct {
	People string `arg:"" help:"The people, as CSV with unique_id, given_name, surname, date_of_birth." type:"existingfile"`
	Secret string `required:"" help:"Where to keep what reads the answer; nobody else may have it." type:"path" placeholder:"FILE"`
	Out    string `required:"" help:"The question, to be sent." type:"path" placeholder:"FILE"`
}

type psiHolder struct {
	People  string `required:"" help:"The people whom the holder knows, as CSV." type:"existingfile" placeholder:"FILE"`
	From    string `required:"" help:"Who asks, as you know it: the limit counts by it." placeholder:"NAME"`
	Journal string `required:"" help:"The journal; made if absent." type:"path" placeholder:"FILE"`
	Daily   int    `help:"Questions that one asker has in 24 hours." default:"1024" placeholder:"N"`
	All     int    `help:"Questions that all have together." default:"4096" placeholder:"N"`
	Out     string `required:"" help:"What is sent back." type:"path" placeholder:"FILE"`
}

type psiAnswerCmd struct {
	Question string `arg:"" help:"The question." type:"existingfile"`
	psiHolder
}

type psiReadCmd struct {
	Answer string `arg:"" help:"The answer." type:"existingfile"`
	Secret string `required:"" help:"What was kept when the question was made." type:"existingfile" placeholder:"FILE"`
}

type psiRequestCmd struct {
	People string `arg:"" help:"The people who were asked about." type:"existingfile"`
	ID     string `required:"" help:"The unique id of one hit." placeholder:"ID"`
	Answer string `required:"" help:"The answer that said yes." type:"existingfile" placeholder:"FILE"`
	Reason string `required:"" help:"Why this person’s record is needed." placeholder:"TEXT"`
	Out    string `required:"" help:"The request, to be sent; it names the person." type:"path" placeholder:"FILE"`
}

type psiDiscloseCmd struct {
	Request string `arg:"" help:"The request." type:"existingfile"`
	psiHolder
}

type psiJournalCmd struct {
	Journal string `arg:"" help:"The journal." type:"existingfile"`
}

// Run makes a question.
func (c psiAskCmd) Run(s streams) error {
	people, err := psiPeople(s, c.People)
	if err != nil {
		return err
	}
	ask, secret, err := psi.NewAsk(people, rand.Reader)
	if err != nil {
		return err
	}
	if err := errors.Join(writeJSON(c.Secret, secret), writeJSON(c.Out, ask)); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "a question about %d people, which shows %d: send %s, and keep %s to yourself\n", len(people), len(ask.Points), c.Out, c.Secret)
	return nil
}

func psiPeople(s streams, name string) ([]psi.Person, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	people, without, err := psi.ReadPeople(f, name)
	if n := len(without); n > 0 && err == nil {
		list := strings.Trim(strings.ReplaceAll(fmt.Sprint(without), " ", ", "), "[]")
		fmt.Fprintf(s.out, "%s: %d rows have no whole name and day of birth, and are not asked about: lines %s\n", name, n, list)
	}
	return people, err
}

// holder opens the journal.
func (c psiHolder) holder(s streams) (*psi.Holder, error) {
	if c.Daily < 1 || c.All < c.Daily {
		return nil, candour.Invalid("daily", "give a limit for one asker of at least 1, and one for all that is no less")
	}
	people, err := psiPeople(s, c.People)
	if err != nil {
		return nil, err
	}
	j, err := psi.OpenJournal(c.Journal)
	return &psi.Holder{People: people, Journal: j, Daily: c.Daily, All: c.All, Random: rand.Reader}, err
}

// refusedAsk has a refusal told to whoever runs the command.
func refusedAsk(err error) error {
	var r *psi.Refused
	if errors.As(err, &r) {
		return candour.Conflict("Not answered, and journalled: %s.", r.Why)
	}
	return err
}

// Run answers a question.
func (c psiAnswerCmd) Run(s streams) (err error) {
	var ask psi.Ask
	if err := readJSON(c.Question, &ask); err != nil {
		return err
	}
	h, err := c.holder(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Journal.Close()) }()
	answer, err := h.Answer(c.From, ask, time.Now())
	if err != nil {
		return refusedAsk(err)
	}
	if err := writeJSON(c.Out, answer); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "answered %s: %d questions of %d in 24 hours; send %s\njournal head %s\n", c.From, len(ask.Points), c.Daily, c.Out, h.Journal.Head())
	return nil
}

// Run reads an answer.
func (c psiReadCmd) Run(s streams) error {
	var secret psi.Secret
	var answer psi.Answer
	if err := errors.Join(readJSON(c.Secret, &secret), readJSON(c.Answer, &answer)); err != nil {
		return err
	}
	hits, err := secret.Read(answer)
	if err != nil {
		return err
	}
	asked := len(secret.People) - len(slices.DeleteFunc(slices.Clone(secret.People), func(id string) bool { return id != "" }))
	fmt.Fprintf(s.out, "of %d people, the other side knows %d\n", asked, len(hits))
	for _, id := range hits {
		fmt.Fprintf(s.out, "yes %s\n", id)
	}
	fmt.Fprintln(s.out, "A yes says that both lists have this name and day of birth, and not that it is one person, or anything about them: many will be victims or witnesses.")
	return nil
}

// Run makes a request.
func (c psiRequestCmd) Run(s streams) error {
	var answer psi.Answer
	if err := readJSON(c.Answer, &answer); err != nil {
		return err
	}
	people, err := psiPeople(s, c.People)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p psi.Person) bool { return p.ID == c.ID })
	if i < 0 {
		return candour.Invalid("id", "nobody in %s has it, with a whole name and day of birth", c.People)
	}
	if err := writeJSON(c.Out, psi.Request{Version: psi.Version, Session: answer.Session, Key: people[i].Key, Reason: c.Reason}); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "a request about one person, whom it names: send %s by a way that is safe for that\n", c.Out)
	return nil
}

// Run answers a request.
func (c psiDiscloseCmd) Run(s streams) (err error) {
	var r psi.Request
	if err := readJSON(c.Request, &r); err != nil {
		return err
	}
	h, err := c.holder(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Journal.Close()) }()
	d, err := h.Disclose(c.From, r, time.Now())
	if err != nil {
		return refusedAsk(err)
	}
	if err := writeJSON(c.Out, d); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d ids disclosed to %s: send %s\njournal head %s\n", len(d.IDs), c.From, c.Out, h.Journal.Head())
	return nil
}

// Run checks a journal.
func (c psiJournalCmd) Run(s streams) error {
	j, err := psi.OpenJournal(c.Journal)
	if err != nil {
		return err
	}
	for _, e := range j.Entries {
		fmt.Fprintln(s.out, strings.TrimSpace(fmt.Sprintf("%d %s %s %s %d %s", e.Seq, e.At, e.Kind, e.Asker, e.Count, e.Reason)))
	}
	fmt.Fprintf(s.out, "%d lines, each bound to the one before; head %s\n", len(j.Entries), j.Head())
	return j.Close()
}

func writeJSON(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	return errors.Join(err, f.Close())
}

// mostJSON is how much of a message is read: 2 million points.
const mostJSON = 128 << 20

func readJSON(name string, v any) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	b, err := io.ReadAll(io.LimitReader(f, mostJSON+1))
	if err != nil {
		return err
	}
	if len(b) > mostJSON {
		return candour.Invalid("file", "%s is larger than %d MB: it is no message of this exchange", name, mostJSON>>20)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return candour.Invalid("file", "%s is no message of this exchange: %v", name, err)
	}
	return nil
}
