-- What a call said of skills is kept once, with its input. queued_call.skills is written and read no
-- more; it goes when no server of before runs.
update run_payload p set skills = q.skills
from queued_call q where q.run_id = p.run_id and q.skills is not null and p.skills is null;
