-- What somebody began to pay: the id is what Stripe is told, and tells again.
create table stripe_payment (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  amount_cents bigint not null check (amount_cents > 0),
  idempotency_key text,
  session_id text unique,
  checkout_url text,
  payment_intent text unique, -- known when it is paid
  created_at timestamptz not null default clock_timestamp(),
  paid_at timestamptz,
  check ((paid_at is null) = (payment_intent is null)),
  unique (workspace_id, idempotency_key)
);

-- Events that took effect, so that none does twice
create table stripe_event (
  id text primary key,
  type text not null,
  created_at timestamptz not null default clock_timestamp()
);

-- What of a payment Stripe took back, whether the payment is known yet or not: the whole of a
-- charge's refunds, or a dispute.
create table stripe_reversal (
  id text primary key,
  payment_intent text not null,
  cents bigint not null check (cents >= 0),
  final boolean not null default false, -- a dispute that is over
  booked_cents bigint not null default 0
);
create index stripe_reversal_payment on stripe_reversal (payment_intent);
