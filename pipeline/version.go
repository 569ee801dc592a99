package pipeline

// Version is the program's version. It is stored with every run, since the
// rules are part of the program.
const Version = "0.1.0"
