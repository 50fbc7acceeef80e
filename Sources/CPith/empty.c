/* Nothing here yet: the shims come with the runtime. */
