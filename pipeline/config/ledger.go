package config

// Ledger says what empanel ledger compact packs.
type Ledger struct {
	// KeepRuns is how many of the newest runs keep their parts as they are.
	KeepRuns int `toml:"keep_runs"`
	// PackMiB is how large a pack grows, in MiB.
	PackMiB int `toml:"pack_mib"`
}

// MaxBytes is how large a pack grows.
func (l Ledger) MaxBytes() int64 {
	const mib = 1 << 20
	return int64(l.PackMiB) * mib
}

const mostMiB = 4096

func (l Ledger) problems() []*Error {
	var found []*Error
	if l.KeepRuns < 1 {
		found = append(found, &Error{Key: "ledger.keep_runs", Message: "must be at least 1: the newest run is left as it is"})
	}
	if l.PackMiB < 1 || l.PackMiB > mostMiB {
		found = append(found, &Error{Key: "ledger.pack_mib", Message: "must be from 1 to 4096"})
	}
	return found
}
