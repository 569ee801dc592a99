package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"empanel/pipeline/config"
)

// ErrNotLoopback is the error of an address that others than this machine can
// reach.
var ErrNotLoopback = errors.New("is no address that only this machine can reach")

// Listen opens an address for [Board.Serve], or gives [ErrNotLoopback] where
// others than this machine could reach it. Port 0 takes any that is free.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	if err := config.LoopbackAddress(address); err != nil {
		return nil, fmt.Errorf("metrics: %s %w: %w", address, ErrNotLoopback, err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	// What localhost means is said by a file of the machine.
	if at, ok := listener.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("metrics: %s %w", address, ErrNotLoopback), listener.Close())
	}
	return listener, nil
}

// How long a client may take, and how long answers under way may take when the
// program ends.
const (
	headerPatience = 5 * time.Second
	readPatience   = 10 * time.Second
	writePatience  = 30 * time.Second
	idlePatience   = time.Minute
	endPatience    = time.Second
	maxHeaderBytes = 16 << 10
	maxAtOnce      = 4 // scrapes
)

// Serving says how a board answers.
type Serving struct {
	Now    func() time.Time // nil means the machine's clock
	MaxAge time.Duration    // of the newest good run, for /readyz
}

// Serve answers /metrics, /healthz and /readyz on a listener of [Listen] until
// ctx ends, and closes it. That it was told to end is no error.
func (b *Board) Serve(ctx context.Context, listener net.Listener, s Serving) error {
	if s.Now == nil {
		s.Now = time.Now
	}
	server := &http.Server{
		Handler:           b.handler(s),
		ReadHeaderTimeout: headerPatience, ReadTimeout: readPatience, WriteTimeout: writePatience, IdleTimeout: idlePatience,
		MaxHeaderBytes: maxHeaderBytes,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("metrics: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
	defer cancel()
	if server.Shutdown(patience) == nil {
		return nil
	}
	if err := server.Close(); err != nil { // who is still connected has had time
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

func (b *Board) handler(s Serving) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(b.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxAtOnce, Timeout: readPatience}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := Ready(b.Facts(), s.Now(), s.MaxAge); err != nil {
			say(w, http.StatusServiceUnavailable, err.Error())
			return
		}
		say(w, http.StatusOK, "ok")
	})
	return mux
}

func say(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text+"\n") // who has gone hears nothing
}
