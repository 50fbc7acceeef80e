// The methods that pith_method_info lists, in the order of families and names. Written by bindings/generator from the
// doc comments of this folder; do not edit.

let methodCount = 1

func methodEntry(_ index: Int) -> MethodEntry {
  switch index {
  case 0:
    return MethodEntry(
      name: "top_k", family: "select", function: "pith_select_top_k",
      summary: "Keeps the `keep` tokens with the largest scores.",
      paper: "",
      url: "", year: 0)
  default:
    return MethodEntry(name: "", family: "", function: "", summary: "", paper: "", url: "", year: 0)
  }
}
