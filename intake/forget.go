package intake

import (
	"candour"
	"candour/store"
)

// Forget takes away the return code of a report that was erased: its blind index
// is the last thing by which the person who sent it could be told again. A
// reaction calls it.
func Forget(tx *store.Tx, force candour.ForceID, report candour.ReportID) error {
	// Not a token: no code can give this, and each report has its own.
	_, err := tx.Exec(`UPDATE intake_report SET code = $1 WHERE force = $2 AND id = $3`, "erased "+string(report), string(force), string(report))
	return err
}
