// The methods that pith_method_info lists, in the order of families and names.
//
// Written by bindings/generator from the doc comments of this folder; do not edit.

let methodCount = 132

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
      name: "aim", family: "budget", function: "pith_budget_aim",
      summary: "The number of tokens of a sequence that a rate of its visual tokens leaves.",
      paper: "AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025",
      url: "https://arxiv.org/abs/2412.03248", year: 2025)
  case 6:
    return MethodEntry(
      name: "aim", family: "budget", function: "pith_budget_aim_rates",
      summary: "Fills the share of visual tokens that each layer of a decoder keeps.",
      paper: "AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025",
      url: "https://arxiv.org/abs/2412.03248", year: 2025)
  case 7:
    return MethodEntry(
      name: "dymu_schedule", family: "budget", function: "pith_budget_dymu_schedule",
      summary: "Fills how many tokens each layer removes on average so that all together remove a given number.",
      paper: "DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025",
      url: "https://arxiv.org/abs/2504.17040", year: 2025)
  case 8:
    return MethodEntry(
      name: "globalcom2", family: "budget", function: "pith_budget_globalcom2",
      summary: "Shares tokens between the crops of an image by the scores of its thumbnail.",
      paper: "Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025",
      url: "https://arxiv.org/abs/2501.05179", year: 2025)
  case 9:
    return MethodEntry(
      name: "gsearch", family: "budget", function: "pith_budget_gsearch",
      summary: "A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.",
      paper: "Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025",
      url: "https://arxiv.org/abs/2412.00556", year: 2025)
  case 10:
    return MethodEntry(
      name: "gsearch", family: "budget", function: "pith_budget_gsearch_trial",
      summary: "The next trial of G-Search: which layer to try with which rate, given the outcomes of all trials before.",
      paper: "Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025",
      url: "https://arxiv.org/abs/2412.00556", year: 2025)
  case 11:
    return MethodEntry(
      name: "hired", family: "budget", function: "pith_budget_hired",
      summary: "Shares a number of tokens between a whole image and its crops by where the class token looks.",
      paper: "HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in Resource-Constrained Environments, AAAI 2025",
      url: "https://arxiv.org/abs/2408.10945", year: 2025)
  case 12:
    return MethodEntry(
      name: "keep_count", family: "budget", function: "pith_budget_keep_count",
      summary: "Turns a ratio into a number of tokens by a named rounding rule.",
      paper: "",
      url: "", year: 0)
  case 13:
    return MethodEntry(
      name: "knee", family: "budget", function: "pith_budget_knee",
      summary: "Keeps the tokens above the knee of their falling scores: as many as the data says.",
      paper: "CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025",
      url: "https://arxiv.org/abs/2505.19235", year: 2025)
  case 14:
    return MethodEntry(
      name: "pyramiddrop", family: "budget", function: "pith_budget_pyramiddrop",
      summary: "Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · ratio), of the first count.",
      paper: "PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025",
      url: "https://arxiv.org/abs/2410.17247", year: 2025)
  case 15:
    return MethodEntry(
      name: "tome_schedule", family: "budget", function: "pith_budget_tome_schedule",
      summary: "Fills how many tokens each layer of a network removes by token merging.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 16:
    return MethodEntry(
      name: "tomesd_plan", family: "budget", function: "pith_budget_tomesd_plan",
      summary: "The grid of a diffusion model's layer, and how many of its tokens to merge.",
      paper: "Token Merging for Fast Stable Diffusion, CVPR workshop 2023",
      url: "https://arxiv.org/abs/2303.17604", year: 2023)
  case 17:
    return MethodEntry(
      name: "vflowopt", family: "budget", function: "pith_budget_vflowopt",
      summary: "Fills how many image tokens stay at each stage of VFlowOpt: count - round-half-even(count · (1 - ratio)), count being what the stage before left.",
      paper: "VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025",
      url: "https://arxiv.org/abs/2508.05211", year: 2025)
  case 18:
    return MethodEntry(
      name: "centerclip", family: "cluster", function: "pith_cluster_centerclip",
      summary: "Picks tokens that stand for the others: k medoids of the tokens or of their spectral embedding (CenterCLIP).",
      paper: "Zhao, Zhu, Wang and Yang, \"CenterCLIP: Token Clustering for Efficient Text-Video Retrieval\", SIGIR 2022",
      url: "https://arxiv.org/abs/2205.00823", year: 2022)
  case 19:
    return MethodEntry(
      name: "centerclip", family: "cluster", function: "pith_cluster_centerclip_segments",
      summary: "Shortens a video to segments of consecutive frames, each with one class token and the tokens that stand for its patches (CenterCLIP).",
      paper: "Zhao, Zhu, Wang and Yang, \"CenterCLIP: Token Clustering for Efficient Text-Video Retrieval\", SIGIR 2022",
      url: "https://arxiv.org/abs/2205.00823", year: 2022)
  case 20:
    return MethodEntry(
      name: "crag", family: "cluster", function: "pith_cluster_crag",
      summary: "Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not corrective) retrieval.",
      paper: "Akesson and Santos, \"Clustered Retrieved Augmented Generation\", 2024",
      url: "https://arxiv.org/abs/2406.00029", year: 2024)
  case 21:
    return MethodEntry(
      name: "crag_elbow", family: "cluster", function: "pith_cluster_elbow",
      summary: "Picks the number of clusters at the elbow of an inertia curve: the point farthest below the chord between its ends.",
      paper: "",
      url: "", year: 0)
  case 22:
    return MethodEntry(
      name: "dpc_knn", family: "cluster", function: "pith_cluster_dpc_knn",
      summary: "Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of density and distance to anything denser.",
      paper: "Du, Ding and Jia, \"Study on Density Peaks Clustering Based on k-Nearest Neighbors and Principal Component Analysis\", Knowledge-Based Systems 99 (2016), as used by Chat-UniVi (CVPR 2024)",
      url: "https://arxiv.org/abs/2311.08046", year: 2024)
  case 23:
    return MethodEntry(
      name: "expedit", family: "cluster", function: "pith_cluster_expedit",
      summary: "Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the cells around its own only (Expedit).",
      paper: "Liang et al., \"Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning\", NeurIPS 2022",
      url: "https://arxiv.org/abs/2210.01035", year: 2022)
  case 24:
    return MethodEntry(
      name: "expedit", family: "cluster", function: "pith_cluster_expedit_reconstruct",
      summary: "Rebuilds a token sequence from its clusters: every token becomes a combination of the values of its nearest centres (Expedit).",
      paper: "Liang et al., \"Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning\", NeurIPS 2022",
      url: "https://arxiv.org/abs/2210.01035", year: 2022)
  case 25:
    return MethodEntry(
      name: "farthest_point", family: "cluster", function: "pith_cluster_farthest_point",
      summary: "Picks rows that lie far apart: first the row nearest to the mean, then always the row farthest from those picked.",
      paper: "Gonzalez, \"Clustering to Minimize the Maximum Intercluster Distance\", Theoretical Computer Science 38 (1985)",
      url: "https://doi.org/10.1016/0304-3975(85)90224-5", year: 1985)
  case 26:
    return MethodEntry(
      name: "kmeans", family: "cluster", function: "pith_cluster_kmeans",
      summary: "Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.",
      paper: "Lloyd, \"Least Squares Quantization in PCM\", IEEE Transactions on Information Theory 28 (1982)",
      url: "https://doi.org/10.1109/TIT.1982.1056489", year: 1982)
  case 27:
    return MethodEntry(
      name: "h2o", family: "kv", function: "pith_kv_h2o",
      summary: "Keeps, per head, the entries that collected most attention so far and the most recent ones: one step of H2O.",
      paper: "H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023",
      url: "https://arxiv.org/abs/2306.14048", year: 2023)
  case 28:
    return MethodEntry(
      name: "knorm", family: "kv", function: "pith_kv_score_knorm",
      summary: "Minus the norm of each key: entries with small keys are looked at most.",
      paper: "A Simple and Effective L2 Norm-Based Strategy for KV Cache Compression, EMNLP 2024",
      url: "https://arxiv.org/abs/2406.11430", year: 2024)
  case 29:
    return MethodEntry(
      name: "mustdrop", family: "kv", function: "pith_kv_mustdrop_compose",
      summary: "Composes the selections of successive pruning stages into what each layer's cache keeps in the end.",
      paper: "Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024",
      url: "https://arxiv.org/abs/2411.10803", year: 2024)
  case 30:
    return MethodEntry(
      name: "observed_attention", family: "kv", function: "pith_kv_score_observed",
      summary: "The attention that each cache entry received, divided by the queries that see it: kvpress's observed attention, after H2O.",
      paper: "H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023",
      url: "https://arxiv.org/abs/2306.14048", year: 2023)
  case 31:
    return MethodEntry(
      name: "pyramidkv", family: "kv", function: "pith_kv_pyramid_budget",
      summary: "How many cache entries each layer keeps: PyramidKV's line from many in the first layer to few in the last.",
      paper: "PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling, COLM 2025",
      url: "https://arxiv.org/abs/2406.02069", year: 2025)
  case 32:
    return MethodEntry(
      name: "snapkv", family: "kv", function: "pith_kv_snapkv",
      summary: "Keeps, per head, the prompt entries that the last w queries look at, and those w entries: SnapKV.",
      paper: "SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024",
      url: "https://arxiv.org/abs/2404.14469", year: 2024)
  case 33:
    return MethodEntry(
      name: "snapkv_attention", family: "kv", function: "pith_kv_snapkv_attention",
      summary: "SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.",
      paper: "SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024",
      url: "https://arxiv.org/abs/2404.14469", year: 2024)
  case 34:
    return MethodEntry(
      name: "snapkv_scores", family: "kv", function: "pith_kv_score_snapkv",
      summary: "SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV heads as its batch selects.",
      paper: "SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024",
      url: "https://arxiv.org/abs/2404.14469", year: 2024)
  case 35:
    return MethodEntry(
      name: "streaming_llm", family: "kv", function: "pith_kv_streaming_llm",
      summary: "Keeps the first entries of a cache (attention sinks) and the most recent ones.",
      paper: "Efficient Streaming Language Models with Attention Sinks, ICLR 2024",
      url: "https://arxiv.org/abs/2309.17453", year: 2024)
  case 36:
    return MethodEntry(
      name: "streaming_llm_evict_range", family: "kv", function: "pith_kv_evict_range",
      summary: "Keeps all entries of a cache but a range.",
      paper: "Efficient Streaming Language Models with Attention Sinks, ICLR 2024",
      url: "https://arxiv.org/abs/2309.17453", year: 2024)
  case 37:
    return MethodEntry(
      name: "streaming_scores", family: "kv", function: "pith_kv_score_streaming",
      summary: "1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM as scores.",
      paper: "Efficient Streaming Language Models with Attention Sinks, ICLR 2024",
      url: "https://arxiv.org/abs/2309.17453", year: 2024)
  case 38:
    return MethodEntry(
      name: "tidaldecode", family: "kv", function: "pith_kv_tidaldecode_select",
      summary: "Selects, per query head, the cache positions with the largest q . k: the selection layers of TidalDecode.",
      paper: "TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025",
      url: "https://arxiv.org/abs/2410.05076", year: 2025)
  case 39:
    return MethodEntry(
      name: "tidaldecode_attend", family: "kv", function: "pith_kv_tidaldecode_attend",
      summary: "Attention of one token over the chosen cache positions: the sparse layers of TidalDecode.",
      paper: "TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025",
      url: "https://arxiv.org/abs/2410.05076", year: 2025)
  case 40:
    return MethodEntry(
      name: "tova", family: "kv", function: "pith_kv_score_tova",
      summary: "The last query's attention, averaged over all heads: TOVA.",
      paper: "Transformers are Multi-State RNNs, EMNLP 2024",
      url: "https://arxiv.org/abs/2401.06104", year: 2024)
  case 41:
    return MethodEntry(
      name: "aim", family: "merge", function: "pith_merge_aim",
      summary: "Merges tokens in rounds of bipartite soft matching with plain means.",
      paper: "AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025",
      url: "https://arxiv.org/abs/2412.03248", year: 2025)
  case 42:
    return MethodEntry(
      name: "dymu", family: "merge", function: "pith_merge_dymu",
      summary: "Merges every pair of an even and an odd token whose similarity is above a threshold: complex images keep more tokens.",
      paper: "DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025",
      url: "https://arxiv.org/abs/2504.17040", year: 2025)
  case 43:
    return MethodEntry(
      name: "dymu", family: "merge", function: "pith_merge_dymu_attention",
      summary: "Attention of merged tokens as if they were not merged: virtual unmerging.",
      paper: "DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025",
      url: "https://arxiv.org/abs/2504.17040", year: 2025)
  case 44:
    return MethodEntry(
      name: "dymu", family: "merge", function: "pith_merge_dymu_batch",
      summary: "Merges the pairs of a batch that are above a threshold, or the best of the whole batch: the form used in calibration.",
      paper: "DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025",
      url: "https://arxiv.org/abs/2504.17040", year: 2025)
  case 45:
    return MethodEntry(
      name: "dymu", family: "merge", function: "pith_merge_dymu_threshold",
      summary: "Finds the similarity above which a calibration batch loses `remove` tokens per image, and keeps the running mean.",
      paper: "DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025",
      url: "https://arxiv.org/abs/2504.17040", year: 2025)
  case 46:
    return MethodEntry(
      name: "mustdrop", family: "merge", function: "pith_merge_mustdrop",
      summary: "Merges each window of a grid whose tokens are alike into its mean: the first stage of MustDrop.",
      paper: "Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024",
      url: "https://arxiv.org/abs/2411.10803", year: 2024)
  case 47:
    return MethodEntry(
      name: "token_transforming", family: "merge", function: "pith_merge_token_transforming",
      summary: "Merges N tokens into M by soft assignment: every token is shared out among the tokens of a basis.",
      paper: "Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration, 2025",
      url: "https://arxiv.org/abs/2506.05709", year: 2025)
  case 48:
    return MethodEntry(
      name: "token_transforming", family: "merge", function: "pith_merge_token_transforming_inverse",
      summary: "Gives all N tokens their share of the M merged ones back, and says what the shares are.",
      paper: "Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration, 2025",
      url: "https://arxiv.org/abs/2506.05709", year: 2025)
  case 49:
    return MethodEntry(
      name: "tome", family: "merge", function: "pith_merge_tome",
      summary: "Pairs tokens at even positions with their most similar token at an odd position and merges the `remove` most similar pairs.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 50:
    return MethodEntry(
      name: "tome_attention", family: "merge", function: "pith_merge_tome_attention",
      summary: "Attention over merged tokens in which every key counts by the number of tokens it stands for, and the metric for merging.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 51:
    return MethodEntry(
      name: "tome_kth", family: "merge", function: "pith_merge_tome_kth",
      summary: "Merges every token into its most similar `k`-th token: token merging with fixed, evenly spaced destinations.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 52:
    return MethodEntry(
      name: "tome_random", family: "merge", function: "pith_merge_tome_random",
      summary: "Merges the first `remove` tokens of a permutation into their most similar one of the others: token merging with random destinations.",
      paper: "Token Merging: Your ViT But Faster, ICLR 2023",
      url: "https://arxiv.org/abs/2210.09461", year: 2023)
  case 53:
    return MethodEntry(
      name: "tomesd", family: "merge", function: "pith_merge_tomesd",
      summary: "Merges the `remove` tokens of a grid that are most similar to a destination, one destination per cell of the grid.",
      paper: "Token Merging for Fast Stable Diffusion, CVPR workshop 2023",
      url: "https://arxiv.org/abs/2303.17604", year: 2023)
  case 54:
    return MethodEntry(
      name: "adaptive_pool2d", family: "pool", function: "pith_pool_adaptive",
      summary: "Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.",
      paper: "PyTorch, `torch.nn.functional.adaptive_avg_pool2d`, `adaptive_max_pool2d`",
      url: "https://pytorch.org/docs/stable/nn.functional.html", year: 0)
  case 55:
    return MethodEntry(
      name: "avg_pool2d", family: "pool", function: "pith_pool_window",
      summary: "Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.",
      paper: "PyTorch, `torch.nn.functional.avg_pool2d`, `avg_pool3d`, `max_pool2d`, `max_pool3d`",
      url: "https://pytorch.org/docs/stable/nn.functional.html", year: 0)
  case 56:
    return MethodEntry(
      name: "depth_to_space", family: "pool", function: "pith_pool_depth_to_space",
      summary: "Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.",
      paper: "PyTorch, `torch.nn.functional.pixel_shuffle`",
      url: "https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html", year: 0)
  case 57:
    return MethodEntry(
      name: "flextok", family: "pool", function: "pith_pool_mask_tail",
      summary: "Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder reads.",
      paper: "FlexTok: Resampling Images into 1D Token Sequences of Flexible Length, ICML 2025",
      url: "https://arxiv.org/abs/2502.13967", year: 2025)
  case 58:
    return MethodEntry(
      name: "interpolate2d", family: "pool", function: "pith_pool_interpolate",
      summary: "Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest or nearest-exact.",
      paper: "PyTorch, `torch.nn.functional.interpolate`",
      url: "https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html", year: 0)
  case 59:
    return MethodEntry(
      name: "llava_2dpool", family: "pool", function: "pith_pool_llava_2dpool",
      summary: "Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.",
      paper: "LLaVA-NeXT and LLaVA-OneVision, `get_2dPool`, 2024",
      url: "https://arxiv.org/abs/2408.03326", year: 2024)
  case 60:
    return MethodEntry(
      name: "m3", family: "pool", function: "pith_pool_m3",
      summary: "Pools a grid to about a wished number of tokens: the nested sets of M3.",
      paper: "Matryoshka Multimodal Models, ICLR 2025",
      url: "https://arxiv.org/abs/2405.17430", year: 2025)
  case 61:
    return MethodEntry(
      name: "mqt", family: "pool", function: "pith_pool_cross_attention",
      summary: "Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of an image's tokens.",
      paper: "Matryoshka Query Transformer for Large Vision-Language Models, NeurIPS 2024",
      url: "https://arxiv.org/abs/2405.19315", year: 2024)
  case 62:
    return MethodEntry(
      name: "one_d_piece", family: "pool", function: "pith_pool_prefix",
      summary: "Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten theirs.",
      paper: "One-D-Piece: Image Tokenizer Meets Quality-Controllable Compression, 2025",
      url: "https://arxiv.org/abs/2501.10064", year: 2025)
  case 63:
    return MethodEntry(
      name: "region_attention", family: "pool", function: "pith_pool_region_attention",
      summary: "Attends from one query per region of a grid to the keys of its region: the core of TokenPacker, QueCC and LLaVA-ST.",
      paper: "TokenPacker: Efficient Visual Projector for Multimodal LLM, 2024",
      url: "https://arxiv.org/abs/2407.02392", year: 2024)
  case 64:
    return MethodEntry(
      name: "space_to_depth", family: "pool", function: "pith_pool_space_to_depth",
      summary: "Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, without loss.",
      paper: "PyTorch, `torch.nn.functional.pixel_unshuffle`, and the pixel shuffle of InternVL, Idefics3 and Qwen2-VL",
      url: "https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html", year: 0)
  case 65:
    return MethodEntry(
      name: "aim", family: "score", function: "pith_score_aim",
      summary: "Importance of a decoder's tokens by PageRank on its sharpened attention, before the softmax.",
      paper: "AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025",
      url: "https://arxiv.org/abs/2412.03248", year: 2025)
  case 66:
    return MethodEntry(
      name: "attention_score", family: "score", function: "pith_score_attention",
      summary: "Reduces an attention map to one score per key token: first over heads, then over a range of query rows.",
      paper: "",
      url: "", year: 0)
  case 67:
    return MethodEntry(
      name: "attention_score_rows", family: "score", function: "pith_score_attention_rows",
      summary: "Reduces an attention map to one score per key token: first over heads, then over listed query rows.",
      paper: "",
      url: "", year: 0)
  case 68:
    return MethodEntry(
      name: "cdpruner", family: "score", function: "pith_score_cdpruner",
      summary: "Relevance of image tokens to a question, scaled as CDPruner takes it.",
      paper: "Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025",
      url: "https://arxiv.org/abs/2506.10967", year: 2025)
  case 69:
    return MethodEntry(
      name: "query_key_score", family: "score", function: "pith_score_query_key",
      summary: "Reduces the attention of a few query rows to one score per key token, without an attention map.",
      paper: "",
      url: "", year: 0)
  case 70:
    return MethodEntry(
      name: "transprune", family: "score", function: "pith_score_transprune",
      summary: "How much a block of a decoder layer changes each token: TransPrune's token transition variation.",
      paper: "TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026",
      url: "https://arxiv.org/abs/2507.20630", year: 2026)
  case 71:
    return MethodEntry(
      name: "vflowopt", family: "score", function: "pith_score_vflowopt",
      summary: "Importance of image tokens in a vision encoder: what its salient tokens attend to.",
      paper: "VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025",
      url: "https://arxiv.org/abs/2508.05211", year: 2025)
  case 72:
    return MethodEntry(
      name: "vflowopt", family: "score", function: "pith_score_vflowopt_entropy",
      summary: "Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.",
      paper: "VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025",
      url: "https://arxiv.org/abs/2508.05211", year: 2025)
  case 73:
    return MethodEntry(
      name: "zero_tprune", family: "score", function: "pith_score_zero_tprune",
      summary: "Scores patches by weighted PageRank on an attention map, over the heads whose scores vary enough and not too much.",
      paper: "Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024",
      url: "https://arxiv.org/abs/2305.17328", year: 2024)
  case 74:
    return MethodEntry(
      name: "zero_tprune", family: "score", function: "pith_score_zero_tprune_survivors",
      summary: "The same on the map restricted to the tokens that are left.",
      paper: "Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024",
      url: "https://arxiv.org/abs/2305.17328", year: 2024)
  case 75:
    return MethodEntry(
      name: "aim", family: "select", function: "pith_select_aim",
      summary: "Keeps the text and the most important visual tokens of a decoder's sequence.",
      paper: "AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025",
      url: "https://arxiv.org/abs/2412.03248", year: 2025)
  case 76:
    return MethodEntry(
      name: "anyres", family: "select", function: "pith_select_anyres",
      summary: "Puts the tokens of an image and its crops in reading order, without the padding of the crops.",
      paper: "",
      url: "", year: 0)
  case 77:
    return MethodEntry(
      name: "cdpruner", family: "select", function: "pith_select_cdpruner",
      summary: "Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: diverse and relevant ones.",
      paper: "Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025",
      url: "https://arxiv.org/abs/2506.10967", year: 2025)
  case 78:
    return MethodEntry(
      name: "cdpruner", family: "select", function: "pith_select_determinantal",
      summary: "Keeps the greedy most probable subset of a determinantal point process with a ready kernel.",
      paper: "Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation Diversity, NeurIPS 2018",
      url: "https://arxiv.org/abs/1709.05135", year: 2018)
  case 79:
    return MethodEntry(
      name: "corematching", family: "select", function: "pith_select_corematching",
      summary: "Keeps the visual tokens that share most active neurons with a token of the question.",
      paper: "CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025",
      url: "https://arxiv.org/abs/2505.19235", year: 2025)
  case 80:
    return MethodEntry(
      name: "corematching", family: "select", function: "pith_select_corematching_neurons",
      summary: "The neurons that most tokens use most, and how many of them each token activates.",
      paper: "CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025",
      url: "https://arxiv.org/abs/2505.19235", year: 2025)
  case 81:
    return MethodEntry(
      name: "dart", family: "select", function: "pith_select_dart",
      summary: "Keeps pivots with large keys, and the image tokens least similar to each pivot.",
      paper: "Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More, EMNLP 2025",
      url: "https://arxiv.org/abs/2502.11494", year: 2025)
  case 82:
    return MethodEntry(
      name: "divprune", family: "select", function: "pith_select_divprune",
      summary: "Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse tokens, without any scores.",
      paper: "DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR 2025",
      url: "https://arxiv.org/abs/2503.02175", year: 2025)
  case 83:
    return MethodEntry(
      name: "farthest_point", family: "select", function: "pith_select_farthest_point",
      summary: "Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it finds: greedy k-center.",
      paper: "Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38, 1985",
      url: "https://doi.org/10.1016/0304-3975(85)90224-5", year: 1985)
  case 84:
    return MethodEntry(
      name: "fastv", family: "select", function: "pith_select_fastv",
      summary: "Keeps the image tokens that the last query of a decoder layer attends to most.",
      paper: "An Image is Worth 1/2 Tokens After Layer 2, ECCV 2024",
      url: "https://arxiv.org/abs/2403.06764", year: 2024)
  case 85:
    return MethodEntry(
      name: "fopru", family: "select", function: "pith_select_fopru",
      summary: "Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's self-attention.",
      paper: "FoPru: Focal Pruning for Efficient Large Vision-Language Models, 2024",
      url: "https://arxiv.org/abs/2411.14164", year: 2024)
  case 86:
    return MethodEntry(
      name: "globalcom2", family: "select", function: "pith_select_globalcom2",
      summary: "Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them in reading order.",
      paper: "Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025",
      url: "https://arxiv.org/abs/2501.05179", year: 2025)
  case 87:
    return MethodEntry(
      name: "gsearch", family: "select", function: "pith_select_gsearch",
      summary: "Keeps nested sets of tokens, layer by layer, each ranked by what the layer before attended to.",
      paper: "Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025",
      url: "https://arxiv.org/abs/2412.00556", year: 2025)
  case 88:
    return MethodEntry(
      name: "hiprune", family: "select", function: "pith_select_hiprune",
      summary: "Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by a deep layer.",
      paper: "HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in Vision-Language Models, 2025",
      url: "https://arxiv.org/abs/2508.00553", year: 2025)
  case 89:
    return MethodEntry(
      name: "hired", family: "select", function: "pith_select_hired",
      summary: "Keeps the most attended tokens of the whole image and of each of its crops.",
      paper: "HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in Resource-Constrained Environments, AAAI 2025",
      url: "https://arxiv.org/abs/2408.10945", year: 2025)
  case 90:
    return MethodEntry(
      name: "mustdrop", family: "select", function: "pith_select_mustdrop",
      summary: "Drops image tokens that the text after the image hardly attends to; key tokens stay.",
      paper: "Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024",
      url: "https://arxiv.org/abs/2411.10803", year: 2024)
  case 91:
    return MethodEntry(
      name: "mustdrop", family: "select", function: "pith_select_mustdrop_keys",
      summary: "The patches that the class token attends to most: MustDrop's key tokens, which no later stage drops.",
      paper: "Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024",
      url: "https://arxiv.org/abs/2411.10803", year: 2024)
  case 92:
    return MethodEntry(
      name: "prumerge", family: "select", function: "pith_select_prumerge",
      summary: "The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a grid.",
      paper: "LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025",
      url: "https://arxiv.org/abs/2403.15388", year: 2025)
  case 93:
    return MethodEntry(
      name: "prumerge", family: "select", function: "pith_select_prumerge_weights",
      summary: "The weights with which PruMerge merges tokens into the kept ones, for `pith_apply_transform`.",
      paper: "LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025",
      url: "https://arxiv.org/abs/2403.15388", year: 2025)
  case 94:
    return MethodEntry(
      name: "pyramiddrop", family: "select", function: "pith_select_pyramiddrop",
      summary: "Keeps the image tokens that the last instruction token attends to most, from its query and the layer's keys.",
      paper: "PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025",
      url: "https://arxiv.org/abs/2410.17247", year: 2025)
  case 95:
    return MethodEntry(
      name: "todre", family: "select", function: "pith_select_todre",
      summary: "Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least similar to all picks together.",
      paper: "ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025",
      url: "https://arxiv.org/abs/2505.18757", year: 2025)
  case 96:
    return MethodEntry(
      name: "todre", family: "select", function: "pith_select_todre_drop",
      summary: "Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's second stage.",
      paper: "ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025",
      url: "https://arxiv.org/abs/2505.18757", year: 2025)
  case 97:
    return MethodEntry(
      name: "top_k", family: "select", function: "pith_select_top_k",
      summary: "Keeps the `keep` tokens with the largest scores.",
      paper: "",
      url: "", year: 0)
  case 98:
    return MethodEntry(
      name: "transprune", family: "select", function: "pith_select_transprune",
      summary: "Keeps the image tokens that layers change most and that the instruction looks at most.",
      paper: "TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026",
      url: "https://arxiv.org/abs/2507.20630", year: 2026)
  case 99:
    return MethodEntry(
      name: "vflowopt", family: "select", function: "pith_select_vflowopt",
      summary: "Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.",
      paper: "VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025",
      url: "https://arxiv.org/abs/2508.05211", year: 2025)
  case 100:
    return MethodEntry(
      name: "visionzip", family: "select", function: "pith_select_visionzip",
      summary: "Keeps the patches that score highest and merges the rest into evenly strided contextual ones.",
      paper: "VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025",
      url: "https://arxiv.org/abs/2412.04467", year: 2025)
  case 101:
    return MethodEntry(
      name: "zero_tprune", family: "select", function: "pith_select_zero_tprune",
      summary: "Keeps the class token and the survivors with the greatest scores: the last stage of Zero-TPrune.",
      paper: "Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024",
      url: "https://arxiv.org/abs/2305.17328", year: 2024)
  case 102:
    return MethodEntry(
      name: "zero_tprune", family: "select", function: "pith_select_zero_tprune_similar",
      summary: "Removes unimportant patches that resemble an important one: the similarity stage of Zero-TPrune.",
      paper: "Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024",
      url: "https://arxiv.org/abs/2305.17328", year: 2024)
  case 103:
    return MethodEntry(
      name: "bm25_okapi", family: "text", function: "pith_text_bm25_okapi",
      summary: "Scores texts by the words they share with a question: BM25, without any model.",
      paper: "Okapi at TREC-3, TREC 1994",
      url: "https://trec.nist.gov/pubs/trec3/t3_proceedings.html", year: 1994)
  case 104:
    return MethodEntry(
      name: "dynamic_tokenization", family: "text", function: "pith_text_dynamic_tokenization",
      summary: "Merges the most frequent adjacent tokens of a batch of token sequences, again and again: dynamic tokenization.",
      paper: "Retrofitting Large Language Models with Dynamic Tokenization, ACL 2025",
      url: "https://arxiv.org/abs/2411.18553", year: 2025)
  case 105:
    return MethodEntry(
      name: "embeddings_clustering_filter", family: "text", function: "pith_text_embeddings_clustering_filter",
      summary: "Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter after its k-means.",
      paper: "",
      url: "", year: 0)
  case 106:
    return MethodEntry(
      name: "embeddings_filter", family: "text", function: "pith_text_embeddings_filter",
      summary: "Keeps the texts most similar to a question, or those above a threshold, or both: LangChain's EmbeddingsFilter.",
      paper: "",
      url: "", year: 0)
  case 107:
    return MethodEntry(
      name: "embeddings_redundant_filter", family: "text", function: "pith_text_embeddings_redundant_filter",
      summary: "Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.",
      paper: "",
      url: "", year: 0)
  case 108:
    return MethodEntry(
      name: "hashed_embedding", family: "text", function: "pith_text_embed_hashed",
      summary: "Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter trigrams, weighted by rarity.",
      paper: "Weinberger et al., \"Feature Hashing for Large Scale Multitask Learning\", ICML 2009",
      url: "", year: 2009)
  case 109:
    return MethodEntry(
      name: "join", family: "text", function: "pith_text_join",
      summary: "Writes the kept spans of a text as one text.",
      paper: "",
      url: "", year: 0)
  case 110:
    return MethodEntry(
      name: "llmlingua2", family: "text", function: "pith_text_llmlingua2",
      summary: "Labels words by their keep-probabilities: the selection of LLMLingua-2.",
      paper: "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024",
      url: "https://arxiv.org/abs/2403.12968", year: 2024)
  case 111:
    return MethodEntry(
      name: "llmlingua2_chunks", family: "text", function: "pith_text_llmlingua2_chunks",
      summary: "Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end tokens.",
      paper: "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024",
      url: "https://arxiv.org/abs/2403.12968", year: 2024)
  case 112:
    return MethodEntry(
      name: "llmlingua2_contexts", family: "text", function: "pith_text_llmlingua2_contexts",
      summary: "Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse step.",
      paper: "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024",
      url: "https://arxiv.org/abs/2403.12968", year: 2024)
  case 113:
    return MethodEntry(
      name: "llmlingua2_words", family: "text", function: "pith_text_llmlingua2_words",
      summary: "Makes words of a classifier's subword tokens, each with its keep-probability, as LLMLingua-2 does.",
      paper: "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL 2024",
      url: "https://arxiv.org/abs/2403.12968", year: 2024)
  case 114:
    return MethodEntry(
      name: "long_context_reorder", family: "text", function: "pith_text_long_context_reorder",
      summary: "Orders texts so that the best stand at both ends and the worst in the middle, where language models read least.",
      paper: "Lost in the Middle: How Language Models Use Long Contexts, TACL 2024",
      url: "https://arxiv.org/abs/2307.03172", year: 2024)
  case 115:
    return MethodEntry(
      name: "mmr", family: "text", function: "pith_text_mmr",
      summary: "Picks texts that are relevant to a question and unlike those picked before: maximal marginal relevance.",
      paper: "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries, SIGIR 1998",
      url: "https://doi.org/10.1145/290941.291025", year: 1998)
  case 116:
    return MethodEntry(
      name: "pith_compress", family: "text", function: "pith_text_compress",
      summary: "Chooses the sentences of retrieved passages that a prompt should hold, within a budget that is met exactly.",
      paper: "",
      url: "", year: 0)
  case 117:
    return MethodEntry(
      name: "selective_context", family: "text", function: "pith_text_selective_context",
      summary: "Drops the sentences, phrases or tokens that a language model finds least surprising: Selective Context.",
      paper: "Compressing Context to Enhance Inference Efficiency of Large Language Models, EMNLP 2023",
      url: "https://arxiv.org/abs/2310.06201", year: 2023)
  case 118:
    return MethodEntry(
      name: "static_embedding", family: "text", function: "pith_text_embed_static",
      summary: "Embeds texts by the mean of their tokens' rows in a table that the host holds.",
      paper: "",
      url: "", year: 0)
  case 119:
    return MethodEntry(
      name: "tcra_semantic", family: "text", function: "pith_text_tcra_encoder",
      summary: "Removes the words whose removal moves a text's embedding least, asking the host's encoder.",
      paper: "Liu et al., \"TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction\", Findings of EMNLP 2023",
      url: "", year: 2023)
  case 120:
    return MethodEntry(
      name: "tcra_semantic", family: "text", function: "pith_text_tcra_leave_one_out",
      summary: "Removes the words whose removal moves a text's embedding least, given the embedding without each of them.",
      paper: "Liu et al., \"TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction\", Findings of EMNLP 2023",
      url: "", year: 2023)
  case 121:
    return MethodEntry(
      name: "tcra_semantic", family: "text", function: "pith_text_tcra_words",
      summary: "Removes the words whose removal moves the mean of a text's word vectors least.",
      paper: "Liu et al., \"TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction\", Findings of EMNLP 2023",
      url: "", year: 2023)
  case 122:
    return MethodEntry(
      name: "token_estimate", family: "text", function: "pith_text_estimate_tokens",
      summary: "Estimates how many tokens each span of a text is, without a tokenizer.",
      paper: "",
      url: "", year: 0)
  case 123:
    return MethodEntry(
      name: "uax29", family: "text", function: "pith_text_segment",
      summary: "Cuts text into words or sentences and writes their byte spans.",
      paper: "Unicode Standard Annex #29, Unicode Text Segmentation",
      url: "", year: 0)
  case 124:
    return MethodEntry(
      name: "dycoke", family: "video", function: "pith_video_dycoke",
      summary: "Prunes frames of a video to the tokens that are least like those of a frame before.",
      paper: "DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025",
      url: "https://arxiv.org/abs/2411.15024", year: 2025)
  case 125:
    return MethodEntry(
      name: "dycoke_step", family: "video", function: "pith_video_dycoke_step",
      summary: "Selects the keys of a video that a decoding step attends to, unless attention has hardly changed.",
      paper: "DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025",
      url: "https://arxiv.org/abs/2411.15024", year: 2025)
  case 126:
    return MethodEntry(
      name: "evs", family: "video", function: "pith_video_evs",
      summary: "Keeps the tokens of a video that changed most since the frame before.",
      paper: "Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM Inference, 2025",
      url: "https://arxiv.org/abs/2510.14624", year: 2025)
  case 127:
    return MethodEntry(
      name: "holitom", family: "video", function: "pith_video_holitom",
      summary: "Merges the tokens of a video along time and within frames, before the language model.",
      paper: "HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025",
      url: "https://arxiv.org/abs/2505.21334", year: 2025)
  case 128:
    return MethodEntry(
      name: "holitom_inner", family: "video", function: "pith_video_holitom_inner",
      summary: "Merges a video's tokens, inside the language model, into those that the last query attends to most.",
      paper: "HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025",
      url: "https://arxiv.org/abs/2505.21334", year: 2025)
  case 129:
    return MethodEntry(
      name: "holitom_segments", family: "video", function: "pith_video_holitom_segments",
      summary: "Cuts a video into segments so that keeping static positions once per segment saves most tokens.",
      paper: "HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025",
      url: "https://arxiv.org/abs/2505.21334", year: 2025)
  case 130:
    return MethodEntry(
      name: "spatial_mllm", family: "video", function: "pith_video_spatial_mllm",
      summary: "Keeps the frames that together see most of the space, given every pixel's place in the world.",
      paper: "Spatial-MLLM: Boosting MLLM Capabilities in Visual-based Spatial Intelligence, NeurIPS 2025",
      url: "https://arxiv.org/abs/2505.23747", year: 2025)
  case 131:
    return MethodEntry(
      name: "storm", family: "video", function: "pith_video_storm",
      summary: "Pools a video over time and space, and keeps every sample-th frame of the result.",
      paper: "Token-Efficient Long Video Understanding for Multimodal LLMs, ICCV 2025",
      url: "https://arxiv.org/abs/2503.04130", year: 2025)
  default:
    return MethodEntry(name: "", family: "", function: "", summary: "", paper: "", url: "", year: 0)
  }
}
