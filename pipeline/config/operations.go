package config

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Log says where the structured log of runs goes.
type Log struct {
	// Format is how records are written: off, text (key=value) or json.
	Format string `toml:"format"`
	// Level is the least level that is written: debug, info, warn or error.
	Level string `toml:"level"`
	// File is appended to; empty means the error stream.
	File string `toml:"file"`
}

// The forms of the log.
const (
	LogOff  = "off"
	LogText = "text"
	LogJSON = "json"
)

// LogFormats lists the forms of the log.
func LogFormats() []string { return []string{LogOff, LogText, LogJSON} }

// Metrics says how figures reach Prometheus.
type Metrics struct {
	// Textfile is written after every run, for the textfile collector of
	// node_exporter; empty means none.
	Textfile string `toml:"textfile"`
	// Listen is the loopback address on which empanel schedule answers;
	// empty means none.
	Listen string `toml:"listen"`
	// ReadyHours is how old the newest good run may be for /readyz.
	ReadyHours float64 `toml:"ready_hours"`
}

// Notify says who is told of a night that needs somebody.
type Notify struct {
	// Webhooks get every event as JSON by POST.
	Webhooks []string `toml:"webhooks"`
	// Command is a program and its arguments, which gets it on standard input.
	Command []string `toml:"command"`
	// Events are the kinds that are sent.
	Events []string `toml:"events"`
	// TimeoutSeconds is how long one try may take.
	TimeoutSeconds int `toml:"timeout_seconds"`
	// Retries is how often a failed try is repeated.
	Retries int `toml:"retries"`
	// SecretHeader is the header that holds the secret; empty means none.
	SecretHeader string `toml:"secret_header"`
	// SecretFile holds its value, in a file of mode 0600.
	SecretFile string `toml:"secret_file"`
}

// Any says whether anybody is to be told.
func (n Notify) Any() bool { return len(n.Webhooks)+len(n.Command) > 0 }

// NotifyEvents lists the kinds of events that can be sent, as in pipeline/notify,
// where a test holds the two together.
func NotifyEvents() []string {
	return []string{"failed", "attention", "transfer_overdue", "file_missing", "missed_night", "recovered"}
}

// LoadNotify reads [notify] of a file of which something else may be wrong, so
// that somebody can be told just that. It gives false where that section
// itself cannot be used.
func LoadNotify(path string) (Notify, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Notify{}, false
	}
	written := struct {
		Notify Notify `toml:"notify"`
	}{defaultNotify()}
	if err := toml.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &written); err != nil {
		return Notify{}, false
	}
	return written.Notify, len(written.Notify.problems()) == 0
}

func defaultNotify() Notify {
	return Notify{Webhooks: []string{}, Command: []string{}, Events: NotifyEvents(), TimeoutSeconds: 10, Retries: 3}
}

func (l Log) problems() []*Error {
	var found []*Error
	if !slices.Contains(LogFormats(), l.Format) {
		found = append(found, &Error{Key: "log.format", Message: `must be "off", "text" or "json"`})
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, l.Level) {
		found = append(found, &Error{Key: "log.level", Message: `must be "debug", "info", "warn" or "error"`})
	}
	return found
}

func (m Metrics) problems() []*Error {
	var found []*Error
	if m.Listen != "" {
		if err := LoopbackAddress(m.Listen); err != nil {
			found = append(found, &Error{Key: "metrics.listen", Message: err.Error()})
		}
	}
	if m.Textfile != "" && filepath.Ext(m.Textfile) != ".prom" {
		found = append(found, &Error{Key: "metrics.textfile", Message: "must end in .prom: the textfile collector reads no other file"})
	}
	if !(m.ReadyHours > 0 && m.ReadyHours <= 8784) {
		found = append(found, &Error{Key: "metrics.ready_hours", Message: "must be a number of hours above 0, at most 8784"})
	}
	return found
}

// LoopbackAddress says what is wrong with an address to listen on: it must be
// one that only this machine can reach, with a port.
func LoopbackAddress(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("must be an address and a port of this machine, like 127.0.0.1:9532")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("must have a port from 0 to 65535, like 127.0.0.1:9532")
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
		return fmt.Errorf("must be an address that only this machine can reach: 127.0.0.1, [::1] or localhost")
	}
	return nil
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

func (n Notify) problems() []*Error {
	var found []*Error
	wrong := func(key, message string) { found = append(found, &Error{Key: "notify." + key, Message: message}) }
	for _, hook := range n.Webhooks {
		if what := wrongWebhook(hook); what != "" {
			wrong("webhooks", what)
			break
		}
	}
	if len(n.Command) > 0 && !filepath.IsAbs(n.Command[0]) {
		wrong("command", `must begin with the whole path of a program, like ["/usr/local/bin/page", "empanel"]`)
	}
	for _, event := range n.Events {
		if !slices.Contains(NotifyEvents(), event) {
			wrong("events", "must be of "+strings.Join(NotifyEvents(), ", "))
			break
		}
	}
	if n.TimeoutSeconds < 1 || n.TimeoutSeconds > 120 {
		wrong("timeout_seconds", "must be from 1 to 120")
	}
	if n.Retries < 0 || n.Retries > 10 {
		wrong("retries", "must be from 0 to 10")
	}
	switch {
	case n.SecretHeader != "" && !headerName.MatchString(n.SecretHeader):
		wrong("secret_header", `must be the name of a header, like "Authorization"`)
	case n.SecretHeader != "" && n.SecretFile == "":
		wrong("secret_file", "must name the file with the value of notify.secret_header")
	case n.SecretHeader == "" && n.SecretFile != "":
		wrong("secret_header", "must name the header that gets the content of notify.secret_file")
	}
	return found
}

// wrongWebhook says why an address cannot be sent to. It does not repeat it: a
// webhook's address is often a secret.
func wrongWebhook(hook string) string {
	u, err := url.Parse(hook)
	if err != nil || u.Hostname() == "" {
		return "must be addresses like https://example.org/hook"
	}
	if u.User != nil {
		return "must have no password in the address: use notify.secret_header and notify.secret_file"
	}
	switch u.Scheme {
	case "https":
		return ""
	case "http":
		if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() == "localhost" || err == nil && ip.Unmap().IsLoopback() {
			return ""
		}
		return "must begin with https:// (http:// only to this machine)"
	default:
		return "must begin with https://"
	}
}
