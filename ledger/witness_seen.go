package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxSeen is far more than the checkpoints of all forces of a country.
const maxSeen = 16 << 20

// readSeen reads what a witness holds: for each origin the checkpoint as the log
// signed it. The caller checks the signatures.
func readSeen(file string) (map[string]Checkpoint, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSeen {
		return nil, fmt.Errorf("reading %s: it is longer than what a witness holds", file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var kept map[string]string
	if err := json.Unmarshal(raw, &kept); err != nil || kept == nil {
		return nil, fmt.Errorf("%s is damaged, and without it the witness could sign a second history: put the file back from a copy", file)
	}
	held := map[string]Checkpoint{}
	for origin, text := range kept {
		lines := strings.SplitN(text, "\n", 3)
		if len(lines) < 3 || lines[0] != origin {
			return nil, fmt.Errorf("%s is damaged: what it holds of %q is not a checkpoint of it", file, origin)
		}
		size, err := strconv.ParseInt(lines[1], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s is damaged: what it holds of %q is not a checkpoint", file, origin)
		}
		held[origin] = Checkpoint{Origin: origin, Size: size, Note: []byte(text)} // the root comes with the signature
	}
	return held, nil
}

// writeSeen puts what is held in the place of what was, as one step and down to
// the disk: the file first, then its name in the folder.
func writeSeen(file string, held map[string]Checkpoint) error {
	kept := map[string]string{}
	for origin, cp := range held {
		kept[origin] = string(cp.Note)
	}
	raw, err := json.MarshalIndent(kept, "", " ")
	if err != nil {
		return err
	}
	next := file + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing what the witness holds: %w", err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(next, file)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(file))
	}
	if err != nil {
		return fmt.Errorf("writing what the witness holds: %w", err)
	}
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
