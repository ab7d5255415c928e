package act_test

import (
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// putOnCall is an act that puts somebody on call for today and tomorrow.
func (s stage) putOnCall(o candour.OfficerID) *workforce.PutOnCall {
	today := candour.On(s.Now)
	return &workforce.PutOnCall{Officer: o, FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(1), UntilTime: "23:00", Turn: workforce.First, Way: workforce.ByMail, Address: candour.Mark("pager@example.org")}
}

// paged brings a call for help that the officer was paged for into a state, and gives
// the id of the page.
func (s stage) paged(state string) (id string) {
	s.T.Helper()
	s.Do(s.crew.Supervisor.Who, s.putOnCall(s.crew.Officer.Officer))
	secret := intake.Secret(s.Made(authz.Actor{}).Rand)
	s.Do(act.Reporter(testdb.Force, secret.Reporter()), &intake.CallDanger{Report: secret.Report(), Code: secret.ReturnCode(), Words: reasons})
	s.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, testdb.Force, secret.Report())
		id = all[0].ID
		return err
	})
	if state != intake.Calling {
		s.Do(s.crew.Officer.Who, &intake.TakeOnDanger{Page: id})
	}
	if state == intake.Over {
		s.Do(s.crew.Officer.Who, &intake.CloseDanger{Page: id, Reason: intake.NowSafe, Done: reasons})
	}
	return id
}

// ofDanger gives an example of the acts about calls for help and about how a person is
// reached, or nothing where the act is no such one.
func (s stage) ofDanger(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	report := candour.ReportID(id)
	switch kind {
	case "call-danger":
		return s.owner(id), &intake.CallDanger{Report: report, Code: intake.NewReturnCode(make([]byte, 32)), Words: reasons}
	case "escalate-danger":
		return who, &intake.EscalateDanger{Report: report, Step: 1}
	case "take-on-danger":
		return who, &intake.TakeOnDanger{Page: id}
	case "close-danger":
		return who, &intake.CloseDanger{Page: id, Reason: intake.NowSafe, Done: reasons}
	case "plan-contact":
		return s.owner(id), &intake.PlanContact{Report: report, ContactPlan: intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark("her@example.org"), Notes: true}}
	case "withdraw-contact":
		return s.owner(id), &intake.WithdrawContact{Report: report}
	case "put-on-call":
		return who, s.putOnCall(candour.OfficerID(id))
	case "take-off-call":
		return who, &workforce.TakeOffCall{Officer: candour.OfficerID(id), Sure: true}
	}
	return who, nil
}
