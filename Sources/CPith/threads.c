/* The thread pool behind pith_context_set_threads (see CPith.h). */
#include "CPith.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct cpith_pool {
  pthread_mutex_t lock;
  pthread_cond_t work, done;
  pid_t owner; /* the process that has the workers */
  int32_t workers, stop;
  uint64_t generation; /* counts runs, so that a worker takes part in each once */
  int32_t running;     /* workers still inside the current run */
  int64_t count, next; /* next is taken with an atomic add */
  cpith_task task;
  void *argument;
  pthread_t threads[];
};

static void take_tasks(cpith_pool *pool) {
  for (;;) {
    const int64_t index = __atomic_fetch_add(&pool->next, 1, __ATOMIC_RELAXED);
    if (index >= pool->count) return;
    pool->task(pool->argument, index);
  }
}

static void *worker(void *raw) {
  cpith_pool *pool = raw;
  uint64_t seen = 0;
  pthread_mutex_lock(&pool->lock);
  for (;;) {
    while (!pool->stop && pool->generation == seen) pthread_cond_wait(&pool->work, &pool->lock);
    if (pool->stop) break;
    seen = pool->generation;
    pthread_mutex_unlock(&pool->lock);
    take_tasks(pool);
    pthread_mutex_lock(&pool->lock);
    if (--pool->running == 0) pthread_cond_signal(&pool->done);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

cpith_pool *cpith_pool_create(int32_t threads) {
  if (threads < 2 || threads > 1024) return NULL;
  cpith_pool *pool = calloc(1, sizeof *pool + (size_t)(threads - 1) * sizeof(pthread_t));
  if (!pool) return NULL;
  pool->owner = getpid();
  if (pthread_mutex_init(&pool->lock, NULL)) { free(pool); return NULL; }
  if (pthread_cond_init(&pool->work, NULL)) { pthread_mutex_destroy(&pool->lock); free(pool); return NULL; }
  if (pthread_cond_init(&pool->done, NULL)) {
    pthread_cond_destroy(&pool->work); pthread_mutex_destroy(&pool->lock); free(pool); return NULL;
  }
  for (; pool->workers < threads - 1; pool->workers++)
    if (pthread_create(&pool->threads[pool->workers], NULL, worker, pool)) { cpith_pool_destroy(pool); return NULL; }
  return pool;
}

void cpith_pool_destroy(cpith_pool *pool) {
  if (!pool) return;
  if (pool->owner != getpid()) { free(pool); return; } /* after fork: no workers, and the lock's state is unknown */
  pthread_mutex_lock(&pool->lock);
  pool->stop = 1;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
  for (int32_t i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->work);
  pthread_mutex_destroy(&pool->lock);
  free(pool);
}

void cpith_pool_run(cpith_pool *pool, int64_t count, cpith_task task, void *argument) {
  if (count <= 1 || pool->owner != getpid()) {
    for (int64_t i = 0; i < count; i++) task(argument, i);
    return;
  }
  pthread_mutex_lock(&pool->lock);
  pool->task = task;
  pool->argument = argument;
  pool->count = count;
  pool->next = 0;
  pool->running = pool->workers;
  pool->generation++;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
  take_tasks(pool);
  pthread_mutex_lock(&pool->lock);
  while (pool->running) pthread_cond_wait(&pool->done, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
}
