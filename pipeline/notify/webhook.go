package notify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/net/http/httpguts"

	"empanel/pipeline/config"
	"empanel/pipeline/version"
)

// webhook is an address that gets events by POST.
type webhook struct {
	address  string
	header   string
	secret   string
	unusable error // why its secret cannot be read
	client   *retryablehttp.Client
}

// longestWait is how long is waited at most before a repetition, whatever the
// other side asks for.
const longestWait = 30 * time.Second

// mostAnswered is how much of an answer is read.
const mostAnswered = 4 << 10

func newWebhook(address string, settings config.Notify, secret string, wait time.Duration) *webhook {
	client := retryablehttp.NewClient()
	client.Logger = nil // it would log the address
	client.RetryMax = settings.Retries
	client.RetryWaitMin, client.RetryWaitMax = wait, longestWait
	client.Backoff = func(least, most time.Duration, attempt int, answer *http.Response) time.Duration {
		return min(retryablehttp.DefaultBackoff(least, most, attempt, answer), most)
	}
	client.ErrorHandler = retryablehttp.PassthroughErrorHandler
	client.HTTPClient.Timeout = time.Duration(settings.TimeoutSeconds) * time.Second
	// Who answers with another address does not get the secret sent there.
	client.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &webhook{address: address, header: settings.SecretHeader, secret: secret, client: client}
}

// name leaves out the path: it is often a secret.
func (w *webhook) name() string {
	u, err := url.Parse(w.address)
	if err != nil {
		return "webhook"
	}
	return "webhook " + u.Scheme + "://" + u.Host
}

func (w *webhook) id() string {
	sum := sha256.Sum256([]byte(w.address))
	return "webhook " + hex.EncodeToString(sum[:8])
}

func (w *webhook) send(ctx context.Context, _ Event, payload []byte) error {
	if w.unusable != nil {
		return w.unusable
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, w.address, payload)
	if err != nil {
		return errors.New("its address cannot be used")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "empanel/"+version.Program)
	if w.header != "" {
		request.Header.Set(w.header, w.secret)
	}
	answer, err := w.client.Do(request)
	if err != nil {
		return withoutAddress(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if answer.StatusCode/100 == 2 {
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, mostAnswered)) // so that the connection can be used again
		return nil
	}
	said, _ := io.ReadAll(io.LimitReader(answer.Body, mostAnswered))
	what := fmt.Sprintf("it answered %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	if answer.StatusCode/100 == 3 {
		return errors.New(what + ": give the address it names, as none is followed")
	}
	if line := firstLine(said); line != "" {
		what += ": " + line
	}
	return errors.New(what)
}

// withoutAddress gives the cause of an error of the client, which repeats the
// whole address.
func withoutAddress(err error) error {
	var of *url.Error
	for errors.As(err, &of) {
		err = of.Err
		of = nil
	}
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "Client.Timeout") {
		return errors.New("it did not answer in time (notify.timeout_seconds)")
	}
	return err
}

// longestSecret is how large a secret's file may be.
const longestSecret = 4 << 10

// readSecret gives the value of the secret header, empty where there is none. No
// error holds any of it.
func readSecret(dir string, settings config.Notify) (string, error) {
	path := settings.SecretFile
	if path == "" {
		return "", nil
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("notify.secret_file: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("notify.secret_file: %s is no file", path)
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("notify.secret_file: others than its owner can use %s: chmod 600 it", path)
	case info.Size() > longestSecret:
		return "", fmt.Errorf("notify.secret_file: %s is larger than %d bytes, so it is no secret", path, longestSecret)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("notify.secret_file: %w", err)
	}
	secret := string(bytes.TrimSpace(content))
	if secret == "" || !httpguts.ValidHeaderFieldValue(secret) || strings.Contains(secret, "\n") {
		return "", fmt.Errorf("notify.secret_file: %s must have one line, the value of the header", path)
	}
	return secret, nil
}
