#!/usr/bin/env bash
# What one would do without a loader: rclone, jq, psql. Takes the prefix of an hour; the rest comes from the environment, as for jobs/etl.
# It takes for granted that every object is one document and every value is as it should be, and counts nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export RCLONE_CONFIG_S3_TYPE=s3 RCLONE_CONFIG_S3_PROVIDER=Other RCLONE_CONFIG_S3_ENV_AUTH=true \
  RCLONE_CONFIG_S3_ENDPOINT="$AWS_ENDPOINT_URL_S3" RCLONE_CONFIG_S3_REGION="$AWS_REGION"
# rclone stops where it finds this one; over TLS RCLONE_CA_CERT names the authority.
unset AWS_CA_BUNDLE
rclone copy --config /dev/null --transfers 64 --checkers 16 --ignore-checksum --s3-list-version 2 --s3-no-head --s3-no-head-object \
  --use-server-modtime --no-update-modtime --no-traverse --quiet "S3:$RAW_BUCKET_NAME/$1" "$folder"
export PGHOST="$DW_PG_HOST" PGPORT="$DW_PG_PORT" PGUSER="$DW_PG_USER" PGPASSWORD="$DW_PG_PASSWORD" PGDATABASE="$DW_PG_DATABASE"
find "$folder" -name '*.json' -print0 | xargs -0 cat | jq -r '[
    .eventId, (._ingest.receivedAt // .timestamp), .eventName, .userId, .userLoginState, .identitySource, .clientId, .sessionId,
    .isFirstVisit, .product.id, .product.name, .product.category, .product.brand, .product.price, .product.discountPrice, .product.urlPath
  ] | @csv' > "$folder/rows.csv"
psql --quiet --set ON_ERROR_STOP=1 <<SQL
CREATE TEMPORARY TABLE loaded (LIKE public.clickstream_events);
\copy loaded FROM '$folder/rows.csv' CSV
INSERT INTO public.clickstream_events SELECT * FROM loaded ON CONFLICT DO NOTHING;
SQL
