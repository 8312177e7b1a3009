package io.orchagent.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A seccomp program as bytes: everything is allowed but what has no business in a sandbox. Written
 * by hand because it is small and a library would need native code.
 */
final class SystemCallFilter {

  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_AT_LEAST = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // Offsets in struct seccomp_data; both processors are little-endian
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENT_0 = 16;
  private static final int ARGUMENT_1 = 24;
  private static final int ARGUMENT_2 = 32;

  private static final int KILL = 0x80000000;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERROR = 0x00050000;
  private static final int NOT_PERMITTED = ERROR | 1;
  private static final int NO_SUCH_CALL = ERROR | 38;
  private static final int NO_SUCH_FAMILY = ERROR | 97;

  private static final int NEW_NAMESPACES = 0x7E020000;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541C;
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int NETLINK = 16;

  private record Instruction(int code, int then, int otherwise, int value) {}

  private final List<Instruction> program = new ArrayList<>();

  private SystemCallFilter() {}

  static byte[] bytes(SystemCalls calls) {
    SystemCallFilter filter = new SystemCallFilter();
    filter.add(LOAD, ARCHITECTURE);
    filter.jump(JUMP_EQUAL, calls.architecture(), 1, 0);
    filter.add(RETURN, KILL);
    filter.add(LOAD, NUMBER);
    if (calls.foreignFrom() != 0) {
      filter.jump(JUMP_AT_LEAST, calls.foreignFrom(), 0, 1);
      filter.add(RETURN, NO_SUCH_CALL);
    }
    calls.refused().forEach(number -> filter.answer(number, NOT_PERMITTED));
    calls.newer().forEach(number -> filter.answer(number, NOT_PERMITTED));
    calls.absent().forEach(number -> filter.answer(number, NO_SUCH_CALL));
    filter.refuseNamespaces(calls.cloneCall());
    filter.refuseTerminalInput(calls.ioctlCall());
    filter.allowFamilies(calls.socketCall());
    filter.add(RETURN, ALLOW);
    return filter.encode();
  }

  private void refuseNamespaces(int clone) {
    jump(JUMP_EQUAL, clone, 0, 4);
    add(LOAD, ARGUMENT_0);
    jump(JUMP_ANY_BIT, NEW_NAMESPACES, 0, 1);
    add(RETURN, NOT_PERMITTED);
    add(RETURN, ALLOW);
  }

  private void refuseTerminalInput(int ioctl) {
    jump(JUMP_EQUAL, ioctl, 0, 5);
    add(LOAD, ARGUMENT_1);
    jump(JUMP_EQUAL, TIOCSTI, 1, 0);
    jump(JUMP_EQUAL, TIOCLINUX, 0, 1);
    add(RETURN, NOT_PERMITTED);
    add(RETURN, ALLOW);
  }

  /** Some families, such as vsock, know no network namespaces and would reach the host. */
  private void allowFamilies(int socket) {
    jump(JUMP_EQUAL, socket, 0, 9);
    add(LOAD, ARGUMENT_0);
    jump(JUMP_EQUAL, UNIX, 5, 0);
    jump(JUMP_EQUAL, INET, 4, 0);
    jump(JUMP_EQUAL, INET6, 3, 0);
    jump(JUMP_EQUAL, NETLINK, 0, 3);
    add(LOAD, ARGUMENT_2);
    jump(JUMP_EQUAL, 0, 0, 1);
    add(RETURN, ALLOW);
    add(RETURN, NO_SUCH_FAMILY);
  }

  private void answer(int number, int answer) {
    jump(JUMP_EQUAL, number, 0, 1);
    add(RETURN, answer);
  }

  private void add(int code, int value) {
    program.add(new Instruction(code, 0, 0, value));
  }

  private void jump(int code, int value, int then, int otherwise) {
    program.add(new Instruction(code, then, otherwise, value));
  }

  private byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(program.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction i : program) {
      bytes.putShort((short) i.code());
      bytes.put((byte) i.then());
      bytes.put((byte) i.otherwise());
      bytes.putInt(i.value());
    }
    return bytes.array();
  }
}
