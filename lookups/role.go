package lookups

// Role is what an officer or a unit had to do with a person: the role column of
// assignments.csv.
type Role uint8

// The roles. Each is of one explanation, whose literal names it.
const (
	NoRole Role = iota
	RoleInCharge
	RoleAssigned
	RoleAttended
	RoleCustody
	RoleInterview
	RoleSafeguarding
	RoleConference
	RoleAdviser
	RoleDisclosure
	RoleFile
	RoleVetting
	RoleStandards
	RoleAudit
	RoleTasked
	roles
)

// roleWords are the roles as assignments.csv writes them.
var roleWords = []string{
	"", "in-charge", "assigned", "attended", "custody", "interview", "safeguarding",
	"conference", "adviser", "disclosure", "file", "vetting", "standards", "audit", "tasked",
}

// ParseRole reads a role; NoRole where it is none.
func ParseRole(s string) Role {
	for i, w := range roleWords {
		if w == s {
			return Role(i)
		}
	}
	return NoRole
}

func (r Role) String() string { return roleWords[r] }
