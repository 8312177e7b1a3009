package io.orchagent.sandbox.install;

import io.orchagent.sandbox.Interpreter;
import io.orchagent.sandbox.SandboxSpec.Place;

/** Who installs. */
public enum PackageTool {
  PIP("requirements.txt", Interpreter.PYTHON, Place.PYTHON_PACKAGES),
  NPM("package.json", Interpreter.NODE, Place.NODE_MODULES);

  private final String list;
  private final Interpreter interpreter;
  private final Place place;

  PackageTool(String list, Interpreter interpreter, Place place) {
    this.list = list;
    this.interpreter = interpreter;
    this.place = place;
  }

  /** The file that says what is to be installed. */
  public String list() {
    return list;
  }

  public Interpreter interpreter() {
    return interpreter;
  }

  /** Where a run finds what was installed. */
  public Place place() {
    return place;
  }
}
