// A file without exported functions has no header.

func call() {}
