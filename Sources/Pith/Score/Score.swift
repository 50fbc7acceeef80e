// The score family: how much each token matters. Every function fills one number per token.

public enum Score {}
