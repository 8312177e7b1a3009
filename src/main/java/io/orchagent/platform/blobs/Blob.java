package io.orchagent.platform.blobs;

/**
 * Stored bytes.
 *
 * @param sha256 64 hexadecimal digits
 */
public record Blob(String sha256, long sizeBytes) {}
