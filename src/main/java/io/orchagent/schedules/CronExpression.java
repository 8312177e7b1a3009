package io.orchagent.schedules;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.parser.CronParser;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Five fields as cron reads them: minute, hour, day of month, month, day of week. The library reads
 * the text; when that is due is {@link DueInstants}' to say, since libraries differ over it.
 *
 * @param minutes 0..59
 * @param hours 0..23
 * @param days 1..31
 * @param months 1..12
 * @param weekdays 0..6, Sunday is 0
 * @param anyDay whether the day of the month begins with a star
 * @param anyWeekday whether the day of the week begins with a star
 * @param realTime whether minute or hour begins with a star: then clock changes are followed
 */
record CronExpression(
    BitSet minutes,
    BitSet hours,
    BitSet days,
    BitSet months,
    BitSet weekdays,
    boolean anyDay,
    boolean anyWeekday,
    boolean realTime) {
  static final int MAX_LENGTH = 200;

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Za-z*/,\\- \\t]*");

  /** As the start of a range Sunday is 0; the library would take the name for 7. */
  private static final Pattern FROM_SUNDAY = Pattern.compile("(?i)(?<![a-z])sun-");

  /** An expression that can't be read; the message says why. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  static CronExpression parse(String text) throws UnreadableException {
    if (text.length() > MAX_LENGTH) {
      throw new UnreadableException("is longer than " + MAX_LENGTH + " characters");
    }
    String stripped = text.strip();
    if (stripped.startsWith("@")) {
      String meaning = NICKNAMES.get(stripped.toLowerCase(Locale.ROOT));
      if (meaning == null) {
        throw new UnreadableException(
            "is none of " + NICKNAMES.keySet().stream().sorted().collect(Collectors.joining(", ")));
      }
      return parse(meaning);
    }
    long fields = stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
    if (fields != 5) {
      throw new UnreadableException(
          "has " + fields + " fields and needs 5: minute, hour, day of month, month, day of week");
    }
    if (!CHARACTERS.matcher(stripped).matches()) {
      throw new UnreadableException("has characters that are no part of cron's fields");
    }
    return of(read(stripped));
  }

  private static Cron read(String text) throws UnreadableException {
    try {
      return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
          .parse(FROM_SUNDAY.matcher(text).replaceAll("0-"));
    } catch (IllegalArgumentException e) {
      throw new UnreadableException(
          "can't be read: "
              + Optional.ofNullable(e.getMessage())
                  .orElse("check its fields")
                  .replace("Failed to parse cron expression. ", ""));
    }
  }

  private static CronExpression of(Cron cron) throws UnreadableException {
    Map<CronFieldName, CronField> fields = cron.retrieveFieldsAsMap();
    FieldExpression minute = fields.get(CronFieldName.MINUTE).getExpression();
    FieldExpression hour = fields.get(CronFieldName.HOUR).getExpression();
    FieldExpression day = fields.get(CronFieldName.DAY_OF_MONTH).getExpression();
    FieldExpression month = fields.get(CronFieldName.MONTH).getExpression();
    FieldExpression weekday = fields.get(CronFieldName.DAY_OF_WEEK).getExpression();
    BitSet weekdays = values(weekday, 0, 7);
    if (weekdays.get(7)) {
      weekdays.clear(7);
      weekdays.set(0);
    }
    return new CronExpression(
        values(minute, 0, 59),
        values(hour, 0, 23),
        values(day, 1, 31),
        values(month, 1, 12),
        weekdays,
        beginsWithStar(day),
        beginsWithStar(weekday),
        beginsWithStar(minute) || beginsWithStar(hour));
  }

  private static boolean beginsWithStar(FieldExpression field) {
    return field.asString().startsWith("*");
  }

  private static BitSet values(FieldExpression field, int low, int high)
      throws UnreadableException {
    BitSet values = new BitSet(high + 1);
    collect(field, low, high, 1, values);
    return values;
  }

  private static void collect(FieldExpression field, int low, int high, int step, BitSet values)
      throws UnreadableException {
    switch (field) {
      case Always ignored -> add(low, high, step, values);
      // 5 alone is one value; 5/10 is every tenth from there
      case On on -> {
        int only = on.getTime().getValue();
        add(only, step == 1 ? only : high, step, values);
      }
      case Between range ->
          add(number(range.getFrom().getValue()), number(range.getTo().getValue()), step, values);
      case Every every ->
          collect(every.getExpression(), low, high, every.getPeriod().getValue(), values);
      case And list -> {
        for (FieldExpression part : list.getExpressions()) {
          collect(part, low, high, step, values);
        }
      }
      default -> throw new UnreadableException("has a part that cron does not know");
    }
  }

  private static int number(Object value) throws UnreadableException {
    if (value instanceof Integer known) {
      return known;
    }
    throw new UnreadableException("has a range that is none of numbers or names");
  }

  private static void add(int from, int to, int step, BitSet values) {
    for (int value = from; value <= to; value += step) {
      values.set(value);
    }
  }

  /** Both fields restrict the day: then either will do. */
  boolean isDay(int day, int weekday) {
    boolean byDay = days.get(day);
    boolean byWeekday = weekdays.get(weekday);
    return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
  }
}
