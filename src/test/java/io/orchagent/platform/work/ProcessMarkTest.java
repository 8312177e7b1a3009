package io.orchagent.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMarkTest {
  @Test
  void a_process_that_runs_is_not_gone() {
    assertThat(ProcessMark.own().split("/")).hasSize(4);
    assertThat(ProcessMark.isGone(ProcessMark.own())).isFalse();
  }

  @Test
  void one_that_ended_is_gone_also_when_its_number_is_another_ones_now() throws Exception {
    String[] own = ProcessMark.own().split("/");
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    String scope = own[0] + "/" + own[1] + "/";
    assertThat(ProcessMark.isGone(scope + ended.pid() + "/1")).isTrue();
    assertThat(ProcessMark.isGone(scope + own[2] + "/1")).isTrue();
  }

  @Test
  void of_another_machine_or_another_set_of_ids_nothing_is_known() {
    String[] own = ProcessMark.own().split("/");
    assertThat(ProcessMark.isGone("other/" + own[1] + "/1/1")).isFalse();
    assertThat(ProcessMark.isGone(own[0] + "/pid:[1]/1/1")).isFalse();
    assertThat(ProcessMark.isGone("")).isFalse();
    assertThat(ProcessMark.isGone("a/b/c/d")).isFalse();
  }
}
