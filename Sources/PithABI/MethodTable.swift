// The methods that pith_method_info lists, in the order of families and names.
//
// Written by bindings/generator from the doc comments of this folder; do not edit.

let methodCount = 132

/// Nine texts per method, each with a NUL behind it: the fields of pith_method in their order.
func methodTexts() -> StaticString {
  """
  compact\0\
  apply\0\
  pith_apply_compact\0\
  Moves the named positions of one axis to its front, in place: shortens a KV cache.\0\
  \0\
  \0\
  indices, axis, values\0\
  values\0\
  0\0\
  gather\0\
  apply\0\
  pith_apply_gather\0\
  Copies the named positions of one axis of a tensor.\0\
  \0\
  \0\
  input, indices, axis\0\
  output\0\
  0\0\
  merge\0\
  apply\0\
  pith_apply_merge\0\
  Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output row.\0\
  \0\
  \0\
  x, assign, weight?, mode\0\
  y, size?\0\
  0\0\
  transform\0\
  apply\0\
  pith_apply_transform\0\
  Makes every output token a weighted sum of all input tokens: y = weights · x.\0\
  \0\
  \0\
  weights, x\0\
  y\0\
  0\0\
  unmerge\0\
  apply\0\
  pith_apply_unmerge\0\
  Gives every token a copy of the row that it was merged into.\0\
  \0\
  \0\
  y, assign\0\
  x\0\
  0\0\
  aim\0\
  budget\0\
  pith_budget_aim\0\
  The number of tokens of a sequence that a rate of its visual tokens leaves.\0\
  AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025\0\
  https://arxiv.org/abs/2412.03248\0\
  n, protected_count, rate\0\
  count\0\
  2025\0\
  aim\0\
  budget\0\
  pith_budget_aim_rates\0\
  Fills the share of visual tokens that each layer of a decoder keeps.\0\
  AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025\0\
  https://arxiv.org/abs/2412.03248\0\
  layers, start, drop\0\
  rates\0\
  2025\0\
  dymu_schedule\0\
  budget\0\
  pith_budget_dymu_schedule\0\
  Fills how many tokens each layer removes on average so that all together remove a given number.\0\
  DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025\0\
  https://arxiv.org/abs/2504.17040\0\
  layers, remove, kind\0\
  schedule\0\
  2025\0\
  globalcom2\0\
  budget\0\
  pith_budget_globalcom2\0\
  Shares tokens between the crops of an image by the scores of its thumbnail.\0\
  Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025\0\
  https://arxiv.org/abs/2501.05179\0\
  scores, grid_height, grid_width, side, image_height, image_width, retention, temperature\0\
  keep, scales?\0\
  2025\0\
  gsearch\0\
  budget\0\
  pith_budget_gsearch\0\
  A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.\0\
  Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025\0\
  https://arxiv.org/abs/2412.00556\0\
  n, steepness, r_min, r_max, budget\0\
  counts, rates?, center?, mean?\0\
  2025\0\
  gsearch\0\
  budget\0\
  pith_budget_gsearch_trial\0\
  The next trial of G-Search: which layer to try with which rate, given the outcomes of all trials before.\0\
  Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025\0\
  https://arxiv.org/abs/2412.00556\0\
  answers, levels\0\
  rates, trial\0\
  2025\0\
  hired\0\
  budget\0\
  pith_budget_hired\0\
  Shares a number of tokens between a whole image and its crops by where the class token looks.\0\
  HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in Resource-Constrained Environments, AAAI 2025\0\
  https://arxiv.org/abs/2408.10945\0\
  attention, grid_height, grid_width, total, alpha, blocks\0\
  budgets\0\
  2025\0\
  keep_count\0\
  budget\0\
  pith_budget_keep_count\0\
  Turns a ratio into a number of tokens by a named rounding rule.\0\
  \0\
  \0\
  n, ratio, rounding\0\
  count\0\
  0\0\
  knee\0\
  budget\0\
  pith_budget_knee\0\
  Keeps the tokens above the knee of their falling scores: as many as the data says.\0\
  CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025\0\
  https://arxiv.org/abs/2505.19235\0\
  scores, inclusive\0\
  indices, count, knee?, value?\0\
  2025\0\
  pyramiddrop\0\
  budget\0\
  pith_budget_pyramiddrop\0\
  Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · ratio), of the first count.\0\
  PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025\0\
  https://arxiv.org/abs/2410.17247\0\
  ratios, n\0\
  counts\0\
  2025\0\
  tome_schedule\0\
  budget\0\
  pith_budget_tome_schedule\0\
  Fills how many tokens each layer of a network removes by token merging.\0\
  Token Merging: Your ViT But Faster, ICLR 2023\0\
  https://arxiv.org/abs/2210.09461\0\
  layers, r, inflect\0\
  schedule\0\
  2023\0\
  tomesd_plan\0\
  budget\0\
  pith_budget_tomesd_plan\0\
  The grid of a diffusion model's layer, and how many of its tokens to merge.\0\
  Token Merging for Fast Stable Diffusion, CVPR workshop 2023\0\
  https://arxiv.org/abs/2303.17604\0\
  full_width, full_height, n, ratio, max_downsample\0\
  grid, remove\0\
  2023\0\
  vflowopt\0\
  budget\0\
  pith_budget_vflowopt\0\
  Fills how many image tokens stay at each stage of VFlowOpt: count - round-half-even(count · (1 - ratio)), count being what the stage before left.\0\
  VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025\0\
  https://arxiv.org/abs/2508.05211\0\
  ratios, n\0\
  counts\0\
  2025\0\
  centerclip\0\
  cluster\0\
  pith_cluster_centerclip\0\
  Picks tokens that stand for the others: k medoids of the tokens or of their spectral embedding (CenterCLIP).\0\
  Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022\0\
  https://arxiv.org/abs/2205.00823\0\
  tokens, options?, clusters\0\
  medoids, assign?\0\
  2022\0\
  centerclip\0\
  cluster\0\
  pith_cluster_centerclip_segments\0\
  Shortens a video to segments of consecutive frames, each with one class token and the tokens that stand for its patches (CenterCLIP).\0\
  Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022\0\
  https://arxiv.org/abs/2205.00823\0\
  tokens, options?, segments, clusters, mean\0\
  y, medoids?, assign?\0\
  2022\0\
  crag\0\
  cluster\0\
  pith_cluster_crag\0\
  Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not corrective) retrieval.\0\
  Akesson and Santos, "Clustered Retrieved Augmented Generation", 2024\0\
  https://arxiv.org/abs/2406.00029\0\
  embeddings, initial_centers?, k_min, k_max, normalize, per_cluster, order, max_iterations, tolerance\0\
  labels, clusters?, sizes?, members?, representatives?, cluster_count?, representative_count?, centers?, inertia?, iterations?\0\
  2024\0\
  crag_elbow\0\
  cluster\0\
  pith_cluster_elbow\0\
  Picks the number of clusters at the elbow of an inertia curve: the point farthest below the chord between its ends.\0\
  \0\
  \0\
  inertia, k_min\0\
  distance?, k\0\
  0\0\
  dpc_knn\0\
  cluster\0\
  pith_cluster_dpc_knn\0\
  Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of density and distance to anything denser.\0\
  Du, Ding and Jia, "Study on Density Peaks Clustering Based on k-Nearest Neighbors and Principal Component Analysis", Knowledge-Based Systems 99 (2016), as used by Chat-UniVi (CVPR 2024)\0\
  https://arxiv.org/abs/2311.08046\0\
  tokens, noise?, mask?, token_weight?, clusters, neighbours, noise_scale, epsilon\0\
  centers, assign?, weight?, density?, delta?, score?\0\
  2024\0\
  expedit\0\
  cluster\0\
  pith_cluster_expedit\0\
  Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the cells around its own only (Expedit).\0\
  Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022\0\
  https://arxiv.org/abs/2210.01035\0\
  tokens, height, width, out_height, out_width, iterations, temperature, window\0\
  centers, labels?\0\
  2022\0\
  expedit\0\
  cluster\0\
  pith_cluster_expedit_reconstruct\0\
  Rebuilds a token sequence from its clusters: every token becomes a combination of the values of its nearest centres (Expedit).\0\
  Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022\0\
  https://arxiv.org/abs/2210.01035\0\
  tokens, centers, values, neighbours, temperature\0\
  y\0\
  2022\0\
  farthest_point\0\
  cluster\0\
  pith_cluster_farthest_point\0\
  Picks rows that lie far apart: first the row nearest to the mean, then always the row farthest from those picked.\0\
  Gonzalez, "Clustering to Minimize the Maximum Intercluster Distance", Theoretical Computer Science 38 (1985)\0\
  https://doi.org/10.1016/0304-3975(85)90224-5\0\
  points, k\0\
  indices, count?\0\
  1985\0\
  kmeans\0\
  cluster\0\
  pith_cluster_kmeans\0\
  Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.\0\
  Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28 (1982)\0\
  https://doi.org/10.1109/TIT.1982.1056489\0\
  points, initial_centers?, k, max_iterations, tolerance\0\
  labels, centers?, inertia?, iterations?, count?\0\
  1982\0\
  h2o\0\
  kv\0\
  pith_kv_h2o\0\
  Keeps, per head, the entries that collected most attention so far and the most recent ones: one step of H2O.\0\
  H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023\0\
  https://arxiv.org/abs/2306.14048\0\
  attention, scores?, heavy, recent\0\
  indices, kept_scores\0\
  2023\0\
  knorm\0\
  kv\0\
  pith_kv_score_knorm\0\
  Minus the norm of each key: entries with small keys are looked at most.\0\
  A Simple and Effective L2 Norm-Based Strategy for KV Cache Compression, EMNLP 2024\0\
  https://arxiv.org/abs/2406.11430\0\
  keys\0\
  scores\0\
  2024\0\
  mustdrop\0\
  kv\0\
  pith_kv_mustdrop_compose\0\
  Composes the selections of successive pruning stages into what each layer's cache keeps in the end.\0\
  Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024\0\
  https://arxiv.org/abs/2411.10803\0\
  keep, lengths, n\0\
  selections\0\
  2024\0\
  observed_attention\0\
  kv\0\
  pith_kv_score_observed\0\
  The attention that each cache entry received, divided by the queries that see it: kvpress's observed attention, after H2O.\0\
  H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023\0\
  https://arxiv.org/abs/2306.14048\0\
  attention, kv_heads\0\
  scores\0\
  2023\0\
  pyramidkv\0\
  kv\0\
  pith_kv_pyramid_budget\0\
  How many cache entries each layer keeps: PyramidKV's line from many in the first layer to few in the last.\0\
  PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling, COLM 2025\0\
  https://arxiv.org/abs/2406.02069\0\
  n, ratio, window, beta\0\
  keep\0\
  2025\0\
  snapkv\0\
  kv\0\
  pith_kv_snapkv\0\
  Keeps, per head, the prompt entries that the last w queries look at, and those w entries: SnapKV.\0\
  SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024\0\
  https://arxiv.org/abs/2404.14469\0\
  queries, keys, keep, kernel, pool, order\0\
  indices\0\
  2024\0\
  snapkv_attention\0\
  kv\0\
  pith_kv_snapkv_attention\0\
  SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.\0\
  SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024\0\
  https://arxiv.org/abs/2404.14469\0\
  attention, keep, kernel, pool, order\0\
  indices\0\
  2024\0\
  snapkv_scores\0\
  kv\0\
  pith_kv_score_snapkv\0\
  SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV heads as its batch selects.\0\
  SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024\0\
  https://arxiv.org/abs/2404.14469\0\
  attention, kv_heads, window, kernel\0\
  scores\0\
  2024\0\
  streaming_llm\0\
  kv\0\
  pith_kv_streaming_llm\0\
  Keeps the first entries of a cache (attention sinks) and the most recent ones.\0\
  Efficient Streaming Language Models with Attention Sinks, ICLR 2024\0\
  https://arxiv.org/abs/2309.17453\0\
  n, start, recent, coming\0\
  indices, count\0\
  2024\0\
  streaming_llm_evict_range\0\
  kv\0\
  pith_kv_evict_range\0\
  Keeps all entries of a cache but a range.\0\
  Efficient Streaming Language Models with Attention Sinks, ICLR 2024\0\
  https://arxiv.org/abs/2309.17453\0\
  n, begin, end\0\
  indices, count\0\
  2024\0\
  streaming_scores\0\
  kv\0\
  pith_kv_score_streaming\0\
  1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM as scores.\0\
  Efficient Streaming Language Models with Attention Sinks, ICLR 2024\0\
  https://arxiv.org/abs/2309.17453\0\
  keep, sinks\0\
  scores\0\
  2024\0\
  tidaldecode\0\
  kv\0\
  pith_kv_tidaldecode_select\0\
  Selects, per query head, the cache positions with the largest q . k: the selection layers of TidalDecode.\0\
  TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025\0\
  https://arxiv.org/abs/2410.05076\0\
  query, keys, keep, always_last, order\0\
  indices\0\
  2025\0\
  tidaldecode_attend\0\
  kv\0\
  pith_kv_tidaldecode_attend\0\
  Attention of one token over the chosen cache positions: the sparse layers of TidalDecode.\0\
  TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025\0\
  https://arxiv.org/abs/2410.05076\0\
  query, keys, values, indices?\0\
  output\0\
  2025\0\
  tova\0\
  kv\0\
  pith_kv_score_tova\0\
  The last query's attention, averaged over all heads: TOVA.\0\
  Transformers are Multi-State RNNs, EMNLP 2024\0\
  https://arxiv.org/abs/2401.06104\0\
  attention, kv_heads\0\
  scores\0\
  2024\0\
  aim\0\
  merge\0\
  pith_merge_aim\0\
  Merges tokens in rounds of bipartite soft matching with plain means.\0\
  AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025\0\
  https://arxiv.org/abs/2412.03248\0\
  metric, removes\0\
  assign, weight?, count?\0\
  2025\0\
  dymu\0\
  merge\0\
  pith_merge_dymu\0\
  Merges every pair of an even and an odd token whose similarity is above a threshold: complex images keep more tokens.\0\
  DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025\0\
  https://arxiv.org/abs/2504.17040\0\
  metric, threshold, most, class_token\0\
  assign, count\0\
  2025\0\
  dymu\0\
  merge\0\
  pith_merge_dymu_attention\0\
  Attention of merged tokens as if they were not merged: virtual unmerging.\0\
  DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025\0\
  https://arxiv.org/abs/2504.17040\0\
  q, k, v, cos, sin, mapping, scale, causal\0\
  output\0\
  2025\0\
  dymu\0\
  merge\0\
  pith_merge_dymu_batch\0\
  Merges the pairs of a batch that are above a threshold, or the best of the whole batch: the form used in calibration.\0\
  DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025\0\
  https://arxiv.org/abs/2504.17040\0\
  metric, size?, threshold, remove, class_token, epsilon\0\
  assign, weight?, count\0\
  2025\0\
  dymu\0\
  merge\0\
  pith_merge_dymu_threshold\0\
  Finds the similarity above which a calibration batch loses `remove` tokens per image, and keeps the running mean.\0\
  DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025\0\
  https://arxiv.org/abs/2504.17040\0\
  metric, remove, class_token, mean, batches\0\
  threshold, new_mean?\0\
  2025\0\
  mustdrop\0\
  merge\0\
  pith_merge_mustdrop\0\
  Merges each window of a grid whose tokens are alike into its mean: the first stage of MustDrop.\0\
  Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024\0\
  https://arxiv.org/abs/2411.10803\0\
  tokens, height, width, window_height, window_width, threshold, prefix\0\
  assign, count\0\
  2024\0\
  token_transforming\0\
  merge\0\
  pith_merge_token_transforming\0\
  Merges N tokens into M by soft assignment: every token is shared out among the tokens of a basis.\0\
  Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration, 2025\0\
  https://arxiv.org/abs/2506.05709\0\
  metric, score, size?, x?, keep, tau, protect\0\
  basis, y?, merged_size?, weights?\0\
  2025\0\
  token_transforming\0\
  merge\0\
  pith_merge_token_transforming_inverse\0\
  Gives all N tokens their share of the M merged ones back, and says what the shares are.\0\
  Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration, 2025\0\
  https://arxiv.org/abs/2506.05709\0\
  metric, basis, y?, tau, protect\0\
  x?, shares?\0\
  2025\0\
  tome\0\
  merge\0\
  pith_merge_tome\0\
  Pairs tokens at even positions with their most similar token at an odd position and merges the `remove` most similar pairs.\0\
  Token Merging: Your ViT But Faster, ICLR 2023\0\
  https://arxiv.org/abs/2210.09461\0\
  metric, remove, class_token, distill_token\0\
  assign, sources?, destinations?, count?\0\
  2023\0\
  tome_attention\0\
  merge\0\
  pith_merge_tome_attention\0\
  Attention over merged tokens in which every key counts by the number of tokens it stands for, and the metric for merging.\0\
  Token Merging: Your ViT But Faster, ICLR 2023\0\
  https://arxiv.org/abs/2210.09461\0\
  q, k, v, size?, scale\0\
  output, metric?\0\
  2023\0\
  tome_kth\0\
  merge\0\
  pith_merge_tome_kth\0\
  Merges every token into its most similar `k`-th token: token merging with fixed, evenly spaced destinations.\0\
  Token Merging: Your ViT But Faster, ICLR 2023\0\
  https://arxiv.org/abs/2210.09461\0\
  metric, k\0\
  assign, count?\0\
  2023\0\
  tome_random\0\
  merge\0\
  pith_merge_tome_random\0\
  Merges the first `remove` tokens of a permutation into their most similar one of the others: token merging with random destinations.\0\
  Token Merging: Your ViT But Faster, ICLR 2023\0\
  https://arxiv.org/abs/2210.09461\0\
  metric, permutation, remove\0\
  assign, count?\0\
  2023\0\
  tomesd\0\
  merge\0\
  pith_merge_tomesd\0\
  Merges the `remove` tokens of a grid that are most similar to a destination, one destination per cell of the grid.\0\
  Token Merging for Fast Stable Diffusion, CVPR workshop 2023\0\
  https://arxiv.org/abs/2303.17604\0\
  metric, choice?, width, height, cell_width, cell_height, remove\0\
  assign, sources?, destinations?, anchors?, count?\0\
  2023\0\
  adaptive_pool2d\0\
  pool\0\
  pith_pool_adaptive\0\
  Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.\0\
  PyTorch, `torch.nn.functional.adaptive_avg_pool2d`, `adaptive_max_pool2d`\0\
  https://pytorch.org/docs/stable/nn.functional.html\0\
  x, height, width, out_height, out_width, mode\0\
  y\0\
  0\0\
  avg_pool2d\0\
  pool\0\
  pith_pool_window\0\
  Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.\0\
  PyTorch, `torch.nn.functional.avg_pool2d`, `avg_pool3d`, `max_pool2d`, `max_pool3d`\0\
  https://pytorch.org/docs/stable/nn.functional.html\0\
  x, window, mode\0\
  y\0\
  0\0\
  depth_to_space\0\
  pool\0\
  pith_pool_depth_to_space\0\
  Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.\0\
  PyTorch, `torch.nn.functional.pixel_shuffle`\0\
  https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html\0\
  x, height, width, factor, layout\0\
  y\0\
  0\0\
  flextok\0\
  pool\0\
  pith_pool_mask_tail\0\
  Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder reads.\0\
  FlexTok: Resampling Images into 1D Token Sequences of Flexible Length, ICML 2025\0\
  https://arxiv.org/abs/2502.13967\0\
  x, mask_token, keep\0\
  y\0\
  2025\0\
  interpolate2d\0\
  pool\0\
  pith_pool_interpolate\0\
  Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest or nearest-exact.\0\
  PyTorch, `torch.nn.functional.interpolate`\0\
  https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html\0\
  x, height, width, out_height, out_width, scale, mode, align_corners\0\
  y\0\
  0\0\
  llava_2dpool\0\
  pool\0\
  pith_pool_llava_2dpool\0\
  Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.\0\
  LLaVA-NeXT and LLaVA-OneVision, `get_2dPool`, 2024\0\
  https://arxiv.org/abs/2408.03326\0\
  x, side, stride, mode\0\
  y\0\
  2024\0\
  m3\0\
  pool\0\
  pith_pool_m3\0\
  Pools a grid to about a wished number of tokens: the nested sets of M3.\0\
  Matryoshka Multimodal Models, ICLR 2025\0\
  https://arxiv.org/abs/2405.17430\0\
  x, height, width, target\0\
  y\0\
  2025\0\
  mqt\0\
  pool\0\
  pith_pool_cross_attention\0\
  Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of an image's tokens.\0\
  Matryoshka Query Transformer for Large Vision-Language Models, NeurIPS 2024\0\
  https://arxiv.org/abs/2405.19315\0\
  queries, keys, values, heads\0\
  y, weights?\0\
  2024\0\
  one_d_piece\0\
  pool\0\
  pith_pool_prefix\0\
  Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten theirs.\0\
  One-D-Piece: Image Tokenizer Meets Quality-Controllable Compression, 2025\0\
  https://arxiv.org/abs/2501.10064\0\
  x, axis, keep\0\
  y\0\
  2025\0\
  region_attention\0\
  pool\0\
  pith_pool_region_attention\0\
  Attends from one query per region of a grid to the keys of its region: the core of TokenPacker, QueCC and LLaVA-ST.\0\
  TokenPacker: Efficient Visual Projector for Multimodal LLM, 2024\0\
  https://arxiv.org/abs/2407.02392\0\
  queries, keys, values, frames, height, width, frame_scale, scale, heads\0\
  y, weights?\0\
  2024\0\
  space_to_depth\0\
  pool\0\
  pith_pool_space_to_depth\0\
  Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, without loss.\0\
  PyTorch, `torch.nn.functional.pixel_unshuffle`, and the pixel shuffle of InternVL, Idefics3 and Qwen2-VL\0\
  https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html\0\
  x, height, width, factor, layout\0\
  y\0\
  0\0\
  aim\0\
  score\0\
  pith_score_aim\0\
  Importance of a decoder's tokens by PageRank on its sharpened attention, before the softmax.\0\
  AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025\0\
  https://arxiv.org/abs/2412.03248\0\
  logits, temperature, iterations, damping\0\
  importance\0\
  2025\0\
  attention_score\0\
  score\0\
  pith_score_attention\0\
  Reduces an attention map to one score per key token: first over heads, then over a range of query rows.\0\
  \0\
  \0\
  attention, row_begin, row_end, column_begin, column_end, head_reduce, row_reduce\0\
  scores\0\
  0\0\
  attention_score_rows\0\
  score\0\
  pith_score_attention_rows\0\
  Reduces an attention map to one score per key token: first over heads, then over listed query rows.\0\
  \0\
  \0\
  attention, rows, column_begin, column_end, head_reduce, row_reduce\0\
  scores\0\
  0\0\
  cdpruner\0\
  score\0\
  pith_score_cdpruner\0\
  Relevance of image tokens to a question, scaled as CDPruner takes it.\0\
  Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025\0\
  https://arxiv.org/abs/2506.10967\0\
  image, text, theta\0\
  relevance\0\
  2025\0\
  query_key_score\0\
  score\0\
  pith_score_query_key\0\
  Reduces the attention of a few query rows to one score per key token, without an attention map.\0\
  \0\
  \0\
  queries, keys, scale, causal_offset, column_begin, column_end, head_reduce, row_reduce\0\
  scores\0\
  0\0\
  transprune\0\
  score\0\
  pith_score_transprune\0\
  How much a block of a decoder layer changes each token: TransPrune's token transition variation.\0\
  TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026\0\
  https://arxiv.org/abs/2507.20630\0\
  before, after, previous?\0\
  scores\0\
  2026\0\
  vflowopt\0\
  score\0\
  pith_score_vflowopt\0\
  Importance of image tokens in a vision encoder: what its salient tokens attend to.\0\
  VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025\0\
  https://arxiv.org/abs/2508.05211\0\
  attention, entropy?, threshold, alpha\0\
  scores, salient?, count?\0\
  2025\0\
  vflowopt\0\
  score\0\
  pith_score_vflowopt_entropy\0\
  Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.\0\
  VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025\0\
  https://arxiv.org/abs/2508.05211\0\
  pixels, patch\0\
  entropy\0\
  2025\0\
  zero_tprune\0\
  score\0\
  pith_score_zero_tprune\0\
  Scores patches by weighted PageRank on an attention map, over the heads whose scores vary enough and not too much.\0\
  Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024\0\
  https://arxiv.org/abs/2305.17328\0\
  attention, class_weight, iterations, epsilon, damping, sharpness, min_variance, max_variance, mean_heads\0\
  scores, head_mask?\0\
  2024\0\
  zero_tprune\0\
  score\0\
  pith_score_zero_tprune_survivors\0\
  The same on the map restricted to the tokens that are left.\0\
  Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024\0\
  https://arxiv.org/abs/2305.17328\0\
  attention, survivors, class_weight, iterations, epsilon, damping, sharpness, min_variance, max_variance, renormalize\0\
  scores, head_mask?\0\
  2024\0\
  aim\0\
  select\0\
  pith_select_aim\0\
  Keeps the text and the most important visual tokens of a decoder's sequence.\0\
  AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025\0\
  https://arxiv.org/abs/2412.03248\0\
  importance, alive?, visual_begin, visual_end, keep\0\
  indices, count\0\
  2025\0\
  anyres\0\
  select\0\
  pith_select_anyres\0\
  Puts the tokens of an image and its crops in reading order, without the padding of the crops.\0\
  \0\
  \0\
  kept?, grid_height, grid_width, side, image_height, image_width, thumbnail, newline\0\
  order, count\0\
  0\0\
  cdpruner\0\
  select\0\
  pith_select_cdpruner\0\
  Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: diverse and relevant ones.\0\
  Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025\0\
  https://arxiv.org/abs/2506.10967\0\
  features, relevance, keep, order\0\
  indices, gains?\0\
  2025\0\
  cdpruner\0\
  select\0\
  pith_select_determinantal\0\
  Keeps the greedy most probable subset of a determinantal point process with a ready kernel.\0\
  Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation Diversity, NeurIPS 2018\0\
  https://arxiv.org/abs/1709.05135\0\
  kernel, keep, order\0\
  indices, gains?\0\
  2018\0\
  corematching\0\
  select\0\
  pith_select_corematching\0\
  Keeps the visual tokens that share most active neurons with a token of the question.\0\
  CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025\0\
  https://arxiv.org/abs/2505.19235\0\
  activations, query_row, visual_begin, visual_end, inclusive\0\
  indices, count, counts?, knee?\0\
  2025\0\
  corematching\0\
  select\0\
  pith_select_corematching_neurons\0\
  The neurons that most tokens use most, and how many of them each token activates.\0\
  CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025\0\
  https://arxiv.org/abs/2505.19235\0\
  activations, token_sparsity, sparsity\0\
  neurons, count, frequency?, intersection?\0\
  2025\0\
  dart\0\
  select\0\
  pith_select_dart\0\
  Keeps pivots with large keys, and the image tokens least similar to each pivot.\0\
  Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More, EMNLP 2025\0\
  https://arxiv.org/abs/2502.11494\0\
  hidden, keys, claim_order?, start, length, pivot_image, pivot_text, per_pivot\0\
  indices, ranked_pivots?, claiming_pivots?\0\
  2025\0\
  divprune\0\
  select\0\
  pith_select_divprune\0\
  Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse tokens, without any scores.\0\
  DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR 2025\0\
  https://arxiv.org/abs/2503.02175\0\
  tokens, keep, order\0\
  indices\0\
  2025\0\
  farthest_point\0\
  select\0\
  pith_select_farthest_point\0\
  Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it finds: greedy k-center.\0\
  Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38, 1985\0\
  https://doi.org/10.1016/0304-3975(85)90224-5\0\
  tokens, keep, seed, metric, order\0\
  indices\0\
  1985\0\
  fastv\0\
  select\0\
  pith_select_fastv\0\
  Keeps the image tokens that the last query of a decoder layer attends to most.\0\
  An Image is Worth 1/2 Tokens After Layer 2, ECCV 2024\0\
  https://arxiv.org/abs/2403.06764\0\
  attention, start, length, keep, order\0\
  indices, sequence?, scores?\0\
  2024\0\
  fopru\0\
  select\0\
  pith_select_fopru\0\
  Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's self-attention.\0\
  FoPru: Focal Pruning for Efficient Large Vision-Language Models, 2024\0\
  https://arxiv.org/abs/2411.14164\0\
  attention, group, keep, order\0\
  indices, significance?\0\
  2024\0\
  globalcom2\0\
  select\0\
  pith_select_globalcom2\0\
  Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them in reading order.\0\
  Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025\0\
  https://arxiv.org/abs/2501.05179\0\
  thumbnail_scores, crop_scores, keep, grid_height, grid_width, side, image_height, image_width, true_position, newline\0\
  packed, count\0\
  2025\0\
  gsearch\0\
  select\0\
  pith_select_gsearch\0\
  Keeps nested sets of tokens, layer by layer, each ranked by what the layer before attended to.\0\
  Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025\0\
  https://arxiv.org/abs/2412.00556\0\
  scores, counts\0\
  indices, alive?\0\
  2025\0\
  hiprune\0\
  select\0\
  pith_select_hiprune\0\
  Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by a deep layer.\0\
  HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in Vision-Language Models, 2025\0\
  https://arxiv.org/abs/2508.00553\0\
  object_scores, deep_scores, grid_width, keep, alpha\0\
  indices, count\0\
  2025\0\
  hired\0\
  select\0\
  pith_select_hired\0\
  Keeps the most attended tokens of the whole image and of each of its crops.\0\
  HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in Resource-Constrained Environments, AAAI 2025\0\
  https://arxiv.org/abs/2408.10945\0\
  attention, budgets\0\
  indices, count\0\
  2025\0\
  mustdrop\0\
  select\0\
  pith_select_mustdrop\0\
  Drops image tokens that the text after the image hardly attends to; key tokens stay.\0\
  Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024\0\
  https://arxiv.org/abs/2411.10803\0\
  attention, keys, row_begin, start, length, global_threshold, individual_threshold\0\
  indices, places?, count\0\
  2024\0\
  mustdrop\0\
  select\0\
  pith_select_mustdrop_keys\0\
  The patches that the class token attends to most: MustDrop's key tokens, which no later stage drops.\0\
  Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024\0\
  https://arxiv.org/abs/2411.10803\0\
  attention, class_row, keep, order\0\
  indices\0\
  2024\0\
  prumerge\0\
  select\0\
  pith_select_prumerge\0\
  The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a grid.\0\
  LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025\0\
  https://arxiv.org/abs/2403.15388\0\
  scores, ratio, grid_span\0\
  indices, count, used_ratio?\0\
  2025\0\
  prumerge\0\
  select\0\
  pith_select_prumerge_weights\0\
  The weights with which PruMerge merges tokens into the kept ones, for `pith_apply_transform`.\0\
  LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025\0\
  https://arxiv.org/abs/2403.15388\0\
  scores, keys, kept, neighbours\0\
  weights, rest?\0\
  2025\0\
  pyramiddrop\0\
  select\0\
  pith_select_pyramiddrop\0\
  Keeps the image tokens that the last instruction token attends to most, from its query and the layer's keys.\0\
  PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025\0\
  https://arxiv.org/abs/2410.17247\0\
  queries, keys, start, length, last_query, keep, order\0\
  indices, sequence?, scores?\0\
  2025\0\
  todre\0\
  select\0\
  pith_select_todre\0\
  Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least similar to all picks together.\0\
  ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025\0\
  https://arxiv.org/abs/2505.18757\0\
  tokens, class_attention?, pivot, keep, objective, order\0\
  indices\0\
  2025\0\
  todre\0\
  select\0\
  pith_select_todre_drop\0\
  Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's second stage.\0\
  ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025\0\
  https://arxiv.org/abs/2505.18757\0\
  attention, visual_begin, visual_end, text_begin, text_end, tau\0\
  drop, ratios?\0\
  2025\0\
  top_k\0\
  select\0\
  pith_select_top_k\0\
  Keeps the `keep` tokens with the largest scores.\0\
  \0\
  \0\
  scores, keep, order\0\
  indices\0\
  0\0\
  transprune\0\
  select\0\
  pith_select_transprune\0\
  Keeps the image tokens that layers change most and that the instruction looks at most.\0\
  TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026\0\
  https://arxiv.org/abs/2507.20630\0\
  transition?, attention?, start, length, keep, order\0\
  indices, sequence?, scores?\0\
  2026\0\
  vflowopt\0\
  select\0\
  pith_select_vflowopt\0\
  Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.\0\
  VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025\0\
  https://arxiv.org/abs/2508.05211\0\
  scores, remove, cell, base_side, local_width\0\
  indices, count, assign, weight\0\
  2025\0\
  visionzip\0\
  select\0\
  pith_select_visionzip\0\
  Keeps the patches that score highest and merges the rest into evenly strided contextual ones.\0\
  VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025\0\
  https://arxiv.org/abs/2412.04467\0\
  scores, metric, dominant, contextual\0\
  indices, targets, assign, weight\0\
  2025\0\
  zero_tprune\0\
  select\0\
  pith_select_zero_tprune\0\
  Keeps the class token and the survivors with the greatest scores: the last stage of Zero-TPrune.\0\
  Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024\0\
  https://arxiv.org/abs/2305.17328\0\
  scores, survivors, class_token, keep\0\
  indices\0\
  2024\0\
  zero_tprune\0\
  select\0\
  pith_select_zero_tprune_similar\0\
  Removes unimportant patches that resemble an important one: the similarity stage of Zero-TPrune.\0\
  Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024\0\
  https://arxiv.org/abs/2305.17328\0\
  features, scores, class_token, remove\0\
  survivors, removed?, ranking?\0\
  2024\0\
  bm25_okapi\0\
  text\0\
  pith_text_bm25_okapi\0\
  Scores texts by the words they share with a question: BM25, without any model.\0\
  Okapi at TREC-3, TREC 1994\0\
  https://trec.nist.gov/pubs/trec3/t3_proceedings.html\0\
  text, documents, question, k1, b, epsilon\0\
  scores, ranked?\0\
  1994\0\
  dynamic_tokenization\0\
  text\0\
  pith_text_dynamic_tokenization\0\
  Merges the most frequent adjacent tokens of a batch of token sequences, again and again: dynamic tokenization.\0\
  Retrofitting Large Language Models with Dynamic Tokenization, ACL 2025\0\
  https://arxiv.org/abs/2411.18553\0\
  text, token_ends, sequence_ends, special_text?, special_ends, punctuation_text?, punctuation_ends, boundary, count_pieces?, user?, merges\0\
  assign, lengths, merged?, count?\0\
  2025\0\
  embeddings_clustering_filter\0\
  text\0\
  pith_text_embeddings_clustering_filter\0\
  Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter after its k-means.\0\
  \0\
  \0\
  embeddings, centers, per_cluster, remove_duplicates, order\0\
  indices, count\0\
  0\0\
  embeddings_filter\0\
  text\0\
  pith_text_embeddings_filter\0\
  Keeps the texts most similar to a question, or those above a threshold, or both: LangChain's EmbeddingsFilter.\0\
  \0\
  \0\
  query, embeddings, keep, threshold\0\
  indices, count, similarity?\0\
  0\0\
  embeddings_redundant_filter\0\
  text\0\
  pith_text_embeddings_redundant_filter\0\
  Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.\0\
  \0\
  \0\
  embeddings, threshold, keep_earlier\0\
  indices, count\0\
  0\0\
  hashed_embedding\0\
  text\0\
  pith_text_embed_hashed\0\
  Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter trigrams, weighted by rarity.\0\
  Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009\0\
  \0\
  text, spans, reference_text?, reference_spans?\0\
  embeddings\0\
  2009\0\
  join\0\
  text\0\
  pith_text_join\0\
  Writes the kept spans of a text as one text.\0\
  \0\
  \0\
  text, spans, passages?, gap?, separator?\0\
  out, count\0\
  0\0\
  llmlingua2\0\
  text\0\
  pith_text_llmlingua2\0\
  Labels words by their keep-probabilities: the selection of LLMLingua-2.\0\
  LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024\0\
  https://arxiv.org/abs/2403.12968\0\
  probabilities, tokens?, forced?, chunk_ends?, rate, drop_consecutive\0\
  keep, thresholds?\0\
  2024\0\
  llmlingua2_chunks\0\
  text\0\
  pith_text_llmlingua2_chunks\0\
  Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end tokens.\0\
  LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024\0\
  https://arxiv.org/abs/2403.12968\0\
  is_end, limit\0\
  chunk_ends, count\0\
  2024\0\
  llmlingua2_contexts\0\
  text\0\
  pith_text_llmlingua2_contexts\0\
  Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse step.\0\
  LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024\0\
  https://arxiv.org/abs/2403.12968\0\
  probabilities, context_ends, forced?, rate\0\
  keep, values?, threshold?\0\
  2024\0\
  llmlingua2_words\0\
  text\0\
  pith_text_llmlingua2_words\0\
  Makes words of a classifier's subword tokens, each with its keep-probability, as LLMLingua-2 does.\0\
  LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024\0\
  https://arxiv.org/abs/2403.12968\0\
  text, token_ends, probabilities, special?, forced_text?, forced_ends, pieces, keep_digits, first_token\0\
  words, word_probabilities, unforced?, forced?, count\0\
  2024\0\
  long_context_reorder\0\
  text\0\
  pith_text_long_context_reorder\0\
  Orders texts so that the best stand at both ends and the worst in the middle, where language models read least.\0\
  Lost in the Middle: How Language Models Use Long Contexts, TACL 2024\0\
  https://arxiv.org/abs/2307.03172\0\
  scores?\0\
  order\0\
  2024\0\
  mmr\0\
  text\0\
  pith_text_mmr\0\
  Picks texts that are relevant to a question and unlike those picked before: maximal marginal relevance.\0\
  The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries, SIGIR 1998\0\
  https://doi.org/10.1145/290941.291025\0\
  query, embeddings, lambda, penalize_last\0\
  indices, scores?\0\
  1998\0\
  pith_compress\0\
  text\0\
  pith_text_compress\0\
  Chooses the sentences of retrieved passages that a prompt should hold, within a budget that is met exactly.\0\
  \0\
  \0\
  text, passages?, question?, options\0\
  spans, count, scores?, reasons?, report?\0\
  0\0\
  selective_context\0\
  text\0\
  pith_text_selective_context\0\
  Drops the sentences, phrases or tokens that a language model finds least surprising: Selective Context.\0\
  Compressing Context to Enhance Inference Efficiency of Large Language Models, EMNLP 2023\0\
  https://arxiv.org/abs/2310.06201\0\
  text, token_ends, information, sentence_ends, phrase_ends?, level, ratio\0\
  keep, values?, threshold?\0\
  2023\0\
  static_embedding\0\
  text\0\
  pith_text_embed_static\0\
  Embeds texts by the mean of their tokens' rows in a table that the host holds.\0\
  \0\
  \0\
  table, ids, offsets, weights?, normalize\0\
  embeddings\0\
  0\0\
  tcra_semantic\0\
  text\0\
  pith_text_tcra_encoder\0\
  Removes the words whose removal moves a text's embedding least, asking the host's encoder.\0\
  Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction", Findings of EMNLP 2023\0\
  \0\
  text, words, protected_words?, embed, user?, dim, remove, metric, removal\0\
  keep, removed, distance?\0\
  2023\0\
  tcra_semantic\0\
  text\0\
  pith_text_tcra_leave_one_out\0\
  Removes the words whose removal moves a text's embedding least, given the embedding without each of them.\0\
  Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction", Findings of EMNLP 2023\0\
  \0\
  full, leave_one_out, protected_words?, remove, metric\0\
  keep, removed, distance?\0\
  2023\0\
  tcra_semantic\0\
  text\0\
  pith_text_tcra_words\0\
  Removes the words whose removal moves the mean of a text's word vectors least.\0\
  Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction", Findings of EMNLP 2023\0\
  \0\
  word_embeddings, protected_words?, remove, metric, removal\0\
  keep, removed, distance?\0\
  2023\0\
  token_estimate\0\
  text\0\
  pith_text_estimate_tokens\0\
  Estimates how many tokens each span of a text is, without a tokenizer.\0\
  \0\
  \0\
  text, spans?\0\
  tokens\0\
  0\0\
  uax29\0\
  text\0\
  pith_text_segment\0\
  Cuts text into words or sentences and writes their byte spans.\0\
  Unicode Standard Annex #29, Unicode Text Segmentation\0\
  \0\
  text, passages?, unit\0\
  spans, kinds?, count\0\
  0\0\
  dycoke\0\
  video\0\
  pith_video_dycoke\0\
  Prunes frames of a video to the tokens that are least like those of a frame before.\0\
  DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025\0\
  https://arxiv.org/abs/2411.15024\0\
  tokens, keep, every_frame, order\0\
  indices, count\0\
  2025\0\
  dycoke_step\0\
  video\0\
  pith_video_dycoke_step\0\
  Selects the keys of a video that a decoding step attends to, unless attention has hardly changed.\0\
  DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025\0\
  https://arxiv.org/abs/2411.15024\0\
  attention, previous?, start, length, keep, gate\0\
  indices, updated, similarity?, scores?\0\
  2025\0\
  evs\0\
  video\0\
  pith_video_evs\0\
  Keeps the tokens of a video that changed most since the frame before.\0\
  Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM Inference, 2025\0\
  https://arxiv.org/abs/2510.14624\0\
  tokens, keep, order\0\
  indices, frame_counts?, scores?\0\
  2025\0\
  holitom\0\
  video\0\
  pith_video_holitom\0\
  Merges the tokens of a video along time and within frames, before the language model.\0\
  HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025\0\
  https://arxiv.org/abs/2505.21334\0\
  tokens, attention, retain_ratio, tau, context_ratio, beta, plain_mean, neighbours, max_window, newline\0\
  assign, weight, sources, count, segments, segment_count, ratio?\0\
  2025\0\
  holitom_inner\0\
  video\0\
  pith_video_holitom_inner\0\
  Merges a video's tokens, inside the language model, into those that the last query attends to most.\0\
  HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025\0\
  https://arxiv.org/abs/2505.21334\0\
  tokens, attention, start, length, keep\0\
  indices, assign, weight\0\
  2025\0\
  holitom_segments\0\
  video\0\
  pith_video_holitom_segments\0\
  Cuts a video into segments so that keeping static positions once per segment saves most tokens.\0\
  HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025\0\
  https://arxiv.org/abs/2505.21334\0\
  similarity, tau, max_window\0\
  segments, count, reduced?\0\
  2025\0\
  spatial_mllm\0\
  video\0\
  pith_video_spatial_mllm\0\
  Keeps the frames that together see most of the space, given every pixel's place in the world.\0\
  Spatial-MLLM: Boosting MLLM Capabilities in Visual-based Spatial Intelligence, NeurIPS 2025\0\
  https://arxiv.org/abs/2505.23747\0\
  points, confidence, keep, percentile, confidence_floor, cells, order\0\
  indices, count, gains?, voxels?, box?\0\
  2025\0\
  storm\0\
  video\0\
  pith_video_storm\0\
  Pools a video over time and space, and keeps every sample-th frame of the result.\0\
  Token-Efficient Long Video Understanding for Multimodal LLMs, ICCV 2025\0\
  https://arxiv.org/abs/2503.04130\0\
  tokens, height, width, pool_frames, pool_side, sample\0\
  y, frames?\0\
  2025\0
  """
}
