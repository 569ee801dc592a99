package schedule

import (
	"context"
	"sync"
	"time"
)

// telling tells of nights, one after the other, without keeping the scheduler
// from its clock.
type telling struct {
	told    func(context.Context, Night)
	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.Mutex
	waiting []Night
	more    chan struct{} // holds one while there may be nights that wait
	over    chan struct{} // closed when no more will come
	done    chan struct{} // closed when all are told
}

// tell begins to tell; told may be nil.
func tell(ctx context.Context, told func(context.Context, Night)) *telling {
	// Of what happens at the end people are told too.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t := &telling{told: told, ctx: ctx, cancel: cancel, more: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
	go t.tell()
	return t
}

// of has a night told.
func (t *telling) of(n Night) {
	if t.told == nil {
		return
	}
	t.mu.Lock()
	t.waiting = append(t.waiting, n)
	t.mu.Unlock()
	select {
	case t.more <- struct{}{}:
	default:
	}
}

func (t *telling) tell() {
	defer close(t.done)
	for {
		t.mu.Lock()
		nights := t.waiting
		t.waiting = nil
		t.mu.Unlock()
		for _, n := range nights {
			t.told(t.ctx, n)
		}
		if len(nights) > 0 {
			continue
		}
		select {
		case <-t.more:
		case <-t.over:
			select {
			case <-t.more:
			default:
				return
			}
		}
	}
}

// stop waits until all nights are told, but not long.
func (t *telling) stop() {
	close(t.over)
	timer := time.AfterFunc(tellingTime, t.cancel)
	defer timer.Stop()
	defer t.cancel()
	select {
	case <-t.done:
	case <-t.ctx.Done():
		// Whoever does not heed the context is not waited for.
	}
}
