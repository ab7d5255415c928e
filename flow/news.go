package flow

import (
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// News has every program called that wants to be, where something happened to a case
// that it may list. It is asked at the end of the transaction, of authz, for the person
// who answers for the program: whoever must not know of a matter is not called because
// of it, and from when they are called they learn nothing that the feed does not say.
func News(r *act.Runner, tx *seal.Tx, m act.Made, happened []candour.Event) error {
	about := casesOf(happened)
	if len(about) == 0 {
		return nil
	}
	all, err := workforce.HookedServices(tx, m.Force, m.Today())
	if err != nil {
		return err
	}
	for _, s := range all {
		for _, c := range about {
			_, may, err := r.May(tx, s.Who(), cases.ListCase.ID, c)
			if err != nil {
				return err
			}
			if may {
				if err := outbox.QueueNews(tx, m, s.ID); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// casesOf are the cases to which something happened, each once.
func casesOf(happened []candour.Event) (out []candour.Subject) {
	seen := map[candour.Subject]bool{}
	for _, e := range happened {
		if e.Subject.Kind == "case" && !seen[e.Subject] {
			seen[e.Subject] = true
			out = append(out, e.Subject)
		}
	}
	return out
}

// Calls is how a program is called at an instant, for the outbox, which knows no
// accounts.
func Calls(tx *seal.Tx, force candour.ForceID, account string, now time.Time) (p outbox.Program, err error) {
	address, secrets, err := workforce.HookOf(tx, force, account, now)
	switch {
	case errors.Is(err, candour.ErrNotFound):
		return p, outbox.ErrStopped
	case err != nil:
		return p, err
	case len(secrets) == 0:
		return p, outbox.ErrNoSecret
	}
	p.Address = address
	for _, s := range secrets {
		p.Secrets = append(p.Secrets, []byte(s.Words()))
	}
	return p, nil
}
