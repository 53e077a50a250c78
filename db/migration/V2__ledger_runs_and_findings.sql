-- What the job keeps for itself. db/README.md is the dictionary of these columns.
-- IF NOT EXISTS: Flyway records a migration in another transaction than it runs it in, so one can be applied and not recorded.

-- One row per hour and attempt.
CREATE TABLE IF NOT EXISTS etl.load_run (
    load_run           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hour               timestamptz NOT NULL,
    attempt            integer NOT NULL CHECK (attempt > 0),
    reload             boolean NOT NULL,
    requested_by       text NOT NULL,
    started_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at        timestamptz,
    status             text NOT NULL DEFAULT 'running'
        CHECK (status IN ('running', 'complete', 'incomplete', 'failed', 'stopped', 'abandoned')),
    failure            text,
    objects_listed     bigint NOT NULL DEFAULT 0,
    objects_already    bigint NOT NULL DEFAULT 0,
    objects_loaded     bigint NOT NULL DEFAULT 0,
    objects_skipped    bigint NOT NULL DEFAULT 0,
    objects_rejected   bigint NOT NULL DEFAULT 0,
    objects_failed     bigint NOT NULL DEFAULT 0,
    objects_vanished   bigint NOT NULL DEFAULT 0,
    objects_late       bigint NOT NULL DEFAULT 0,
    events_read        bigint NOT NULL DEFAULT 0,
    events_inserted    bigint NOT NULL DEFAULT 0,
    events_duplicate   bigint NOT NULL DEFAULT 0,
    events_conflicting bigint NOT NULL DEFAULT 0,
    events_rejected    bigint NOT NULL DEFAULT 0,
    UNIQUE (hour, attempt),
    -- A run that ended well has sums that balance.
    CONSTRAINT objects_balance CHECK (
        status NOT IN ('complete', 'incomplete')
        OR objects_listed = objects_already + objects_loaded + objects_skipped + objects_rejected + objects_failed),
    CONSTRAINT events_balance CHECK (
        status NOT IN ('complete', 'incomplete')
        OR events_read = events_inserted + events_duplicate + events_conflicting + events_rejected),
    CONSTRAINT complete_has_no_failed_object CHECK (status <> 'complete' OR objects_failed = 0)
);

-- One row per finished object version, written in the transaction that writes its rows: the memory of the job. It has as many
-- rows as there are objects, so it has no foreign key, and its only index is the one that subtracts it from a listing.
CREATE TABLE IF NOT EXISTS etl.object_ledger (
    hour          timestamptz NOT NULL,
    last_modified timestamptz NOT NULL,
    size          bigint NOT NULL,
    load_run      bigint NOT NULL,
    events        integer NOT NULL,
    inserted      integer NOT NULL,
    duplicate     integer NOT NULL,
    conflicting   integer NOT NULL,
    rejected      integer NOT NULL,
    outcome       text NOT NULL CHECK (outcome IN ('loaded', 'skipped', 'rejected')),
    skip_reason   text CHECK (skip_reason IN ('folder', 'hidden', 'temporary', 'empty')),
    -- S3 lists by the bytes of the UTF-8 text; so does collation "C".
    object_name   text COLLATE "C" NOT NULL,
    etag          text COLLATE "C" NOT NULL,
    PRIMARY KEY (hour, object_name, etag),
    CONSTRAINT events_balance CHECK (events = inserted + duplicate + conflicting + rejected),
    CONSTRAINT skipped_has_a_reason CHECK ((outcome = 'skipped') = (skip_reason IS NOT NULL))
);

-- Objects that the last run of their hour could not read. Finished objects leave it.
CREATE TABLE IF NOT EXISTS etl.failed_object (
    hour        timestamptz NOT NULL,
    object_name text COLLATE "C" NOT NULL,
    etag        text COLLATE "C" NOT NULL,
    cause       text NOT NULL,
    load_run    bigint NOT NULL,
    PRIMARY KEY (hour, object_name, etag)
);

-- Values that are no event, with their bytes.
CREATE TABLE IF NOT EXISTS etl.rejected_event (
    hour        timestamptz NOT NULL,
    object_name text COLLATE "C" NOT NULL,
    etag        text COLLATE "C" NOT NULL,
    event_index integer NOT NULL,
    reason      text NOT NULL,
    detail      text NOT NULL,
    bytes       bytea NOT NULL,
    load_run    bigint NOT NULL,
    PRIMARY KEY (hour, object_name, etag, event_index)
);

-- Values that their columns could not hold exactly, of events that were inserted.
CREATE TABLE IF NOT EXISTS etl.event_issue (
    event_id    uuid NOT NULL,
    issue       integer NOT NULL,
    hour        timestamptz NOT NULL,
    object_name text COLLATE "C" NOT NULL,
    etag        text COLLATE "C" NOT NULL,
    event_index integer NOT NULL,
    field       text NOT NULL,
    reason      text NOT NULL,
    detail      text NOT NULL,
    load_run    bigint NOT NULL,
    PRIMARY KEY (event_id, issue)
);

CREATE INDEX IF NOT EXISTS event_issue_hour_idx ON etl.event_issue (hour);

-- Events whose id the table had already with other columns: the first stayed there, the later one is kept here.
CREATE TABLE IF NOT EXISTS etl.conflicting_event (
    hour                           timestamptz NOT NULL,
    object_name                    text COLLATE "C" NOT NULL,
    etag                           text COLLATE "C" NOT NULL,
    event_index                    integer NOT NULL,
    load_run                       bigint NOT NULL,
    event_id                       uuid NOT NULL,
    event_timestamp                timestamptz NOT NULL,
    event_name                     text NOT NULL,
    user_id                        text,
    user_login_state               text,
    identity_source                text,
    client_id                      text,
    session_id                     text,
    is_first_visit                 boolean,
    context_product_id             text,
    context_product_name           text,
    context_product_category       text,
    context_product_brand          text,
    context_product_price          bigint,
    context_product_discount_price bigint,
    context_product_url_path       text,
    PRIMARY KEY (hour, object_name, etag, event_index)
);

CREATE INDEX IF NOT EXISTS conflicting_event_event_id_idx ON etl.conflicting_event (event_id);
