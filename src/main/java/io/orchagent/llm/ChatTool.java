package io.orchagent.llm;

/**
 * What a model may use.
 *
 * @param description for the model
 * @param inputSchema JSON Schema of an object: its arguments
 */
public record ChatTool(String name, String description, String inputSchema) {}
