package io.orchagent.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
  private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  static MasterKeys keys(String text) {
    return new MasterKeys(config(text, null, null));
  }

  private static MasterKey key(String text) {
    return keys(text).own();
  }

  private static CryptoConfig config(String text, Path file, String next) {
    return new CryptoConfig() {
      @Override
      public Optional<String> masterKey() {
        return Optional.ofNullable(text);
      }

      @Override
      public Optional<Path> masterKeyFile() {
        return Optional.ofNullable(file);
      }

      @Override
      public Optional<String> nextMasterKey() {
        return Optional.ofNullable(next);
      }

      @Override
      public Optional<Path> nextMasterKeyFile() {
        return Optional.empty();
      }
    };
  }

  @Test
  void base64_and_hexadecimal_are_the_same_key() {
    assertThat(key(BASE64).id()).isEqualTo(key(HEX).id()).hasSize(16);
    assertThat(key(" " + HEX.toUpperCase(java.util.Locale.ROOT) + "\n").id())
        .isEqualTo(key(HEX).id());
    byte[] sealed = key(BASE64).seal("secret".getBytes(), "row".getBytes());
    assertThat(key(HEX).open(sealed, "row".getBytes())).isEqualTo("secret".getBytes());
  }

  @Test
  void a_file_may_hold_the_key(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), BASE64 + "\n");
    assertThat(new MasterKeys(config(null, file, null)).own().id()).isEqualTo(key(BASE64).id());
    assertThat(new MasterKeys(config("", file, null)).own().id()).isEqualTo(key(BASE64).id());
    assertThatThrownBy(() -> new MasterKeys(config(null, folder.resolve("none"), null)))
        .hasMessageContaining("can't be read")
        .hasMessageContaining("openssl rand -base64 32");
  }

  @Test
  void a_next_key_is_held_beside_the_own_one() {
    String other = "dGhlLW5leHQta2V5LW9mLXRlc3RzLWFuZC1uby1vdGg=";
    MasterKeys both = new MasterKeys(config(BASE64, null, other));
    assertThat(both.own().id()).isEqualTo(key(BASE64).id());
    assertThat(both.next().orElseThrow().id()).isEqualTo(key(other).id());
    assertThat(both.byId(key(other).id())).isSameAs(both.next().orElseThrow());
    assertThat(both.ids()).containsExactly(key(BASE64).id(), key(other).id());
    assertThat(new MasterKeys(config(BASE64, null, HEX)).next()).isEmpty();
    assertThatThrownBy(() -> new MasterKeys(config(null, null, other)))
        .hasMessageStartingWith("No master key.");
    assertThatThrownBy(() -> both.byId("another"))
        .hasMessageStartingWith("The master key is not the one")
        .hasMessageContaining("expected another");
  }

  @Test
  void without_a_key_the_message_says_how_to_make_one() {
    assertThatThrownBy(() -> key(null))
        .isInstanceOf(CryptoException.class)
        .hasMessageStartingWith("No master key.")
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageContaining("ORCHAGENT_CRYPTO_MASTER_KEY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"short", "AAEC", "zz", "!!!!", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ=="})
  void what_is_no_key_is_refused_and_not_repeated(String text) {
    assertThatThrownBy(() -> key(text))
        .isInstanceOf(CryptoException.class)
        .hasMessageStartingWith("The master key is not 32 bytes")
        .hasNoCause()
        .message()
        .doesNotContain(text);
  }
}
