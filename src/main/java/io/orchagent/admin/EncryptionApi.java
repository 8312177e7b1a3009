package io.orchagent.admin;

import io.orchagent.platform.crypto.KeyHolders;
import io.orchagent.platform.crypto.KeyRotation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The wire records of encryption; of keys they hold ids only. */
public final class EncryptionApi {
  private EncryptionApi() {}

  /** What lies under what. */
  @Schema(name = "EncryptionState", description = "The keys that stored secrets lie under")
  public record State(
      @Schema(description = "Id of the master key that new data keys lie under")
          String currentMasterKeyId,
      @Schema(description = "Ids of the master keys that the answering server holds")
          List<String> heldMasterKeyIds,
      @Schema(description = "How many data keys lie under each master key")
          List<DataKeysUnder> dataKeys,
      @Schema(description = "The servers that are up") List<Server> servers) {
    static State of(KeyRotation.State state) {
      return new State(
          state.currentMasterKeyId(),
          state.heldMasterKeyIds(),
          state.dataKeys().stream().map(DataKeysUnder::of).toList(),
          state.servers().stream().map(Server::of).toList());
    }
  }

  /** How many data keys lie under a master key. */
  @Schema(name = "DataKeysUnder", description = "How many data keys lie under a master key")
  public record DataKeysUnder(
      @Schema(description = "Id of the master key") String masterKeyId,
      @Schema(description = "Number of data keys") long count) {
    static DataKeysUnder of(KeyRotation.Under under) {
      return new DataKeysUnder(under.masterKeyId(), under.dataKeys());
    }
  }

  /** A server and what it holds. */
  @Schema(name = "EncryptionServer", description = "A server that is up")
  public record Server(
      @Schema(description = "Its host name") String host,
      @Schema(description = "Ids of the master keys that it holds") List<String> masterKeyIds,
      @Schema(description = "When it was last heard of, UTC") Instant seenAt) {
    static Server of(KeyHolders.Holder holder) {
      return new Server(holder.host(), holder.masterKeyIds(), holder.seenAt());
    }
  }

  /** The answer to a rotation of the master key. */
  @Schema(name = "MasterKeyRotated", description = "All data keys lie under this master key now")
  public record MasterKeyRotated(
      @Schema(description = "Id of the master key in use") String masterKeyId,
      @Schema(description = "Number of data keys that were moved by this call") int movedDataKeys) {
    static MasterKeyRotated of(KeyRotation.Moved moved) {
      return new MasterKeyRotated(moved.masterKeyId(), moved.dataKeys());
    }
  }

  /** The answer to a rotation of a data key. */
  @Schema(
      name = "DataKeyRotated",
      description = "All that opens of what the workspace keeps lies under it now")
  public record DataKeyRotated(
      @Schema(description = "Id of the workspace") UUID workspaceId,
      @Schema(description = "Version of its data key, from 1 on") int dataKeyVersion,
      @Schema(description = "Number of secrets that were sealed anew by this call")
          int resealedSecrets,
      @Schema(
              description =
                  "Number of secrets that do not open, because their bytes were changed or moved in"
                      + " the database; left as they are, and named in the log")
          int unreadableSecrets) {
    static DataKeyRotated of(UUID workspace, KeyRotation.Resealed resealed) {
      return new DataKeyRotated(
          workspace, resealed.version(), resealed.rows(), resealed.unreadable());
    }
  }
}
