package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"empanel/pipeline/spelling"
	"empanel/reconcile"
)

// Error is one thing wrong with a configuration file. It means wrong usage:
// nothing was done.
type Error struct {
	File    string
	Line    int    // from 1; 0 when the line is not known
	Column  int    // from 1; 0 when the column is not known
	Key     string // with its section, e.g. "engine.threads"; empty when the file is no TOML
	Message string // what is wrong and what to write
	place   int    // which table of a list of tables, from 1; 0 where there is no list
}

// Error renders file:line:column: key: message.
func (e *Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", place, e.Line, e.Column)
	}
	if e.Key != "" {
		place += ": " + e.Key
	}
	return place + ": " + e.Message
}

// Load reads a configuration file over the defaults. A file that is not there
// gives the defaults. Everything wrong with the file's keys and values is
// reported at once, each an [Error], joined.
func Load(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil
	}
	if err != nil {
		return Config{}, fmt.Errorf("reading the configuration: %w", err)
	}
	return decode(filepath.Base(path), text)
}

// LoadPolicy reads the policy of a file that has a [policy] table, and perhaps
// more, as [Load] reads a configuration: a key of the policy that is missing
// means its default. It gives [ErrNoPolicy] where there is no such table, and an
// error that wraps fs.ErrNotExist where there is no file.
func LoadPolicy(path string) (reconcile.Policy, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return reconcile.Policy{}, fmt.Errorf("reading the policy: %w", err)
	}
	config, err := decode(filepath.Base(path), text)
	if err != nil {
		return reconcile.Policy{}, err
	}
	var written struct {
		Policy *map[string]any `toml:"policy"`
	}
	if err := toml.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &written); err != nil || written.Policy == nil {
		return reconcile.Policy{}, fmt.Errorf("%s %w", filepath.Base(path), ErrNoPolicy)
	}
	return config.Policy, nil
}

// ErrNoPolicy is the error of a file without a policy.
var ErrNoPolicy = errors.New("has no [policy] table, so there is no policy in it")

func decode(file string, text []byte) (Config, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	config := Default()
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&config)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var errs []error
		for i := range unknown.Errors {
			errs = append(errs, unknownKey(file, &unknown.Errors[i]))
		}
		return Config{}, errors.Join(errs...)
	case errors.As(err, &wrong):
		return Config{}, wrongValue(file, wrong)
	case err != nil:
		return Config{}, &Error{File: file, Message: strings.TrimPrefix(err.Error(), "toml: ")}
	}
	var errs []error
	for _, problem := range append(config.problems(), policyProblems(config.Policy)...) {
		problem.File = file
		problem.Line, problem.Column = whereIn(problem.Key, problem.place, text)
		errs = append(errs, problem)
	}
	if len(errs) > 0 {
		return Config{}, errors.Join(errs...)
	}
	return config, nil
}

// unknownKey says which known key was probably meant.
func unknownKey(file string, e *toml.DecodeError) *Error {
	line, column := e.Position()
	key := strings.Join(e.Key(), ".")
	message := "is not a known key"
	if near := nearest(key); near != "" {
		message += "; did you mean " + near + "?"
	}
	return &Error{File: file, Line: line, Column: column, Key: key, Message: message}
}

// wrongValue says what kind of value a key takes, in the words of the file and
// not of the program.
func wrongValue(file string, e *toml.DecodeError) *Error {
	line, column := e.Position()
	key := strings.Join(e.Key(), ".")
	message := strings.TrimPrefix(e.Error(), "toml: ")
	if kind, ok := known()[key]; ok && strings.Contains(message, "cannot") {
		message = "takes " + kind
	}
	return &Error{File: file, Line: line, Column: column, Key: key, Message: message}
}

func policyProblems(p reconcile.Policy) []*Error {
	joined, ok := p.Validate().(interface{ Unwrap() []error }) //nolint:errorlint // Validate joins, and each part is wanted
	if !ok {
		return nil
	}
	var found []*Error
	for _, err := range joined.Unwrap() {
		var wrong *reconcile.PolicyError
		if errors.As(err, &wrong) {
			found = append(found, &Error{Key: "policy." + wrong.Key, Message: wrong.Message})
		}
	}
	return found
}

// sections has the sections of a configuration file and none of their keys.
type sections struct {
	Intake   struct{} `toml:"intake"`
	Engine   struct{} `toml:"engine"`
	Publish  struct{} `toml:"publish"`
	Alert    struct{} `toml:"alert"`
	Schedule struct {
		Job    []struct{} `toml:"job"`
		Expect []struct{} `toml:"expect"`
	} `toml:"schedule"`
	Log        struct{} `toml:"log"`
	Metrics    struct{} `toml:"metrics"`
	Notify     struct{} `toml:"notify"`
	Security   struct{} `toml:"security"`
	Encryption struct{} `toml:"encryption"`
	Retention  struct{} `toml:"retention"`
	Ledger     struct{} `toml:"ledger"`
	Policy     struct {
		Guard   struct{} `toml:"guard"`
		Suspect struct{} `toml:"suspect"`
		Match   struct{} `toml:"match"`
		CLFP    struct{} `toml:"clfp"`
	} `toml:"policy"`
}

// whereIs finds the line of a key by asking the decoder: read into a structure
// that knows no key at all, it names every one with its place.
func whereIs(key string, text []byte) (line, column int) { return whereIn(key, 0, text) }

// whereIn is [whereIs] for a key of the table at a place in a list of tables. A
// table that does not have the key is itself the place.
func whereIn(key string, place int, text []byte) (line, column int) {
	from, to := tableLines(key, place, text)
	if place > 0 && from == 0 {
		return 0, 0 // the list is not written as tables
	}
	var unknown *toml.StrictMissingError
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&sections{})
	if !errors.As(err, &unknown) {
		return 0, 0
	}
	for i := range unknown.Errors {
		line, column := unknown.Errors[i].Position()
		if strings.Join(unknown.Errors[i].Key(), ".") == key && (place == 0 || line > from && line < to) {
			return line, column
		}
	}
	return from, min(from, 1)
}

// tableLines gives the line that begins the table of a list, and the one after
// its last; 0 where there is none.
func tableLines(key string, place int, text []byte) (from, to int) {
	header := regexp.MustCompile(`^\s*\[\[\s*` + regexp.QuoteMeta(strings.TrimSuffix(key, "."+leaf(key))) + `\s*\]\]`)
	lines := bytes.Split(text, []byte("\n"))
	for i, line := range lines {
		if !header.Match(line) {
			continue
		}
		switch place--; place {
		case 0:
			from, to = i+1, len(lines)+1
		case -1:
			to = i + 1
		}
	}
	return from, to
}

// known gives every key with its section, and in words what it takes.
func known() map[string]string {
	keys := map[string]string{}
	var walk func(prefix string, t reflect.Type)
	walk = func(prefix string, t reflect.Type) {
		for field := range t.Fields() {
			name := prefix + field.Tag.Get("toml")
			switch {
			case field.Type == reflect.TypeFor[reconcile.Day]():
				keys[name] = `a date in quotes, like "2024-02-01"`
			case field.Type.Kind() == reflect.Struct:
				walk(name+".", field.Type)
			case field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Struct:
				walk(name+".", field.Type.Elem())
			case field.Type.Kind() == reflect.Bool:
				keys[name] = "true or false"
			case field.Type.Kind() == reflect.Int:
				keys[name] = "a whole number"
			case field.Type.Kind() == reflect.Float64:
				keys[name] = "a number"
			case field.Type == reflect.TypeFor[[]int]():
				keys[name] = "a list of whole numbers, like [10, 20]"
			case field.Type.Kind() == reflect.Slice:
				keys[name] = `a list of texts in quotes, like ["a", "b"]`
			default:
				keys[name] = "a text in quotes"
			}
		}
	}
	walk("", reflect.TypeFor[Config]())
	return keys
}

// nearest gives the known key most like the one written: a slip of the finger,
// or the right name in the wrong section. Empty when none is near.
func nearest(written string) string {
	names := make([]string, 0, len(known()))
	for name := range known() {
		names = append(names, name)
	}
	slices.Sort(names) // of equally near ones always the same
	best, least := "", len(written)/2+1
	for _, name := range names {
		distance := spelling.Distance(written, name)
		if leaf(name) != name {
			distance = min(distance, spelling.Distance(leaf(written), leaf(name))+1)
		}
		if distance < least {
			best, least = name, distance
		}
	}
	return best
}

func leaf(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// In gives the place that a path of the configuration of the workspace in a folder
// names: seen from there, unless it is absolute.
func In(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
