// The cluster family: which rows belong together. Every function labels rows; the rows stay where they are.

public enum Cluster {}
