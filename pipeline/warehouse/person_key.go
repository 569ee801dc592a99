package warehouse

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"

	"github.com/duckdb/duckdb-go/v2"

	"empanel/parsers/field"
)

// personKey is the SQL function person_key(phn BIGINT) UUID: the first 128
// bits of HMAC-SHA-256 over the PHN as eight bytes, under the workspace's key;
// NULL for a number that is no PHN, as a line may name. Whoever lacks the key
// can neither make nor undo a pseudonym; the key is never in SQL.
type personKey struct{ makers *sync.Pool }

func newPersonKey(key []byte) personKey {
	return personKey{makers: &sync.Pool{New: func() any { return &keyMaker{mac: hmac.New(sha256.New, key)} }}}
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
		maker := t.makers.Get().(*keyMaker)
		defer t.makers.Put(maker)
		return *maker.keyOf([]byte("text:" + text)), nil
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

// Executor implements duckdb.ScalarFunc. DuckDB calls it from several threads,
// with some two thousand rows each time.
func (p personKey) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{ChunkContextExecutor: func(_ context.Context, rows *duckdb.ChunkIteratorState) error {
		maker := p.makers.Get().(*keyMaker)
		defer p.makers.Put(maker)
		for row, err := range rows.Rows() {
			if err != nil {
				return err
			}
			phn, ok := (*row.GetValuePtr(0)).(int64)
			if !ok {
				return fmt.Errorf("person_key: not a BIGINT")
			}
			if err := row.SetResult(maker.keyOfPHN(phn)); err != nil {
				return err
			}
		}
		return nil
	}}
}

// keyMaker makes one key after the other in the same memory: every line that
// is published has one, and what each would allocate is five million times as
// much.
type keyMaker struct {
	mac hash.Hash
	in  [8]byte
	sum [sha256.Size]byte
	key duckdb.UUID
}

// keyOfPHN gives the key of a PHN, valid until the next call, and nil for a
// number that is none.
func (m *keyMaker) keyOfPHN(phn int64) any {
	if !field.ValidPHN(phn) {
		return nil
	}
	binary.BigEndian.PutUint64(m.in[:], uint64(phn))
	return m.keyOf(m.in[:])
}

// keyOf gives the first 128 bits of the keyed hash, valid until the next call.
func (m *keyMaker) keyOf(in []byte) *duckdb.UUID {
	m.mac.Reset()
	m.mac.Write(in)
	copy(m.key[:], m.mac.Sum(m.sum[:0]))
	return &m.key
}
