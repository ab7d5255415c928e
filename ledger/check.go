package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"candour"
	"candour/seal"
	"candour/store"
)

// CheckReport is what a check of one force's journal against its log saw. It
// holds numbers, kinds and ids, and never a word of anybody.
type CheckReport struct {
	Force       candour.ForceID
	Rows        int64   // rows of the journal, each held against its own leaf but for those of Erased
	Lost        int64   // rows that a restore declared lost: their leaves are in the log, and nothing else of them is left
	Erased      int64   // rows whose subject's key is gone, so that their content cannot be judged, only their leaf
	Fields      int64   // personal fields that opened and are what was committed to
	Shut        int64   // personal fields whose key is gone
	Subjects    int     // subjects that an act has erased, and whose key is gone
	Log         Report  // the log by itself, as a stranger verifies it
	Accesses    int64   // that are under a root, each held against it
	Roots       int64   // of accesses: one for each minute
	Waiting     int64   // accesses whose minute has no root yet
	Ended       []Ended // logs that were left behind, as the journal says, first to last
	Unpublished int64   // rows at the end of the journal that the log's checkpoint does not cover yet
	Differences []string
	More        int // differences beyond those listed
}

// mostDifferences is how many are listed: one changed key makes thousands.
const mostDifferences = 20

func (r *CheckReport) differs(format string, args ...any) {
	if len(r.Differences) == mostDifferences {
		r.More++
		return
	}
	r.Differences = append(r.Differences, fmt.Sprintf(format, args...))
}

// Err is nil where nothing differs, and else an ErrDiffers that says how much.
func (r CheckReport) Err() error {
	n := len(r.Differences) + r.More
	if n == 0 {
		return nil
	}
	return differs("the journal of %s, the log and the keys do not say the same in %d places; the first: %s", r.Force, n, r.Differences[0])
}

// Drained is Err for a caller that has published everything: a row that the log
// does not cover is then a difference too.
func (r CheckReport) Drained() error {
	if err := r.Err(); err != nil || r.Unpublished == 0 {
		return err
	}
	return differs("the last %d rows of the journal of %s are not in the log", r.Unpublished, r.Force)
}

// Check holds the journal of one force against itself and against its log: that
// rows are numbered from 1 to the head without a gap; that each row's leaf is
// the one its content gives under its subject's key, and each personal field
// opens to what was committed to; that every access is under the root of its
// minute and no other is; that the log verifies by itself; and that its
// root is the one which the journal's own leaves give. So it does not matter
// whether the log says the same thing twice.
//
// Where it finds a difference the error is ErrDiffers, and the report lists
// them; any other error says that the check could not be made. Rows that the
// log has not got yet are no difference (Drained).
//
// A subject without a key is no difference where an event of erasure names it:
// its rows are counted, and their leaves are still held against the log. Where
// none does, somebody removed the key, or moved a row to a subject that never
// had one, and that is a difference; so is a key that is damaged, and one that
// is there although its subject was erased.
func Check(ctx context.Context, db *seal.DB, force candour.ForceID, src Source, verifier string) (CheckReport, error) {
	return check(ctx, db, force, src, verifier, false)
}

// CheckEnded is Check against the log that an act says has ended, where the last one
// does: before the log that follows has an entry.
func CheckEnded(ctx context.Context, db *seal.DB, force candour.ForceID, src Source, verifier string) (CheckReport, error) {
	return check(ctx, db, force, src, verifier, true)
}

func check(ctx context.Context, db *seal.DB, force candour.ForceID, src Source, verifier string, ended bool) (CheckReport, error) {
	report := CheckReport{Force: force}
	// The log first: what it has, the journal had before.
	log, broken := Verify(ctx, src, verifier, nil)
	if broken != nil && !errors.Is(broken, ErrDiffers) {
		return report, fmt.Errorf("checking the log of %s: %w", force, broken)
	}
	if broken != nil {
		report.differs("The log does not hold together: %v.", broken)
	}
	report.Log = log
	c := checker{report: &report, gone: map[candour.Subject]shut{}, erased: map[candour.Subject]erasure{}, minute: map[int64]string{}, root: growing{at: log.Size}}
	err := db.Read(ctx, func(tx *seal.Tx) error {
		if err := c.journal(ctx, db, tx, force); err != nil {
			return err
		}
		return c.accesses(tx, force)
	})
	if err != nil {
		return report, fmt.Errorf("checking the journal of %s: %w", force, err)
	}
	now, err := c.endings(ctx, db, force)
	if err != nil {
		return report, fmt.Errorf("checking the journal of %s: %w", force, err)
	}
	if n := len(report.Ended); ended && n > 0 {
		now = report.Ended[n-1].Name()
	}
	if broken == nil && log.Origin != now {
		report.differs("The log is %s, and that of the force is %s.", log.Origin, now)
	}
	switch {
	case broken != nil: // nothing to hold the journal against
	case report.Rows+report.Lost < log.Size:
		report.differs("The log has %d leaves and the journal has only %d rows.", log.Size, report.Rows+report.Lost)
	case c.root.hex() != log.Root:
		if err := c.compare(ctx, db, force, src); err != nil {
			return report, fmt.Errorf("comparing the log and the journal of %s: %w", force, err)
		}
	}
	report.Unpublished = max(0, report.Rows+report.Lost-report.Log.Size)
	return report, report.Err()
}

// chunk is how many rows are read before they are judged, while the next are
// read: bounds memory.
const chunk = 4096

// item is one row on its way to be judged, with the keys that it needs: a
// transaction cannot be asked from two goroutines.
type item struct {
	row
	stored string // the data as the row holds it
	clear  bool   // without a personal field: the leaf commits to the stored text itself
	key    *seal.Key
	fields []*seal.Key // for each field of Data; nil for a clear one, or one that is shut
}

// verdict is what judging a row gave.
type verdict struct {
	fields, shut int64
	says         []string
}

type checker struct {
	report *CheckReport
	gone   map[candour.Subject]shut    // subjects without a key
	erased map[candour.Subject]erasure // what the journal says was erased
	root   growing
	gaps   gaps
	minute map[int64]string // the roots of accesses that the journal holds
}

// shut is what hangs on a key that is gone.
type shut struct {
	first, rows, fields int64 // the first row that needs it, and how many rows and fields do
	damaged             bool  // there is a wrapped key, and it does not open
}

// journal reads every row and judges it, on all processors. Rows up to the head
// never change, so the transactions that read them side by side see one journal.
func (c *checker) journal(ctx context.Context, db *seal.DB, tx *seal.Tx, force candour.ForceID) error {
	damaged, err := tx.Load(force)
	if err != nil {
		return err
	}
	for _, of := range damaged {
		c.gone[of] = shut{damaged: true}
	}
	var head int64
	err = tx.One(`SELECT seq FROM journal_head WHERE force = $1`, []any{string(force)}, &head)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	if err := c.loadLost(tx.Tx, force, head); err != nil {
		return err
	}
	var last int64
	judged := make(chan []verdict, 1) // of the rows before; read before the next are judged
	judged <- nil
	use := func(items []item) error {
		if err := c.open(tx, force, items); err != nil {
			return err
		}
		for i := range items {
			it := &items[i]
			if it.Seq > last+1 {
				last = c.over(last, it.Seq)
			}
			if it.Seq != last+1 {
				c.report.differs("The journal has no row %d: after row %d comes row %d.", last+1, last, it.Seq)
			}
			last = it.Seq
			c.report.Rows++
			c.root.add(it.leaf)
			if it.Kind == string(Erased) && it.of == ofForce(force) {
				of, e := it.erased()
				c.erased[of] = e
			}
			if it.Kind == string(Restored) && it.of == ofForce(force) {
				c.declares(it.row)
			}
			c.sealed(it.row)
		}
		c.add(<-judged)
		go func() { judged <- judge(items) }()
		return nil
	}
	fetch := func(ctx context.Context, i int64) (items []item, err error) {
		err = db.DB.Read(ctx, func(tx *store.Tx) error {
			items, err = read(tx, force, i*chunk, min((i+1)*chunk, head))
			return err
		})
		return items, err
	}
	err = ahead(ctx, 0, (head+chunk-1)/chunk, fetch, func(_ int64, items []item) error { return use(items) })
	if err == nil { // whatever stands beyond the head
		var items []item
		if items, err = read(tx.Tx, force, head, math.MaxInt64); err == nil {
			err = use(items)
		}
	}
	c.add(<-judged)
	if err != nil {
		return err
	}
	if last != head {
		c.report.differs("The head of the journal says that %d rows were given out, and its last is row %d.", head, last)
	}
	c.lostRows()
	var stray int64
	if err := tx.One(`SELECT count(*) FROM journal WHERE force = $1 AND seq < 1`, []any{string(force)}, &stray); err != nil {
		return err
	}
	if stray > 0 {
		c.report.differs("%d rows of the journal stand before row 1.", stray)
	}
	return c.keys(tx, force)
}

// keys holds the keys that are gone against the erasures that are journalled.
func (c *checker) keys(tx *seal.Tx, force candour.ForceID) error {
	byName := func(a, b candour.Subject) int { return strings.Compare(a.String(), b.String()) }
	for _, of := range slices.SortedFunc(maps.Keys(c.gone), byName) {
		g := c.gone[of]
		c.report.Erased += g.rows
		switch {
		case g.damaged:
			c.report.differs("The key of %s is damaged and does not open: %d rows and %d fields cannot be judged, the first in row %d.", of, g.rows, g.fields, g.first)
		case c.erased[of].seq == 0:
			c.report.differs("The key of %s is gone and no act erased it: %d rows and %d fields cannot be judged, the first in row %d.", of, g.rows, g.fields, g.first)
		case c.erased[of].rows != g.rows: // a row that was moved here could say anything
			c.report.differs("The act in row %d erased %d rows of %s, and now %d rows are said to be of it.", c.erased[of].seq, c.erased[of].rows, of, g.rows)
		}
	}
	for _, of := range slices.SortedFunc(maps.Keys(c.erased), byName) {
		_, err := tx.Key(force, of)
		switch {
		case errors.Is(err, seal.ErrErased):
			c.report.Subjects++
		case errors.Is(err, candour.ErrNotFound): // somebody removed the row that keeps a new key from being made
			c.report.differs("Row %d of the journal says that %s was erased, and the mark that keeps it from having a key again is gone.", c.erased[of].seq, of)
		default:
			c.report.differs("Row %d of the journal says that %s was erased, and it has a key.", c.erased[of].seq, of)
		}
	}
	return nil
}

func (c *checker) add(list []verdict) {
	for _, v := range list {
		c.report.Fields += v.fields
		c.report.Shut += v.shut
		for _, s := range v.says {
			c.report.differs("%s", s)
		}
	}
}

// read reads the rows after one up to another, at most chunk of them. What has no
// personal field is not taken apart: judge holds it against its leaf as it stands.
func read(tx *store.Tx, force candour.ForceID, after, last int64) ([]item, error) {
	items := make([]item, 0, min(chunk, max(0, last-after)))
	err := tx.Each(columns+` WHERE force = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4`, []any{string(force), after, last, chunk}, func(scan func(...any) error) error {
		it := item{row: row{canonical: canonical{V: version, Force: string(force)}}}
		var leaf string
		if err := scan(&it.Seq, &it.ID, &it.Kind, &it.of.Kind, &it.of.ID, &it.On, &it.At, &it.By, &it.Act, &it.Corrects, &it.stored, &leaf); err != nil {
			return err
		}
		it.Subject = it.of.String()
		it.leaf, _ = base64.RawStdEncoding.DecodeString(leaf) // one that is no base64 is not the leaf either
		if it.clear = !strings.Contains(it.stored, `"of":`) && !strings.Contains(it.stored, `"sealed":`); !it.clear || it.Kind == string(Erased) || it.Kind == string(AccessSealed) || it.Kind == string(Restored) {
			_ = json.Unmarshal([]byte(it.stored), &it.Data) // judge holds it against what is stored
		}
		items = append(items, it)
		return nil
	})
	return items, err
}

// open finds the keys of rows.
func (c *checker) open(tx *seal.Tx, force candour.ForceID, items []item) (err error) {
	for i := range items {
		it := &items[i]
		if it.key, err = c.key(tx, force, it.of, it.Seq, true); err != nil {
			return err
		}
		it.fields = make([]*seal.Key, len(it.Data))
		for j, f := range it.Data {
			if f.Of == "" {
				continue
			}
			kind, id, _ := strings.Cut(f.Of, "/")
			if it.fields[j], err = c.key(tx, force, candour.Subject{Kind: kind, ID: id}, it.Seq, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// key is the key of a subject, for a whole row or a field of it, or nil where it
// is gone, which is counted.
func (c *checker) key(tx *seal.Tx, force candour.ForceID, of candour.Subject, seq int64, row bool) (*seal.Key, error) {
	g, gone := c.gone[of]
	if !gone {
		k, err := tx.Key(force, of)
		if !errors.Is(err, candour.ErrNotFound) {
			return k, err
		}
	}
	if g.first == 0 {
		g.first = seq
	}
	if row {
		g.rows++
	} else {
		g.fields++
	}
	c.gone[of] = g
	return nil, nil
}

// judge judges rows on all processors, in order.
func judge(items []item) []verdict {
	out := make([]verdict, len(items))
	n := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for w := range n {
		wait.Go(func() {
			for i := w * len(items) / n; i < (w+1)*len(items)/n; i++ {
				out[i] = items[i].judge()
			}
		})
	}
	wait.Wait()
	return out
}

func (it *item) judge() (v verdict) {
	no := func(format string, args ...any) {
		v.says = append(v.says, fmt.Sprintf("Row %d of the journal: ", it.Seq)+fmt.Sprintf(format, args...))
	}
	if strings.Contains(it.of.Kind, "/") || strings.Contains(it.of.ID, "/") {
		no("its subject is not one of ours.")
	}
	if it.clear && it.key != nil && it.asStored() {
		return v
	}
	if it.clear { // something is wrong with it: take it apart and say what
		_ = json.Unmarshal([]byte(it.stored), &it.Data)
		it.fields = make([]*seal.Key, len(it.Data))
	}
	if data, err := json.Marshal(it.Data); err != nil || string(data) != it.stored {
		no("its data is not written as this program writes it.")
	}
	if it.key != nil {
		leaf, err := commit(it.key, it.canonical)
		if err != nil || !bytes.Equal(leaf, it.leaf) {
			no("it was changed: its leaf is not the one that its content gives.")
		}
	} else if len(it.leaf) != len(version)+sha256.Size || !bytes.HasPrefix(it.leaf, []byte(version)) {
		no("its leaf is damaged.")
	}
	for i, f := range it.Data {
		if f.Of == "" {
			if f.Sealed != "" || f.Mac != "" {
				no("field %d is sealed for nobody.", i+1)
			}
			continue
		}
		k := it.fields[i]
		if k == nil {
			v.shut++
			continue
		}
		words, err := k.Open("journal/"+it.ID+"/"+f.Name, f.Sealed)
		if err != nil {
			no("field %d does not open under its key.", i+1)
			continue
		}
		if mac, err := fieldMac(k, it.ID, f.Name, words); err != nil || mac != f.Mac || f.Value != "" {
			no("field %d is not what was committed to.", i+1)
			continue
		}
		v.fields++
	}
	return v
}

// asStored reports whether the leaf of a row without personal fields is the one
// that its columns and its data give, the data byte for byte as they are stored.
func (it *item) asStored() bool {
	text, err := json.Marshal(struct {
		canonical
		Data json.RawMessage `json:"data"`
	}{it.canonical, json.RawMessage(it.stored)})
	if err != nil || !strings.HasSuffix(string(text), `"data":`+it.stored+"}") { // white space, say, that encoding took out
		return false
	}
	secret, err := it.key.Derive("leaf/" + it.ID)
	return err == nil && bytes.Equal(leafOf(secret, text), it.leaf)
}

// compare finds which leaves are not the journal's.
func (c *checker) compare(ctx context.Context, db *seal.DB, force candour.ForceID, src Source) error {
	rows := Journal{db, force}
	var ours [][]byte
	before := len(c.report.Differences) + c.report.More
	err := Leaves(ctx, src, c.report.Log.Size, func(i int64, leaf []byte) error {
		if len(ours) == 0 {
			var err error
			if ours, err = rows.Leaves(ctx, i, chunk); err != nil {
				c.report.differs("From leaf %d on the log and the journal cannot be compared: %v.", i, err)
				return errStop
			}
			if len(ours) == 0 {
				return errStop
			}
		}
		if !bytes.Equal(leaf, ours[0]) {
			c.report.differs("Leaf %d of the log is not that of row %d of the journal.", i, i+1)
		}
		ours = ours[1:]
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	if len(c.report.Differences)+c.report.More == before {
		c.report.differs("The journal's leaves have the root %s, and the log's is %s.", c.root.hex(), c.report.Log.Root)
	}
	return nil
}

var errStop = errors.New("stop")
