package warehouse

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// personKey is the SQL function person_key(phn BIGINT) UUID: the first 128
// bits of HMAC-SHA-256 over the PHN as eight bytes, under the workspace's key.
// Whoever lacks the key can neither make nor undo a pseudonym; the key is
// never in SQL.
type personKey struct{ macs *sync.Pool }

func newPersonKey(key []byte) personKey {
	return personKey{macs: &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

// Config implements duckdb.ScalarFunc.
func (personKey) Config() duckdb.ScalarFuncConfig {
	in, inErr := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	out, outErr := duckdb.NewTypeInfo(duckdb.TYPE_UUID)
	if inErr != nil || outErr != nil {
		return duckdb.ScalarFuncConfig{} // registering it then fails with an error
	}
	return duckdb.ScalarFuncConfig{InputTypeInfos: []duckdb.TypeInfo{in}, ResultTypeInfo: out}
}

// Executor implements duckdb.ScalarFunc. DuckDB calls it from several threads.
func (p personKey) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: func(values []driver.Value) (any, error) {
		phn, ok := values[0].(int64)
		if !ok {
			return nil, fmt.Errorf("person_key: not a BIGINT")
		}
		mac := p.macs.Get().(hash.Hash)
		defer p.macs.Put(mac)
		mac.Reset()
		var in [8]byte
		binary.BigEndian.PutUint64(in[:], uint64(phn))
		mac.Write(in[:])
		var sum [sha256.Size]byte
		mac.Sum(sum[:0])
		return duckdb.UUID(sum[:16]), nil
	}}
}
