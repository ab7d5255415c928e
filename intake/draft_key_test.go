package intake

import "testing"

// TestEachSecretHasItsOwnKey: a draft lies beside its id, so only the key keeps
// whoever has the database from opening it.
func TestEachSecretHasItsOwnKey(t *testing.T) {
	id, a, err := NewSecret().derive()
	if err != nil {
		t.Fatal(err)
	}
	other, b, err := NewSecret().derive()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := a.Encrypt([]byte("words"), []byte(id))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Decrypt(sealed, []byte(id)); err == nil {
		t.Error("another secret's key opens the draft")
	}
	if id == other {
		t.Error("two secrets have one id")
	}
}
