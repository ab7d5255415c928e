package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"candour/lookups"
)

// FuzzLookupsPush sends anything to the service, as a source would that is broken or
// means harm. Whatever comes in, it answers, and what it says that it took is what the
// file holds: line by line, and no more.
func FuzzLookupsPush(f *testing.F) {
	f.Add("s", "0", "ocsf", []byte(`{"class_uid":6005,"time":1735700000000,"actor":{"user":{"uid":"o"}}}`+"\n"))
	f.Add("s", "1", "fhir", []byte(`{"resourceType":"AuditEvent","recorded":"2025-01-01","agent":[{"who":{"reference":"Practitioner/o"}}],"entity":[{"what":{"reference":"Patient/p"}}]}`))
	f.Add("nats:accesses", "0", "ocsf", []byte("{}\n\n\r\n{"))
	f.Add("candour-lookups", "18446744073709551615", "", []byte{0xff, 0})
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, source, from, form string, body []byte) {
		name := filepath.Join(dir, strconv.Itoa(os.Getpid()))
		_ = os.Remove(name)
		kept, err := lookups.OpenKept(name, func(*lookups.Block) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		h := &lookupsServer{screen: lookups.NewScreen(lookups.NewBuilder(4, 4).World(), lookups.Options{}), kept: kept, token: sha256.Sum256([]byte(lookupsSecret)), now: time.Now}
		q := url.Values{"source": {source}, "from": {from}, "form": {form}}
		var answer replied
		for range 2 { // the second time all is known
			r := httptest.NewRequest(http.MethodPost, "/events?"+q.Encode(), bytes.NewReader(body))
			w := httptest.NewRecorder()
			h.events(w, r)
			if w.Code == http.StatusServiceUnavailable || w.Code == http.StatusInternalServerError {
				t.Fatalf("%d: %s", w.Code, w.Body)
			}
			if w.Code != http.StatusOK {
				break
			}
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
		}
		if err := kept.Close(); err != nil {
			t.Fatal(err)
		}
		lines := 0
		again, err := lookups.OpenKept(name, func(b *lookups.Block) error {
			lines += len(b.Accesses)
			if b.Source != source {
				t.Errorf("kept under %q, and sent as %q", b.Source, source)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if at := again.Position(source); at != answer.Position || uint64(lines) != at {
			t.Errorf("it says %d, the file holds %d lines and says %d", answer.Position, lines, at)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
