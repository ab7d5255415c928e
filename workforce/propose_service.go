package workforce

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ServiceProposed is what happens when the first of two people asks that a program get
// an account.
const ServiceProposed candour.EventKind = "service-proposed"

// ProposeServiceKind asks that a program may ask through an account, for which somebody
// answers. It takes two, and neither of them is that person: whoever could give
// themselves a program could let it run on after they are gone.
var ProposeServiceKind = act.Kind{
	ID:     "propose-service",
	Button: "Propose an account for a program",
	Does:   "Proposes that a program reads, or records what its own system knows, in the name of this person, who answers for it. It sees what this person sees in one of their roles, and decides nothing. It counts when somebody else, who is in no line of management with you, approves it.",
	Of:     "officer",
	Emits:  []candour.EventKind{ServiceProposed},
	Roles:  proposers,
	New:    func() act.Act { return new(ProposeService) },
}

// ServiceRole is a role that a program can be given, as a form asks for it.
type ServiceRole string

// Choices are authz.ServiceRoles.
func (ServiceRole) Choices() (out []act.Choice) {
	for _, r := range authz.ServiceRoles {
		out = append(out, act.Choice{Value: string(r), Label: string(r)})
	}
	return out
}

// ServiceAct is an act that a program can be let do.
type ServiceAct string

// ServiceActs are those of one account.
type ServiceActs []ServiceAct

// Choices are authz.ServiceActs.
func (ServiceActs) Choices() (out []act.Choice) {
	for _, id := range authz.ServiceActs {
		out = append(out, act.Choice{Value: id, Label: strings.ReplaceAll(id, "-", " ")})
	}
	return out
}

func (l ServiceActs) String() string {
	var out []string
	for _, a := range l {
		out = append(out, string(a))
	}
	return strings.Join(out, ",")
}

// ProposeService asks for one account, of which one person answers for what it does.
type ProposeService struct {
	Officer  candour.OfficerID `hidden:"yes"`
	Name     candour.Marking   `ask:"What is the program, and what is it for?" hint:"Also who runs it. It sees what the person who answers for it sees, and so does whoever runs it."`
	Role     ServiceRole       `ask:"Which of this person’s roles does it need?" hint:"If the person loses the role, is suspended or leaves, the program stops in the same moment."`
	Acts     ServiceActs       `ask:"What may it do, beside reading?" hint:"None of these: it reads only." optional:"yes"`
	Until    candour.Date      `ask:"Until which day?" hint:"A year at most. Then somebody asks again whether it is needed."`
	Networks string            `ask:"From which networks may it ask?" hint:"Such as 192.0.2.0/24, with a space between two. Leave it empty if you cannot say." optional:"yes"`
	Hook     candour.Marking   `ask:"At which address is it called when something is new?" hint:"The address of its webhook, which begins with https://. The call says that there is something, and nothing of what. Leave it empty if the program asks by itself." optional:"yes"`
	Reasons  candour.Marking   `ask:"Why is it needed?" hint:"Whoever approves it reads this, and asks the person who would answer for it." rows:"4"`
}

// Kind is ProposeServiceKind.
func (*ProposeService) Kind() *act.Kind { return &ProposeServiceKind }

// Of is the employment of whoever would answer for it.
func (a *ProposeService) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses an account that could not be what it says.
func (a *ProposeService) Check() error {
	if n := len(a.Name.Words()); a.Name.Empty() || n > 300 {
		return candour.Invalid("name", "Say what the program is and what it is for, in at most 300 letters.")
	}
	if a.Until.IsZero() {
		return candour.Invalid("until", "Say until which day the program needs the account.")
	}
	for _, n := range strings.Fields(a.Networks) {
		if p, err := netip.ParsePrefix(n); err != nil || p.Masked() != p || p.Bits() == 0 || p.Addr().Is6() && p.Bits() > 64 {
			return candour.Invalid("networks", "Write each network with its length, such as 192.0.2.0/24 or 2001:db8::/48, with spaces between. One of IPv6 is a /64 or wider: narrower ones cannot be told apart.")
		}
	}
	if len(strings.Fields(a.Networks)) > 20 {
		return candour.Invalid("networks", "Give 20 networks at most.")
	}
	if !a.Hook.Empty() {
		if err := candour.CheckHook("hook", a.Hook.Words()); err != nil {
			return err
		}
	}
	return reasoned(a.Reasons)
}

// Apply proposes.
func (a *ProposeService) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Until.Before(m.Today()) || a.Until.After(m.Today().AddDays(longestService)) {
		return nil, candour.Invalid("until", "Choose a day from today to a year from today.")
	}
	e, err := propose(tx, m, a.Officer, "", "", a.Reasons)
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, officerSubject(a.Officer))
	if err != nil {
		return nil, err
	}
	name, err := key.Seal("workforce_service.name/"+e.Subject.ID, a.Name.Words())
	if err != nil {
		return nil, err
	}
	hook := ""
	if !a.Hook.Empty() {
		if hook, err = key.Seal("workforce_service.hook/"+e.Subject.ID, a.Hook.Words()); err != nil {
			return nil, err
		}
	}
	networks := strings.Join(strings.Fields(a.Networks), " ")
	if _, err := tx.Exec(`INSERT INTO workforce_grant_service (force, grant_id, name, hook, role, acts, networks, until_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), e.Subject.ID, name, hook, string(a.Role), a.Acts.String(), networks, a.Until.String()); err != nil {
		return nil, err
	}
	e.Kind = ServiceProposed
	e.Data = append(e.Data, candour.Field{Name: "service role", Value: string(a.Role)}, candour.Field{Name: "acts", Value: a.Acts.String()}, candour.Field{Name: "until", Value: a.Until.String()},
		candour.Field{Name: "program", Value: a.Name.Words(), Of: officerSubject(a.Officer)},
		candour.Field{Name: "called at", Value: a.Hook.Words(), Of: officerSubject(a.Officer)})
	return []candour.Event{e}, nil
}

// proposedService opens what is proposed for a program.
func proposedService(tx *seal.Tx, force candour.ForceID, g Grant) (*ServiceScope, error) {
	var s ServiceScope
	var name, hook, role, acts, networks, until string
	if err := tx.One(`SELECT name, hook, role, acts, networks, until_day FROM workforce_grant_service WHERE force = $1 AND grant_id = $2`, []any{string(force), g.ID}, &name, &hook, &role, &acts, &networks, &until); err != nil {
		return nil, err
	}
	s.Role, s.Acts, s.Networks, s.Until = authz.Role(role), splitActs(acts), networksOf(networks), day(until)
	return &s, s.open(tx, force, g.Officer, g.ID, name, hook)
}

// giveService makes the account that was approved. Nobody has its secret yet: whoever
// answers for it draws it.
func giveService(tx *seal.Tx, m act.Made, g Grant) error {
	if s, err := proposedService(tx, m.Force, g); err != nil {
		return err
	} else if s.Until.Before(m.Today()) {
		return candour.Conflict("The last day of this account is past. Refuse it, and have it proposed again if it is still needed.")
	}
	_, err := tx.Exec(`INSERT INTO workforce_service (force, id, officer, person, name, hook, role, acts, networks, from_day, until_day)
		SELECT s.force, s.grant_id, $1, $2, s.name, s.hook, s.role, s.acts, s.networks, $3, s.until_day FROM workforce_grant_service s WHERE s.force = $4 AND s.grant_id = $5`,
		string(g.Officer), string(g.Person), m.Today().String(), string(m.Force), g.ID)
	return err
}

// Words say what a program may do, in one line.
func (s ServiceScope) Words() string {
	does := "reads only"
	if len(s.Acts) > 0 {
		does = "may " + strings.Join(s.Acts, ", ")
	}
	from := "any network"
	if len(s.Networks) > 0 {
		var list []string
		for _, n := range s.Networks {
			list = append(list, n.String())
		}
		slices.Sort(list)
		from = strings.Join(list, " ")
	}
	called := "called nowhere"
	if !s.Hook.Empty() {
		called = "called at " + s.Hook.Words() + " when something is new"
	}
	return fmt.Sprintf("%s; as %s; %s; from %s; %s; until %s", s.Name.Words(), s.Role, does, from, called, s.Until.Words())
}
