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

// textKey is the SQL function text_key(text VARCHAR) UUID: the same for an
// identifier that somebody else made up, such as a household's, which may be
// anybody's health number.
type textKey struct{ personKey }

// Config implements duckdb.ScalarFunc.
func (textKey) Config() duckdb.ScalarFuncConfig { return keyConfig(duckdb.TYPE_VARCHAR) }

// Executor implements duckdb.ScalarFunc. DuckDB calls it from several threads.
func (t textKey) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: func(values []driver.Value) (any, error) {
		text, ok := values[0].(string)
		if !ok {
			return nil, fmt.Errorf("text_key: not a VARCHAR")
		}
		return t.sum([]byte("text:" + text)), nil
	}}
}

// Config implements duckdb.ScalarFunc.
func (personKey) Config() duckdb.ScalarFuncConfig { return keyConfig(duckdb.TYPE_BIGINT) }

// keyConfig describes a function of one argument that gives a UUID.
func keyConfig(argument duckdb.Type) duckdb.ScalarFuncConfig {
	in, inErr := duckdb.NewTypeInfo(argument)
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
		var in [8]byte
		binary.BigEndian.PutUint64(in[:], uint64(phn))
		return p.sum(in[:]), nil
	}}
}

// sum gives the first 128 bits of the keyed hash.
func (p personKey) sum(in []byte) duckdb.UUID {
	mac := p.macs.Get().(hash.Hash)
	defer p.macs.Put(mac)
	mac.Reset()
	mac.Write(in)
	var sum [sha256.Size]byte
	mac.Sum(sum[:0])
	return duckdb.UUID(sum[:16])
}
