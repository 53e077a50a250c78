#!/usr/bin/env bash
# What one would do with files of lines: DuckDB makes rows of them, psql loads these. Takes Java, its class path and the folder of the files.
set -euo pipefail
"$1" --enable-native-access=ALL-UNNAMED -cp "$2" clickstream.bench.DuckDb "
COPY (
  SELECT eventId, coalesce(_ingest.receivedAt, timestamp), eventName, userId, userLoginState, identitySource, clientId, sessionId,
         isFirstVisit, product.id, product.name, product.category, product.brand, product.price, product.discountPrice, product.urlPath
  FROM read_ndjson('$3/*.json.gz', columns = {
    eventId: 'UUID', _ingest: 'STRUCT(receivedAt VARCHAR)', timestamp: 'VARCHAR', eventName: 'VARCHAR', userId: 'VARCHAR',
    userLoginState: 'VARCHAR', identitySource: 'VARCHAR', clientId: 'VARCHAR', sessionId: 'VARCHAR', isFirstVisit: 'BOOLEAN',
    product: 'STRUCT(id VARCHAR, name VARCHAR, category VARCHAR, brand VARCHAR, price BIGINT, discountPrice BIGINT, urlPath VARCHAR)'
  })
) TO '$3/rows.csv' (FORMAT csv, HEADER false)"
export PGHOST="$DW_PG_HOST" PGPORT="$DW_PG_PORT" PGUSER="$DW_PG_USER" PGPASSWORD="$DW_PG_PASSWORD" PGDATABASE="$DW_PG_DATABASE"
psql --quiet --set ON_ERROR_STOP=1 <<SQL
CREATE TEMPORARY TABLE loaded (LIKE public.clickstream_events);
\copy loaded FROM '$3/rows.csv' CSV
INSERT INTO public.clickstream_events SELECT * FROM loaded ON CONFLICT DO NOTHING;
SQL
rm "$3/rows.csv"
