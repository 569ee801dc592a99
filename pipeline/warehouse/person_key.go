package warehouse

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
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

// Executor implements duckdb.ScalarFunc.
func (t textKey) Executor() duckdb.ScalarFuncExecutor {
	return t.executor(func(maker *keyMaker, value any) (any, bool) {
		text, ok := value.(string)
		if !ok {
			return nil, false
		}
		return maker.keyOfText(text), true
	})
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

// Executor implements duckdb.ScalarFunc.
func (p personKey) Executor() duckdb.ScalarFuncExecutor {
	return p.executor(func(maker *keyMaker, value any) (any, bool) {
		phn, ok := value.(int64)
		if !ok {
			return nil, false
		}
		return maker.keyOfPHN(phn), true
	})
}

// executor makes the keys of a column. DuckDB calls it from several threads,
// with some two thousand rows each time.
func (p personKey) executor(keyOf func(*keyMaker, any) (key any, ok bool)) duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{ChunkContextExecutor: func(_ context.Context, rows *duckdb.ChunkIteratorState) error {
		maker := p.makers.Get().(*keyMaker)
		defer p.makers.Put(maker)
		for row, err := range rows.Rows() {
			if err != nil {
				return err
			}
			key, ok := keyOf(maker, *row.GetValuePtr(0))
			if !ok {
				return errors.New("a key was asked of a value of another type")
			}
			if err := row.SetResult(key); err != nil {
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
	mac  hash.Hash
	in   [8]byte
	text []byte
	sum  [sha256.Size]byte
	key  duckdb.UUID
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

// keyOfText gives the key of a text, valid until the next call.
func (m *keyMaker) keyOfText(text string) any {
	m.text = append(append(m.text[:0], "text:"...), text...)
	return m.keyOf(m.text)
}

// keyOf gives the first 128 bits of the keyed hash, valid until the next call.
func (m *keyMaker) keyOf(in []byte) *duckdb.UUID {
	m.mac.Reset()
	m.mac.Write(in)
	copy(m.key[:], m.mac.Sum(m.sum[:0]))
	return &m.key
}
