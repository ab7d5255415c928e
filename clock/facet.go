package clock

import (
	"slices"
	"strings"

	"candour"
	"candour/store"
)

// Facet is one thing about a matter by which a list of what is due is narrowed. It
// is cached beside the limits, by the same act, because a list that looked it up in
// the rooms would read every matter of a nation for the rare ones.
type Facet struct{ Name, Value string }

// The names of facets.
const (
	FacetState     = "state"     // FacetOpened, FacetAssessed or FacetClosed
	FacetCategory  = "category"  // of an allegation
	FacetSensitive = "sensitive" // "yes": a sexual or domestic allegation is in it
	FacetAssigned  = "assigned"  // who has it; "": nobody
	FacetAbout     = "about"     // whom it is about
)

// The states, by the names that the room has for them.
const (
	FacetOpened   = "opened"
	FacetAssessed = "assessed"
	FacetClosed   = "closed"
)

// SensitiveFactors are the factors of a sexual or domestic allegation, by the names
// that the room has for them: a test of package view holds them to its list.
var SensitiveFactors = []string{"serious-sexual-offence", "abuse-of-position", "other-sexual", "domestic"}

// facetKinds are the events that a facet follows from.
var facetKinds = on("case-assigned", "officer-linked", "allegation-described", "severity-assessed", "case-closed", "case-reopened")

// Facets are those of one subject, from all its events, sorted. What was described
// anew counts as it was said last.
func Facets(events []candour.Event) (out []Facet) {
	standing, err := lawOf().standing(events)
	if err != nil {
		return nil // the limits are not computed either, and say why
	}
	var given, assessed, closed bool
	said := map[string]happened{} // by allegation, the last
	for _, e := range standing {
		switch e.Kind {
		case "case-assigned":
			out, given = append(out, Facet{FacetAssigned, e.value("officer")}), true
		case "officer-linked":
			out = append(out, Facet{FacetAbout, e.value("officer")})
		case "allegation-described":
			said[e.value("allegation")] = e
		case "severity-assessed":
			assessed = true
		case "case-closed":
			closed = true
		case "case-reopened":
			closed = false
		}
	}
	if !given {
		out = append(out, Facet{FacetAssigned, ""})
	}
	for _, e := range said {
		out = append(out, Facet{FacetCategory, e.value("category")})
		for f := range strings.SplitSeq(e.value("factors"), ",") {
			if slices.Contains(SensitiveFactors, f) {
				out = append(out, Facet{FacetSensitive, "yes"})
			}
		}
	}
	state := FacetOpened
	switch {
	case closed:
		state = FacetClosed
	case assessed:
		state = FacetAssessed
	}
	out = append(out, Facet{FacetState, state})
	slices.SortFunc(out, func(a, b Facet) int {
		return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value)
	})
	return slices.Compact(out)
}

// cacheFacets rewrites those of one subject, for each of its limits. A matter on which
// nothing is due has none: no list shows it.
func cacheFacets(tx *store.Tx, force candour.ForceID, subject string, rows []Row, facets []Facet) error {
	if err := tx.ExecLater(`DELETE FROM clock_facet WHERE force = $1 AND subject = $2`, string(force), subject); err != nil {
		return err
	}
	for _, f := range facets {
		for _, r := range rows {
			if err := tx.ExecLater(`INSERT INTO clock_facet (force, subject, facet, value, rule, about, event, by_day, attention_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
				string(force), subject, f.Name, f.Value, r.Rule, r.About, r.Event, r.By.String(), r.Attention.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// CachedFacets are all that the cache holds of one force, by subject, sorted: those
// that stand beside each of its limits, as they do. Others are beside "", so that
// they are seen.
func CachedFacets(tx *store.Tx, force candour.ForceID) (map[string][]Facet, error) {
	out := map[string][]Facet{}
	err := tx.Each(`SELECT f.subject, f.facet, f.value, count(d.event), (SELECT count(*) FROM clock_due a WHERE a.force = f.force AND a.subject = f.subject)
		FROM clock_facet f LEFT JOIN clock_due d ON d.force = f.force AND d.subject = f.subject AND d.rule = f.rule AND d.about = f.about AND d.event = f.event AND d.by_day = f.by_day AND d.attention_day = f.attention_day
		WHERE f.force = $1 GROUP BY f.force, f.subject, f.facet, f.value ORDER BY f.subject, f.facet, f.value`, []any{string(force)}, func(scan func(...any) error) error {
		var subject string
		var f Facet
		var beside, limits int
		err := scan(&subject, &f.Name, &f.Value, &beside, &limits)
		if beside != limits {
			subject = ""
		}
		out[subject] = append(out[subject], f)
		return err
	})
	return out, err
}
