package io.orchagent.platform.blobs;

import io.agroal.api.AgroalDataSource;
import io.orchagent.platform.ids.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Content-addressed bytes in PostgreSQL. */
@ApplicationScoped
public class Blobs {
  static final int CHUNK_BYTES = 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(Blobs.class);

  /** A foreign key names it. */
  private static final String NAMED = "23503";

  private final AgroalDataSource database;

  Blobs(AgroalDataSource database) {
    this.database = database;
  }

  /** The name that these bytes have here, without storing them. */
  public static Blob measure(Path file) {
    MessageDigest digest = Hashes.sha256();
    byte[] buffer = new byte[64 * 1024];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Blob(Hashes.hex(digest.digest()), size);
  }

  /**
   * Stores a file that was measured, unless its bytes are already here. Of two that store the same
   * bytes at once the second waits for the first and then finds them.
   */
  @Transactional
  public void store(Blob blob, Path file) {
    byte[] hash = HexFormat.of().parseHex(blob.sha256());
    try (Connection connection = database.getConnection()) {
      if (claim(connection, hash, blob.sizeBytes())) {
        writeChunks(connection, hash, file);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("could not store a blob", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bytes that are here already are held, so that nobody discards them before this commits, and are
   * as young as new ones.
   */
  private static boolean claim(Connection connection, byte[] hash, long size) throws SQLException {
    while (!isHeld(connection, hash)) {
      if (isNew(connection, hash, size)) {
        return true;
      }
    }
    rejuvenate(connection, hash);
    return false;
  }

  /** Where somebody else is at it, nobody has to wait for that. */
  private static void rejuvenate(Connection connection, byte[] hash) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update blob set created_at = now() where sha256 in (
              select sha256 from blob
              where sha256 = ? and created_at < now() - interval '10 minutes'
              for no key update skip locked)
            """)) {
      update.setBytes(1, hash);
      update.executeUpdate();
    }
  }

  private static boolean isHeld(Connection connection, byte[] hash) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from blob where sha256 = ? for key share")) {
      select.setBytes(1, hash);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static boolean isNew(Connection connection, byte[] hash, long size) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into blob (sha256, size_bytes) values (?, ?) on conflict do nothing")) {
      insert.setBytes(1, hash);
      insert.setLong(2, size);
      return insert.executeUpdate() == 1;
    }
  }

  private static void writeChunks(Connection connection, byte[] hash, Path file)
      throws SQLException, IOException {
    try (InputStream in = Files.newInputStream(file);
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into blob_chunk (sha256, seq, data) values (?, ?, ?)")) {
      byte[] buffer = new byte[CHUNK_BYTES];
      int seq = 0;
      for (int read = in.readNBytes(buffer, 0, CHUNK_BYTES);
          read > 0;
          read = in.readNBytes(buffer, 0, CHUNK_BYTES)) {
        insert.setBytes(1, hash);
        insert.setInt(2, seq++);
        insert.setBytes(3, read == CHUNK_BYTES ? buffer : Arrays.copyOf(buffer, read));
        insert.executeUpdate();
      }
    }
  }

  /**
   * Frees bytes that nothing names any more. Whoever names a blob has to do so with a foreign key:
   * that is what keeps it here.
   */
  public void discard(String sha256) {
    discard(sha256, "delete from blob where sha256 = ?");
  }

  /**
   * The same for bytes that somebody else may be about to name: young ones stay, and who stores
   * them again makes them young. What stays without a name is freed by the sweep.
   */
  public void discardOld(String sha256) {
    discard(sha256, "delete from blob where sha256 = ? and created_at < now() - interval '1 hour'");
  }

  private void discard(String sha256, String statement) {
    try (Connection connection = database.getConnection();
        PreparedStatement delete = connection.prepareStatement(statement)) {
      delete.setBytes(1, HexFormat.of().parseHex(sha256));
      delete.executeUpdate();
    } catch (SQLException e) {
      if (!NAMED.equals(e.getSQLState())) {
        LOG.warnf("a blob was not freed: %s", e.getMessage());
      }
    }
  }

  /** What is stored under a hash. */
  public Optional<Blob> find(String sha256) {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select size_bytes from blob where sha256 = ?")) {
      select.setBytes(1, HexFormat.of().parseHex(sha256));
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(new Blob(sha256, rows.getLong(1))) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("could not look for a blob", e);
    }
  }

  /** The bytes, chunk by chunk; each chunk is a question of its own to the database. */
  public InputStream open(Blob blob) {
    return new ChunkStream(blob);
  }

  private byte @Nullable [] chunk(byte[] hash, int seq) {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select data from blob_chunk where sha256 = ? and seq = ?")) {
      select.setBytes(1, hash);
      select.setInt(2, seq);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("could not read a blob", e);
    }
  }

  private final class ChunkStream extends InputStream {
    private final byte[] hash;
    private long left;
    private byte[] current = new byte[0];
    private int position;
    private int seq;

    private ChunkStream(Blob blob) {
      this.hash = HexFormat.of().parseHex(blob.sha256());
      this.left = blob.sizeBytes();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      if (position == current.length) {
        byte[] next = chunk(hash, seq++);
        if (next == null || next.length == 0) {
          throw new IOException("a blob ends too early");
        }
        current = next;
        position = 0;
      }
      int count = (int) Math.min(Math.min(length, current.length - position), left);
      System.arraycopy(current, position, target, offset, count);
      position += count;
      left -= count;
      return count;
    }
  }
}
