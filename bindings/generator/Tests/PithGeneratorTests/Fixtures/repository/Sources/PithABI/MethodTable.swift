// The methods that pith_method_info lists, in the order of families and names.
//
// Written by bindings/generator from the doc comments of this folder; do not edit.

let methodCount = 2

/// Nine texts per method, each with a NUL behind it: the fields of pith_method in their order.
func methodTexts() -> StaticString {
  """
  above\0\
  select\0\
  pith_select_above\0\
  Keeps what is above.\0\
  \0\
  \0\
  values\0\
  values\0\
  0\0\
  divprune\0\
  select\0\
  pith_select_divprune\0\
  Keeps the `keep` tokens that are farthest from each other in cosine distance.\0\
  DivPrune: Diversity-based Visual Token Pruning. CVPR 2025\0\
  https://arxiv.org/abs/2503.02175\0\
  tokens, mask?, keep, order\0\
  indices\0\
  2025\0
  """
}
