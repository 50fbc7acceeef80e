#ifndef PITH_CLUSTER_H
#define PITH_CLUSTER_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_cluster_kmeans(pith_context *context, const pith_view *points, const pith_view *initial_centers, int64_t k, int64_t max_iterations, double tolerance, const pith_view *labels, const pith_view *centers, const pith_view *inertia, const pith_view *iterations, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_cluster_farthest_point(pith_context *context, const pith_view *points, int64_t k, const pith_view *indices, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_cluster_crag(pith_context *context, const pith_view *embeddings, const pith_view *initial_centers, int64_t k_min, int64_t k_max, int32_t normalize, int64_t per_cluster, pith_order order, int64_t max_iterations, double tolerance, const pith_view *labels, const pith_view *clusters, const pith_view *sizes, const pith_view *members, const pith_view *representatives, const pith_view *cluster_count, const pith_view *representative_count, const pith_view *centers, const pith_view *inertia, const pith_view *iterations) PITH_NOEXCEPT;
PITH_API pith_status pith_cluster_elbow(pith_context *context, const pith_view *inertia, int64_t k_min, const pith_view *distance, const pith_view *k) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
