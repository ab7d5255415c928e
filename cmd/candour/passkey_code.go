package main

import (
	"crypto/rand"
	"strings"

	"candour/act"
	"candour/workforce"
)

// passkeyCode makes one of the two codes of an invitation: 100 random bits, in
// groups that can be read out. It is printed once, and only its digest is kept.
func passkeyCode() (code string, half workforce.Half) {
	var groups []string
	for text := rand.Text()[:20]; text != ""; text = text[5:] {
		groups = append(groups, text[:5])
	}
	code = strings.Join(groups, "-")
	return code, workforce.HalfOf(code)
}

// coded gives an act the half of a code, where it is one of the two by which
// somebody is invited to register a passkey.
func coded(a act.Act) (code string) {
	code, half := passkeyCode()
	switch a := a.(type) {
	case *workforce.InvitePasskey:
		a.With(half)
	case *workforce.InviteSubjectPasskey:
		a.With(half)
	case *workforce.ApproveGrant:
		a.With(half)
	}
	return code
}

// toHandOver is what is said with a code: how it reaches the person decides whether
// the passkey is theirs.
func toHandOver(door string) string {
	if door == "" {
		door = string(workforce.DeskDoor)
	}
	return "Give it to the person yourself, face to face: it is shown once, and kept nowhere. They type it at /" + door + "/enrol."
}
