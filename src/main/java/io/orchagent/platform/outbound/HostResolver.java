package io.orchagent.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up; a port, so that tests can say what a name means. */
public interface HostResolver {

  /** All addresses of a name, or the one of an address in text. */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
