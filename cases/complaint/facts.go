package complaint

import (
	"candour"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Facts are what is known of a case, as far as a duty or somebody's position in law
// hangs on it. Nothing that follows from them is stored.
type Facts struct {
	Allegations []cases.Alleged
	Severity    cases.Severity
	Imported    bool     // another system's case: it recorded the complaint
	Chief       bool     // somebody accused is a chief officer, or was one since
	Reporter    Reporter // who told us; zero until somebody asked
}

// factsOf reads the facts of a case.
func factsOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (f Facts, err error) {
	err = tx.Together(func() error {
		report, err := cases.ReportOf(tx, force, c)
		f.Imported = report == ""
		return err
	}, func() (err error) {
		f.Allegations, err = cases.AllAlleged(tx, force, c)
		return err
	}, func() (err error) {
		f.Severity, err = cases.SeverityOf(tx, force, c)
		return err
	}, func() (err error) {
		f.Chief, err = authz.AboutChief(tx.Tx, force, cases.Subject(c))
		return err
	}, func() (err error) {
		f.Reporter, err = reporterOf(tx, force, c)
		return err
	})
	return f, err
}

// any reports whether something is true of a factor of any allegation.
func (f Facts) any(is func(cases.FactorKind) bool) bool {
	for _, a := range f.Allegations {
		if a.Factors.Any(is) {
			return true
		}
	}
	return false
}

// known are the facts of a case and what it must become, by which an act on it decides.
func known(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (f Facts, all []matter, err error) {
	if f, err = factsOf(tx, force, c); err != nil {
		return f, nil, err
	}
	all, err = mattersOf(tx, force, c)
	return f, all, err
}
