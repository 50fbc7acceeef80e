// A kernel tier; see Package.swift.
