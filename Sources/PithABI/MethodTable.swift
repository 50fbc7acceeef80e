// The methods that pith_method_info lists, in the order of families and names.
//
// Written by bindings/generator from the doc comments of this folder; do not edit.

let methodCount = 13

func methodEntry(_ index: Int) -> MethodEntry {
  switch index {
  case 0:
    return MethodEntry(
      name: "compact", family: "apply", function: "pith_apply_compact",
      summary: "Moves the named positions of one axis to its front, in place: shortens a KV cache.",
      paper: "",
      url: "", year: 0)
  case 1:
    return MethodEntry(
      name: "gather", family: "apply", function: "pith_apply_gather",
      summary: "Copies the named positions of one axis of a tensor.",
      paper: "",
      url: "", year: 0)
  case 2:
    return MethodEntry(
      name: "merge", family: "apply", function: "pith_apply_merge",
      summary: "Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output row.",
      paper: "",
      url: "", year: 0)
  case 3:
    return MethodEntry(
      name: "transform", family: "apply", function: "pith_apply_transform",
      summary: "Makes every output token a weighted sum of all input tokens: y = weights · x.",
      paper: "",
      url: "", year: 0)
  case 4:
    return MethodEntry(
      name: "unmerge", family: "apply", function: "pith_apply_unmerge",
      summary: "Gives every token a copy of the row that it was merged into.",
      paper: "",
      url: "", year: 0)
  case 5:
    return MethodEntry(
      name: "tome_schedule", family: "budget", function: "pith_budget_tome_schedule",
      summary: "Fills how many tokens each layer of a network removes by token merging.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 6:
    return MethodEntry(
      name: "tome", family: "merge", function: "pith_merge_tome",
      summary: "Pairs tokens at even positions with their most similar token at an odd position and merges the `remove` most similar pairs.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 7:
    return MethodEntry(
      name: "tome_attention", family: "merge", function: "pith_merge_tome_attention",
      summary: "Attention over merged tokens in which every key counts by the number of tokens it stands for, and the metric for merging.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 8:
    return MethodEntry(
      name: "tome_kth", family: "merge", function: "pith_merge_tome_kth",
      summary: "Merges every token into its most similar `k`-th token: token merging with fixed, evenly spaced destinations.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 9:
    return MethodEntry(
      name: "tome_random", family: "merge", function: "pith_merge_tome_random",
      summary: "Merges the first `remove` tokens of a permutation into their most similar one of the others: token merging with random destinations.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 10:
    return MethodEntry(
      name: "divprune", family: "select", function: "pith_select_divprune",
      summary: "Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse tokens, without any scores.",
      paper: "DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR 2025",
      url: "https://arxiv.org/abs/2503.02175", year: 2025)
  case 11:
    return MethodEntry(
      name: "farthest_point", family: "select", function: "pith_select_farthest_point",
      summary: "Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it finds: greedy k-center.",
      paper: "Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38, 1985",
      url: "https://doi.org/10.1016/0304-3975(85)90224-5", year: 1985)
  case 12:
    return MethodEntry(
      name: "top_k", family: "select", function: "pith_select_top_k",
      summary: "Keeps the `keep` tokens with the largest scores.",
      paper: "",
      url: "", year: 0)
  default:
    return MethodEntry(name: "", family: "", function: "", summary: "", paper: "", url: "", year: 0)
  }
}
