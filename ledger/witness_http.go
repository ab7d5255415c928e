package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	maxWitnessBody = 32 << 10 // 63 lines of proof are 3 KiB, a note of 100 signatures 15 KiB
	maxProofLines  = 63       // of C2SP tlog-witness
)

// Handler answers POST /add-checkpoint by C2SP tlog-witness, and says on GET /
// in plain words what this is. Whoever serves it sets the limits on time.
//
// It logs that a log tried to show another history, with the name of the log,
// and nothing else: no address, no body.
func (w *Witness) Handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("POST /add-checkpoint", w.addCheckpoint)
	m.HandleFunc("GET /{$}", w.describe)
	return m
}

func (w *Witness) describe(out http.ResponseWriter, _ *http.Request) {
	out.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var b strings.Builder
	fmt.Fprintf(&b, "This is a witness.\n\nIt remembers how long the public log of a police force was when it last looked,\nand signs a newer state of the log only if everything from before is still in it.\nA force that changed its history would get no signature here.\n\nIt knows nothing about any person, report or case.\n\nIts public key, to compare with the one that its owner gave you:\n%s\n\nThe logs that it watches, and how many entries it has seen of each:\n", w.verifier)
	origins, seen := w.Watched()
	for _, o := range origins {
		fmt.Fprintf(&b, "%s %d\n", o, seen[o])
	}
	_, _ = io.WriteString(out, b.String()) // the reader may have gone
}

// addition is the body of a request: a checkpoint, and the proof that it
// continues the one of the old size.
type addition struct {
	old   int64
	proof tlog.TreeProof
	note  []byte
}

var errAddition = errors.New("the body must be a line \"old SIZE\", at most 63 lines of proof, an empty line and a signed checkpoint")

// parseAddition reads a request strictly: one request has one form.
func parseAddition(body []byte) (addition, error) {
	head, cp, ok := bytes.Cut(body, []byte("\n\n"))
	if !ok || len(cp) == 0 {
		return addition{}, errAddition
	}
	lines := strings.Split(string(head), "\n")
	size, ok := strings.CutPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(size, 10, 64)
	if !ok || err != nil || old < 0 || strconv.FormatInt(old, 10) != size || len(lines)-1 > maxProofLines {
		return addition{}, errAddition
	}
	a := addition{old: old, note: cp}
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != tlog.HashSize || len(l) != base64.StdEncoding.EncodedLen(tlog.HashSize) { // the decoder overlooks ends of lines
			return addition{}, errAddition
		}
		a.proof = append(a.proof, tlog.Hash(h))
	}
	return a, nil
}

// refused is an answer of the protocol other than a cosignature.
type refused struct {
	status int
	says   string
	size   int64 // with a 409 that tells it, else -1
}

func (r *refused) Error() string { return r.says }

func refuse(status int, says string) *refused { return &refused{status, says, -1} }

func (w *Witness) addCheckpoint(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, maxWitnessBody))
	var line []byte
	if err != nil {
		err = refuse(http.StatusBadRequest, errAddition.Error())
	} else {
		line, err = w.add(body)
	}
	var no *refused
	h := out.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	switch {
	case err == nil:
		_, _ = out.Write(line) // the log may have gone, and asks again
	case !errors.As(err, &no):
		slog.Error("the witness can't keep what it sees, and signs nothing", "err", err)
		http.Error(out, "the witness can't sign now", http.StatusInternalServerError)
	case no.size >= 0:
		h.Set("Content-Type", "text/x.tlog.size")
		out.WriteHeader(no.status)
		_, _ = fmt.Fprintf(out, "%d\n", no.size)
	default:
		http.Error(out, no.says, no.status)
	}
}

// add checks a request in the order of the protocol, keeps the checkpoint and
// cosigns it. Two requests are never judged against the same memory.
func (w *Witness) add(body []byte) ([]byte, error) {
	a, err := parseAddition(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, err.Error())
	}
	origin, _, _ := strings.Cut(string(a.note), "\n")
	v, ok := w.logs[origin]
	if !ok {
		return nil, refuse(http.StatusNotFound, "this witness does not watch that log")
	}
	n, err := note.Open(a.note, note.VerifierList(v))
	var unsigned *note.UnverifiedNoteError
	var forged *note.InvalidSignatureError
	if errors.As(err, &unsigned) || errors.As(err, &forged) {
		return nil, refuse(http.StatusForbidden, "the checkpoint is not signed with the key of that log")
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "this is not a signed checkpoint")
	}
	cp, err := ParseCheckpoint(a.note, w.keys[origin])
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "this is not a checkpoint of that log")
	}
	if a.old > cp.Size {
		return nil, refuse(http.StatusBadRequest, "the old size is larger than the new one")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return nil, w.broken
	}
	held, seen := w.held[origin]
	if a.old != held.Size {
		return nil, &refused{http.StatusConflict, "the old size is not that of the last checkpoint", held.Size}
	}
	if err := continues(held, seen, cp, a.proof); err != nil {
		slog.Warn("a log showed the witness another history than before, signed with its own key", "log", origin, "held", held.Size, "shown", cp.Size)
		return nil, err
	}
	if !seen || cp.Size > held.Size {
		if err := w.keep(origin, cp); err != nil {
			return nil, err
		}
	}
	return w.cosign(n.Text), nil
}

// continues says whether a checkpoint is the one that is held, grown.
func continues(held Checkpoint, seen bool, cp Checkpoint, proof tlog.TreeProof) error {
	bad := refuse(http.StatusUnprocessableEntity, "the proof does not show that this checkpoint continues the last")
	switch {
	case seen && cp.Size == held.Size && cp.Root != held.Root:
		return refuse(http.StatusConflict, "there was another checkpoint of this size")
	case held.Size == 0 && len(proof) > 0, cp.Size == 0 && cp.Root != emptyRoot:
		return bad
	case held.Size == 0: // everything continues nothing
		return nil
	}
	if err := tlog.CheckTree(proof, cp.Size, cp.Root, held.Size, held.Root); err != nil {
		return bad
	}
	return nil
}

// keep puts a checkpoint on the disk. If that fails nobody knows what a restart
// would find there, so nothing more is signed by this process.
func (w *Witness) keep(origin string, cp Checkpoint) error {
	next := maps.Clone(w.held)
	next[origin] = cp
	if err := writeSeen(w.file, next); err != nil {
		w.broken = err
		return err
	}
	w.held = next
	return nil
}
