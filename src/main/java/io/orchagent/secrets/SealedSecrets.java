package io.orchagent.secrets;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What the vault has for one run, found and not opened yet.
 *
 * @param missing required names that are not in the vault
 * @param withheld required names that are there, but not for this agent
 */
public record SealedSecrets(
    List<String> missing, List<String> withheld, UUID workspace, Values values) {

  /** Nothing declared, nothing given. */
  public static SealedSecrets none(UUID workspace) {
    return new SealedSecrets(
        List.of(), List.of(), workspace, new Values(List.of(), (w, stored) -> ""));
  }

  /** The values by name. To be called right before they are used, and kept nowhere. */
  public Map<String, String> open() {
    Map<String, String> opened = new TreeMap<>();
    for (SecretQueries.Sealed stored : values.stored) {
      opened.put(stored.name(), values.opener.apply(workspace, stored));
    }
    return opened;
  }

  /** Of what is there only what has one of these names. */
  public SealedSecrets only(Set<String> names) {
    return new SealedSecrets(
        missing,
        withheld,
        workspace,
        new Values(
            values.stored.stream().filter(stored -> names.contains(stored.name())).toList(),
            values.opener));
  }

  /** The names of what is there. */
  public Set<String> names() {
    return values.stored.stream()
        .map(SecretQueries.Sealed::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Bytes and what opens them: not for others to look at. */
  public static final class Values {
    private final List<SecretQueries.Sealed> stored;
    private final BiFunction<UUID, SecretQueries.Sealed, String> opener;

    Values(
        List<SecretQueries.Sealed> stored, BiFunction<UUID, SecretQueries.Sealed, String> opener) {
      this.stored = List.copyOf(stored);
      this.opener = opener;
    }
  }
}
