package io.orchagent.sandbox;

/**
 * What launches of one kind have in common.
 *
 * @param script the file, in the folder that sandboxes are shown, that sets the limits
 */
record LaunchProfile(String script, SandboxSettings.Limits limits) {}
