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
  int32_t spins;       /* looks before a thread goes to sleep: waking one takes longer than a small run */
  int32_t sleeping;    /* workers that wait for `work` */
  uint64_t generation; /* counts runs, so that a worker takes part in each once at most */
  int32_t open;        /* the current run takes workers in */
  int32_t running;     /* workers inside the current run */
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

static void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#endif
}

/* Looks for a while whether a run has begun that the caller has not seen, or the pool ends. */
static void await_run(cpith_pool *pool, uint64_t seen) {
  for (int32_t i = 0; i < pool->spins; i++) {
    if (__atomic_load_n(&pool->generation, __ATOMIC_RELAXED) != seen) return;
    if (__atomic_load_n(&pool->stop, __ATOMIC_RELAXED)) return;
    pause_briefly();
  }
}

static void await_workers(cpith_pool *pool) {
  for (int32_t i = 0; i < pool->spins; i++) {
    if (!__atomic_load_n(&pool->running, __ATOMIC_RELAXED)) return;
    pause_briefly();
  }
}

/* The lock orders everything; what is read without it is only a hint, and looked at again. */
static void *worker(void *raw) {
  cpith_pool *pool = raw;
  uint64_t seen = 0;
  pthread_mutex_lock(&pool->lock);
  for (;;) {
    if (!pool->stop && pool->generation == seen) {
      pthread_mutex_unlock(&pool->lock);
      await_run(pool, seen);
      pthread_mutex_lock(&pool->lock);
    }
    while (!pool->stop && pool->generation == seen) {
      pool->sleeping++;
      pthread_cond_wait(&pool->work, &pool->lock);
      pool->sleeping--;
    }
    if (pool->stop) break;
    seen = pool->generation;
    if (!pool->open) continue; /* the others were done before this one came */
    __atomic_store_n(&pool->running, pool->running + 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&pool->lock);
    take_tasks(pool);
    pthread_mutex_lock(&pool->lock);
    __atomic_store_n(&pool->running, pool->running - 1, __ATOMIC_RELAXED);
    if (pool->running == 0) pthread_cond_signal(&pool->done);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

cpith_pool *cpith_pool_create(int32_t threads) {
  if (threads < 2 || threads > 1024) return NULL;
  cpith_pool *pool = calloc(1, sizeof *pool + (size_t)(threads - 1) * sizeof(pthread_t));
  if (!pool) return NULL;
  pool->owner = getpid();
  pool->spins = sysconf(_SC_NPROCESSORS_ONLN) >= threads ? 1000 : 0; /* some tens of microseconds */
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
  __atomic_store_n(&pool->stop, 1, __ATOMIC_RELAXED);
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
  pool->open = 1;
  __atomic_store_n(&pool->generation, pool->generation + 1, __ATOMIC_RELAXED);
  const int wake = pool->sleeping > 0;
  pthread_mutex_unlock(&pool->lock);
  if (wake) pthread_cond_broadcast(&pool->work);
  take_tasks(pool);
  /* Workers that are not here by now have nothing left to do: they are not waited for. */
  pthread_mutex_lock(&pool->lock);
  pool->open = 0;
  if (pool->running) {
    pthread_mutex_unlock(&pool->lock);
    await_workers(pool);
    pthread_mutex_lock(&pool->lock);
  }
  while (pool->running) pthread_cond_wait(&pool->done, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
}
