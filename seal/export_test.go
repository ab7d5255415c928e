package seal

import (
	"context"

	"candour"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// At gives a key-encryption key itself, which nothing but a test needs.
func (k *Keys) At(force candour.ForceID, n int64) (tink.AEAD, error) {
	return k.at(context.Background(), force, n)
}
