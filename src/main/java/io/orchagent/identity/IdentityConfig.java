package io.orchagent.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Passwords, sessions, and how often a sign-in may fail. */
@ConfigMapping(prefix = "orchagent.identity")
public interface IdentityConfig {
  /** bcrypt's cost: each step doubles the time of a sign-in, and of a guess. */
  @WithDefault("11")
  int passwordCost();

  /** How long an access token is good. */
  @WithDefault("1H")
  Duration accessTokenLifetime();

  /** How long a session lives that is not refreshed. */
  @WithDefault("30D")
  Duration refreshTokenLifetime();

  /** How long a mailed token for a new password is good. */
  @WithDefault("30M")
  Duration passwordResetLifetime();

  /** How long a mailed token that confirms a registration is good. */
  @WithDefault("24H")
  Duration verificationLifetime();

  /** How many mails a forgotten password may cause. */
  MailThrottle resetThrottle();

  /** How many mails registrations may cause, where a mailer is configured. */
  MailThrottle registerThrottle();

  /** Wishes for mailed tokens in a window of time. */
  interface MailThrottle {
    /** How long a wish counts. */
    @WithDefault("15M")
    Duration window();

    /** Mails to one account; the answer to further wishes is the same, but none is sent. */
    @WithDefault("3")
    int perAccount();

    /** Wishes from one address, whatever the account; 429 beyond. */
    @WithDefault("20")
    int perAddress();
  }

  /** When sign-ins are refused because too many failed. */
  LoginThrottle loginThrottle();

  /** Failed sign-ins in a window of time. */
  interface LoginThrottle {
    /** How long failures count. */
    @WithDefault("15M")
    Duration window();

    /** Failures of one account from one address. */
    @WithDefault("10")
    int perAccountAndAddress();

    /** Failures from one address, whatever the account. */
    @WithDefault("100")
    int perAddress();

    /**
     * Failures of one account from anywhere. Addresses from which that account was signed in to
     * before are not refused by this one, so that nobody can shut a person out.
     */
    @WithDefault("200")
    int perAccount();
  }
}
