package signin

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"candour"
	"candour/seal"
)

// answerWithin is how long a question to a device or a provider is good: a person
// looks for their device.
const answerWithin = 5 * time.Minute

// keys are what questions are sealed with. They follow from the force's own key, so
// that every server of the force has the same, and change each day.
type keys struct {
	mu  sync.Mutex
	all map[string][]byte
}

// key is the key of a day for one purpose.
func (d *Door) key(ctx context.Context, purpose string, at time.Time) (key []byte, err error) {
	purpose = fmt.Sprintf("candour/web/signin %s %s %s", d.Is, purpose, at.UTC().Format(time.DateOnly))
	d.keys.mu.Lock()
	defer d.keys.mu.Unlock()
	if key := d.keys.all[purpose]; key != nil {
		return key, nil
	}
	force := d.Passkeys.force
	err = d.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		k, err := tx.Key(force, candour.Subject{Kind: "force", ID: string(force)})
		if err != nil {
			return fmt.Errorf("the force %s has no key: %w", force, err)
		}
		key, err = k.Derive(purpose)
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.keys.all == nil || len(d.keys.all) > 20 { // of earlier days
		d.keys.all = map[string][]byte{}
	}
	d.keys.all[purpose] = key
	return key, nil
}

func box(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

// The two questions of this package, each in a cookie of its own. That of the provider
// comes back from another site, which the stricter rule would withhold.
const (
	toDevice   = "asks"
	toProvider = "goes"
)

// cookie is one of them. Nothing of a question is on this side before it is answered:
// a page of signing in that nobody answers leaves no row.
func (d *Door) cookie(which, value string) *http.Cookie {
	c := &http.Cookie{Name: "__Host-" + string(d.Is) + "-" + which, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int(answerWithin.Seconds())}
	if which == toProvider {
		c.SameSite = http.SameSiteLaxMode
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// ask puts a question to whoever has this browser, sealed.
func (d *Door) ask(w http.ResponseWriter, r *http.Request, which string, question any) error {
	b, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("keeping a question: %w", err)
	}
	key, err := d.key(r.Context(), which, d.Now())
	if err != nil {
		return err
	}
	a, err := box(key)
	if err != nil {
		return err
	}
	http.SetCookie(w, d.cookie(which, base64.RawURLEncoding.EncodeToString(a.Seal(nil, nil, b, []byte(which)))))
	return nil
}

// asked opens the question that an answer is to, or is candour.ErrNotFound: there was
// none, or it was not put by us. Whether it is too old, or was answered before, is for
// whoever asked.
func (d *Door) asked(r *http.Request, which string, question any) error {
	c, err := r.Cookie(d.cookie(which, "").Name)
	if err != nil {
		return candour.ErrNotFound
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return candour.ErrNotFound
	}
	for _, at := range []time.Time{d.Now(), d.Now().Add(-answerWithin)} { // asked before midnight
		key, err := d.key(r.Context(), which, at)
		if err != nil {
			return err
		}
		a, err := box(key)
		if err != nil {
			return err
		}
		if b, err := a.Open(nil, nil, sealed, []byte(which)); err == nil {
			return json.Unmarshal(b, question)
		}
	}
	return candour.ErrNotFound
}

// forget takes a question back.
func (d *Door) forget(w http.ResponseWriter, which string) { http.SetCookie(w, d.cookie(which, "")) }

// digest is what the database knows something by that it must not know.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// keyed is digest under a key: of what is too easily guessed.
func keyed(key []byte, text string) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}
