package io.orchagent.sandbox;

/** What holds the runs of this server to their limits. */
record Resources(Cgroups cgroups, FairWeights weights, ResidentWatch watch) {}
