package authz

import (
	"fmt"
	"slices"

	"candour"
	"candour/store"
)

// standsOf names what is noted of a person and matters: how they stand, where the person
// is on no wall of theirs.
type standsOf struct {
	force  candour.ForceID
	person candour.PersonID
}

// ExpectStands reads at once how an actor stands to many matters, for a reading that is
// about to ask of each: a list of fifty rows else goes to the server and back fifty times.
// It changes no answer. Of a matter on whose wall the person is, nothing is noted: why
// they are is read when it is asked.
func ExpectStands(tx *store.Tx, who Actor, of []candour.Subject) error {
	if who.Kind != "Person" || !tx.Reading() { // what is written meanwhile would be another answer
		return nil
	}
	h, err := holds(tx, who, who.Force)
	if err != nil {
		return err
	}
	for _, p := range append([]candour.PersonID{who.ID}, h.named...) { // of each row it is asked whether an authority in whose place they stand is on its wall
		if err := expectStands(tx, who.Force, p, of); err != nil {
			return err
		}
	}
	return nil
}

func expectStands(tx *store.Tx, force candour.ForceID, p candour.PersonID, of []candour.Subject) error {
	name, f, me := standsOf{force, p}, string(force), string(p)
	noted := map[string][]string{}
	if v, ok := tx.Known(name); ok {
		noted = v.(map[string][]string)
	}
	var ask []string
	for _, s := range of {
		if _, known := noted[s.String()]; !known && !slices.Contains(ask, s.String()) {
			ask = append(ask, s.String())
		}
	}
	for some := range slices.Chunk(ask, atOnce) {
		err := tx.Each(standsOfMany, append(store.Places(atOnce, some), f, me, f, me, f, f, me, f), func(scan func(...any) error) error {
			var s string
			var walled, triaged, declared, chief int
			if err := scan(&s, &walled, &triaged, &declared, &chief); err != nil || s == "" || walled != 0 {
				return err
			}
			var holds []string // in the order in which stands gives them
			for says, is := range map[string]int{"about a chief": chief, "declared": declared, "triaged": triaged} {
				if is != 0 {
					holds = append(holds, says)
				}
			}
			slices.Sort(holds)
			noted[s] = holds
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading how somebody stands to the rows of a list: %w", err)
		}
	}
	tx.Note(name, noted)
	return nil
}

// notedStands is how a person stands to a matter, if it was read at once and they are on
// no wall of it.
func notedStands(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) (holds []string, noted bool) {
	v, ok := tx.Known(standsOf{force, p})
	if !ok {
		return nil, false
	}
	holds, noted = v.(map[string][]string)[of.String()]
	return holds, noted
}

// standsOfMany is what stands asks, of fifty matters, without the reasons.
const standsOfMany = `SELECT s.column1,
	CASE WHEN EXISTS (SELECT 1 FROM authz_wall w WHERE w.force = $51 AND w.subject = s.column1 AND w.person = $52)
		OR EXISTS (SELECT 1 FROM authz_unit u WHERE u.force = $53 AND u.subject = s.column1
			AND EXISTS (SELECT 1 FROM authz_posting p WHERE p.force = u.force AND p.person = $54 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day)) THEN 1 ELSE 0 END,
	CASE WHEN EXISTS (SELECT 1 FROM authz_triaged t WHERE t.force = $55 AND t.subject >= s.column1 AND t.subject <= s.column1) THEN 1 ELSE 0 END,
	CASE WHEN EXISTS (SELECT 1 FROM authz_declared d WHERE d.force = $56 AND d.subject = s.column1 AND d.person = $57) THEN 1 ELSE 0 END,
	CASE WHEN EXISTS (SELECT 1 FROM authz_accused a WHERE a.force = $58 AND a.subject >= s.column1 AND a.subject <= s.column1
		AND EXISTS (SELECT 1 FROM authz_office o WHERE o.force = a.force AND o.person = a.person AND o.role = 'chief' AND o.to_day >= a.first_day AND o.to_day >= o.from_day)) THEN 1 ELSE 0 END
	FROM (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50)) s`
