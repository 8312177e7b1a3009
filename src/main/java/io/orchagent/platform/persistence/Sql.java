package io.orchagent.platform.persistence;

import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL for what is more than a finder: claims, upserts, locks, aggregates. It joins the
 * transaction under way; without one each statement is its own.
 */
@Singleton
public class Sql {
  private final DataSource database;

  Sql(DataSource database) {
    this.database = database;
  }

  /** Reads one row. */
  public interface RowReader<T> {
    T read(Row row) throws SQLException;
  }

  public <T> List<T> list(String statement, RowReader<T> reader, @Nullable Object... values) {
    try (Connection connection = connect();
        PreparedStatement prepared = prepare(connection, statement, values);
        ResultSet rows = prepared.executeQuery()) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.read(new Row(rows)));
      }
      return read;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  public <T> Optional<T> first(String statement, RowReader<T> reader, @Nullable Object... values) {
    return list(statement, reader, values).stream().findFirst();
  }

  /** The rows that a change touched. */
  public int update(String statement, @Nullable Object... values) {
    try (Connection connection = connect();
        PreparedStatement prepared = prepare(connection, statement, values)) {
      return prepared.executeUpdate();
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  private Connection connect() {
    try {
      return database.getConnection();
    } catch (SQLException e) {
      throw SqlFailure.notSent(e);
    }
  }

  private static PreparedStatement prepare(
      Connection connection, String statement, @Nullable Object... values) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    try {
      for (int i = 0; i < values.length; i++) {
        bind(connection, prepared, i + 1, values[i]);
      }
      return prepared;
    } catch (SQLException e) {
      prepared.close();
      throw e;
    }
  }

  private static void bind(
      Connection connection, PreparedStatement prepared, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case Instant moment -> prepared.setObject(index, moment.atOffset(ZoneOffset.UTC));
      case String[] texts -> prepared.setArray(index, connection.createArrayOf("text", texts));
      case Long[] numbers -> prepared.setArray(index, connection.createArrayOf("bigint", numbers));
      case UUID[] ids -> prepared.setArray(index, connection.createArrayOf("uuid", ids));
      case null, default -> prepared.setObject(index, value);
    }
  }

  /** One row, read by column names. */
  public static final class Row {
    private final ResultSet rows;

    private Row(ResultSet rows) {
      this.rows = rows;
    }

    public UUID id(String column) throws SQLException {
      return rows.getObject(column, UUID.class);
    }

    public @Nullable UUID optionalId(String column) throws SQLException {
      return rows.getObject(column, UUID.class);
    }

    public String text(String column) throws SQLException {
      return rows.getString(column);
    }

    public @Nullable String optionalText(String column) throws SQLException {
      return rows.getString(column);
    }

    /** An array of texts without nulls. */
    public List<String> texts(String column) throws SQLException {
      return List.of((String[]) rows.getArray(column).getArray());
    }

    public byte[] bytes(String column) throws SQLException {
      return rows.getBytes(column);
    }

    public long number(String column) throws SQLException {
      return rows.getLong(column);
    }

    public @Nullable Long optionalNumber(String column) throws SQLException {
      return rows.getObject(column, Long.class);
    }

    public @Nullable Integer optionalInteger(String column) throws SQLException {
      return rows.getObject(column, Integer.class);
    }

    public @Nullable BigDecimal optionalDecimal(String column) throws SQLException {
      return rows.getBigDecimal(column);
    }

    public @Nullable Double optionalReal(String column) throws SQLException {
      double read = rows.getDouble(column);
      return rows.wasNull() ? null : read;
    }

    public boolean flag(String column) throws SQLException {
      return rows.getBoolean(column);
    }

    public Instant instant(String column) throws SQLException {
      return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    public @Nullable Instant optionalInstant(String column) throws SQLException {
      OffsetDateTime moment = rows.getObject(column, OffsetDateTime.class);
      return moment == null ? null : moment.toInstant();
    }
  }
}
