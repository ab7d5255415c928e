package workforce

import (
	"time"

	"candour"
	"candour/authz"
	"candour/seal"
)

// HookedServices are the accounts that want to be called when something is new and that
// work on a day, with no words of theirs.
func HookedServices(tx *seal.Tx, force candour.ForceID, on candour.Date) (out []Service, err error) {
	err = tx.Each(`SELECT s.id, s.person, s.role FROM workforce_service s WHERE s.force = $1 AND s.hook <> '' AND s.until_day >= $2
		AND NOT EXISTS (SELECT 1 FROM workforce_service_ended e WHERE e.force = s.force AND e.id = s.id) ORDER BY s.id LIMIT 100`, []any{string(force), on.String()}, func(scan func(...any) error) error {
		var person, role string
		s := Service{Force: force}
		err := scan(&s.ID, &person, &role)
		s.Person, s.Role = candour.PersonID(person), authz.Role(role)
		out = append(out, s)
		return err
	})
	return out, err
}

// HookOf is where a program is called at an instant, and the secrets that sign it, the
// newest first. It is candour.ErrNotFound where the account does not work, or whoever
// answers for it may not enter the desk; the secrets are none where nobody drew one.
func HookOf(tx *seal.Tx, force candour.ForceID, id string, now time.Time) (address candour.Marking, secrets []candour.Marking, err error) {
	s, err := ServiceAt(tx, force, id)
	if err == nil && (!s.Works(candour.On(now)) || s.Hook.Empty()) {
		err = candour.ErrNotFound
	}
	if err == nil {
		err = MayEnter(tx, DeskDoor, s.Who())
	}
	if err != nil {
		return address, nil, err
	}
	key, err := tx.Words(force, officerSubject(s.Officer))
	if err != nil {
		return address, nil, err
	}
	newer := int64(0) // from when the next one counts
	err = tx.Each(`SELECT id, secret, from_at FROM workforce_service_hook_secret WHERE force = $1 AND service = $2 ORDER BY from_at DESC, id LIMIT 2`, []any{string(force), id}, func(scan func(...any) error) error {
		var at, sealed string
		var from int64
		if err := scan(&at, &sealed, &from); err != nil {
			return err
		}
		if newer == 0 || now.UnixMicro() < newer+secretOverlap.Microseconds() {
			secret, err := key.Open("workforce_service_hook_secret.secret/"+at, sealed)
			if err != nil {
				return err
			}
			secrets = append(secrets, secret)
		}
		newer = from
		return nil
	})
	return s.Hook, secrets, err
}
