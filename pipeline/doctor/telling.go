package doctor

import (
	"context"
	"os"
	"path/filepath"

	"empanel/pipeline/config"
	"empanel/pipeline/notify"
	"empanel/pipeline/wording"
)

// logging looks whether the log can be written.
func logging(_ context.Context, s *Subject) []Finding {
	const check = "log"
	if s.Cfg.Log.Format == config.LogOff {
		return One(check, OK, "", "off")
	}
	if s.Cfg.Log.File == "" {
		return One(check, OK, "", "%s, to the error stream", s.Cfg.Log.Format)
	}
	path := s.WS.Configured(s.Cfg.Log.File)
	if !mayMake(path) {
		return One(check, Fail, "make its folder, and give this account the right to write there, or correct log.file", "%s cannot be written", path)
	}
	return One(check, OK, "", "%s, to %s", s.Cfg.Log.Format, path)
}

// mayMake says whether a file can be written, or made where it is not there.
func mayMake(path string) bool {
	if _, err := os.Lstat(path); err == nil {
		return Writable(path)
	}
	return Writable(filepath.Dir(path))
}

// figures looks whether the metrics can be written. The textfile takes another's
// place, so it is the folder that must be writable.
func figures(_ context.Context, s *Subject) []Finding {
	const check = "metrics"
	if s.Cfg.Metrics.Textfile == "" && s.Cfg.Metrics.Listen == "" {
		return One(check, OK, "", "not configured ([metrics])")
	}
	var found []Finding
	if file := s.Cfg.Metrics.Textfile; file != "" {
		folder := filepath.Dir(s.WS.Configured(file))
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || !Writable(folder) {
			found = One(check, Fail, "make the folder, and give this account the right to write there, or correct metrics.textfile", "%s is no folder that can be written to", folder)
		} else {
			found = One(check, OK, "", "written to %s after every run", s.WS.Configured(file))
		}
	}
	if s.Cfg.Metrics.Listen != "" {
		found = append(found, One(check, OK, "", "empanel schedule answers on %s", s.Cfg.Metrics.Listen)...)
	}
	return found
}

// notifications looks whether anybody would be told.
func notifications(_ context.Context, s *Subject) []Finding {
	const check = "notification"
	if !s.Cfg.Notify.Any() {
		return One(check, OK, "", "not configured ([notify]): who reads the exit code or cron's mail must do without")
	}
	sender := notify.NewSender(s.Cfg.Notify, s.WS.Dir(), s.WS.Notifications())
	if err := sender.Problems(); err != nil {
		return One(check, Fail, "mend it, then: empanel notify test", "%v", err)
	}
	unsent, err := sender.Unsent()
	if err != nil {
		return Cannot(check, err)
	}
	if unsent > 0 {
		return One(check, Warn, "see why, and send them: empanel notify test", "%s could not be sent yet", wording.Plural(unsent, "notification", "notifications"))
	}
	return One(check, OK, "", "to %s; try it: empanel notify test", wording.And(targets(s.Cfg.Notify)))
}

func targets(n config.Notify) []string {
	var all []string
	if count := len(n.Webhooks); count > 0 {
		all = append(all, wording.Plural(count, "webhook", "webhooks"))
	}
	if len(n.Command) > 0 {
		all = append(all, n.Command[0])
	}
	return all
}
