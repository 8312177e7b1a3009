package io.orchagent.sandbox;

/** What holds the runs of this server to their limits, and who measures them. */
record Resources(Cgroups cgroups, FairWeights weights, ResidentWatch watch, RunMeasures measures) {}
