package authz

// Role is what a person does in a force.
type Role string

// The roles. Some have nothing to do yet: their rooms are not built.
const (
	Triage            Role = "triage"
	CaseWorker        Role = "case-worker"
	Assessor          Role = "assessor"
	Authority         Role = "appropriate-authority" // decides; the chief officer's delegate
	HearingOffice     Role = "hearing-office"
	Supervisor        Role = "supervisor" // of those who work the cases
	Liaison           Role = "liaison"    // keeps in touch with the person who reported
	VettingOfficer    Role = "vetting-officer"
	CounterCorruption Role = "counter-corruption"
	Approver          Role = "approver" // the second person of two
	Chief             Role = "chief"    // a chief officer: matters about them leave the force
	Adviser           Role = "adviser"  // independent
	Inspector         Role = "oversight-inspector"
	PolicingBody      Role = "local-policing-body"
	OfTheirOwn        Role = "subject"                    // the person complained of
	Representative    Role = "representative"             // whom that person named, of what was disclosed to them in one matter
	AnswersFor        Role = "representative-who-answers" // and whom they let answer in their name
	Administrator     Role = "administrator"              // runs the machine; no content
	Reporter          Role = "reporter"                   // of their own report only
	Paged             Role = "paged"                      // of a call for help that they were paged for; nobody holds it
	System            Role = "system"                     // the program itself
)

// StaffRoles are the roles that can be granted to a person who signs in.
var StaffRoles = []Role{
	Triage, CaseWorker, Assessor, Authority, HearingOffice, Supervisor, Liaison, VettingOfficer, CounterCorruption,
	Approver, Chief, Adviser, Inspector, PolicingBody, OfTheirOwn, Administrator,
}

// ServiceRoles are the roles that a program may be given: those that read cases. In none
// of them is anything decided that the law gives to a person, and of what they do in them
// a program may do ServiceActs only.
var ServiceRoles = []Role{CaseWorker, Supervisor, Liaison, HearingOffice}

// ServiceActs are what a program may do beside reading: each records a fact that its
// own system knows, and decides nothing about anybody. The policy
// “a-service-decides-nothing” names them again; a test holds the two lists together.
var ServiceActs = []string{"add-item", "handle-item", "verify-item", "name-source"}

// offices are the roles at which the wall of supervisors ends: the law gives the
// decision to them, so a line that runs up to them must not lock them out.
var offices = []Role{Chief, Authority}
