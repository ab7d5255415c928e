package report

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"candour"
	"candour/intake"
	"candour/web/page"
)

// question is one page of the form: all that is known of it.
type question struct {
	path, ask, hint string
	rows            int
	added           string // the hint where one more thing is told later; empty: the same
	must            string // what is said where the answer is empty; empty: it may be
	of              func(*intake.DraftSaid) *string
}

// questions are asked of each thing that happened, in this order.
var questions = []question{
	{
		path: "what", ask: "What happened?", rows: 6,
		hint:  "Tell it in your own words. You do not need to know if it was wrong. If more than one thing happened, tell one here. We ask about the others later.",
		added: "Tell it in your own words. If more than one thing happened, tell one here. You can add the others after that.",
		must:  "Tell us what happened. A few words are enough.",
		of:    func(s *intake.DraftSaid) *string { return &s.What },
	},
	{
		path: "when", ask: "When was it?", rows: 2,
		hint: "A day, a month or “two summers ago” will do. You can leave this empty.",
		of:   func(s *intake.DraftSaid) *string { return &s.When },
	},
	{
		path: "where", ask: "Where was it?", rows: 2,
		hint: "A street, a town, a room, a phone, online. You can leave this empty.",
		of:   func(s *intake.DraftSaid) *string { return &s.Where },
	},
	{
		path: "who", ask: "Who did it?", rows: 3,
		hint: "A name, a number on the shoulder, what they looked like. You can leave this empty.",
		of:   func(s *intake.DraftSaid) *string { return &s.Who },
	},
}

// longestAnswer is the most that one answer may hold, in characters.
const longestAnswer = 50_000

var tooLong = []page.Problem{{Says: "That was more than one page can take. Send it in smaller parts."}}

func (q question) back(n int, d intake.Draft) string {
	for i, x := range questions {
		if x.path != q.path {
			continue
		}
		if i > 0 {
			return "/report/" + strconv.Itoa(n) + "/" + questions[i-1].path
		}
	}
	switch {
	case d.AddTo != "":
		return minePath
	case n == 1:
		return "/report/"
	}
	return "/report/more"
}

func (q question) next(n int, d intake.Draft) string {
	for i, x := range questions {
		if x.path == q.path && i+1 < len(questions) {
			return "/report/" + strconv.Itoa(n) + "/" + questions[i+1].path
		}
	}
	if d.AddTo != "" { // one at a time: whoever has more adds again
		return checkPath
	}
	return "/report/more"
}

func (q question) field(value string) page.Field {
	return page.Field{Name: q.path, Label: q.ask, Hint: q.hint, Kind: page.KindTextarea, Rows: q.rows, Value: value, PageHeading: true}
}

// asked is one question as a page shows it.
type asked struct {
	question
	N       int
	Draft   intake.Draft
	Value   string
	Change  bool // the person came from the page on which all is read back
	Action  string
	Back    string
	Problem []page.Problem
}

func (q question) asked(n int, d intake.Draft, r *http.Request) asked {
	change := r.URL.Query().Has("change")
	if d.AddTo != "" && q.added != "" {
		q.hint = q.added
	}
	return asked{question: q, N: n, Draft: d, Value: *q.of(&d.Said[n-1]), Change: change, Action: action(q, n, change), Back: backTo(q, n, change, d)}
}

func (s *Server) ask(q question) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
			n, ok := number(r, d)
			if !ok {
				s.show(w, r, http.StatusNotFound, notFoundPage())
				return
			}
			s.showQuestion(w, r, http.StatusOK, q.asked(n, d, r))
		})
	}
}

func (s *Server) showQuestion(w http.ResponseWriter, r *http.Request, status int, a asked) {
	if a.Draft.Keep {
		page.AllowKeeping(w.Header())
	}
	s.show(w, r, status, questionPage(a))
}

func (s *Server) answer(q question) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.withDraft(w, r, func(secret intake.Secret, d intake.Draft) {
			n, ok := number(r, d)
			if !ok {
				s.show(w, r, http.StatusNotFound, notFoundPage())
				return
			}
			s.answered(w, r, secret, q.asked(n, d, r), func(d *intake.Draft) *string { return q.of(&d.Said[n-1]) })
		})
	}
}

// answered takes an answer: as the person goes on, as they ask that it be kept while
// they type, as they look who can read it, or as their browser sends it by itself.
func (s *Server) answered(w http.ResponseWriter, r *http.Request, secret intake.Secret, a asked, of func(*intake.Draft) *string) {
	if err := r.ParseForm(); err != nil {
		a.Problem = tooLong
		s.showQuestion(w, r, http.StatusRequestEntityTooLarge, a)
		return
	}
	typed := strings.ReplaceAll(r.PostForm.Get(a.path), "\r\n", "\n")
	if r.URL.Query().Has(byItself) {
		s.keepTyped(w, r, secret, a, typed, of)
		return
	}
	refuse := func(status int, p page.Problem) {
		a.Value, a.Problem = strings.ToValidUTF8(typed, "\uFFFD"), []page.Problem{p}
		s.showQuestion(w, r, status, a)
	}
	goes := r.PostForm.Get("then")
	if says := a.wrong(typed); says != "" && (goes == "" || typed != "") { // who looks elsewhere first need not have typed
		refuse(http.StatusUnprocessableEntity, page.Problem{Field: a.path, Says: says})
		return
	}
	// The draft as it is now, and not as it was when this page was opened: another page
	// of the same browser may have changed it, or the person may have left.
	var d intake.Draft
	err := intake.ChangeDraft(r.Context(), s.Runner.DB.DB, secret, s.Now(), func(now *intake.Draft) bool {
		if a.N > len(now.Said) {
			return false
		}
		*of(now), now.At = typed, max(now.At, stamp(r))
		switch goes {
		case "keep":
			now.Keep = true
		case "stop":
			now.Keep = false
		}
		d = *now
		return true
	})
	if err == nil && len(d.Said) == 0 {
		err = candour.ErrNotFound
	}
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusOK, goneBackPage())
		return
	}
	if err != nil {
		s.Log.Error("report door: keeping an answer", "err", err)
		refuse(http.StatusServiceUnavailable, page.Problem{Says: "We could not keep your answer just now. It is still here. Press the button again in a minute."})
		return
	}
	http.Redirect(w, r, a.then(goes, d), http.StatusSeeOther)
}

// then is where the person goes on to.
func (a asked) then(goes string, d intake.Draft) string {
	switch {
	case goes == "who":
		return whoFrom(strings.TrimPrefix(a.Action, "/report/"))
	case goes == "keep" || goes == "stop":
		return a.Action
	case a.Change || a.of == nil:
		return checkPath
	}
	return a.next(a.N, d)
}

// wrong says what is wrong with an answer, or nothing.
func (q question) wrong(typed string) string {
	switch {
	case strings.TrimSpace(typed) == "" && q.must != "":
		return q.must
	case utf8.RuneCountInString(typed) > longestAnswer:
		return "This answer is longer than one page can take. Put the rest on another page: we ask if there is more."
	case !utf8.ValidString(typed) || strings.ContainsRune(typed, 0):
		return "Some signs in this answer cannot be kept. Please look at it and type them again."
	}
	return ""
}

// more asks whether there is anything else, so that each thing is a record of
// its own and none is left behind inside another.
func (s *Server) more(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
		s.show(w, r, http.StatusOK, morePage(d, nil))
	})
}

func (s *Server) addMore(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(secret intake.Secret, d intake.Draft) {
		if err := r.ParseForm(); err != nil {
			s.show(w, r, http.StatusRequestEntityTooLarge, morePage(d, tooLong))
			return
		}
		switch r.PostForm.Get("more") {
		case "no":
			http.Redirect(w, r, keepOutPath, http.StatusSeeOther)
			return
		case "else", "someone", "time":
		default:
			s.show(w, r, http.StatusUnprocessableEntity, morePage(d, []page.Problem{{Field: "more", Says: "Choose one. If you have told us all, choose the last one."}}))
			return
		}
		// An empty one at the end is the one to fill in: "back" made no second.
		if last := d.Said[len(d.Said)-1]; last.What != "" {
			if len(d.Said) == 50 {
				s.show(w, r, http.StatusUnprocessableEntity, morePage(d, []page.Problem{{Field: "more", Says: "You can send 50 things at once. Send these now, then start again for the others."}}))
				return
			}
			err := intake.ChangeDraft(r.Context(), s.Runner.DB.DB, secret, s.Now(), func(now *intake.Draft) bool {
				if grown := len(now.Said) == len(d.Said); grown { // pressed twice, it makes one
					now.Said = append(now.Said, intake.DraftSaid{})
				}
				d = *now
				return true
			})
			if err != nil {
				s.trouble(w, r, "adding to a draft", err)
				return
			}
		}
		http.Redirect(w, r, "/report/"+strconv.Itoa(len(d.Said))+"/what", http.StatusSeeOther)
	})
}
