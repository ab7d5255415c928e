package flow

import (
	"candour"
	"candour/act"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// revocationOrdered asks a system by itself to end somebody's access, where it has an
// address. It is told whose, by number, and until when; never why.
var revocationOrdered = []act.Reaction{{
	ID: "ask-the-system",
	On: workforce.RevocationOrdered,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		address, err := workforce.AddressOf(tx, m.Force, e.Value("system"))
		if err != nil || address.Empty() {
			return nil, err
		}
		o, err := workforce.Read(tx, m.Force, candour.OfficerID(e.Subject.ID))
		if err != nil {
			return nil, err
		}
		return nil, outbox.Queue(tx, m, outbox.Message{
			Kind: outbox.Order, About: e.Subject, Way: outbox.ByHook, Address: address,
			Content: outbox.Content{Order: e.Value("order"), System: e.Value("system"), Person: o.Number, By: m.Now.Add(workforce.AnswerRevocation)},
		})
	},
}}
