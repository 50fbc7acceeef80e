let methodCount = 0
func methodEntry(_ index: Int) -> MethodEntry { MethodEntry(name: "", family: "", function: "", summary: "", paper: "", url: "", year: 0) }
