package decisions

// Reason is a check that a line failed.
type Reason struct {
	Reason string `json:"reason"`
	Hint   string `json:"hint"`
	Heals  bool   `json:"may_heal"`
	Found  string `json:"compared_with,omitempty"` // what the line was held against: the feed row in force, or that there is none
	Remedy string `json:"remedy,omitempty"`        // what would make it count
}
