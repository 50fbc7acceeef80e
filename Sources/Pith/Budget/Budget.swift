// The budget family: how many tokens to keep or remove, and where.

public enum Budget {}
