package workforce

import (
	"crypto/subtle"
	"net/netip"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/store"
)

// The states of the account of a program.
const (
	ServiceWorks   = "works"
	ServiceStopped = "stopped" // somebody stopped it, or its last day is past
)

// secretOverlap is for how long the secret before the newest still counts, so that
// whoever runs the program can change it without a gap.
const secretOverlap = 72 * time.Hour

// longestService is how long an account is given for: after a year somebody asks again
// whether it is needed, and for what.
const longestService = 366

// ServiceScope is what the account of a program may do.
type ServiceScope struct {
	Name     candour.Marking
	Role     authz.Role
	Acts     []string        // none: it reads only
	Networks []netip.Prefix  // none: from any
	Hook     candour.Marking // where it is called when something is new; none: nowhere
	Until    candour.Date
}

// From reports whether the account may be used from an address. Where nobody can tell
// the address, a list of networks lets nobody in.
func (s ServiceScope) From(a netip.Addr, known bool) bool {
	return len(s.Networks) == 0 || known && slices.ContainsFunc(s.Networks, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// Service is the account of a program. Its actor is the person who answers for it, in
// one of their roles: what that person must not see the program does not see, and in
// the moment in which they lose the role, are suspended or leave it sees nothing.
type Service struct {
	ID      string
	Force   candour.ForceID
	Officer candour.OfficerID
	Person  candour.PersonID
	ServiceScope
	FromDay candour.Date
	Ended   candour.Date     // or zero
	EndedBy candour.PersonID // or empty
	Used    candour.Date     // the last day, or zero
}

// Who is the actor.
func (s Service) Who() authz.Actor {
	a := act.Staff(s.Force, s.Person)
	a.Through = authz.Service{ID: s.ID, Role: s.Role, Acts: strings.Join(s.Acts, ",")}
	return a
}

// Works reports whether it may be used on a day.
func (s Service) Works(on candour.Date) bool { return s.Ended.IsZero() && !s.Until.Before(on) }

func serviceSubject(id string) candour.Subject { return candour.Subject{Kind: "service", ID: id} }

// standService tells for which person an account is. Whether its last day is past is
// asked where the day is known: by whoever lets it in.
func standService(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var officer, person, ended string
	err := tx.One(`SELECT s.officer, s.person, COALESCE(e.on_day, '') FROM workforce_service s LEFT JOIN workforce_service_ended e ON e.force = s.force AND e.id = s.id
		WHERE s.force = $1 AND s.id = $2`, []any{string(force), id}, &officer, &person, &ended)
	s := act.Standing{State: ServiceWorks, Person: candour.PersonID(person), Within: []candour.Subject{officerSubject(candour.OfficerID(officer))}}
	if ended != "" {
		s.State = ServiceStopped
	}
	return s, err
}

const serviceColumns = `SELECT s.id, s.officer, s.person, s.name, s.hook, s.role, s.acts, s.networks, s.from_day, s.until_day, COALESCE(e.on_day, ''), COALESCE(e.by_person, ''), COALESCE(u.on_day, '')
	FROM workforce_service s LEFT JOIN workforce_service_ended e ON e.force = s.force AND e.id = s.id LEFT JOIN workforce_service_used u ON u.force = s.force AND u.id = s.id`

// ServiceAt opens an account, whether it works or not, or candour.ErrNotFound.
func ServiceAt(tx *seal.Tx, force candour.ForceID, id string) (Service, error) {
	var r serviceRows
	err := tx.Each(serviceColumns+` WHERE s.force = $1 AND s.id = $2`, []any{string(force), id}, r.row)
	all, err := r.opened(tx, force, err)
	if err == nil && len(all) == 0 {
		err = candour.ErrNotFound
	}
	if err != nil {
		return Service{}, err
	}
	return all[0], nil
}

// Services are all accounts of a force, in the order of their ids. Whoever shows one
// has asked authz.
func Services(tx *seal.Tx, force candour.ForceID) ([]Service, error) {
	var r serviceRows
	err := tx.Each(serviceColumns+` WHERE s.force = $1 ORDER BY s.id LIMIT 1000`, []any{string(force)}, r.row)
	return r.opened(tx, force, err)
}

// serviceRows are accounts as they are read, with their words still sealed.
type serviceRows struct {
	list []Service
	name []string
	hook []string
}

func (r *serviceRows) row(scan func(...any) error) error {
	var s Service
	var officer, person, name, hook, role, acts, networks, from, until, ended, by, used string
	err := scan(&s.ID, &officer, &person, &name, &hook, &role, &acts, &networks, &from, &until, &ended, &by, &used)
	s.Officer, s.Person, s.Role, s.EndedBy = candour.OfficerID(officer), candour.PersonID(person), authz.Role(role), candour.PersonID(by)
	s.FromDay, s.Until, s.Ended, s.Used = day(from), day(until), day(ended), day(used)
	s.Acts, s.Networks = splitActs(acts), networksOf(networks)
	r.list, r.name, r.hook = append(r.list, s), append(r.name, name), append(r.hook, hook)
	return err
}

func (r *serviceRows) opened(tx *seal.Tx, force candour.ForceID, err error) ([]Service, error) {
	for i := range r.list {
		if err == nil {
			s := &r.list[i]
			s.Force = force
			err = s.open(tx, force, s.Officer, s.ID, r.name[i], r.hook[i])
		}
	}
	return r.list, err
}

// open reads the words of a scope.
func (s *ServiceScope) open(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, id, name, hook string) error {
	words, err := tx.Words(force, officerSubject(o))
	if err != nil {
		return err
	}
	if s.Name, err = words.Open("workforce_service.name/"+id, name); err != nil {
		return err
	}
	s.Hook, err = words.Open("workforce_service.hook/"+id, hook)
	return err
}

func splitActs(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// networksOf reads networks that were checked when they were typed.
func networksOf(s string) (out []netip.Prefix) {
	for _, n := range strings.Fields(s) {
		if p, err := netip.ParsePrefix(n); err == nil {
			out = append(out, p.Masked())
		}
	}
	return out
}

// UsedService notes that an account was used, once a day. It is not of record.
func UsedService(tx *store.Tx, s Service, today candour.Date) error {
	if s.Used == today {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO workforce_service_used (force, id, on_day) VALUES ($1, $2, $3) ON CONFLICT (force, id) DO UPDATE SET on_day = excluded.on_day`, string(s.Force), s.ID, today.String())
	return err
}

// ServiceWith is the account that a secret opens on a day and at an instant, or
// candour.ErrNotFound for every reason: there is none, it was stopped, its last day is
// past, the secret is not its own or was replaced too long ago. What is compared are
// keyed digests, in constant time, and the account is read after that: whoever has no
// secret of it waits as long whether there is one or not.
func ServiceWith(tx *seal.Tx, force candour.ForceID, id, secret string, now time.Time) (Service, error) {
	token, err := serviceToken(tx, force, id, secret)
	if err != nil {
		return Service{}, err
	}
	ok, newer := 0, int64(0) // from when the next one counts
	err = tx.Each(`SELECT token, from_at FROM workforce_service_secret WHERE force = $1 AND service = $2 ORDER BY from_at DESC, id LIMIT 2`, []any{string(force), id}, func(scan func(...any) error) error {
		var kept string
		var from int64
		if err := scan(&kept, &from); err != nil {
			return err
		}
		if newer == 0 || now.UnixMicro() < newer+secretOverlap.Microseconds() {
			ok |= subtle.ConstantTimeCompare([]byte(kept), []byte(token))
		}
		newer = from
		return nil
	})
	if err == nil && ok != 1 {
		err = candour.ErrNotFound
	}
	if err != nil {
		return Service{}, err
	}
	s, err := ServiceAt(tx, force, id)
	if err == nil && !s.Works(candour.On(now)) {
		err = candour.ErrNotFound
	}
	if err != nil {
		return Service{}, err
	}
	return s, nil
}

// serviceToken is the keyed digest under which a secret is kept. The secret has 256
// random bits, so that nothing slow is needed: nobody tries them out.
func serviceToken(tx *seal.Tx, force candour.ForceID, id, secret string) (string, error) {
	key, err := tx.Key(force, forceSubject(force))
	if err != nil {
		return "", err
	}
	return key.Token("workforce_service_secret", id+"\n"+secret)
}
