// The kv family: which entries of a key-value cache stay. Every function fills indices or scores and leaves keys and values
// alone; `Apply.compact` shortens a cache in place where the indices ascend, `Apply.gather` copies one in any order.

public enum KV {}
