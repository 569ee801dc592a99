package page

import (
	"fmt"
	"strings"
)

// word gives what a code means in words, or the code itself with blanks: a page
// does not fail because there is a new one.
func word(words map[string]string, code string) string {
	if w, ok := words[code]; ok {
		return w
	}
	return strings.ReplaceAll(code, "_", " ")
}

func outcomeWords(code string) string {
	return word(map[string]string{
		"quarantined":      "in quarantine",
		"duplicate":        "sent before",
		"reversed":         "taken back by the sender",
		"refused":          "refused by the Medical Services Plan",
		"pending":          "waiting for its answer",
		"held":             "held",
		"attached":         "attached somebody new",
		"already_attached": "attached already",
		"changed_clinic":   "changed clinic",
		"moved":            "moved from another provider",
		"removed":          "removed from a panel",
		"no_effect":        "without effect",
		"applied":          "applied to a line",
		"ignored":          "not about attachment",
		"portal":           "portal claim",
		"reference":        "feed row taken in",
	}, code)
}

func flowWords(code string) string {
	return word(map[string]string{
		"attached":       "attached by a claim, with nobody before",
		"moved":          "claimed from another provider",
		"transferred":    "under a transfer",
		"changed_clinic": "change of clinic",
		"restored":       "restored in the registry",
		"healed":         "a line left quarantine",
		"accepted":       "a claim was accepted",
		"released":       "a held claim was released",
		"stands_again":   "a claim stands again",
		"merged":         "numbers of one person merged or parted",
		"superseded":     "claimed by another provider",
		"removed":        "removed in the registry",
		"deceased":       "died",
		"quarantined":    "the claim is in quarantine now",
		"refused":        "the claim was refused",
		"reversed":       "the claim was taken back",
		"held":           "the claim is held now",
		"pending":        "the claim waits for its answer",
	}, code)
}

func channelWords(channel string) string {
	return word(map[string]string{
		"teleplan":        "Teleplan",
		"teleplan-return": "Teleplan returns",
		"drbill":          "Dr.Bill",
		"registry":        "Registry feeds",
	}, channel)
}

// senderWords names who sent: the program where files say which, else the channel.
func senderWords(channel, software string) string {
	switch {
	case software != "":
		return software
	case channel == "teleplan":
		return "Teleplan, program not named"
	}
	return channelWords(channel)
}

func areaWords(code string) string {
	switch len(code) {
	case 0:
		return "Not stated"
	case 1:
		return "Health Authority " + code
	}
	return "Local Health Area " + code
}

// numbered is a number with its noun.
func numbered(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number has commas between thousands, and a minus that is as wide as a plus.
func number(n int64) string {
	if n < 0 {
		return "\u2212" + number(-n)
	}
	digits := fmt.Sprint(n)
	var out strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(d)
	}
	return out.String()
}

func signed(n int64) string {
	if n > 0 {
		return "+" + number(n)
	}
	return number(n)
}

// percent is a share in percent; a dash where there is nothing to share.
func percent(part, whole int64) string {
	if whole == 0 {
		return "\u2013"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

// seconds is a duration as people say it.
func seconds(s float64) string {
	switch {
	case s < 0.1:
		return fmt.Sprintf("%.0f ms", s*1000)
	case s < 60:
		return fmt.Sprintf("%.1f s", s)
	default:
		return fmt.Sprintf("%d min %02d s", int(s)/60, int(s)%60)
	}
}

func phaseOf(stage string) string {
	switch {
	case stage == "take in":
		return "Read tonight's files"
	case hasAny(stage, "05_", "06_", "07_", "load", "08_", "10_", "12_", "20_"):
		return "Load the evidence"
	case hasAny(stage, "30_", "35_", "40_", "50_", "60_", "70_"):
		return "Check lines"
	case hasAny(stage, "72_", "74_"), strings.Contains(stage, "guard"):
		return "Guard"
	case hasAny(stage, "80_", "82_", "83_", "digest"):
		return "Decide who is attached"
	case hasAny(stage, "84_"):
		return "Transfers"
	case hasAny(stage, "85_", "86_"):
		return "Panels and room"
	case hasAny(stage, "88_", "89_", "match"):
		return "Matching"
	case hasAny(stage, "9"), stage == "quarantined lines":
		return "Write the registry"
	case stage == "check":
		return "Checks before the commit"
	case stage == "publish":
		return "Publish the snapshot"
	}
	return stage
}

func hasAny(text string, beginnings ...string) bool {
	for _, b := range beginnings {
		if strings.HasPrefix(text, b) {
			return true
		}
	}
	return false
}

// phases adds up the stages that belong together, in the order they came in.
func phases(stages []Stage) []Stage {
	var all []Stage
	at := map[string]int{}
	for _, s := range stages {
		name := phaseOf(s.Name)
		i, found := at[name]
		if !found {
			i = len(all)
			at[name] = i
			all = append(all, Stage{Name: name})
		}
		all[i].Seconds += s.Seconds
	}
	return all
}
