// The methods that pith_method_info lists, in the order of families and names.
//
// Written by bindings/generator from the doc comments of this folder; do not edit.

let methodCount = 2

func methodEntry(_ index: Int) -> MethodEntry {
  switch index {
  case 0:
    return MethodEntry(
      name: "above", family: "select", function: "pith_select_above",
      summary: "Keeps what is above.",
      paper: "",
      url: "", year: 0)
  case 1:
    return MethodEntry(
      name: "divprune", family: "select", function: "pith_select_divprune",
      summary: "Keeps the `keep` tokens that are farthest from each other in cosine distance.",
      paper: "DivPrune: Diversity-based Visual Token Pruning. CVPR 2025",
      url: "https://arxiv.org/abs/2503.02175", year: 2025)
  default:
    return MethodEntry(name: "", family: "", function: "", summary: "", paper: "", url: "", year: 0)
  }
}
