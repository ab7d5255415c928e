package page

import (
	"net/http"
	"strings"
)

// Door is one of the ways in. They differ in who may find them.
type Door string

// The doors that have pages.
const (
	PublicDoor    Door = "public"
	ReportDoor    Door = "report"
	DeskDoor      Door = "desk"
	SubjectDoor   Door = "subject"
	OversightDoor Door = "oversight"
)

// DoorOf is the door that a path leads to. The API goes with the desk.
func DoorOf(path string) Door {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first {
	case "report":
		return ReportDoor
	case "desk", "api":
		return DeskDoor
	case "subject":
		return SubjectDoor
	case "oversight":
		return OversightDoor
	}
	return PublicDoor
}

// policy lets a page use its own style sheets and images and post to its own
// host, and nothing else: no frame, no font, no connection, whatever finds its way
// into the page.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// scripted are the doors whose pages load a script of ours, from a file. No script
// stands in a page, and none may turn text into a page or a script: that is what
// trusted types refuse, and no door has a policy that would allow it.
var scripted = map[Door]string{
	ReportDoor: "; script-src 'self'",
}

const trusted = "; require-trusted-types-for 'script'; trusted-types 'none'"

// features are those of the browser that no page of ours uses, so that nothing
// in a page can turn them on.
var features = []string{
	"accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
	"display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
	"identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone",
	"midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
	"publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb",
	"window-management", "xr-spatial-tracking",
}

var denied = strings.Join(features, "=(), ") + "=()"

// AllowPasskeys lets one page of the desk ask for a passkey, by our own script. All
// other pages go on without a script, and without the right to ask.
func AllowPasskeys(h http.Header) {
	h.Set("Content-Security-Policy", policy+"; script-src 'self'"+trusted)
	allowed := strings.NewReplacer("publickey-credentials-create=()", "publickey-credentials-create=(self)", "publickey-credentials-get=()", "publickey-credentials-get=(self)")
	h.Set("Permissions-Policy", allowed.Replace(denied))
}

// AllowKeeping lets one page of the report door send to our own host what a person
// types while they type it. They asked for it; without that no page may connect to
// anything.
func AllowKeeping(h http.Header) {
	h.Set("Content-Security-Policy", policy+"; connect-src 'self'"+scripted[ReportDoor]+trusted)
}

// Headers is middleware that sends every page of a door out with the headers
// that protect it. A handler may set one of them anew, as the assets do with
// Cache-Control.
//
// The referrer is same-origin and not none, because under none Chromium posts
// "Origin: null", which the check against forged requests refuses in older
// browsers.
func Headers(door Door) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy+scripted[door]+trusted)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cache-Control", "no-store")
			h.Set("Permissions-Policy", denied)
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Cross-Origin-Embedder-Policy", "require-corp")
			if door != PublicDoor {
				h.Set("X-Robots-Tag", "noindex, nofollow")
			}
			next.ServeHTTP(w, r)
		})
	}
}
