/* Pith: makes token sequences shorter.
 *
 * Pith prunes, merges, pools and clusters token embeddings, attention maps and KV caches, and shrinks text prompts, on
 * flat buffers that the host already holds. A method returns a decision (which tokens stay, which merge into which and
 * with what weight); the apply functions carry it out on any buffer.
 *
 *   float tokens[576 * 1024] = ...;
 *   int32_t kept[64];
 *   pith_view t = pith_f32(tokens, 576, 1024), k = pith_i32(kept, 64);
 *   if (pith_select_divprune(NULL, &t, 64, PITH_ORDER_POSITION, &k) != PITH_OK) puts(pith_last_error());
 *   float shorter[64 * 1024];
 *   pith_view s = pith_f32(shorter, 64, 1024);
 *   if (pith_apply_gather(NULL, &t, &k, 0, &s) != PITH_OK) puts(pith_last_error());
 *
 * Link with -lpith, or open libpith.so.0 with dlopen. No initialisation, no global state to set up.
 * pith/types.h states the conventions that hold for every function; pith/<family>.h describe the functions.
 */
#ifndef PITH_H
#define PITH_H

#include "pith/types.h"
#include "pith/all.h"

#endif
