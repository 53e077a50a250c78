/** The ingest as a Lambda function behind API Gateway's HTTP API or a function URL. */
@NullMarked
package clickstream.ingest.lambda;

import org.jspecify.annotations.NullMarked;
