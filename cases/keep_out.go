package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
)

// PersonKeptOut is what happens when staff put somebody on the wall by hand.
const PersonKeptOut candour.EventKind = "person-kept-out"

const keepOutDoes = "Puts somebody who works here on the wall, because the person who reported said so or is related to them, or because they are a witness. They will not see it, nor that it exists. It cannot be undone."

// Tie is why somebody is kept out.
type Tie string

// Choices are the reasons as they are asked.
func (Tie) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(authz.KeptOut), Label: "The person who reported said that they must not see it"},
		{Value: string(authz.Related), Label: "They are related to, or close to, the person who reported"},
		{Value: string(authz.Witness), Label: "They are a witness in it, or may be"},
	}
}

func keptOut(m act.Made, of candour.Subject, o candour.OfficerID, because Tie) []candour.Event {
	return []candour.Event{{Kind: PersonKeptOut, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: FieldOfficer, Value: string(o)}, {Name: "because", Value: string(because)},
	}}}
}

// FieldOfficer is the field in which an event names an employment.
const FieldOfficer = "officer"

func mustPick(o candour.OfficerID) error {
	if o == "" {
		return candour.Invalid(FieldOfficer, "Choose an officer from the search.")
	}
	return nil
}
