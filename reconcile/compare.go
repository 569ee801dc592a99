package reconcile

// Compared asks what the registry knows of the people of a practice's own list.
const Compared = "compare"
