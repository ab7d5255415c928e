package outbox

import (
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
)

// newsPause is how long it takes at least from a thing that happened to the call that
// says so: whatever else happens meanwhile goes with the same call.
const newsPause = 5 * time.Second

// QueueNews asks for one call of a program that something is new for it, in the
// transaction of the act by which it is. Where one waits that nobody has begun to send,
// that one says it too: the row is written, so that a server which begins to send it in
// this moment waits until this is done, or is undone and tries again.
func QueueNews(tx *seal.Tx, m act.Made, account string) error {
	n, err := tx.Exec(`UPDATE outbox_delivery SET urgent = 2 WHERE force = $1 AND state = 'waiting' AND lease = '' AND urgent = 2
		AND id IN (SELECT x.id FROM outbox_message x WHERE x.force = $2 AND x.about_kind = 'service' AND x.about = $3 AND x.kind = 'news')`, string(m.Force), string(m.Force), account)
	if err != nil || n > 0 {
		return err
	}
	return Queue(tx, m, Message{Kind: News, About: candour.Subject{Kind: "service", ID: account}, Way: ToProgram})
}

// Program is where a program is called, and the secrets that sign it: the newest, and
// the one before while it still counts.
type Program struct {
	Address candour.Marking
	Secrets [][]byte
}

// Why a program is not called.
var (
	ErrStopped  = errors.New("its account does not work")
	ErrNoSecret = errors.New("nobody has drawn the secret of its calls")
)

// program asks how a program is called now, and not as it was when something happened.
func (b *Box) program(tx *seal.Tx, x *Message, now time.Time) (verdict, error) {
	if b.Programs == nil {
		return verdict{drop: "stopped"}, nil
	}
	p, err := b.Programs(tx, x.Force, x.About.ID, now)
	switch {
	case errors.Is(err, ErrStopped):
		return verdict{drop: "stopped"}, nil
	case errors.Is(err, ErrNoSecret):
		return verdict{drop: "no secret"}, nil
	case err != nil:
		return verdict{}, err
	}
	x.Address, x.secrets = p.Address, p.Secrets
	return verdict{}, nil
}
