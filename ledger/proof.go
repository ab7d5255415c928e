package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"candour"
	"candour/seal"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A proof file is a C2SP tlog-proof of one row of the journal: the place of its
// leaf, the hashes up to the root, and the checkpoint with its cosignatures. The
// opaque extra line opens the leaf. It holds no word of anybody, and whoever
// keeps it can show, after the force has destroyed its keys and its server, that
// this was recorded and when.
const (
	proofHeader  = "c2sp.org/tlog-proof@v1"
	proofVersion = "candour-proof/v1"
	maxProof     = 160 << 10
	keySize      = 32
)

// extra is the opaque line of a proof. It proves nothing by itself: the leaf
// that it gives must be in the checkpoint, and the checkpoint signed.
type extra struct {
	V     string `json:"v"`
	Log   string `json:"log"`   // the log's public key, for convenience: to be compared with the published one
	K     string `json:"k"`     // the key of this one leaf; 32 bytes, base64
	Event string `json:"event"` // the exact text that the leaf commits to
	Rest  string `json:"rest"`  // SHA-256 of all lines after this one, so that damage shows even where no key vouches
}

// Proof is a proof file that holds together: the log's key signed a checkpoint,
// and the event is in it.
type Proof struct {
	Checkpoint Checkpoint
	Index      int64
	Verifier   string // the log's public key, as it was given or else as the file has it
	Given      bool   // it was given; else it must still be compared with the published one
	Kind       candour.EventKind
	Force      candour.ForceID
	On         candour.Date
	At         time.Time
	event      canonical
}

// Prove makes the proof file of the first event of a kind about a subject. As
// long as no published checkpoint covers it, the error is ErrUnpublished. The
// caller has asked authz about the subject.
func Prove(ctx context.Context, db *seal.DB, force candour.ForceID, of candour.Subject, kind candour.EventKind, src Source, verifier string) ([]byte, error) {
	var r row
	var secret, text []byte
	err := db.Read(ctx, func(tx *seal.Tx) (err error) {
		var key *seal.Key
		if r, key, err = firstRow(tx, force, of, kind); err != nil {
			return err
		}
		secret, text, err = opening(key, r.canonical)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("proving %s on %s: %w", kind, of, err)
	}
	leaf := leafOf(secret, text)
	if !bytes.Equal(leaf, r.leaf) {
		return nil, fmt.Errorf("proving %s on %s: %w", kind, of, differs("row %d of the journal was changed", r.Seq))
	}
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if errors.Is(err, fs.ErrNotExist) || err == nil && cp.Size < r.Seq {
		return nil, fmt.Errorf("proving %s on %s: %w", kind, of, ErrUnpublished)
	}
	if err != nil {
		return nil, fmt.Errorf("proving %s on %s: %w", kind, of, err)
	}
	hashes, err := tlog.ProveRecord(cp.Size, r.Seq-1, tlog.TileHashReader(tlog.Tree{N: cp.Size, Hash: cp.Root}, Tiles(ctx, src)))
	if err == nil {
		err = tlog.CheckRecord(hashes, cp.Size, cp.Root, r.Seq-1, tlog.RecordHash(leaf))
	}
	if err != nil {
		return nil, fmt.Errorf("proving %s on %s: %w", kind, of, differs("row %d of the journal is not leaf %d of the log: %v", r.Seq, r.Seq-1, err))
	}
	return writeProof(verifier, secret, text, r.Seq-1, hashes, cp.Note)
}

// firstRow finds the first event of a kind about a subject, and the key of the
// subject.
func firstRow(tx *seal.Tx, force candour.ForceID, of candour.Subject, kind candour.EventKind) (r row, key *seal.Key, err error) {
	found := false
	err = tx.Each(columns+` WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 AND kind = $4 ORDER BY seq LIMIT 1`, []any{string(force), of.Kind, of.ID, string(kind)}, func(scan func(...any) error) error {
		found = true
		r, err = scanRow(force, scan)
		return err
	})
	if err == nil && !found {
		err = candour.ErrNotFound
	}
	if err == nil {
		key, err = tx.Key(force, of)
	}
	return r, key, err
}

func writeProof(verifier string, secret, text []byte, index int64, hashes tlog.RecordProof, cp []byte) ([]byte, error) {
	var rest bytes.Buffer
	fmt.Fprintf(&rest, "index %d\n", index)
	for _, h := range hashes {
		fmt.Fprintln(&rest, base64.StdEncoding.EncodeToString(h[:]))
	}
	rest.WriteString("\n")
	rest.Write(cp)
	line, err := json.Marshal(extra{proofVersion, verifier, base64.StdEncoding.EncodeToString(secret), string(text), restSum(rest.Bytes())})
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, "%s\nextra %s\n", proofHeader, base64.StdEncoding.EncodeToString(line)), rest.Bytes()...), nil
}

func restSum(rest []byte) string {
	sum := sha256.Sum256(rest)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// VerifyProof checks a proof file, offline. With the log's public key it must be
// of that log; without one it takes the key that the file has, and the caller
// says so. Whatever is wrong with the file is ErrDiffers. Policy.Judge on its
// checkpoint asks for witnesses.
func VerifyProof(file []byte, verifier string) (Proof, error) {
	p, err := verifyProof(file, verifier)
	if err != nil {
		return Proof{}, fmt.Errorf("checking the proof: %w", err)
	}
	return p, nil
}

func verifyProof(file []byte, verifier string) (p Proof, err error) {
	if len(file) > maxProof {
		return p, differs("it is longer than any proof")
	}
	header, rest, _ := strings.Cut(asWritten(file), "\n")
	if header != proofHeader {
		return p, differs("it does not begin with %s, so it is not a proof or was changed", proofHeader)
	}
	line, rest, _ := strings.Cut(rest, "\n")
	x, err := parseExtra(line)
	if err != nil {
		return p, err
	}
	if restSum([]byte(rest)) != x.Rest {
		return p, differs("it was changed or cut after its second line")
	}
	p.Verifier, p.Given = x.Log, verifier != ""
	if p.Given && x.Log != verifier {
		return p, differs("it is of a log with another key than the one that was given")
	}
	if _, err := note.NewVerifier(p.Verifier); err != nil {
		return p, differs("the public key in it is damaged")
	}
	index, hashes, cp, err := parseRest(rest)
	if err != nil {
		return p, err
	}
	if p.Checkpoint, err = ParseCheckpoint([]byte(cp), p.Verifier); err != nil {
		return p, err
	}
	secret, err := decodeKey(x.K)
	if err != nil {
		return p, differs("the key of its entry is damaged")
	}
	p.Index = index
	if index >= p.Checkpoint.Size {
		return p, differs("it is of entry %d, and the checkpoint has %d", index, p.Checkpoint.Size)
	}
	if err := tlog.CheckRecord(hashes, p.Checkpoint.Size, p.Checkpoint.Root, index, tlog.RecordHash(leafOf(secret, []byte(x.Event)))); err != nil {
		return p, differs("the event in it is not entry %d of the log", index)
	}
	return p, p.read(x.Event)
}

// read takes the event apart. What it says has been proved by now, so that an
// event which cannot be read is a kind that this program does not know.
func (p *Proof) read(event string) (err error) {
	if err := json.Unmarshal([]byte(event), &p.event); err != nil || p.event.V != version {
		return ErrVersion
	}
	if again, err := json.Marshal(p.event); err != nil || string(again) != event {
		return ErrVersion
	}
	if !isOf(p.Checkpoint.Origin, p.event.Force) || p.event.Seq != p.Index+1 {
		return differs("the event is of another place than the entry")
	}
	p.Kind, p.Force, p.At = candour.EventKind(p.event.Kind), candour.ForceID(p.event.Force), time.UnixMicro(p.event.At).UTC()
	if p.On, err = candour.ParseDate(p.event.On); err != nil {
		return ErrVersion
	}
	return nil
}

// parseExtra reads the second line, which has one form.
func parseExtra(line string) (x extra, err error) {
	text, ok := strings.CutPrefix(line, "extra ")
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || base64.StdEncoding.EncodeToString(raw) != text {
		return x, differs("its second line is damaged")
	}
	if err := json.Unmarshal(raw, &x); err != nil {
		return x, differs("its second line is damaged")
	}
	if again, err := json.Marshal(x); err != nil || !bytes.Equal(again, raw) || x.V != proofVersion {
		return x, differs("its second line is not one that this program writes")
	}
	return x, nil
}

// parseRest reads the place, the hashes and the checkpoint.
func parseRest(rest string) (index int64, hashes tlog.RecordProof, cp string, err error) {
	head, cp, ok := strings.Cut(rest, "\n\n")
	lines := strings.Split(head, "\n")
	place, place2 := strings.CutPrefix(lines[0], "index ")
	index, err = strconv.ParseInt(place, 10, 64)
	if !ok || !place2 || err != nil || index < 0 || strconv.FormatInt(index, 10) != place || len(lines)-1 > maxProofLines {
		return 0, nil, "", differs("it does not say which entry it is of")
	}
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != tlog.HashSize || len(l) != base64.StdEncoding.EncodedLen(tlog.HashSize) {
			return 0, nil, "", differs("one of its hashes is damaged")
		}
		hashes = append(hashes, tlog.Hash(h))
	}
	return index, hashes, cp, nil
}

func decodeKey(s string) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != keySize || base64.StdEncoding.EncodeToString(b) != s { // the decoder overlooks ends of lines
		return nil, errors.New("not a key")
	}
	return b, nil
}

// asWritten undoes what editors do to a text file that is opened and saved: the
// ends of lines, the mark before the first letter, the last line's end.
func asWritten(file []byte) string {
	s := strings.ReplaceAll(strings.TrimPrefix(string(file), "\ufeff"), "\r\n", "\n")
	return strings.TrimRight(s, "\n") + "\n"
}
