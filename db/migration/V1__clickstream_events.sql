-- The index of a large table takes its time.
SET LOCAL statement_timeout = 0;

-- The target. Where the predecessor of this job created the table already it is kept as it is: no row and no column changes.
-- Asked first, because CREATE TABLE IF NOT EXISTS wants the right to create it even where it exists.
DO $$
BEGIN
    IF to_regclass('public.clickstream_events') IS NULL THEN
        CREATE TABLE public.clickstream_events (
            event_id                       uuid PRIMARY KEY,
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
            context_product_url_path       text
        );
    END IF;
END
$$;

-- Dashboards filter on event_timestamp >= $1 AND event_timestamp < $2. An index of the predecessor that serves this is enough.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam AND m.amname IN ('btree', 'brin')
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = 'public.clickstream_events'::regclass
          AND a.attname = 'event_timestamp'
          AND i.indpred IS NULL
          AND i.indisvalid
    ) THEN
        -- PostgreSQL finds a name that is free.
        CREATE INDEX ON public.clickstream_events (event_timestamp);
    END IF;
END
$$;
