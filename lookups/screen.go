package lookups

import (
	"fmt"
	"slices"

	"candour"
)

// Screen judges accesses one by one and, at the end, together.
type Screen struct {
	w       *World
	rows    rows
	texts   texts
	feeds   []string
	Listed  []Reject // lines that could not be read, the first maxListed of them
	Broken  int      // how many lines could not be read
	pending access
}

// Options of a screening.
type Options struct {
	// Dir is a folder for what does not fit into memory; where it is empty everything
	// stays there.
	Dir string
	// Rows is how many accesses memory may hold, 64 bytes each; 4 million where 0.
	Rows int
}

// maxListed is how many lines that could not be read are listed in the summary; all are
// kept in a file by whoever reads.
const maxListed = 100

// NewScreen begins a screening.
func NewScreen(w *World, o Options) *Screen {
	if o.Rows == 0 {
		o.Rows = 4 << 20
	}
	return &Screen{w: w, rows: rows{limit: o.Rows, dir: o.Dir}, texts: texts{limit: 64 << 20, dir: o.Dir}}
}

// Feed gives the number of a source. There may be 250.
func (s *Screen) Feed(name string) (uint8, error) {
	i := slices.Index(s.feeds, name)
	if i < 0 {
		if len(s.feeds) == 250 {
			return 0, candour.Invalid("feed", "there are more than 250 sources: give several of them one name with --feed")
		}
		i = len(s.feeds)
		s.feeds = append(s.feeds, name)
	}
	return uint8(i), nil
}

// Verdict is what is known of an access at once: what explains it, or what rules say.
type Verdict struct {
	Explained *Explanation
	Line      int // of assignments.csv, where a line explains
	Rules     []*Rule
	Points    int
	AskedFor  bool // somebody else asked for it, and is judged
}

// Judge judges one access by itself.
func (s *Screen) Judge(feed uint8, e *Event) Verdict {
	a := s.w.number(feed, s.feeds[feed], e)
	s.w.judge(&a)
	return s.w.verdict(&a)
}

func (w *World) verdict(a *access) Verdict {
	v := Verdict{Line: int(a.line), AskedFor: a.flags&flagBelieved != 0}
	if a.why != 0 {
		v.Explained = Explanations[a.why-1]
	}
	for i, r := range AccessRules {
		if a.rules&(1<<i) != 0 {
			v.Rules = append(v.Rules, r)
			v.Points += r.Points
		}
	}
	return v
}

// Add judges an access and keeps it for the end.
func (s *Screen) Add(feed uint8, e *Event) (Verdict, error) {
	a, err := s.add(feed, e)
	if err != nil {
		return Verdict{}, err
	}
	return s.w.verdict(a), nil
}

// add is Add without the verdict in words. What it gives holds until the next call.
func (s *Screen) add(feed uint8, e *Event) (*access, error) {
	s.pending = s.w.number(feed, s.feeds[feed], e)
	return &s.pending, s.keep(&s.pending, e)
}

func (s *Screen) keep(a *access, e *Event) error {
	s.w.judge(a)
	if a.kept() {
		at, err := s.texts.add(e)
		if err != nil {
			return err
		}
		a.text = at
	}
	return s.rows.add(a)
}

// Keep adds an access whose verdict nobody waits for.
func (s *Screen) Keep(feed uint8, e *Event) error {
	_, err := s.add(feed, e)
	return err
}

// Numbered is an access whose ids were looked up, which takes as long as judging it.
type Numbered struct {
	e Event
	a access
}

// Number looks ids up. One thread may do so while another one keeps; nothing else
// may be asked of the Screen meanwhile.
func (s *Screen) Number(feed uint8, e *Event) Numbered {
	return Numbered{*e, s.w.number(feed, s.feeds[feed], e)}
}

// KeepNumbered is Keep for what Number gave.
func (s *Screen) KeepNumbered(p *Numbered) error { return s.keep(&p.a, &p.e) }

// SetAside counts a line that could not be read, and lists the first ones.
func (s *Screen) SetAside(r Reject) {
	s.Broken++
	if len(s.Listed) < maxListed {
		s.Listed = append(s.Listed, r)
	}
}

// Close removes what lies on disk.
func (s *Screen) Close() error {
	if err := s.rows.drop(); err != nil {
		return fmt.Errorf("removing accesses from disk: %w", err)
	}
	return s.texts.drop()
}
