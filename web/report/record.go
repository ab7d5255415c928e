package report

import (
	"net/http"
	"strconv"
	"strings"

	"candour"
	"candour/intake"
)

// recordPath is where a person says whether what we wrote down of one thing is right.
func recordPath(n int) string { return minePath + "/record/" + strconv.Itoa(n) }

func (s *Server) askRecord(w http.ResponseWriter, r *http.Request) {
	me, ok := s.me(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	m, ok := s.read(w, r, me)
	if !ok {
		return
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	x, found := recordOf(m, n)
	if err != nil || !found {
		s.show(w, r, http.StatusNotFound, notFoundPage())
		return
	}
	s.show(w, r, http.StatusOK, recordPage(m, n, x, x.Answer, x.Words.Words(), nil))
}

func (s *Server) answerRecord(w http.ResponseWriter, r *http.Request) {
	parsed := r.ParseForm()
	me, ok := s.me(r)
	if !ok {
		s.timeOver(w, r, "record/"+r.PathValue("n"))
		return
	}
	m, ok := s.read(w, r, me)
	if !ok {
		return
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	x, found := recordOf(m, n)
	if err != nil || !found {
		s.show(w, r, http.StatusNotFound, notFoundPage())
		return
	}
	if parsed != nil {
		s.show(w, r, http.StatusRequestEntityTooLarge, recordPage(m, n, x, x.Answer, x.Words.Words(), tooLong))
		return
	}
	answer, words := r.PostForm.Get("answer"), typedIn(r, "words")
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil {
		version = 0 // of no record: it is asked again
	}
	err = s.send(r, me, &intake.ConfirmRecord{Report: me.id, Allegation: x.Allegation, Version: version, Answer: answer, Words: candour.Mark(words)})
	status, problems := s.refused("answering what was recorded", err)
	if status != 0 {
		s.show(w, r, status, recordPage(m, n, x, answer, strings.ToValidUTF8(words, "\uFFFD"), problems))
		return
	}
	http.Redirect(w, r, sentPath(intake.OwedRecord), http.StatusSeeOther)
}
